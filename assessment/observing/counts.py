"""How many direct observations a placement asks for, how many there are, and how that is said."""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db import models
from django.db.models import Count, Min, OuterRef, Q, Subquery
from django.utils import timezone

from assessment.models import Observation, ObservationRule
from consortium.models import Organisation
from core import words
from placements.models import Placement

Part = Observation.Part
State = Observation.State
EXPECTED = [part for part in Part if part != Part.SECOND_EDUCATOR]
"""Those whose observations a university asks for and counts."""


@dataclass(frozen=True)
class Asked:
    """How many observations in all, and how many of them by the practice educator in person."""

    in_all: int
    by_practice_educator: int


@cache
def _defaults() -> Sequence[Asked]:
    data = json.loads((Path(__file__).parents[1] / "data" / "observation_rules.json").read_text(encoding="utf-8"))
    return [Asked(**row) for row in data["placements"]]


def default_for(number: int) -> Asked:
    """What is asked for where the university has said nothing else."""
    return _defaults()[min(number, len(_defaults())) - 1]


def asked_by(university: Organisation | int, numbers: Collection[int]) -> dict[int, Asked]:
    """Placement number → what this university asks for; one query."""
    rules = ObservationRule.objects.filter(university=university, placement_number__in=numbers)
    own = {rule.placement_number: Asked(rule.in_all, rule.by_practice_educator) for rule in rules}
    return {number: own.get(number) or default_for(number) for number in numbers}


@dataclass(frozen=True)
class Counts:
    """The observations of a placement against what is asked for.

    An extra one by a second practice educator is not among them: line manager and host see counts, and it would tell
    them that a concern is open.
    """

    asked: Asked
    held: int = 0
    by_practice_educator: int = 0
    by_overseer: int = 0
    overseer: str = ""
    signed: int = 0
    next_on: datetime.date | None = None

    @property
    def sentence(self) -> str:
        """As the portfolio and the placement say it: "2 of 3 observed, 1 of 2 by the practice educator; …"."""
        done = f"{self.held} of {self.asked.in_all} observed"
        parts = [f"{done}, {self.by_practice_educator} of {self.asked.by_practice_educator} by the practice educator"]
        if self.overseer:
            parts.append(f"{self.by_overseer or 'none yet'} by {self.overseer}, who oversees")
        if self.held:
            parts.append(f"{self.signed} signed")
        if self.next_on:
            parts.append(f"next on {words.day(self.next_on)}")
        return f"{'; '.join(parts)}."


def counted(placements: models.QuerySet[Placement]) -> list[tuple[Placement, Counts]]:
    """These placements, each with its counts; one query."""
    held = Q(observations__state__in=Observation.HELD, observations__observer_as__in=EXPECTED)
    ahead = Q(
        observations__state=State.PLANNED,
        observations__planned_for__gte=timezone.now(),
        observations__observer_as__in=EXPECTED,
    )
    rules = ObservationRule.objects.filter(
        university=OuterRef("apprentice__cohort__university"), placement_number=OuterRef("number")
    )
    found: Any = placements.select_related("overseen_by__person").annotate(
        held=Count("observations", filter=held),
        by_educator=Count("observations", filter=held & Q(observations__observer_as=Part.PRACTICE_EDUCATOR)),
        by_overseer=Count("observations", filter=held & Q(observations__observer_as=Part.OVERSEER)),
        signed=Count("observations", filter=held & Q(observations__state=State.SIGNED)),
        next_at=Min("observations__planned_for", filter=ahead),
        asked_in_all=Subquery(rules.values("in_all")[:1]),
        asked_of_educator=Subquery(rules.values("by_practice_educator")[:1]),
    )
    return [(placement, _counts(placement)) for placement in found]


def _counts(placement: Any) -> Counts:
    own = placement.asked_in_all and Asked(placement.asked_in_all, placement.asked_of_educator)
    return Counts(
        asked=own or default_for(placement.number),
        held=placement.held,
        by_practice_educator=placement.by_educator,
        by_overseer=placement.by_overseer,
        overseer=placement.overseen_by.person.name if placement.overseen_by else "",
        signed=placement.signed,
        next_on=timezone.localdate(placement.next_at) if placement.next_at else None,
    )
