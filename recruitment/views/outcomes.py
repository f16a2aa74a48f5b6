"""The outcome table, agreed scores and recommendations: for those who run the day, once scoring is closed."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core import audit
from core import permissions as core_permissions
from core.steps import taken
from recruitment.forms.selection_days import AgreedScoreForm, RecommendationForm
from recruitment.models import Group, PanelCandidate, SelectionDay
from recruitment.operations import scoring as operations
from recruitment.operations.outcomes import outcome_of, outcome_table
from recruitment.permissions import selection as permissions
from recruitment.views.selection_days import visible_day

COLUMNS = {
    Group.EMPLOYER: "Employers",
    Group.UNIVERSITY: "Universities",
    Group.LIVED_EXPERIENCE: "People with lived experience",
}


@require_safe
def outcomes(request: HttpRequest, reference: str) -> HttpResponse:
    """Ranks, means of the groups, totals, floors and what is missing; the reading leaves an event."""
    day = visible_day(request, reference)
    core_permissions.require(permissions.may_see_outcomes(request.user, day))
    audit.record_read(day, "the outcome table", by=request.user)
    context = {
        "day": day,
        "rows": [
            (row, [(column, row.outcome.group_means[group]) for group, column in COLUMNS.items()])
            for row in outcome_table(day)
        ],
        "groups": [(column, share) for column, (_, share) in zip(COLUMNS.values(), day.weights_in_words, strict=True)],
        "may_moderate": bool(permissions.may_moderate(request.user, day)),
    }
    return render(request, "recruitment/scoring/outcomes.html", context)


def own_candidate(request: HttpRequest, reference: str) -> PanelCandidate:
    """The candidate's slot, where this person runs its day."""
    slots = PanelCandidate.objects.filter(panel__day__in=SelectionDay.objects.visible_to(request.user))
    slots = slots.exclude(application__candidate=request.user)
    slots = slots.select_related("panel__day__campaign__run_by", "application__candidate", "application__employer")
    slot = get_object_or_404(slots, reference=reference)
    core_permissions.require(permissions.may_run(request.user, slot.panel.day))
    return slot


def agree_score(request: HttpRequest, reference: str) -> HttpResponse:
    """Record what a panel agreed, beside the scores that were given."""
    candidate = own_candidate(request, reference)
    core_permissions.require(permissions.may_moderate(request.user, candidate.panel.day))
    form = AgreedScoreForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        step = partial(
            operations.agree_score,
            candidate=candidate,
            score=answers["score"],
            reason=answers["reason"],
            by=request.user,
        )
        done = f"The agreed score for {candidate.code} is recorded. The scores that were given stay."
        if taken(request, step, done):
            return redirect("recruitment:outcomes", candidate.panel.day.reference)
    return _form(request, candidate, form, f"Agreed score for candidate {candidate.code}")


def recommend(request: HttpRequest, reference: str) -> HttpResponse:
    """Record what a panel recommends for a candidate."""
    candidate = own_candidate(request, reference)
    core_permissions.require(permissions.may_moderate(request.user, candidate.panel.day))
    made = getattr(candidate, "recommendation", None)
    initial = {"outcome": made.outcome, "reason": made.reason} if made else {}
    form = RecommendationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        step = partial(
            operations.recommend,
            candidate=candidate,
            outcome=answers["outcome"],
            reason=answers["reason"],
            by=request.user,
        )
        if taken(request, step, f"The recommendation for {candidate.code} is recorded."):
            return redirect("recruitment:outcomes", candidate.panel.day.reference)
    return _form(request, candidate, form, f"Recommendation for candidate {candidate.code}")


def _form(request: HttpRequest, candidate: PanelCandidate, form: Any, heading: str) -> HttpResponse:
    form.cancel_url = reverse("recruitment:outcomes", args=[candidate.panel.day.reference])
    context = {
        "form": form,
        "heading": heading,
        "caption": candidate.panel.name,
        "candidate": candidate,
        "outcome": outcome_of(candidate),
        "agreed": list(candidate.agreed_scores.select_related("recorded_by")),
        "sheets": candidate.sheets.counting()
        .select_related("member__person")
        .prefetch_related("scores__criterion__exercise"),
    }
    return render(request, "recruitment/scoring/moderation.html", context)
