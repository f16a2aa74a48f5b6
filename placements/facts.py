"""From rows to what the rules ask, for one placement or for everybody on the register at once."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from apprentices.models import Apprentice, Involvement
from consortium.models import Organisation
from core.accounts.models import User
from placements import rules
from placements.models import Placement, PracticeEducator, Setting, UniversityRule


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A placement as a coordinator wants it, before it is one."""

    apprentice: Apprentice
    setting: Setting
    number: int
    starts_on: datetime.date
    ends_on: datetime.date
    practice_educator: PracticeEducator | None = None
    overseen_by: PracticeEducator | None = None
    supervisor: User | None = None
    own_team: bool = False
    new_duties: str = ""
    caseload_taken_off: str = ""
    contrast: str = ""
    independence_declared: bool = False
    placement: Placement | None = None
    """The placement that this is already: it stands in nobody's way."""

    @property
    def slot(self) -> Slot:
        return pattern(self.apprentice)[self.number - 1]


@dataclass(frozen=True)
class Slot:
    """One placement of a standard's pattern."""

    number: int
    name: str
    days: int
    level: str
    last: bool


def pattern(apprentice: Apprentice) -> list[Slot]:
    """The placements that the apprentice's version of the standard asks for, in order."""
    entries = apprentice.cohort.standard_version.placement_pattern
    return [
        Slot(number, entry["name"], entry["days"], entry.get("level", ""), last=number == len(entries))
        for number, entry in enumerate(entries, start=1)
    ]


def wanted(placement: Placement) -> Wanted:
    """A placement as it stands, to ask the rules again."""
    names = (
        "apprentice setting number starts_on ends_on practice_educator overseen_by supervisor own_team new_duties "
        "caseload_taken_off contrast independence_declared"
    )
    return Wanted(placement=placement, **{name: getattr(placement, name) for name in names.split()})


def plan_of(want: Wanted) -> rules.Plan:
    return rules.Plan(
        number=want.number,
        last=want.slot.last,
        starts_on=want.starts_on,
        ends_on=want.ends_on,
        place=want.setting.facts(),
        own_team=want.own_team,
        new_duties=want.new_duties,
        caseload_taken_off=want.caseload_taken_off,
        independence_declared=want.independence_declared,
        contrast=want.contrast,
    )


def educators(want: Wanted, rows: Iterable[PracticeEducator]) -> dict[int, rules.Educator]:
    """What the rules ask about each of these practice educators for this placement; two queries for all of them."""
    rows = list(rows)
    commitments = _commitments([row.pk for row in rows], want)
    managers = set(
        Involvement.objects.overlapping(want.starts_on, want.ends_on)
        .filter(apprentice=want.apprentice, kind=Involvement.Kind.LINE_MANAGER)
        .values_list("person", flat=True)
    )
    return {
        row.pk: row.facts(
            commitments=tuple(commitments[row.pk]),
            manages_the_apprentice=row.person_id in managers,
            is_the_apprentice=row.person_id == want.apprentice.person_id,
        )
        for row in rows
    }


def _commitments(ids: list[int], want: Wanted) -> dict[int, list[rules.Span]]:
    """Other placements that each practice educator teaches or oversees and that share a day with these dates."""
    found: dict[int, list[rules.Span]] = defaultdict(list)
    others = Placement.objects.open().overlapping(want.starts_on, want.ends_on)
    if want.placement is not None:
        others = others.exclude(pk=want.placement.pk)
    taken = others.filter(Q(practice_educator__in=ids) | Q(overseen_by__in=ids)).order_by()
    for educator, overseer, start, end in taken.values_list("practice_educator", "overseen_by", "starts_on", "ends_on"):
        for who in {educator, overseer} - {None}:
            found[who].append((start, end))
    return found


def others(want: Wanted) -> list[rules.Other]:
    """The apprentice's other placements that count in the pattern."""
    rows = Placement.objects.that_count().filter(apprentice=want.apprentice).exclude(number=want.number)
    return [
        rules.Other(number=p.number, place=p.setting.facts(), own_team=p.own_team, contrast=p.contrast)
        for p in rows.select_related("setting__organisation")
    ]


def own_team_allowed(university: Organisation) -> bool:
    return UniversityRule.objects.filter(university=university, own_team_allowed=True).exists()


def place_reasons(want: Wanted) -> list[rules.Reason]:
    """Why setting or pattern stand against this placement, whoever teaches."""
    plan = plan_of(want)
    allowed = own_team_allowed(want.apprentice.cohort.university)
    return [*rules.setting_reasons(plan), *rules.pattern_reasons(plan, others(want), own_team_allowed=allowed)]


def all_reasons(want: Wanted) -> list[rules.Reason]:
    """Every reason why this placement cannot be; none means that it can."""
    educator, overseer = want.practice_educator, want.overseen_by
    assert educator is not None
    facts = educators(want, [row for row in (educator, overseer) if row is not None])
    overseen = facts[overseer.pk] if overseer is not None else None
    return [*place_reasons(want), *rules.educator_reasons(plan_of(want), facts[educator.pk], overseen)]


@dataclass(frozen=True)
class Candidate:
    """A practice educator of the register, seen for one placement; no reasons means that they can take it."""

    educator: PracticeEducator
    facts: rules.Educator
    reasons: tuple[rules.Reason, ...]
    needs_overseer: bool
    can_oversee: bool


def candidates(want: Wanted, rows: Iterable[PracticeEducator]) -> list[Candidate]:
    """Everybody on the register for a placement: those who can take it first, for the others each reason why not."""
    rows = list(rows)
    plan = plan_of(want)
    found = []
    for pk, facts in educators(want, rows).items():
        reasons = [r for r in rules.educator_reasons(plan, facts) if r.code not in ("overseer", "independence")]
        row = next(row for row in rows if row.pk == pk)
        at_stage_2 = facts.stage_on(plan.starts_on) == facts.stage_on(plan.ends_on) == rules.Stage.STAGE_2
        found.append(
            Candidate(
                educator=row,
                facts=facts,
                reasons=tuple(reasons),
                needs_overseer=plan.last and not at_stage_2,
                can_oversee=at_stage_2 and not reasons,
            )
        )
    return sorted(found, key=lambda one: (bool(one.reasons), one.needs_overseer, one.facts.name))
