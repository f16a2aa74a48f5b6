"""The accepted accounts of an apprentice's capabilities, gathered: evidence, statements of witnesses, observations."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import F, Prefetch
from django.utils import timezone

from apprentices.models import Apprentice
from assessment.capabilities import in_reading_order
from assessment.coverage import Capability
from assessment.kinds import all_kinds
from assessment.models import Claim, Evidence, Observation, ObservedCapability, WitnessStatement
from assessment.portfolios import stage_now
from assessment.stages import READINESS, Stage
from assessment.triangulation import Account, Known, Source, known, thin
from consortium.models import Framework, FrameworkLevel, Statement
from placements.models import Placement

FEEDBACK = "feedback"
OWN_TEAM = "own team"


class Places:
    """Where and at which level something happened on a day: in a placement, or between placements in the own team."""

    def __init__(self, placements: Sequence[Placement], *, now: str) -> None:
        self.placements = sorted(placements, key=lambda placement: placement.starts_on)
        self.now = now

    def of(self, day: datetime.date) -> tuple[str, str]:
        """Setting in words, and the level: before a placement that is the placement's to come."""
        for placement in self.placements:
            if placement.starts_on <= day <= placement.ends_on:
                return str(placement.setting), placement.level
        ahead = next((placement for placement in self.placements if day < placement.starts_on), None)
        first = ahead is not None and ahead is self.placements[0]
        return OWN_TEAM, READINESS if first else ahead.level if ahead else self.now

    def at(self, level: str) -> int:
        """How many settings there have been at a level."""
        return len({placement.setting_id for placement in self.placements if placement.level == level})


@dataclass(frozen=True)
class Triangulated:
    """The framework that is judged by levels, at the apprentice's level now: what is known of each capability."""

    framework: str
    stage: Stage
    known: list[Known]
    thin: list[str]


def triangulation_of(apprentice: Apprentice, *, on: datetime.date) -> Triangulated | None:
    """How each capability is known at today's level; None where no framework of the programme has that level."""
    stage = stage_now(apprentice)
    at_the_level = FrameworkLevel.objects.filter(code=stage.level).values("framework")
    in_force = apprentice.cohort.standard_version.frameworks.in_force(on).filter(pk__in=at_the_level, judged=True)
    asked = list(in_reading_order(Statement.objects.filter(framework__in=in_force)))
    if not asked:
        return None
    places, framework = places_of(apprentice, now=stage.level), asked[0].framework
    capabilities = [Capability(one.code, one.title) for one in asked if one.framework_id == framework.pk]
    found = known(capabilities, sources_of(apprentice, framework, places), level=stage.level)
    return Triangulated(framework.title, stage, found, thin(found, on=on, settings=places.at(stage.level)))


def places_of(apprentice: Apprentice, *, now: str) -> Places:
    placements = Placement.objects.filter(apprentice=apprentice).exclude(state__in=Placement.NEVER_WAS)
    return Places(list(placements.select_related("setting__organisation")), now=now)


def sources_of(apprentice: Apprentice, framework: Framework, places: Places) -> list[Source]:
    """Every accepted account against this edition."""
    return [*_from_evidence(apprentice, framework, places), *_from_observations(apprentice, framework, places)]


def _from_evidence(apprentice: Apprentice, framework: Framework, places: Places) -> Iterator[Source]:
    claims = Claim.objects.filter(
        version__evidence__apprentice=apprentice,
        version__evidence__state=Evidence.State.ACCEPTED,
        version__evidence__shown=F("version"),
        statement__framework=framework,
    )
    if framework.judged:
        claims = claims.filter(judgement=Claim.Judgement.SUFFICIENT)
    given = Prefetch("version__evidence__witness_statements", WitnessStatement.objects.given(), to_attr="given")
    for claim in claims.select_related("statement", "version__evidence").prefetch_related(given):
        evidence, day = claim.version.evidence, claim.version.happened_on
        if day is None:
            continue
        where, level = places.of(day)
        kind = all_kinds()[evidence.kind]
        account = Account.SAID if kind.code == FEEDBACK else Account(kind.source)
        saw = kind.name.lower() if account == Account.SEEN else ""
        yield Source(claim.statement.code, account, day, where, level, saw)
        for statement in evidence.given:
            yield Source(claim.statement.code, Account.SEEN, day, where, level, statement.witness_as.lower())


def _from_observations(apprentice: Apprentice, framework: Framework, places: Places) -> Iterator[Source]:
    seen = ObservedCapability.objects.filter(
        observation__placement__apprentice=apprentice,
        observation__state=Observation.State.SIGNED,
        judgement=Claim.Judgement.SUFFICIENT,
        statement__framework=framework,
    )
    for one in seen.select_related(
        "statement", "observation__feedback", "observation__placement__setting__organisation"
    ):
        placement, code = one.observation.placement, one.statement.code
        day = timezone.localdate(one.observation.happened_at)
        where, level = str(placement.setting), placement.level
        part = one.observation.get_observer_as_display().lower()
        yield Source(code, Account.SEEN, day, where, level, part)
        if hasattr(one.observation, "feedback"):
            yield Source(code, Account.SAID, day, where, level)
