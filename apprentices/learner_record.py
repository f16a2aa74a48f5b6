"""The portal beside the learner record, field by field. Facts in, differences out; nothing here reads a record.

The learner record takes whole hours: a whole number less than an hour away from ours is no difference. A cell that is
left empty while the programme runs (actual end, actual hours) says nothing yet.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from core.words import day, number

APPRENTICESHIP = "36"
"""The funding model of apprenticeships that began from May 2017."""

START, PLANNED_END, ACTUAL_END = "start", "planned_end", "actual_end"
PLANNED_HOURS, ACTUAL_HOURS, PRIOR_LEARNING = "planned_hours", "actual_hours", "prior_learning"
BREAKS, EMPLOYER, FUNDING = "breaks", "employer", "funding"


@dataclass(frozen=True)
class Break:
    """From the first day away to the day of the return, where it has come."""

    starts_on: datetime.date
    returned_on: datetime.date | None = None

    def __str__(self) -> str:
        if self.returned_on is None:
            return f"from {day(self.starts_on)}"
        return f"{day(self.starts_on)} to {day(self.returned_on)}"


@dataclass(frozen=True, kw_only=True)
class Ours:
    """What the portal says of one apprentice, and since when each field says so."""

    start: datetime.date
    planned_end: datetime.date
    actual_end: datetime.date | None
    planned_hours: Decimal
    actual_hours: Decimal
    prior_learning: Decimal
    breaks: tuple[Break, ...]
    employers: tuple[str, ...]
    """Names by which the employer of today is known, the full one first."""
    over: bool
    since: dict[str, datetime.date] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Theirs:
    """What a row of the extract says. ``columns`` are the fields that the extract has at all."""

    columns: frozenset[str]
    start: datetime.date | None = None
    planned_end: datetime.date | None = None
    actual_end: datetime.date | None = None
    planned_hours: Decimal | None = None
    actual_hours: Decimal | None = None
    prior_learning: Decimal | None = None
    breaks: tuple[Break, ...] = ()
    employer: str = ""
    funding: str = ""


@dataclass(frozen=True)
class Difference:
    field: str
    ours: str
    theirs: str
    since: datetime.date | None = None


NONE = "Nothing"


def same_hours(ours: Decimal, theirs: Decimal) -> bool:
    """Whether two amounts of hours are the same: exactly, or but for the whole hours of the learner record."""
    return ours == theirs or (theirs == theirs.to_integral_value() and abs(ours - theirs) < 1)


def differences(ours: Ours, theirs: Theirs) -> Iterator[Difference]:
    """Every field that both sides have and that says something else."""
    for name, mine, other in _compared(ours, theirs):
        if name in theirs.columns and mine != other:
            yield Difference(name, mine or NONE, other or NONE, ours.since.get(name))


def _compared(ours: Ours, theirs: Theirs) -> Iterator[tuple[str, str, str]]:
    """Field, our words, their words; the same words where the two mean the same."""
    yield START, day(ours.start), day(theirs.start)
    yield PLANNED_END, day(ours.planned_end), day(theirs.planned_end)
    if ours.over or theirs.actual_end:
        yield ACTUAL_END, day(ours.actual_end), day(theirs.actual_end)
    yield _hours(PLANNED_HOURS, ours.planned_hours, theirs.planned_hours)
    if ours.over or theirs.actual_hours is not None:
        yield _hours(ACTUAL_HOURS, ours.actual_hours, theirs.actual_hours)
    yield _hours(PRIOR_LEARNING, ours.prior_learning, theirs.prior_learning or Decimal(0))
    yield BREAKS, _breaks(ours.breaks), _breaks(theirs.breaks)
    known = {plain(name) for name in ours.employers}
    named = ours.employers[0] if ours.employers else ""
    yield EMPLOYER, named, named if plain(theirs.employer) in known else theirs.employer
    yield FUNDING, APPRENTICESHIP, theirs.funding


def _hours(name: str, ours: Decimal, theirs: Decimal | None) -> tuple[str, str, str]:
    if theirs is None:
        return name, number(ours), ""
    return name, number(ours), number(ours) if same_hours(ours, theirs) else number(theirs)


def _breaks(breaks: Sequence[Break]) -> str:
    return "; ".join(str(one) for one in sorted(breaks, key=lambda one: one.starts_on))


def plain(name: str) -> str:
    """A name without what people vary: capitals and spaces."""
    return " ".join(name.casefold().split())
