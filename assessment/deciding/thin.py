"""What is thin in a portfolio before it is handed in: said in words, and no percentage."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.models import Evidence, SelfAssessment
from assessment.observing.counts import counted
from assessment.portfolios import coverage_of
from assessment.self_assessment_points import Point
from core import words
from placements.models import Placement


def what_is_thin(placement: Placement) -> list[str]:
    """What a reader of this portfolio would ask about first. Nothing of it stops anybody from handing in."""
    return [*_days(placement), *_capabilities(placement), *_observations(placement), *_not_in_it(placement)]


def _days(placement: Placement) -> Iterator[str]:
    missing = placement.days_required - placement.days_counted
    if missing > 0:
        yield f"{words.number(missing)} of {placement.days_required} days are not confirmed yet."


def _capabilities(placement: Placement) -> Iterator[str]:
    for covered in coverage_of(placement.apprentice):
        if covered.judged and not covered.is_empty:
            yield from covered.thin


def _observations(placement: Placement) -> Iterator[str]:
    _, counts = counted(Placement.objects.filter(pk=placement.pk))[0]
    if counts.signed < counts.asked.in_all:
        yield f"{counts.signed} of {counts.asked.in_all} observations are judged and signed."


def _not_in_it(placement: Placement) -> Iterator[str]:
    waiting = Evidence.objects.filter(apprentice=placement.apprentice, state__in=Evidence.WAITING).count()
    if waiting:
        pieces = words.count(waiting, "piece of evidence waits", "pieces of evidence wait")
        yield f"{pieces} to be assessed and would not be in it."
    locked = SelfAssessment.objects.filter(placement=placement, point=Point.END)
    if not locked.exclude(state=SelfAssessment.State.OPEN).exists():
        yield "The self-assessment at the end is not locked on both sides."
