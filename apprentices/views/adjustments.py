"""Adjustments: the list, one of them, asking, sharing, deciding, looking again, one's own note."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprentices import adjustment_page, adjustment_rules, forms, operations, permissions
from apprentices.models import Adjustment, AdjustmentNote, Apprentice, Audience, ResultReview, SharedAdjustment
from apprentices.operations.adjustment_mails import DECIDE
from apprentices.views.changes.common import answer
from apprentices.views.checked import check_page, is_confirmed, wants_to_change
from apprentices.views.link import code_first, opened, proof_of
from apprentices.views.record import visible_record
from core.accounts.models import User
from core.components import Fact
from core.permissions import require
from core.words import day, listed
from core.workflow import StepRefused

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


def _seen(request: HttpRequest, reference: str) -> Adjustment:
    """An adjustment that is this person's own, or shared with them today; else it is not there."""
    rows = Adjustment.objects.visible_to(request.user, on=timezone.localdate())  # type: ignore[arg-type]
    found = rows.select_related("apprentice__person", "apprentice__cohort__university")
    return get_object_or_404(found, reference=reference)


def _party(request: HttpRequest, reference: str, audience: str) -> SharedAdjustment:
    """One party of an adjustment, for its own people or the apprentice."""
    adjustment, user = _seen(request, reference), request.user
    rows = SharedAdjustment.objects.filter(adjustment=adjustment, audience=audience)
    if user.pk != adjustment.apprentice.person_id:
        readable = SharedAdjustment.objects.read_by(user, on=timezone.localdate())
        rows = rows.filter(pk__in=readable.values("pk"))
    shared: SharedAdjustment = get_object_or_404(rows)
    shared.adjustment = adjustment
    return shared


def _page(adjustment: Adjustment) -> str:
    return reverse("apprentices:adjustment", args=[adjustment.reference])


@require_safe
def adjustments(request: HttpRequest, reference: str) -> HttpResponse:
    """What helps an apprentice, as far as this reader may know."""
    apprentice = visible_record(request, reference)
    user: User = request.user  # type: ignore[assignment]
    readable = Adjustment.objects.visible_to(user, on=timezone.localdate()).filter(apprentice=apprentice)
    context = {
        "apprentice": apprentice,
        "own": user.pk == apprentice.person_id,
        "current": readable.current(),
        "ended": readable.filter(state=Adjustment.State.ENDED),
        "may_raise": bool(permissions.may_raise_adjustment(user, apprentice)),
        "support": adjustment_page.SUPPORT,
    }
    return render(request, "apprentices/adjustments/list.html", context)


@require_safe
def adjustment(request: HttpRequest, reference: str) -> HttpResponse:
    """One adjustment: what helps, who does what, who reads it and for how long."""
    found = _seen(request, reference)
    user: User = request.user  # type: ignore[assignment]
    today = timezone.localdate()
    own = user.pk == found.apprentice.person_id
    review = getattr(found, "result_review", None)
    knows = own or (review is not None and bool(permissions.speaks_for_university(user, found.apprentice)))
    context = {
        "adjustment": found,
        "apprentice": found.apprentice,
        "own": own,
        "sees_record": Apprentice.objects.visible_to(user, on=today).filter(pk=found.apprentice_id).exists(),
        "parties": adjustment_page.parties_of(found, user, on=today),
        "may_keep": bool(permissions.may_keep_adjustment(user, found)),
        "result": review if knows else None,
        "may_answer_result": review is not None and bool(permissions.may_answer_result(user, review)),
        "ask_for_review": adjustment_page.who_to_ask(found, on=today) if own and review else "",
        "note": AdjustmentNote.objects.of(user).filter(adjustment=found).first(),
        "support": adjustment_page.SUPPORT,
    }
    return render(request, "apprentices/adjustments/adjustment.html", context)


# The apprentice ----------------------------------------------------------------------------------------------


@GET_OR_POST
def ask_adjustment(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what helps, who acts and who reads; then a page with what follows; then it is asked for."""
    apprentice = visible_record(request, reference)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_raise_adjustment(user, apprentice))
    form = forms.AskAdjustmentForm(request.POST or None, initial={"until": apprentice.planned_end_on})
    if request.method == "POST" and form.is_valid() and not wants_to_change(request):
        wanted = operations.Help(**{name: form.cleaned_data[name] for name in forms.AskAdjustmentForm.base_fields})
        if not is_confirmed(request):
            return _check(request, apprentice, wanted)
        try:
            made = operations.raise_adjustment(apprentice, wanted=wanted, by=user)
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            asked = bool(wanted.asked)
            messages.success(request, "Asked for. It holds from today." if asked else "Shared, to be read.")
            return redirect("apprentices:adjustment", reference=made.reference)
    context = {
        "form": form,
        "title": "Ask for an adjustment",
        "apprentice": apprentice,
        "intro": [
            "You can ask on any day: before the start, in the middle of a placement, after a result. Help begins on "
            f"the day on which you ask. A decision is due within {adjustment_rules.decide_within()} working days.",
            adjustment_page.SUPPORT,
        ],
        "back": reverse("apprentices:adjustments", args=[reference]),
    }
    return render(request, "apprentices/changes/form.html", context)


def _check(request: HttpRequest, apprentice: Apprentice, wanted: operations.Help) -> HttpResponse:
    labels = dict(Audience.choices)
    told = [audience for audience in wanted.told if audience not in wanted.asked]
    facts = [
        Fact("What helps", wanted.what_helps),
        Fact("Who has to do something", listed(labels[one] for one in wanted.asked) or "Nobody"),
        Fact("Who else reads it", listed(labels[one] for one in told) or "Nobody"),
        Fact("Until", day(wanted.until)),
    ]
    if wanted.stage:
        facts.append(Fact("Result decided without it", wanted.stage))
    lines = [
        f"{labels[one]}: read by {adjustment_rules.CIRCLES[one].words}."
        for one in labels
        if one in [*wanted.asked, *told]
    ]
    if wanted.asked:
        lines.append("Interim help starts today: what you ask for, until there is a decision.")
        lines.append(f"The decision is due within {adjustment_rules.decide_within()} working days.")
    if wanted.stage:
        lines.append("The university is asked to look at the result again. This is a review, not an appeal.")
    return check_page(
        request,
        heading="Check what you ask for",
        caption=str(apprentice),
        facts=facts,
        lines=lines,
        button="Ask for it" if wanted.asked else "Share it",
    )


@GET_OR_POST
def share_adjustment(request: HttpRequest, reference: str) -> HttpResponse:
    found = _seen(request, reference)
    require(permissions.may_keep_adjustment(request.user, found))  # type: ignore[arg-type]

    def act(typed: dict[str, Any]) -> str:
        shared = operations.share_adjustment(found, **typed, by=request.user)  # type: ignore[arg-type]
        return f"Shared with the {shared.get_audience_display().lower()} until {day(shared.ends_on)}."

    form = forms.ShareAdjustmentForm(request.POST or None, initial={"until": found.apprentice.planned_end_on})
    return answer(
        request, form, act, to=_page(found), title="Share the adjustment", apprentice=found.apprentice,
        intro=[found.what_helps],
    )  # fmt: skip


@require_POST
def stop_sharing(request: HttpRequest, reference: str, audience: str) -> HttpResponse:
    shared = _party(request, reference, audience)
    require(permissions.may_stop_sharing(request.user, shared.adjustment))  # type: ignore[arg-type]
    try:
        operations.stop_sharing(shared, by=request.user)  # type: ignore[arg-type]
        messages.success(request, f"Not shared with the {shared.get_audience_display().lower()} any more.")
    except StepRefused as refused:
        messages.error(request, str(refused))
    return redirect(_page(shared.adjustment))


@GET_OR_POST
def answer_offer(request: HttpRequest, reference: str, audience: str) -> HttpResponse:
    shared = _party(request, reference, audience)
    require(permissions.may_answer_offer(request.user, shared))  # type: ignore[arg-type]

    def act(typed: dict[str, Any]) -> str:
        operations.answer_offer(shared, yes=typed["yes"], by=request.user)  # type: ignore[arg-type]
        return "Agreed." if typed["yes"] else "They are asked for a new decision. What you asked for holds until then."

    return answer(
        request,
        forms.AnswerOfferForm(request.POST or None),
        act,
        to=_page(shared.adjustment),
        title="Something else in its place",
        apprentice=shared.adjustment.apprentice,
        intro=[f"You asked for: {shared.adjustment.what_helps}", f"They offer: {shared.instead}"],
    )


@GET_OR_POST
def look_again(request: HttpRequest, reference: str) -> HttpResponse:
    found = _seen(request, reference)
    require(permissions.may_keep_adjustment(request.user, found))  # type: ignore[arg-type]

    def act(typed: dict[str, Any]) -> str:
        operations.review_adjustment(found, next_on=typed["next_on"], by=request.user)  # type: ignore[arg-type]
        return f"Kept. You look at it again on {day(typed['next_on'])}."

    initial = {"next_on": timezone.localdate() + adjustment_rules.review_after()}
    return answer(
        request,
        forms.LookAgainForm(request.POST or None, initial=initial),
        act,
        to=_page(found),
        title="Look at it again",
        apprentice=found.apprentice,
        intro=[found.what_helps, "If something else would help now, ask for it, and end this one."],
    )


@require_POST
def end_adjustment(request: HttpRequest, reference: str) -> HttpResponse:
    found = _seen(request, reference)
    require(permissions.may_keep_adjustment(request.user, found))  # type: ignore[arg-type]
    try:
        operations.end_adjustment(found, by=request.user)  # type: ignore[arg-type]
        messages.success(request, "Ended. Those it is shared with read that it has ended.")
    except StepRefused as refused:
        messages.error(request, str(refused))
    return redirect(_page(found))


@GET_OR_POST
def own_note(request: HttpRequest, reference: str) -> HttpResponse:
    """A note for the apprentice alone."""
    found = _seen(request, reference)
    require(permissions.may_stop_sharing(request.user, found))  # type: ignore[arg-type]
    kept = AdjustmentNote.objects.of(request.user).filter(adjustment=found).first()

    def act(typed: dict[str, Any]) -> str:
        operations.keep_own_note(found, text=typed["text"], by=request.user)  # type: ignore[arg-type]
        return "Kept, for you alone." if typed["text"].strip() else "Deleted."

    return answer(
        request,
        forms.OwnNoteForm(request.POST or None, initial={"text": kept.text if kept else ""}),
        act,
        to=_page(found),
        title="My own note",
        apprentice=found.apprentice,
    )


# Those who decide --------------------------------------------------------------------------------------------


@GET_OR_POST
def decide_adjustment(request: HttpRequest, reference: str, audience: str) -> HttpResponse:
    shared = _party(request, reference, audience)
    user: User = request.user  # type: ignore[assignment]
    require(permissions.may_decide_adjustment(user, shared))

    return deciding(request, shared, user, to=_page(shared.adjustment))


def deciding(
    request: HttpRequest,
    shared: SharedAdjustment,
    user: User,
    *,
    to: str,
    how: dict[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    """The form of the decision, for one person, signed in or by link (``how``)."""

    def act(typed: dict[str, Any]) -> str:
        if typed["decision"] == "agree":
            operations.agree_adjustment(shared, by=user, how=how)
            return f"Agreed. {shared.adjustment.apprentice} is told."
        if typed["decision"] == "instead":
            operations.offer_instead(shared, instead=typed["instead"], by=user, how=how)
            return f"Offered. It holds once {shared.adjustment.apprentice} says yes."
        operations.refuse_adjustment(shared, because=typed["because"], turn_to=typed["turn_to"], by=user, how=how)
        return f"Sent. {shared.adjustment.apprentice} reads why, and where to turn."

    return answer(
        request,
        forms.DecideAdjustmentForm(request.POST or None),
        act,
        to=to,
        title="Decide on the adjustment",
        apprentice=shared.adjustment.apprentice,
        intro=[shared.adjustment.what_helps, f"Do not ask for the condition behind it. {adjustment_page.SUPPORT}"],
        **more,
    )


@login_not_required
@GET_OR_POST
def decide_by_link(request: HttpRequest, reference: str) -> HttpResponse:
    """The decision of somebody without an account: nothing of it is shown before the code was typed."""
    rows = Adjustment.objects.select_related("apprentice__person", "apprentice__cohort__university")
    link, found = opened(request, rows, reference, purpose=DECIDE)
    proof = proof_of(request, link)
    if proof is None:
        return code_first(request, link)
    person, today = link.person, timezone.localdate()
    theirs = SharedAdjustment.objects.decided_by_person(person, on=today).filter(adjustment=found)
    if not theirs:
        raise Http404
    for shared in theirs:
        shared.adjustment = found
        if permissions.may_decide_adjustment(person, shared):
            how = {"method": "link and code", "name": proof["name"], "role": proof["role"]}
            return deciding(request, shared, person, to=request.path, how=how, back="", link=link)
    parties = adjustment_page.parties_of(found, person, on=today)
    context = {"adjustment": found, "apprentice": found.apprentice, "parties": parties, "link": link}
    return render(request, "apprentices/adjustments/adjustment.html", context)


@GET_OR_POST
def answer_result(request: HttpRequest, reference: str) -> HttpResponse:
    found = _seen(request, reference)
    review = get_object_or_404(ResultReview, adjustment=found)
    review.adjustment = found
    require(permissions.may_answer_result(request.user, review))  # type: ignore[arg-type]

    def act(typed: dict[str, Any]) -> str:
        operations.answer_result(review, **typed, by=request.user)  # type: ignore[arg-type]
        return f"Sent. {found.apprentice} reads the answer."

    return answer(
        request,
        forms.AnswerResultForm(request.POST or None),
        act,
        to=_page(found),
        title="What happens to the result",
        apprentice=found.apprentice,
        intro=[
            f"The result: {review.stage}. It was decided without this: {found.what_helps}",
            "A stage that was decided without an agreed adjustment goes to review, not to appeal.",
        ],
    )
