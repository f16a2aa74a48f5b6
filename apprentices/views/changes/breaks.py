"""A break in learning as a page, and each step on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprentices import change_previews, forms, operations, permissions
from apprentices.models import BreakInLearning
from apprentices.models.parties import Party
from apprentices.views.changes.common import answer, visible_break
from core.accounts.models import User
from core.components import Fact, Task
from core.permissions import require
from core.words import day, listed
from core.workflow import StepRefused

State = BreakInLearning.State


def _url(name: str, one: BreakInLearning) -> str:
    return reverse(f"apprentices:{name}", args=[one.reference])


@require_safe
def show_break(request: HttpRequest, reference: str) -> HttpResponse:
    one = visible_break(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_see_changes(user, one.apprentice))
    steps = [
        (name, words, kind)
        for name, words, kind, allowed in (
            ("agree_break", "Read and agree", "", permissions.may_agree),
            ("record_return", "Record the return", "", permissions.may_record_return),
            ("return_meeting", "Record the return meeting", "", permissions.may_record_meeting),
            ("other_dates", "Put forward other dates", "secondary", permissions.may_discuss),
            ("refuse_break", "It cannot be agreed", "secondary", permissions.may_refuse),
            ("plan_return", "Plan the return", "secondary", _may_plan),
            ("extend_break", "Extend the break", "secondary", permissions.may_change_return),
        )
        if allowed(user, one)
    ]
    context = {
        "one": one,
        "apprentice": one.apprentice,
        "facts": facts_of(one),
        "agreements": _agreements(one),
        "steps": [(_url(name, one), words, kind) for name, words, kind in steps],
        "may_take_back": bool(permissions.may_take_back_break(user, one)),
        "may_read_reason": one.reason is not None and bool(permissions.may_read_reason(user, one.reason)),
        "preview": preview_of(one, user) if one.state in (*BreakInLearning.BEING_AGREED, State.AGREED) else [],
    }
    return render(request, "apprentices/changes/break.html", context)


def _may_plan(user: User, one: BreakInLearning) -> bool:
    return one.state != State.RETURN_PLANNED and bool(permissions.may_change_return(user, one))


def facts_of(one: BreakInLearning) -> list[Fact]:
    """What everybody of the three parties reads of a break. Why it is needed stands apart."""
    found = [
        Fact("First day", day(one.starts_on)),
        Fact("Expected return", day(one.expected_return_on)),
        Fact("Asked for by", f"{one.get_asked_as_display()}, written by {one.asked_by}"),
        Fact("Keep-in-touch days with learning", listed(map(str, one.learning_days.all())) or "None"),
        Fact("Cohort on return", one.rejoins.name),
        Fact("Contact", one.get_contact_display()),
    ]
    if one.backdated_because:
        found.append(Fact("Recorded only now because", one.backdated_because))
    if one.returned_on:
        found[1] = Fact("Returned", day(one.returned_on))
        found.append(Fact("Planned end", f"{day(one.planned_end_before)}, moved to {day(one.planned_end_after)}"))
        met = f"Held on {day(one.met_on)}" if one.met_on else f"Due by {day(one.meeting_due_on)}"
        found.append(Fact("Return meeting", met))
    if one.meeting_agreed:
        found.append(Fact("Agreed at the return", one.meeting_agreed))
    if one.support_plan:
        found.append(Fact("Support instead", one.support_plan))
    return found


def _agreements(one: BreakInLearning) -> list[Task]:
    agreed = {agreement.party: agreement for agreement in one.agreements_now()}
    return [
        Task(party.label, status="Agreed", hint=f"{agreed[party].by}, {day(agreed[party].at)}", tone="good")
        if party in agreed
        else Task(party.label, status="Not yet")
        for party in Party
    ]


def preview_of(one: BreakInLearning, user: User) -> list[str]:
    return change_previews.of_break(
        one.apprentice,
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        learning_days=list(one.learning_days.values_list("date", flat=True)),
        rejoins=one.rejoins,
        by=user,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def agree_break(request: HttpRequest, reference: str) -> HttpResponse:
    """The check page before an agreement: what is agreed, what it will do, in what words."""
    one = visible_break(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_agree(user, one))
    party = permissions.agrees_as(user, one)
    assert party is not None
    form = forms.AgreeForm(request.POST or None, initial={"terms": one.terms})
    if request.method == "POST" and form.is_valid():
        try:
            now = operations.agree_break(one, party=party, terms=form.cleaned_data["terms"], by=user)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            settled = now.state not in BreakInLearning.BEING_AGREED
            messages.success(request, "Agreed by all three." if settled else "Agreed. The others are asked.")
            return redirect("apprentices:break", reference=one.reference)
    context = {
        "apprentice": one.apprentice,
        "form": form,
        "facts": facts_of(one),
        "preview": preview_of(one, user),
        "statement": f"You agree to this break in learning as the {party.label.lower()}, with these dates.",
        "is_a_right": one.is_a_right,
        "back": _url("break", one),
    }
    return render(request, "apprentices/changes/check_break.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def refuse_break(request: HttpRequest, reference: str) -> HttpResponse:
    one = visible_break(request, reference)
    require(permissions.may_refuse(request.user, one))  # type: ignore[arg-type]

    def act(typed: dict[str, Any]) -> str:
        operations.refuse_break(one, support_plan=typed["support_plan"], by=request.user)  # type: ignore[arg-type]
        return "Sent. The apprentice reads what support there is."

    return answer(
        request,
        forms.SupportPlanForm(request.POST or None),
        act,
        to=_url("break", one),
        title="The break cannot be agreed",
        apprentice=one.apprentice,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def other_dates(request: HttpRequest, reference: str) -> HttpResponse:
    one = visible_break(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_discuss(user, one))

    def act(typed: dict[str, Any]) -> str:
        mine = permissions.parties_of(user, one.apprentice)[0]
        operations.propose_terms(
            one, **{k: typed[k] for k in ("starts_on", "expected_return_on")}, by=user, speaks_for=mine
        )
        return "Put forward. Everybody reads the new dates and agrees anew."

    initial = {"starts_on": one.starts_on, "expected_return_on": one.expected_return_on}
    return answer(
        request,
        forms.TermsForm(request.POST or None, initial=initial),
        act,
        to=_url("break", one),
        title="Put forward other dates",
        apprentice=one.apprentice,
        intro=["You agree to the dates that you put forward. What the others agreed to before no longer counts."],
    )


@require_POST
def take_back_break(request: HttpRequest, reference: str) -> HttpResponse:
    one = visible_break(request, reference)
    require(permissions.may_take_back_break(request.user, one))  # type: ignore[arg-type]
    try:
        operations.take_back_break(one, by=request.user)  # type: ignore[arg-type]
        messages.success(request, "Taken back. Learning goes on.")
    except StepRefused as refused:
        messages.error(request, str(refused))
    return redirect("apprentices:break", reference=one.reference)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_return(request: HttpRequest, reference: str) -> HttpResponse:
    one = visible_break(request, reference)
    require(permissions.may_change_return(request.user, one))  # type: ignore[arg-type]

    def act(typed: dict[str, Any]) -> str:
        operations.plan_return(one, returns_on=typed["returns_on"], by=request.user)  # type: ignore[arg-type]
        return f"The return is planned for {day(typed['returns_on'])}."

    return answer(
        request,
        forms.ReturnsOnForm(request.POST or None, initial={"returns_on": one.expected_return_on}),
        act,
        to=_url("break", one),
        title="Plan the return",
        apprentice=one.apprentice,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def extend_break(request: HttpRequest, reference: str) -> HttpResponse:
    one = visible_break(request, reference)
    require(permissions.may_change_return(request.user, one))  # type: ignore[arg-type]

    def act(typed: dict[str, Any]) -> str:
        operations.extend_break(one, returns_on=typed["returns_on"], by=request.user)  # type: ignore[arg-type]
        return f"Extended. The return is now expected on {day(typed['returns_on'])}."

    return answer(
        request,
        forms.ReturnsOnForm(request.POST or None),
        act,
        to=_url("break", one),
        title="Extend the break",
        apprentice=one.apprentice,
        intro=[f"The return is expected on {day(one.expected_return_on)} now."],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def record_return(request: HttpRequest, reference: str) -> HttpResponse:
    one = visible_break(request, reference)
    require(permissions.may_record_return(request.user, one))  # type: ignore[arg-type]

    def act(typed: dict[str, Any]) -> str:
        now = operations.record_return(one, returned_on=typed["returned_on"], by=request.user)  # type: ignore[arg-type]
        return f"{one.apprentice} is learning again. The planned end is now {day(now.planned_end_after)}."

    today = timezone.localdate()
    return answer(
        request,
        forms.ReturnedForm(request.POST or None, initial={"returned_on": min(today, one.expected_return_on)}),
        act,
        to=_url("break", one),
        title="Record the return",
        apprentice=one.apprentice,
        intro=[
            "The planned end moves by the length of the break. The hours of training stay.",
            "Tutor, line manager and apprentice meet within four weeks. Fewer hours a week from now on are a change of "
            "hours: record it as well.",
        ],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def return_meeting(request: HttpRequest, reference: str) -> HttpResponse:
    one = visible_break(request, reference)
    require(permissions.may_record_meeting(request.user, one))  # type: ignore[arg-type]

    def act(typed: dict[str, Any]) -> str:
        operations.record_return_meeting(one, met_on=typed["met_on"], agreed=typed["agreed"], by=request.user)  # type: ignore[arg-type]
        return "The return meeting is recorded."

    return answer(
        request,
        forms.MeetingForm(request.POST or None, initial={"met_on": timezone.localdate()}),
        act,
        to=_url("break", one),
        title="Record the return meeting",
        apprentice=one.apprentice,
    )
