"""How often racism was reported, by borough: counts only, and none so small that somebody could be known by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from apprentices.models import Concern
from consortium.models import Borough

SMALLEST = 10
TOO_FEW = f"Fewer than {SMALLEST}"


@dataclass(frozen=True)
class Shown:
    """One line: where, and how many in words."""

    place: str
    count: str


def suppressed(counts: Mapping[str, int]) -> list[Shown]:
    """Each count of ten or more as it is, everything under ten (nought too) as words. There is no total: with it a
    hidden count could be worked out.
    """
    return [Shown(place, str(number) if number >= SMALLEST else TOO_FEW) for place, number in counts.items()]


def racism_by_borough() -> Sequence[Shown]:
    """By the borough of the employer on the day on which it was raised."""
    counted = dict.fromkeys(Borough.objects.order_by("name").values_list("name", flat=True), 0)
    raised = Concern.objects.filter(kind=Concern.Kind.RACISM).order_by()
    for boroughs in ("employer__covers__name", "employer__part_of__covers__name"):
        rows = raised.exclude(**{boroughs: None}).values_list(boroughs).annotate(Count("pk", distinct=True))
        if boroughs.startswith("employer__part_of"):
            rows = rows.filter(employer__covers=None)
        for place, number in rows:
            counted[place] = counted.get(place, 0) + number
    return suppressed(counted)
