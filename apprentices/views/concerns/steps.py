"""The steps of those who deal with a concern, and the apprentice's reply: each a short page of its own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from apprentices import forms, operations, permissions
from apprentices.models import Concern, ConcernAction
from apprentices.views.concerns.common import owners_of, page_of, step, visible_concern
from core.accounts.models import User
from core.permissions import require
from core.words import day, lowered

State = Concern.State
FORM = ["GET", "HEAD", "POST"]


def _user(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


@require_http_methods(FORM)
def triage_concern(request: HttpRequest, reference: str) -> HttpResponse:
    """What happens with it; the page that follows asks for what that way needs."""
    concern = visible_concern(request.user, reference)
    require(permissions.may_triage(_user(request), concern))
    form = forms.TriageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        way = form.cleaned_data["way"]
        if way == State.REFERRED:
            return redirect("apprentices:refer_concern", reference=reference)
        if concern.told_at is None:
            messages.info(request, "Tell the apprentice first, then say what happens.")
            return redirect("apprentices:tell_apprentice", reference=reference)
        if way == State.NOT_UPHELD:
            return redirect("apprentices:close_concern", reference=reference, to=way)
        return redirect("apprentices:plan_concern", reference=reference, kind=way)
    intro = (
        "Talk with the apprentice before you decide. A plan, and closing it, need that the apprentice was told.",
        "A concern about practice stands on its own: good marks neither weaken nor settle it.",
    )
    return step(request, concern, form, lambda typed: "", title="Triage", intro=intro)


@require_http_methods(FORM)
def tell_apprentice(request: HttpRequest, reference: str) -> HttpResponse:
    concern = visible_concern(request.user, reference)
    require(permissions.may_tell_apprentice(_user(request), concern))

    def act(typed: dict[str, Any]) -> str:
        operations.tell_apprentice(concern, words=typed["words"], by=_user(request))
        return "Recorded. The apprentice can read the concern and reply."

    form = forms.TellApprenticeForm(request.POST or None)
    intro = ("Telling is the rule. It is held only by a safeguarding lead, for an enquiry that it would harm.",)
    return step(request, concern, form, act, title="Tell the apprentice", intro=intro)


@require_http_methods(FORM)
def plan_concern(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """The first action of a plan, its review, and who has a part in it."""
    concern = visible_concern(request.user, reference)
    user = _user(request)
    require(permissions.may_plan_concern(user, concern, kind))
    formal = kind == State.FORMAL
    form = forms.ConcernPlanForm(
        request.POST or None,
        owners=owners_of(concern, user),
        formal=formal,
        besides=[concern.apprentice.person_id, user.pk, concern.lead_id or 0],
    )

    def act(typed: dict[str, Any]) -> str:
        operations.start_plan(
            concern,
            to=kind,
            action=_planned(typed),
            review_on=typed["review_on"],
            people=typed.get("people", []),
            by=user,
        )
        return "The plan has begun. Add further actions below."

    title = "Formal action plan" if formal else "Informal plan"
    intro = ("Agree it with the apprentice, who may bring a supporter. Further actions are added afterwards.",)
    return step(request, concern, form, act, title=title, intro=intro)


def _planned(typed: dict[str, Any]) -> operations.PlannedAction:
    return operations.PlannedAction(
        what=typed["what"],
        measure=typed["measure"],
        owner=typed["owner"],
        due_on=typed["due_on"],
        support=typed["support"],
    )


@require_http_methods(FORM)
def add_concern_action(request: HttpRequest, reference: str) -> HttpResponse:
    concern = visible_concern(request.user, reference)
    user = _user(request)
    require(permissions.may_add_action(user, concern))
    form = forms.ConcernActionForm(
        request.POST or None, owners=owners_of(concern, user), formal=concern.state == State.FORMAL
    )

    def act(typed: dict[str, Any]) -> str:
        operations.add_concern_action(concern, action=_planned(typed), by=user)
        return "The action is part of the plan."

    return step(request, concern, form, act, title="Add an action")


@require_POST
def settle_concern_action(request: HttpRequest, reference: str, action: str, to: str) -> HttpResponse:
    concern = visible_concern(request.user, reference)
    require(permissions.may_read_concern_plan(_user(request), concern))
    found = get_object_or_404(ConcernAction.objects.select_related("concern__lead"), concern=concern, reference=action)
    require(permissions.may_settle_concern_action(_user(request), found, to))
    operations.settle_concern_action(found, to=to, by=_user(request))
    messages.success(request, f"{found.get_state_display()}.")
    return redirect(page_of(concern))


@require_http_methods(FORM)
def review_concern(request: HttpRequest, reference: str) -> HttpResponse:
    concern = visible_concern(request.user, reference)
    require(permissions.may_review_concern(_user(request), concern))

    def act(typed: dict[str, Any]) -> str:
        operations.review_concern(concern, words=typed["words"], by=_user(request))
        return "Recorded. Now say what follows: resolved, another plan, or escalated."

    form = forms.ConcernWordsForm(
        request.POST or None,
        question="What did the review find?",
        help_text="Action by action. The apprentice reads this.",
        submit="Record the review",
    )
    return step(request, concern, form, act, title="Review of the plan")


@require_http_methods(FORM)
def refer_concern(request: HttpRequest, reference: str) -> HttpResponse:
    concern = visible_concern(request.user, reference)
    require(permissions.may_refer_concern(_user(request), concern))

    def act(typed: dict[str, Any]) -> str:
        operations.refer_concern(concern, where=typed["where"], words=typed["words"], by=_user(request))
        return "Recorded. Others read only that a live matter is dealt with elsewhere."

    intro = (
        "Refer it there first, in that process’s own way: this page only notes it. The matter then leaves this view.",
    )
    form = forms.ReferConcernForm(request.POST or None)
    return step(request, concern, form, act, title="Dealt with elsewhere", intro=intro)


@require_http_methods(FORM)
def escalate_concern(request: HttpRequest, reference: str) -> HttpResponse:
    concern = visible_concern(request.user, reference)
    require(permissions.may_escalate_concern(_user(request), concern))

    def act(typed: dict[str, Any]) -> str:
        operations.escalate_concern(concern, words=typed["words"], by=_user(request))
        concern.refresh_from_db()
        return f"{concern.lead} deals with it from now on."

    form = forms.ConcernWordsForm(
        request.POST or None, question="Why does the next person deal with it?", submit="Escalate"
    )
    return step(request, concern, form, act, title="Escalate", to=reverse("apprentices:concerns"))


CLOSING = {
    State.RESOLVED: ("Close as resolved", "How was it resolved?"),
    State.NOT_UPHELD: ("Close as not upheld", "What was looked into, and what was found?"),
}


@require_http_methods(FORM)
def close_concern(request: HttpRequest, reference: str, to: str) -> HttpResponse:
    concern = visible_concern(request.user, reference)
    require(permissions.may_close_concern(_user(request), concern, to))

    def act(typed: dict[str, Any]) -> str:
        operations.close_concern(concern, to=to, words=typed["words"], by=_user(request))
        return f"{concern.get_state_display()}. The apprentice and whoever raised it read how it ended."

    title, question = CLOSING[State(to)]
    form = forms.ConcernWordsForm(
        request.POST or None, question=question, help_text="The apprentice reads this.", submit=title
    )
    return step(request, concern, form, act, title=title)


@require_http_methods(FORM)
def decide_on_placement(request: HttpRequest, reference: str) -> HttpResponse:
    """Whoever deals with the concern lets a change be made to the placement that it protects."""
    concern = visible_concern(request.user, reference)
    require(permissions.may_decide_on_placement(_user(request), concern))

    def act(typed: dict[str, Any]) -> str:
        decision = operations.decide_on_placement(concern, by=_user(request), **typed)
        return f"Recorded. Until {day(decision.ends_on)} this may be done: {lowered(decision.get_change_display())}."

    intro = (
        "Talk with the apprentice first. Nothing about a placement changes because somebody spoke up; what they want "
        "changed, or what makes them safer, you can let be done.",
    )
    form = forms.PlacementDecisionForm(request.POST or None)
    return step(request, concern, form, act, title="Let the placement be changed", intro=intro)


@require_http_methods(FORM)
def reply(request: HttpRequest, reference: str) -> HttpResponse:
    concern = visible_concern(request.user, reference)
    require(permissions.may_reply_to_concern(_user(request), concern))
    form = forms.ConcernReplyForm(request.POST or None)

    def act(typed: dict[str, Any]) -> str:
        operations.reply_to_concern(concern, by=_user(request), **{k: typed[k] for k in form.fields})
        return "Sent. You can add more at any time."

    return step(request, concern, form, act, title="Reply in your own words")


@require_http_methods(FORM)
def answer_check(request: HttpRequest, reference: str, weeks: int) -> HttpResponse:
    """Four and twelve weeks after somebody spoke up: ask them, and write down what they said."""
    concern = visible_concern(request.user, reference)
    check = get_object_or_404(concern.checks.select_related("concern__lead"), weeks=weeks)
    require(permissions.may_answer_check(_user(request), check))

    def act(typed: dict[str, Any]) -> str:
        operations.answer_check(check, answer=typed["answer"], words=typed["words"], by=_user(request))
        return "Recorded. If something changed for the worse, raise it with the apprentice as a concern of its own."

    intro = ("Ask the apprentice in person, away from the placement and the team. Write down only what they say.",)
    form = forms.CheckAnswerForm(request.POST or None)
    return step(request, concern, form, act, title=f"{weeks} weeks since: how are things?", intro=intro)
