"""From the rows of apprentices to the rules of how a programme ends, for one and for many at the same price."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from apprentices import finish_rules as rules
from apprentices.finish_rules import Checked, Declared, Finish, FinishStep, Known
from apprentices.models import (
    Apprentice,
    FinishFact,
    Gateway,
    GatewayFact,
    LevelTwo,
    Milestone,
    Sitting,
    VarianceStatement,
)
from apprentices.requirements import compared, rules_of
from core.words import day, listed

NEEDED = ("person", "standing", "rule_set", "employer", "cohort__university", "cohort__standard_version")
"""What has to be fetched with apprentices who are looked at here."""


def finish_of(apprentice: Apprentice) -> Finish:
    """How the programme of this apprentice ends, by the version of the standard that they are on."""
    return Finish.from_data(apprentice.cohort.standard_version.finish)


# Conditions of the gateway -----------------------------------------------------------------------------------


def conditions_of(apprentice: Apprentice) -> list[Checked]:
    return conditions_of_many([apprentice])[apprentice.pk]


def conditions_of_many(apprentices: Sequence[Apprentice]) -> dict[int, list[Checked]]:
    """Every condition of each apprentice as it stands now: four queries, however many there are."""
    ids = [apprentice.pk for apprentice in apprentices]
    stated = {
        (statement.apprentice_id, statement.planned_hours)
        for statement in VarianceStatement.objects.filter(apprentice__in=ids)
    }
    milestones: dict[int, dict[str, datetime.date]] = defaultdict(dict)
    for milestone in Milestone.objects.filter(apprentice__in=ids):
        milestones[milestone.apprentice_id][milestone.kind] = milestone.reached_on
    level_two: dict[int, dict[str, rules.LevelTwo]] = defaultdict(dict)
    for one in LevelTwo.objects.filter(apprentice__in=ids):
        level_two[one.apprentice_id][one.subject] = rules.LevelTwo(one.required_by, one.met_on)
    declared: dict[int, dict[str, Declared]] = defaultdict(dict)
    for fact in held_facts(ids):
        declared[fact.apprentice_id][fact.code] = Declared(fact.on, fact.declared_by.name)
    return {
        apprentice.pk: rules.checked(
            finish_of(apprentice),
            Known(
                hours=compared(apprentice, actual=apprentice.standing.confirmed_hours),
                statement_asked=rules_of(apprentice.rule_set).variance_statement,
                stated=(apprentice.pk, apprentice.planned_hours) in stated,
                planned_end_on=apprentice.planned_end_on,
                placement_days=apprentice.standing.placement_days,
                skills_days=apprentice.standing.skills_days,
                milestones=milestones[apprentice.pk],
                level_two=level_two[apprentice.pk],
                declared=declared[apprentice.pk],
            ),
        )
        for apprentice in apprentices
    }


def held_facts(apprentices: Iterable[int]) -> QuerySet[GatewayFact]:
    """What is declared for the gateway of these apprentices and was not taken back."""
    held = GatewayFact.objects.filter(apprentice__in=list(apprentices), state=GatewayFact.State.HELD)
    return held.select_related("declared_by")


# After the gateway -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StepDone:
    """A step of the version and how far it is; ``record`` is what stands behind it, done or begun."""

    step: FinishStep
    done: bool
    on: datetime.date | None = None
    said: str = ""
    record: Sitting | FinishFact | None = None


@dataclass(frozen=True)
class Way:
    """Where somebody stands between gateway and first post."""

    finish: Finish
    steps: tuple[StepDone, ...]
    sittings: tuple[Sitting, ...]

    @property
    def next(self) -> StepDone | None:
        return next((one for one in self.steps if not one.done), None)

    def is_done(self, code: str) -> bool:
        return any(one.done for one in self.steps if one.step.code == code)

    def done_on(self, code: str) -> datetime.date | None:
        return next((one.on for one in self.steps if one.step.code == code and one.done), None)

    @property
    def sitting(self) -> Sitting | None:
        """The newest sitting that was not cancelled."""
        return next((s for s in reversed(self.sittings) if s.state != Sitting.State.CANCELLED), None)

    @property
    def passed(self) -> bool:
        return assessment_passed(self.finish, self.sittings)

    @property
    def left_to_pass(self) -> list[tuple[str, str]]:
        """Components that nobody has passed yet, code and name."""
        there = passed_components(self.sittings)
        return [(code, name) for code, name in self.finish.components if code not in there]


def passed_components(sittings: Iterable[Sitting]) -> set[str]:
    """What was passed in any sitting."""
    there: set[str] = set()
    for sitting in sittings:
        if sitting.state == Sitting.State.PASSED:
            there |= set(sitting.components)
        elif sitting.state == Sitting.State.NOT_PASSED:
            there |= set(sitting.passed_components)
    return there


def assessment_passed(finish: Finish, sittings: Sequence[Sitting]) -> bool:
    """Whether every component is passed; where the version names none, whether a sitting is."""
    if not finish.components:
        return any(sitting.state == Sitting.State.PASSED for sitting in sittings)
    return {code for code, _ in finish.components} <= passed_components(sittings)


def way_of(apprentice: Apprentice) -> Way:
    return ways_of([apprentice])[apprentice.pk]


def ways_of(apprentices: Sequence[Apprentice]) -> dict[int, Way]:
    """The steps of each apprentice: two queries, however many there are."""
    ids = [apprentice.pk for apprentice in apprentices]
    sittings: dict[int, list[Sitting]] = defaultdict(list)
    for sitting in Sitting.objects.filter(apprentice__in=ids).order_by("apprentice", "number"):
        sittings[sitting.apprentice_id].append(sitting)
    facts: dict[int, dict[str, FinishFact]] = defaultdict(dict)
    for fact in FinishFact.objects.filter(apprentice__in=ids, state__in=FinishFact.LIVE).select_related("checked_by"):
        facts[fact.apprentice_id][fact.code] = fact
    return {
        apprentice.pk: _way(finish_of(apprentice), sittings[apprentice.pk], facts[apprentice.pk])
        for apprentice in apprentices
    }


def _way(finish: Finish, sittings: list[Sitting], facts: dict[str, FinishFact]) -> Way:
    steps = tuple(
        _of_sitting(finish, step, sittings)
        if step.kind in (rules.BOOKED, rules.SAT, rules.PASSED)
        else _of_fact(step, facts.get(step.code))
        for step in finish.steps
    )
    return Way(finish, steps, tuple(sittings))


def _of_sitting(finish: Finish, step: FinishStep, sittings: list[Sitting]) -> StepDone:
    State = Sitting.State
    now = next((s for s in reversed(sittings) if s.state != State.CANCELLED), None)
    if now is None:
        return StepDone(step, False)
    if assessment_passed(finish, sittings):
        on = {rules.BOOKED: now.booked_for, rules.SAT: now.sat_on, rules.PASSED: now.result_on}[step.kind]
        said = now.grade.capitalize() if step.kind == rules.PASSED else ""
        return StepDone(step, True, on, said, now)
    if step.kind == rules.BOOKED:
        if now.state in Sitting.OPEN:
            said = f"{now.get_kind_display()}, for {day(now.booked_for)}"
            return StepDone(step, True, now.booked_for, said, now)
        return StepDone(step, False, None, _what_next(finish, now), now)
    if step.kind == rules.SAT:
        return StepDone(step, now.state == State.SAT, now.sat_on if now.state == State.SAT else None, "", now)
    return StepDone(step, False, None, "", now)


def _what_next(finish: Finish, last: Sitting) -> str:
    """After a sitting that was not passed, or passed in part."""
    if last.state == Sitting.State.PASSED:
        return "Part of it is passed; the rest is booked next."
    said = f"Not passed on {day(last.result_on)}."
    if last.passed_components:
        names = dict(finish.components)
        said += f" Passed of it: {listed(names.get(code, code) for code in last.passed_components)}."
    if last.again == Sitting.Again.NONE:
        return f"{said} No further sitting is planned."
    paid = Sitting.Payer(last.paid_by).label
    employed = "still employed" if last.still_employed else "no longer employed here"
    return f"{said} {Sitting.Kind(last.again).label} by {day(last.again_by)}, {employed}. Paid by: {paid.lower()}."


def _of_fact(step: FinishStep, fact: FinishFact | None) -> StepDone:
    if fact is None:
        return StepDone(step, False)
    if fact.state == FinishFact.State.TO_CHECK:
        return StepDone(step, False, None, f"Number {fact.number} is given; somebody checks it on the register.", fact)
    said = fact.note
    if fact.checked_on:
        said = f"Number {fact.number}, found on the register by {fact.checked_by} on {day(fact.checked_on)}"
    return StepDone(step, True, fact.on, said, fact)


# Whose turn --------------------------------------------------------------------------------------------------


def missing_parties(gateway: Gateway, parties: Iterable[str]) -> list[str]:
    """Who has yet to speak about an open decision, given the parties that have; the apprentice comes last."""
    there = set(parties)
    deciders = [party for party in (rules.EMPLOYER, rules.UNIVERSITY) if party not in there]
    return deciders or [party for party in (rules.APPRENTICE,) if party not in there]


def turn_in(step: StepDone) -> tuple[str, ...]:
    """Who takes the next step; a number that was given is checked by anybody but the apprentice."""
    if isinstance(step.record, FinishFact) and step.record.state == FinishFact.State.TO_CHECK:
        return tuple(party for party in step.step.by if party != rules.APPRENTICE)
    return step.step.by


def in_words(parties: Iterable[Any]) -> str:
    """Parties as people say them: employer or university."""
    return listed((str(party) for party in parties), "or")
