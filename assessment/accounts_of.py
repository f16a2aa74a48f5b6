"""From rows to the accounts of each capability: accepted evidence, witness statements, observations, feedback."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone

from apprentices.models import Apprentice
from assessment.capabilities import in_reading_order
from assessment.coverage import Capability
from assessment.kinds import all_kinds
from assessment.models import (
    CapabilityRating,
    CapabilityView,
    Claim,
    Evidence,
    Observation,
    ObservedCapability,
    SelfAssessment,
    WitnessStatement,
)
from assessment.self_assessment_points import steps
from assessment.triangulation import Account, Row, Source, triangulated
from consortium.models import Framework, Statement
from placements.models import Placement

BETWEEN = "Between placements"
FROM_PEOPLE = "feedback"
"""The kind of evidence in which a person or family speaks."""

OF_THE_EDUCATOR = (Observation.Part.PRACTICE_EDUCATOR, Observation.Part.OVERSEER)


@dataclass(frozen=True)
class Grid:
    """One framework that is judged, over the whole time or within one placement."""

    framework: str
    rows: Sequence[Row]


def grids(apprentice: Apprentice, *, within: Placement | None = None, on: datetime.date) -> list[Grid]:
    """Every judged framework against all accounts of it; ``within``: of one placement alone. Eight queries."""
    placements = list(
        Placement.objects.filter(apprentice=apprentice).exclude(state__in=Placement.NEVER_WAS).select_related("setting")
    )
    found: dict[int, list[Account]] = defaultdict(list)
    for framework, account in [*_claimed(apprentice, placements), *_observed(apprentice)]:
        if within is None or account.setting == setting_of(within):
            found[framework].append(account)
    views = _own_views(apprentice, within)
    in_force = apprentice.cohort.standard_version.frameworks.in_force(timezone.localdate())
    shown = Framework.objects.filter(judged=True, pk__in=[*in_force.values_list("pk", flat=True), *found])
    statements: dict[Framework, list[Capability]] = defaultdict(list)
    for statement in in_reading_order(Statement.objects.filter(framework__in=shown)):
        statements[statement.framework].append(Capability(statement.code, statement.title))
    return [
        Grid(
            framework.title,
            triangulated(capabilities, found[framework.pk], on=on, own_views=views[framework.pk]),
        )
        for framework, capabilities in statements.items()
    ]


def setting_of(placement: Placement) -> str:
    """How a placement is named in the grid."""
    return f"{placement.name}, {placement.setting.team}"


def _claimed(apprentice: Apprentice, placements: Sequence[Placement]) -> Iterator[tuple[int, Account]]:
    """Accepted claims, each by the kind of its evidence; and once more where a witness stands behind the evidence."""
    claims = list(
        Claim.objects.filter(
            version__evidence__apprentice=apprentice,
            version__evidence__state=Evidence.State.ACCEPTED,
            version__evidence__shown=F("version"),
            judgement=Claim.Judgement.SUFFICIENT,
            statement__framework__judged=True,
        )
        .order_by("pk")
        .values_list(
            "statement__framework",
            "statement__code",
            "version__evidence",
            "version__evidence__kind",
            "version__happened_on",
        )
    )
    given = WitnessStatement.objects.filter(
        evidence__in={evidence for _, _, evidence, _, _ in claims}, state=WitnessStatement.State.GIVEN
    )
    witnesses: dict[int, list[int]] = defaultdict(list)
    for evidence, witness in given.order_by("pk").values_list("evidence", "witness"):
        witnesses[evidence].append(witness)
    for framework, code, evidence, kind, happened_on in claims:
        setting = _where(placements, happened_on)
        yield framework, Account(code, _source_of(kind), happened_on, setting)
        for witness in witnesses[evidence]:
            yield framework, Account(code, Source.OTHERS, happened_on, setting, by=str(witness))


def _source_of(kind: str) -> Source:
    if kind == FROM_PEOPLE:
        return Source.PEOPLE
    return {"own": Source.OWN, "work": Source.WORK, "others": Source.OTHERS}[all_kinds()[kind].source]


def _where(placements: Sequence[Placement], on: datetime.date) -> str:
    """In which placement a day lies."""
    return next((setting_of(one) for one in placements if one.starts_on <= on <= one.ends_on), BETWEEN)


def _observed(apprentice: Apprentice) -> Iterator[tuple[int, Account]]:
    """What was seen in signed direct observations, and what the person or family said there."""
    rows = (
        ObservedCapability.objects.filter(
            observation__placement__apprentice=apprentice,
            observation__state=Observation.State.SIGNED,
            judgement=Claim.Judgement.SUFFICIENT,
        )
        .select_related("statement", "observation__placement__setting", "observation__feedback")
        .order_by("pk")
    )
    for row in rows:
        seen, code = row.observation, row.statement.code
        assert seen.began_at is not None
        day, setting = timezone.localdate(seen.began_at), setting_of(seen.placement)
        source = Source.EDUCATOR if seen.observer_as in OF_THE_EDUCATOR else Source.OTHERS
        yield row.statement.framework_id, Account(code, source, day, setting, by=str(seen.observer_id))
        if hasattr(seen, "feedback"):
            yield row.statement.framework_id, Account(code, Source.PEOPLE, day, setting)


def _own_views(apprentice: Apprentice, within: Placement | None) -> dict[int, dict[str, str]]:
    """Framework → code → the apprentice's own view, from the last self-assessment in which both sides are locked."""
    names = {step.value: step.name for step in steps()}
    ratings = CapabilityRating.objects.filter(
        view__side=CapabilityView.Side.OWN, view__self_assessment__apprentice=apprentice, step__isnull=False
    ).exclude(view__self_assessment__state=SelfAssessment.State.OPEN)
    if within is not None:
        ratings = ratings.filter(view__self_assessment__placement=within)
    found: dict[int, dict[str, str]] = defaultdict(dict)
    rows = ratings.order_by("view__locked_at", "pk").values_list("statement__framework", "statement__code", "step")
    for framework, code, step in rows:
        found[framework][code] = names.get(step, "")
    return found
