"""How many direct observations a placement asks for, how many there are, and how that is said."""

from __future__ import annotations

import datetime
import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils import timezone

from assessment.models import Observation, ObservationRule
from consortium.models import Organisation
from core import words
from placements.models import Placement

Part = Observation.Part
State = Observation.State


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


def counts_of(placements: Sequence[Placement]) -> dict[int, Counts]:
    """Placement id → its counts. The placements are of one apprentice; two queries for all of them."""
    if not placements:
        return {}
    found: dict[int, list[Observation]] = defaultdict(list)
    expected = Observation.objects.filter(placement__in=placements).exclude(observer_as=Part.SECOND_EDUCATOR)
    for observation in expected.only("placement_id", "state", "observer_as", "planned_for"):
        found[observation.placement_id].append(observation)
    university = placements[0].apprentice.cohort.university_id
    asked = asked_by(university, {placement.number for placement in placements})
    return {p.pk: _counts(p, asked[p.number], found[p.pk]) for p in placements}


def _counts(placement: Placement, asked: Asked, observations: Sequence[Observation]) -> Counts:
    held = [o for o in observations if o.state in Observation.HELD]
    parts = [o.observer_as for o in held]
    ahead = [o.planned_for for o in observations if o.state == State.PLANNED and o.planned_for >= timezone.now()]
    return Counts(
        asked=asked,
        held=len(held),
        by_practice_educator=parts.count(Part.PRACTICE_EDUCATOR),
        by_overseer=parts.count(Part.OVERSEER),
        overseer=placement.overseen_by.person.name if placement.overseen_by else "",
        signed=sum(o.state == State.SIGNED for o in held),
        next_on=timezone.localdate(min(ahead)) if ahead else None,
    )
