"""The portal beside the learner record, field by field. Facts in, differences out; nothing here reads a record.

The learner record takes whole hours: a whole number less than an hour away from ours is no difference. A cell that is
left empty while the programme runs (actual end, actual hours) says nothing yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from core.words import day, number

APPRENTICESHIP = "36"
"""The funding model of apprenticeships that began from May 2017."""

START, PLANNED_END, ACTUAL_END = "start", "planned_end", "actual_end"
PLANNED_HOURS, ACTUAL_HOURS, PRIOR_LEARNING = "planned_hours", "actual_hours", "prior_learning"
BREAKS, EMPLOYER, FUNDING = "breaks", "employer", "funding"


@dataclass(frozen=True)
class Break:
    """From the first day away to the day of the return, where it has come."""

    starts_on: date
    returned_on: date | None = None

    def __str__(self) -> str:
        if self.returned_on is None:
            return f"from {day(self.starts_on)}"
        return f"{day(self.starts_on)} to {day(self.returned_on)}"


@dataclass(frozen=True, kw_only=True)
class Ours:
    """What the portal says of one apprentice, and since when each field says so."""

    start: date
    planned_end: date
    actual_end: date | None
    planned_hours: Decimal
    actual_hours: Decimal
    prior_learning: Decimal
    breaks: tuple[Break, ...]
    employers: tuple[str, ...]
    """Names by which the employer of today is known, the full one first."""
    employer_numbers: frozenset[str] = frozenset()
    """Employer reference numbers of the employer of today, of the service and of the body that employs in law."""
    over: bool
    since: dict[str, date] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Theirs:
    """What the extract says of one person (see ``history``). ``columns`` are the fields that it has at all.

    ``paused`` = learning has stopped for a break, since the day after ``actual_end``.
    """

    columns: frozenset[str]
    begins: date | None = None
    """The first day of the row; ``start`` is that of the programme."""
    start: date | None = None
    planned_end: date | None = None
    actual_end: date | None = None
    planned_hours: Decimal | None = None
    actual_hours: Decimal | None = None
    prior_learning: Decimal | None = None
    breaks: tuple[Break, ...] = ()
    employer: str = ""
    employer_number: str = ""
    funding: str = ""
    paused: bool = False


@dataclass(frozen=True)
class Difference:
    field: str
    ours: str
    theirs: str
    since: date | None = None


NONE = "Nothing"
DAY = timedelta(days=1)


def history(rows: Sequence[Theirs]) -> Theirs:
    """One person's rows as one: a return after a break, or to another employer, begins a new row of the same programme.

    The first row says when it began and the last one how it stands. Between a row's last day and the next one's first
    lies a break, where there is a day between; a last row that is paused is one that still runs. Planned hours are of
    the whole programme, though some write into a later row what is left of them: the most that any row says. Actual
    hours are of each row.
    """
    in_order = sorted(rows, key=lambda row: row.begins or date.min)
    first, last = in_order[0], in_order[-1]
    between = [
        Break(before.actual_end + DAY, after.begins)
        for before, after in pairwise(in_order)
        if before.actual_end and after.begins and before.actual_end + DAY < after.begins
    ]
    if last.paused and last.actual_end:
        between.append(Break(last.actual_end + DAY))
    said = {one.starts_on: one for row in in_order for one in row.breaks}
    planned = [row.planned_hours for row in in_order if row.planned_hours is not None]
    actual = [row.actual_hours for row in in_order if row.actual_hours is not None]
    return replace(
        last,
        start=first.start,
        planned_hours=max(planned, default=None),
        actual_hours=sum(actual, Decimal(0)) if actual else None,
        prior_learning=first.prior_learning if last.prior_learning is None else last.prior_learning,
        breaks=tuple((said | {one.starts_on: one for one in between}).values()),
        actual_end=None if last.paused else last.actual_end,
    )


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
    yield EMPLOYER, *_employers(ours, theirs)
    yield FUNDING, APPRENTICESHIP, theirs.funding


def _employers(ours: Ours, theirs: Theirs) -> tuple[str, str]:
    """The employer in our words and in theirs: by its number where both have one, else by any of its names."""
    named = ours.employers[0] if ours.employers else ""
    if theirs.employer_number and ours.employer_numbers:
        same = theirs.employer_number in ours.employer_numbers
    else:
        same = plain(theirs.employer) in {plain(name) for name in ours.employers}
    if same:
        return named, named
    numbers = "".join(f", ERN {number}" for number in sorted(ours.employer_numbers)) if theirs.employer_number else ""
    other = [theirs.employer, f"ERN {theirs.employer_number}" if theirs.employer_number else ""]
    return f"{named}{numbers}", ", ".join(filter(None, other))


def _hours(name: str, ours: Decimal, theirs: Decimal | None) -> tuple[str, str, str]:
    if theirs is None:
        return name, number(ours), ""
    return name, number(ours), number(ours) if same_hours(ours, theirs) else number(theirs)


def _breaks(breaks: Sequence[Break]) -> str:
    return "; ".join(str(one) for one in sorted(breaks, key=lambda one: one.starts_on))


def plain(name: str) -> str:
    """A name without what people vary: capitals and spaces."""
    return " ".join(name.casefold().split())
