"""Capability reviews as an apprentice and those who read the portfolio see them: the points in order."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apprentices.models import Milestone
from assessment.capability_reviews.rules import ReviewPoint
from assessment.deciding.places import lines_of
from assessment.models import CapabilityReview, PortfolioSubmission
from assessment.views.asked import person, portfolio_or_404


@dataclass(frozen=True)
class AtPoint:
    """One point with its reviews, newest first; ``shown``: those whose outcome this person may read.

    ``passed_on``: the day on which it was passed without a review here, as the record has it.
    """

    label: str
    reviews: list[CapabilityReview]
    shown: set[int]
    passed_on: datetime.date | None


@require_safe
def capability_reviews(request: HttpRequest, reference: str) -> HttpResponse:
    """The panels before the first placement with their outcome, and what was decided at the end of each placement."""
    apprentice, user = portfolio_or_404(request, reference), person(request)
    rows = CapabilityReview.objects.visible_to(user).filter(apprentice=apprentice)
    reviews = list(
        rows.select_related("panel", "judged_by").prefetch_related("domains__statement__framework").order_by("-pk")
    )
    shown = set(
        CapabilityReview.objects.outcome_shown_to(user).filter(apprentice=apprentice).values_list("pk", flat=True)
    )
    ready = apprentice.milestones.filter(kind=Milestone.Kind.READINESS_PASSED).first()
    decided = PortfolioSubmission.objects.visible_to(user).filter(placement__apprentice=apprentice)
    context = {
        "apprentice": apprentice,
        "own": apprentice.person_id == user.pk,
        "ends": lines_of(apprentice, timezone.localdate()),
        "opens": set(decided.values_list("reference", flat=True)),
        "points": [
            AtPoint(
                point.label,
                [one for one in reviews if one.point == point],
                shown,
                ready.reached_on if ready and point == ReviewPoint.READINESS else None,
            )
            for point in ReviewPoint
        ],
    }
    return render(request, "assessment/capability_reviews/of_apprentice.html", context)
