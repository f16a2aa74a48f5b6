"""The facts of a progress review that nobody has to type: supplied by each app, frozen into the write-up."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils import timezone

from apprentices.models import Attendance, OffTheJobEntry, Party, ProgressReview, ReviewAction
from apprentices.off_the_job.forecast import expected_hours
from apprentices.plans import plans_of
from core.registry import Registry
from core.words import count, day, hours


@dataclass(frozen=True)
class ReviewPeriod:
    """What a review looks back on: from the review before it (or the start) to the day on which it is written up."""

    since: datetime.date
    until: datetime.date


@dataclass(frozen=True)
class FactGroup:
    """Facts under one heading, each a label and its value in words."""

    title: str
    facts: tuple[tuple[str, str], ...]


review_facts: Registry[Callable[[ProgressReview, ReviewPeriod], FactGroup | None]] = Registry()
"""``(review, period)`` → what an app knows; None where it knows nothing. All three parties read every fact, so a
supplier gives only what all of them may know (a concern that one of them may not know of is never a fact here)."""


def facts_of(review: ProgressReview, *, on: datetime.date | None = None) -> list[dict[str, Any]]:
    """The facts as they stand, in the form in which they are frozen."""
    period = ReviewPeriod(since=_since(review), until=on or timezone.localdate())
    groups = (supply(review, period) for supply in review_facts)
    return [{"title": group.title, "facts": [list(fact) for fact in group.facts]} for group in groups if group]


def _since(review: ProgressReview) -> datetime.date:
    before = ProgressReview.objects.filter(
        apprentice=review.apprentice_id, number__lt=review.number, held_on__isnull=False
    )
    last = before.order_by("-number").values_list("held_on", flat=True).first()
    return last or review.apprentice.original_start_on


def time_facts(review: ProgressReview, period: ReviewPeriod) -> FactGroup:
    """Off-the-job hours against plan: the minimum, what is planned, what the plan expects by now, what is confirmed."""
    apprentice = review.apprentice
    expected = expected_hours(plans_of([apprentice])[apprentice.pk], period.until)
    logged = OffTheJobEntry.objects.filter(apprentice=apprentice, date__lte=period.until).aggregate(
        confirmed=Sum("hours", filter=Q(state=OffTheJobEntry.State.CONFIRMED), default=Decimal(0)),
        waiting=Sum("hours", filter=Q(state=OffTheJobEntry.State.SUBMITTED), default=Decimal(0)),
    )
    gap = logged["confirmed"] - expected
    against = f"{hours(abs(gap))} {'ahead of' if gap > 0 else 'under'} the plan to date" if gap else "as planned"
    return FactGroup(
        "Off-the-job hours",
        (
            ("Minimum by the rules", hours(apprentice.minimum_hours)),
            ("Planned in all", hours(apprentice.planned_hours)),
            ("Expected by now", hours(expected)),
            ("Confirmed", f"{hours(logged['confirmed'])}: {against}"),
            ("Waiting to be confirmed", hours(logged["waiting"])),
        ),
    )


def attendance_facts(review: ProgressReview, period: ReviewPeriod) -> FactGroup | None:
    """Sessions of the university in the period, by mark. Why somebody was away is not a fact of a review."""
    marks = dict(
        Attendance.objects.filter(apprentice=review.apprentice_id, session__date__range=(period.since, period.until))
        .values_list("mark")
        .annotate(Count("pk"))
        .order_by("mark")
    )
    if not marks:
        return None
    told = ((label, count(marks[mark], "session")) for mark, label in Attendance.Mark.choices if mark in marks)
    return FactGroup("Attendance at university", tuple(told))


def carried_actions(review: ProgressReview, period: ReviewPeriod) -> FactGroup | None:
    """Actions of earlier reviews that are still to do, or were settled since the review before this one."""
    earlier = (
        ReviewAction.objects.agreed()
        .filter(write_up__review__apprentice=review.apprentice_id, write_up__review__number__lt=review.number)
        .exclude(settled_on__lt=period.since)
        .order_by("due_on", "pk")
    )
    found = tuple((action.what, _state_of(action, period.until)) for action in earlier)
    return FactGroup("Actions from earlier reviews", found) if found else None


def _state_of(action: ReviewAction, on: datetime.date) -> str:
    owner = Party(action.owner).label
    if action.state == ReviewAction.State.OPEN:
        late = "was due" if action.due_on < on else "due"
        return f"{owner}, to do: {late} {day(action.due_on)}"
    return f"{owner}, {action.get_state_display().lower()} on {day(action.settled_on)}"
