"""What of self-assessment needs a person: views to write at a placement's start and end, pairs to talk about."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.urls import reverse

from apprentices.models import Involvement
from apprentices.models.involvement import related
from assessment.models import CapabilityView, SelfAssessment, readers
from assessment.self_assessment_points import Point
from core import words
from core.registry import WorkItem
from placements.models import Placement

if TYPE_CHECKING:
    from core.accounts.models import User


def to_write_myself(user: User, on: datetime.date) -> Iterator[WorkItem]:
    """An apprentice's own view of their capability, while it is to be written."""
    for placement, point in _to_write(CapabilityView.Side.OWN, readers.owned_by(user, on=on)):
        yield WorkItem(f"Write where you stand: {_at(placement, point)}", _write_url(placement, point))


def to_write_and_discuss(user: User, on: datetime.date) -> Iterator[WorkItem]:
    """A practice educator's views to write, and both views to talk about in supervision."""
    taught = related(user, Involvement.Kind.PRACTICE_EDUCATOR, on=on)
    for placement, point in _to_write(CapabilityView.Side.EDUCATOR, taught):
        yield WorkItem(
            f"Write where {placement.apprentice} stands: {_at(placement, point)}", _write_url(placement, point)
        )
    locked = SelfAssessment.objects.filter(apprentice__in=taught, state=SelfAssessment.State.LOCKED)
    for both in locked.select_related("apprentice__person", "placement"):
        yield WorkItem(
            f"Talk about the two views in supervision with {both.apprentice}: {words.lowered(str(both))}",
            reverse("assessment:self_assessment", args=[both.reference]),
        )


def _to_write(side: str, apprentices: list[int]) -> Iterator[tuple[Placement, Point]]:
    """Where this side is owed: at the start of a placement under way, and at its end once the days are complete."""
    locked = CapabilityView.objects.filter(
        self_assessment__placement=OuterRef("pk"), side=side, locked_at__isnull=False
    )
    placements = Placement.objects.filter(apprentice__in=apprentices, state__in=Placement.UNDER_WAY).of_those_here()
    for placement in placements.select_related("apprentice__person").annotate(
        start_locked=Exists(locked.filter(self_assessment__point=Point.START)),
        end_locked=Exists(locked.filter(self_assessment__point=Point.END)),
    ):
        at_end = placement.state == Placement.State.DAYS_COMPLETE
        past = not at_end and placement.days_counted * 2 >= placement.days_required
        if not past and not (placement.end_locked if at_end else placement.start_locked):
            yield placement, Point.END if at_end else Point.START


def _at(placement: Placement, point: Point) -> str:
    return f"{point.label.lower()} of {words.lowered(placement.name)}"


def _write_url(placement: Placement, point: Point) -> str:
    return reverse("assessment:write_view", args=[placement.apprentice.reference, placement.reference, point])
