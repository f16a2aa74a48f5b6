"""The practice educator recommends, and who oversees signs beside or sends back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from assessment.content import hash_of
from assessment.deciding import content, permissions
from assessment.deciding.sight import asked_for
from assessment.forms.decisions import RecommendationForm, WordsForm, recommendation_form
from assessment.models import PortfolioSubmission, Recommendation
from assessment.operations import recommendations as operations
from assessment.views.asked import person
from assessment.views.deciding.asked import (
    DECIDERS,
    decided_or_404,
    decision_form,
    facts_of,
    level_of,
    page_of,
    recommendation_or_404,
    sign_page,
)
from assessment.views.writing import GET_OR_POST
from core.accounts.devices import address_of
from core.accounts.fresh import asked_for_a_factor
from core.components import Fact
from core.forms import SignForm, drafts
from core.permissions import require
from core.steps import taken, taken_on

Outcome = Recommendation.Outcome
NO_CONCERN = (
    "No concern of which the apprentice was told is recorded in this placement. A fail asks you to say why it comes at "
    "the end."
)


@GET_OR_POST
def recommend(request: HttpRequest, reference: str) -> HttpResponse:
    """Write about every capability and the whole; saved as often as one likes, and read by nobody else."""
    found = _to_recommend(request, reference)
    made = operations.being_written(found)
    make_form = recommendation_form(operations.capabilities_for(found), asks_report=found.placement.supervisor_id)
    form = make_form(
        request.POST or None, initial=_initial(made or _earlier(found)), record=made, of=found.placement.apprentice
    )
    form.draft_key = f"recommendation-{reference}"
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            kept = (made is None or form.check_version(made)) and taken_on(form, lambda: _write(request, found, form))
        if kept:
            drafts.saved(request, form.draft_key)
            if "later" in request.POST:
                messages.success(request, "Saved. Nobody else reads it before you sign it.")
                return redirect(page_of(found))
            return redirect("assessment:sign_recommendation", reference)
    return decision_form(
        request,
        form,
        "Your recommendation",
        back=page_of(found),
        caption=found,
        hint=f"Judged at this level: {level_of(found.placement)}. The apprentice reads it when the result is released.",
        notes=_notes(found, person(request).pk),
        at_risk=True,
    )


def _notes(found: PortfolioSubmission, user_id: int) -> list[str]:
    """What to know before one writes: what came back and why, and what a fail would ask for."""
    notes = []
    if more := asked_for(found):
        notes.append(f"The practice assessment panel asks for more: {more.reasons}")
    sent_back = found.recommendations.filter(state=Recommendation.State.SENT_BACK).order_by("pk").last()
    if sent_back and sent_back.written_by_id == user_id and found.state == PortfolioSubmission.State.HANDED_IN:
        notes.append(f"{sent_back.overseen_by} sent it back: {sent_back.sent_back_because}")
    if permissions.needs_explanation(found.placement, found.placement.practice_educator.person):
        notes.append(NO_CONCERN)
    return notes


def _earlier(found: PortfolioSubmission) -> Recommendation | None:
    """What was written last, where it came back: one goes on from there."""
    return found.recommendations.order_by("pk").last()


def _initial(made: Recommendation | None) -> dict[str, Any]:
    if made is None:
        return {}
    names = ("outcome", "because", "holistic", "unexplained_until_now", "without_report_because", "kept_reason")
    said = {f"capability_{one.statement_id}": one.words for one in made.capabilities.all()}
    return {name: getattr(made, name) for name in names} | said


def _write(request: HttpRequest, found: PortfolioSubmission, form: RecommendationForm) -> Recommendation:
    got = form.cleaned_data
    return operations.write_recommendation(
        found,
        outcome=got["outcome"],
        because=got["because"],
        said=form.said(),
        holistic=got["holistic"],
        unexplained_until_now=got["unexplained_until_now"],
        without_report_because=got.get("without_report_because", ""),
        kept_reason=got.get("kept_reason", ""),
        by=person(request),
    )


@GET_OR_POST
def sign_recommendation(request: HttpRequest, reference: str) -> HttpResponse:
    """Check before signing; what is missing is named. A fail asks for a fresh factor."""
    found = _to_recommend(request, reference)
    made = operations.being_written(found)
    if made is None:
        return redirect("assessment:recommend", reference)
    made.submission = found
    back = reverse("assessment:recommend", args=[reference])
    signed = {"read": hash_of(content.recommended(made))}
    missing = operations.what_is_missing(made, on=timezone.localdate())
    if request.method == "POST" and not missing:
        if not SignForm(request.POST, begun=signed).is_valid():
            messages.warning(request, SignForm.CHANGED)
        elif made.outcome == Outcome.FAIL and (asked := asked_for_a_factor(request)):
            return asked
        elif taken(
            request,
            lambda: operations.sign_recommendation(made, **signed, by=person(request), address=address_of(request)),
        ):
            messages.success(request, f"Signed. {_next(found)} has been told, and the apprentice reads nothing yet.")
            return redirect(page_of(found))
    return sign_page(
        request,
        SignForm(begun=signed),
        back=back,
        caption=found,
        facts=_facts(made, back),
        missing=missing,
        seen_by=DECIDERS,
        signing=f"This is my own recommendation about {found.placement.apprentice}, from what I read and saw.",
    )


def _next(found: PortfolioSubmission) -> str:
    overseer = found.placement.overseen_by
    return str(overseer) if overseer else "The university tutor"


def _facts(made: Recommendation, back: str = "") -> list[Fact]:
    found = made.submission
    facts = [*facts_of(found), Fact("You recommend" if back else "Recommends", made, back)]
    if made.because:
        facts.append(Fact("Because", made.get_because_display(), back))
    facts += [Fact(str(one.statement), one.words, back) for one in content.capabilities_in_order(made)]
    facts.append(Fact("As a whole", made.holistic or "Nothing yet", back))
    for label, words in (
        ("Why at the end", made.unexplained_until_now),
        ("Without the supervisor’s report", made.without_report_because),
        ("Why personal details stay", made.kept_reason),
    ):
        if words:
            facts.append(Fact(label, words, back))
    return facts


@GET_OR_POST
def sign_beside(request: HttpRequest, reference: str) -> HttpResponse:
    """Who oversees checks what the practice educator in training signed, and signs beside it."""
    made = recommendation_or_404(request, reference)
    require(permissions.may_sign_beside(person(request), made))
    signed = {"read": hash_of(content.recommended(made))}
    if request.method == "POST":
        if not SignForm(request.POST, begun=signed).is_valid():
            messages.warning(request, SignForm.CHANGED)
        elif made.outcome == Outcome.FAIL and (asked := asked_for_a_factor(request)):
            return asked
        elif taken(
            request, lambda: operations.sign_beside(made, **signed, by=person(request), address=address_of(request))
        ):
            messages.success(request, "Signed beside. The university tutor has been told.")
            return redirect(page_of(made.submission))
    return sign_page(
        request,
        SignForm(begun=signed),
        title="Check before you sign beside",
        back=page_of(made.submission),
        caption=made.submission,
        facts=_facts(made),
        seen_by=DECIDERS,
        signing=f"I oversee {made.written_by}. I have read the portfolio and put my name beside this recommendation.",
        other_url=reverse("assessment:send_back_recommendation", args=[reference]),
        other_words=f"Send it back to {made.written_by} instead",
    )


@GET_OR_POST
def send_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Send it back with words for the one who wrote it."""
    made = recommendation_or_404(request, reference)
    require(permissions.may_sign_beside(person(request), made))
    asked = f"What you would say to {made.written_by}"
    form = WordsForm(request.POST or None, asked=asked, submit="Send it back")
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        if taken_on(form, lambda: operations.send_back(made, because=words, by=person(request))):
            messages.success(request, f"Sent back, and {made.written_by} has been told. Nobody else reads your words.")
            return redirect("assessment:submissions")
    back = reverse("assessment:sign_beside", args=[reference])
    return decision_form(request, form, "Send it back", back=back, caption=made.submission)


def _to_recommend(request: HttpRequest, reference: str) -> PortfolioSubmission:
    found = decided_or_404(request, reference)
    require(permissions.may_recommend(person(request), found))
    return found
