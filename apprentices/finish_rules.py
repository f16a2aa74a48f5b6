"""How a programme ends, by the data of its standard's version: conditions of the gateway, assessment, steps after it.

No database: what is known of an apprentice goes in, each condition comes out met or not, why, and whose turn it is.
The data names its checks; a version of a standard may leave some out, add declared ones, and order the steps itself.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from apprentices.off_the_job.comparison import STATEMENT_AHEAD, Comparison
from core.words import day, hours, number

APPRENTICE, EMPLOYER, UNIVERSITY = "apprentice", "employer", "university"
BOOKED, SAT, PASSED, FACT, REGISTERED = "booked", "sat", "passed", "fact", "registered"
KINDS = (BOOKED, SAT, PASSED, FACT, REGISTERED)
"""Kinds of step: three of a sitting of the assessment, a fact with a day, and being on the register."""
NOBODY = "nobody"


@dataclass(frozen=True)
class Condition:
    """A condition of the gateway as the data has it. ``declared_by``: parties who may say that it is met."""

    code: str
    name: str
    check: str
    required_by: str
    declared_by: tuple[str, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class FinishStep:
    """A step on the way from the gateway to the first post; ``by``: parties who may record it."""

    code: str
    name: str
    kind: str
    by: tuple[str, ...]


@dataclass(frozen=True)
class Finish:
    """The whole end of a programme, in the words of the version of the standard."""

    gateway_name: str
    statement: str
    conditions: tuple[Condition, ...]
    assessment_name: str
    assessor: str
    components: tuple[tuple[str, str], ...]
    grades: tuple[str, ...]
    inside_programme: bool
    hours_count_after_gateway: bool
    steps: tuple[FinishStep, ...]
    complete_after: str

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Finish:
        """Read ``StandardVersion.finish``; a version that says nothing has no conditions and no steps."""
        gateway, assessment = data.get("gateway", {}), data.get("assessment", {})
        return cls(
            gateway_name=gateway.get("name", "Gateway"),
            statement=gateway.get("statement", ""),
            conditions=tuple(_condition(entry) for entry in gateway.get("conditions", ())),
            assessment_name=assessment.get("name", "Final assessment"),
            assessor=assessment.get("assessor", ""),
            components=tuple((entry["code"], entry["name"]) for entry in assessment.get("components", ())),
            grades=tuple(assessment.get("grades", ())),
            inside_programme=assessment.get("may_fall_during_programme", False),
            hours_count_after_gateway=assessment.get("hours_count_after_gateway", False),
            steps=tuple(
                FinishStep(entry["code"], entry["name"], entry["kind"], tuple(entry["by"]))
                for entry in data.get("steps", ())
            ),
            complete_after=data.get("complete_after", ""),
        )

    @property
    def is_known(self) -> bool:
        return bool(self.conditions)

    def condition(self, code: str) -> Condition | None:
        return next((condition for condition in self.conditions if condition.code == code), None)

    def step(self, code: str) -> FinishStep | None:
        return next((step for step in self.steps if step.code == code), None)

    def step_of_kind(self, kind: str) -> FinishStep | None:
        return next((step for step in self.steps if step.kind == kind), None)

    def before(self, code: str) -> tuple[FinishStep, ...]:
        """The steps that come before this one."""
        codes = [step.code for step in self.steps]
        return self.steps[: codes.index(code)]

    def after(self, code: str) -> tuple[FinishStep, ...]:
        codes = [step.code for step in self.steps]
        return self.steps[codes.index(code) + 1 :]


def _condition(entry: Mapping[str, Any]) -> Condition:
    return Condition(
        code=entry["code"],
        name=entry["name"],
        check=entry["check"],
        required_by=entry.get("required_by", ""),
        declared_by=tuple(entry.get("declared_by", ())),
        data=entry,
    )


# What is known -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Declared:
    """Somebody's word that a condition is met, with the day of the fact."""

    on: datetime.date
    by: str


@dataclass(frozen=True)
class LevelTwo:
    """English or maths at level 2: whose requirement it is, and since when it is met (None: not yet)."""

    required_by: str
    met_on: datetime.date | None = None


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the record holds of an apprentice, as the checks need it.

    ``statement_asked``: the rules of the start ask the employer for a statement; ``stated``: it is there, about these
    very hours. ``level_two`` has an entry for each of English and maths about which something is recorded.
    """

    hours: Comparison
    statement_asked: bool
    stated: bool
    planned_end_on: datetime.date
    placement_days: Decimal
    skills_days: int
    milestones: Mapping[str, datetime.date]
    level_two: Mapping[str, LevelTwo]
    declared: Mapping[str, Declared]


@dataclass(frozen=True)
class Checked:
    """A condition and how it stands. ``turn``: who can do something about it now."""

    condition: Condition
    met: bool
    why: str
    turn: tuple[str, ...] = ()
    holds_up: bool = True
    """Whether the gateway waits for it while it is not met."""

    @property
    def blocks(self) -> bool:
        return self.holds_up and not self.met


def checked(finish: Finish, known: Known) -> list[Checked]:
    """Every condition of the version, in its order."""
    return [CHECKS[condition.check](condition, known) for condition in finish.conditions]


def not_met(conditions: Sequence[Checked]) -> list[str]:
    """What holds the gateway up, in words."""
    return [f"{one.condition.name}: {one.why}" for one in conditions if one.blocks]


def _hours_minimum(condition: Condition, known: Known) -> Checked:
    minimum, actual = known.hours.minimum, known.hours.actual
    if known.hours.compliant:
        return Checked(condition, True, f"{hours(actual)} are confirmed; the minimum is {hours(minimum)}.")
    missing = f"{hours(known.hours.left_to_minimum)} are missing: {hours(actual)} of {hours(minimum)} are confirmed."
    return Checked(condition, False, missing, (APPRENTICE, EMPLOYER))


def _hours_planned(condition: Condition, known: Known) -> Checked:
    under = known.hours.under_plan
    if not under:
        return Checked(condition, True, f"All {hours(known.hours.planned)} of the plan are confirmed.")
    if not known.statement_asked:
        return Checked(condition, True, f"{hours(under)} under plan. The rules of this start ask for no statement.")
    if known.stated:
        return Checked(condition, True, f"{hours(under)} under plan. The employer has stated why.")
    from_day = day(known.planned_end_on - STATEMENT_AHEAD)
    why = f"{hours(under)} under plan. The employer states why, from {from_day} on, or the hours are reached."
    return Checked(condition, False, why, (EMPLOYER,))


def _practice_days(condition: Condition, known: Known) -> Checked:
    """Days on placement and skills days together; of skills days only so many count."""
    asked, most = Decimal(condition.data["days"]), condition.data["skills_days_at_most"]
    counted = known.placement_days + min(known.skills_days, most)
    said = f"{number(known.placement_days)} on placement and {known.skills_days} skills days"
    if known.skills_days > most:
        said += f", of which {most} count"
    if counted >= asked:
        return Checked(condition, True, f"{number(counted)} days: {said}.")
    return Checked(condition, False, f"{number(asked - counted)} days are missing: {said}.", (UNIVERSITY,))


def _milestone(condition: Condition, known: Known) -> Checked:
    """A fact that the portal knows from elsewhere, or that its party declares where it was kept elsewhere."""
    reached = known.milestones.get(condition.data["milestone"])
    if reached is not None:
        return Checked(condition, True, f"Since {day(reached)}.")
    return _declared(condition, known)


def _declared(condition: Condition, known: Known) -> Checked:
    said = known.declared.get(condition.code)
    if said is not None:
        return Checked(condition, True, f"Since {day(said.on)}, recorded by {said.by}.")
    return Checked(condition, False, "Nobody has recorded it yet.", condition.declared_by)


SUBJECTS = {"english": "English", "maths": "Maths"}
REQUIRED_BY_WORDS = {
    "university": "the university",
    "employer": "the employer",
    "funding": "the funding rules",
    NOBODY: "nobody",
}


def _english_maths(condition: Condition, known: Known) -> Checked:
    """Each subject: whose requirement, and met or not. It holds the gateway up only for the sources that the data
    names; where nobody has recorded the source, that is what is missing.
    """
    said, met, holds_up, turn = [], True, False, set()
    for subject, name in SUBJECTS.items():
        one = known.level_two.get(subject)
        if one is None:
            said.append(f"{name}: nobody has recorded whose requirement it is.")
            met, holds_up = False, True
            turn |= {UNIVERSITY, EMPLOYER}
        elif one.met_on is not None:
            said.append(f"{name}: met on {day(one.met_on)}.")
        elif one.required_by == NOBODY:
            said.append(f"{name}: required by nobody, as the apprentice chose.")
        else:
            asked = one.required_by in condition.data["holds_up_for"]
            said.append(
                f"{name}: not met yet, required by {REQUIRED_BY_WORDS[one.required_by]}"
                + ("." if asked else ", which does not hold up the gateway.")
            )
            met, holds_up = False, holds_up or asked
            turn.add(APPRENTICE)
    return Checked(condition, met, " ".join(said), tuple(sorted(turn)), holds_up or met)


CHECKS: dict[str, Callable[[Condition, Known], Checked]] = {
    "hours_minimum": _hours_minimum,
    "hours_planned": _hours_planned,
    "practice_days": _practice_days,
    "milestone": _milestone,
    "declared": _declared,
    "english_maths": _english_maths,
}
"""The checks that the data of a version may name."""
