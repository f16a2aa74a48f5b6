"""What an auditor would ask for and not find, in sentences. Facts in, sentences out; nothing here reads a record."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.words import count, day, hours, listed

ONE_DAY = datetime.timedelta(days=1)
Span = tuple[datetime.date, datetime.date]
"""A first and a last day, both in it."""


def between(first: datetime.date, last: datetime.date) -> str:
    """Two days in words, the year once where it is the same: "between 3 March and 9 June 2026"."""
    begins = f"{first.day} {first:%B}" if first.year == last.year else day(first)
    return f"between {begins} and {day(last)}"


def month(first: datetime.date) -> str:
    return f"{first:%B} {first.year}"


def uncovered(first: datetime.date, last: datetime.date, covered: Iterable[Span]) -> list[Span]:
    """The stretches of these days on which none of the spans holds."""
    found, free = [], first
    for begins, ends in sorted(covered):
        if begins > free:
            found.append((free, min(begins - ONE_DAY, last)))
        free = max(free, ends + ONE_DAY)
        if free > last:
            break
    if free <= last:
        found.append((free, last))
    return [span for span in found if span[0] <= span[1]]


@dataclass(frozen=True, kw_only=True)
class AgreementFacts:
    """The apprenticeship agreement as the employer has recorded it, beside the plan."""

    signed_on: datetime.date | None
    starts_on: datetime.date | None
    ends_on: datetime.date | None
    programme_start: datetime.date
    planned_end: datetime.date


def agreement_gaps(facts: AgreementFacts) -> Iterator[str]:
    if not any((facts.signed_on, facts.starts_on, facts.ends_on)):
        yield "No apprenticeship agreement is recorded."
        return
    if facts.signed_on is None:
        yield "The day on which the apprenticeship agreement was signed is not recorded."
    elif facts.signed_on > facts.programme_start:
        yield f"The agreement was signed on {day(facts.signed_on)}, after the start on {day(facts.programme_start)}."
    if facts.starts_on is None:
        yield "The agreement's first day is not recorded."
    elif facts.starts_on > facts.programme_start:
        first, start = day(facts.starts_on), day(facts.programme_start)
        yield f"The agreement begins on {first}, after the start of the programme on {start}."
    if facts.ends_on is None:
        yield "The agreement's end date is not recorded."
    elif facts.ends_on != facts.planned_end:
        yield (
            f"Agreement's end date differs from the plan's: {day(facts.ends_on)} in the agreement, "
            f"{day(facts.planned_end)} in the plan."
        )


@dataclass(frozen=True)
class SectionFacts:
    """One section of the training plan that holds, and the parties who have not confirmed it."""

    title: str
    missing: Sequence[str]


def plan_gaps(sections: Sequence[SectionFacts]) -> Iterator[str]:
    """``sections`` are those in force; none means that there is no plan."""
    if not sections:
        yield "There is no training plan."
    for section in sections:
        if section.missing:
            yield f"The plan's section “{section.title}” is not confirmed by {listed(section.missing)}."


@dataclass(frozen=True, kw_only=True)
class PriorLearningFacts:
    assessed: bool
    """Whether a skills scan at the start was discussed."""
    hours: Decimal
    described: bool
    """Whether the plan says what was recognised."""
    in_plan: bool
    """Whether the plan has a section about prior learning at all."""


def prior_learning_gaps(facts: PriorLearningFacts) -> Iterator[str]:
    if not facts.assessed:
        yield "No skills scan at the start was discussed."
    if not facts.in_plan:
        yield "No section of a training plan says what prior learning was recognised."
    elif facts.hours and not facts.described:
        yield f"{hours(facts.hours)} of prior learning are recognised, and the plan does not say for what."


@dataclass(frozen=True, kw_only=True)
class EmploymentFacts:
    """Stretches of employment and the days on which learning took place or was to: away from breaks."""

    start: datetime.date
    until: datetime.date
    stretches: Sequence[tuple[datetime.date, datetime.date | None]]
    breaks: Sequence[Span] = ()


def employment_gaps(facts: EmploymentFacts) -> Iterator[str]:
    held = [(first, last or facts.until) for first, last in facts.stretches]
    for first, last in uncovered(facts.start, facts.until, [*held, *facts.breaks]):
        yield f"No employment is recorded {between(first, last)}."


@dataclass(frozen=True, kw_only=True)
class HoursFacts:
    minimum: Decimal
    planned: Decimal
    actual: Decimal
    over: bool
    """Whether the practical period is over: by the gateway, or by its planned end."""
    statement_owed: bool


def hours_gaps(facts: HoursFacts) -> Iterator[str]:
    if facts.over and facts.actual < facts.minimum:
        yield f"{hours(facts.actual)} are confirmed, {hours(facts.minimum - facts.actual)} under the minimum."
    if facts.statement_owed:
        under = hours(facts.planned - facts.actual)
        yield f"Confirmed hours are {under} under the plan, and the employer has not stated why."


@dataclass(frozen=True, kw_only=True)
class LogFacts:
    """The log of somebody from the start until today or the last day; ``confirmed_on`` are days with confirmed time."""

    start: datetime.date
    until: datetime.date
    confirmed_on: Sequence[datetime.date]
    waiting: int = 0
    waiting_since: datetime.date | None = None
    away: Sequence[Span] = ()


def log_gaps(facts: LogFacts) -> Iterator[str]:
    """Whole calendar months of learning without any confirmed time, as one sentence for months in a row."""
    there = {(date.year, date.month) for date in facts.confirmed_on}
    run: list[datetime.date] = []
    for first, last in months(facts.start, facts.until):
        learning = sum((b - a).days + 1 for a, b in uncovered(first, last, facts.away))
        if (first.year, first.month) not in there and learning == (last - first).days + 1:
            run.append(first)
            continue
        yield from _without_time(run)
        run = []
    yield from _without_time(run)
    if facts.waiting and facts.waiting_since:
        waits = count(facts.waiting, "entry of the log waits", "entries of the log wait")
        yield f"{waits} for confirmation, the oldest of {day(facts.waiting_since)}."


def _without_time(run: Sequence[datetime.date]) -> Iterator[str]:
    if len(run) == 1:
        yield f"No confirmed off-the-job time in {month(run[0])}."
    elif run:
        yield f"No confirmed off-the-job time from {month(run[0])} to {month(run[-1])}."


def months(start: datetime.date, until: datetime.date) -> Iterator[Span]:
    """The whole calendar months between two days."""
    first = start if start.day == 1 else (start.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)
    while True:
        last = (first + datetime.timedelta(days=32)).replace(day=1) - ONE_DAY
        if last > until:
            return
        yield first, last
        first = last + ONE_DAY


@dataclass(frozen=True, kw_only=True)
class ReviewFacts:
    """Reviews: the days of those that all three have signed, and of those held that somebody has not signed."""

    start: datetime.date
    until: datetime.date
    signed_on: Sequence[datetime.date]
    unsigned: Sequence[tuple[datetime.date, Sequence[str]]] = ()
    away: Sequence[Span] = ()


def review_gaps(facts: ReviewFacts, *, next_due: Callable[[datetime.date], datetime.date]) -> Iterator[str]:
    """Stretches longer than the rules allow without a signed review. After a break the clock starts anew."""
    for begins, ends in uncovered(facts.start, facts.until, facts.away):
        last = begins
        for signed in [*sorted(d for d in facts.signed_on if begins <= d <= ends), None]:
            upto = signed or ends
            if next_due(last) < upto:
                yield f"No signed review {between(last, upto)}."
            last = upto
    for held_on, missing in facts.unsigned:
        yield f"The review of {day(held_on)} is not signed by {listed(missing)}."


@dataclass(frozen=True, kw_only=True)
class BreakFacts:
    """One break that was taken: who has not agreed to it, and whether the return is late."""

    starts_on: datetime.date
    missing: Sequence[str] = ()
    expected_return: datetime.date | None = None
    """Set where it still runs."""
    meeting_due_on: datetime.date | None = None
    """Set where the return meeting was not held."""


def break_gaps(breaks: Sequence[BreakFacts], *, on: datetime.date) -> Iterator[str]:
    for one in breaks:
        if one.missing:
            yield f"The break from {day(one.starts_on)} is not agreed by {listed(one.missing)}."
        if one.expected_return and one.expected_return < on:
            yield f"The return from the break was expected on {day(one.expected_return)} and is not recorded."
        if one.meeting_due_on and one.meeting_due_on < on:
            yield f"The return meeting that was due on {day(one.meeting_due_on)} is not recorded."


def quarter_gaps(ended: Sequence[datetime.date], closed: Sequence[datetime.date]) -> Iterator[str]:
    """Quarters that are over and were never closed; a later close closes what lies before it."""
    newest = max(closed, default=None)
    still = [end for end in ended if newest is None or end > newest]
    if still:
        yield f"The log is not closed for the {count(len(still), 'quarter')} to {day(max(still))}."


@dataclass(frozen=True, kw_only=True)
class GatewayFacts:
    planned_end: datetime.date
    learning: bool
    reached: bool
    milestones_missing: Sequence[str] = ()


def gateway_gaps(facts: GatewayFacts, *, on: datetime.date) -> Iterator[str]:
    if facts.learning and facts.planned_end < on:
        yield f"The planned end was {day(facts.planned_end)}, and the gateway is not recorded."
    if facts.reached:
        for milestone in facts.milestones_missing:
            yield f"At the gateway, and not recorded: {milestone}."


@dataclass(frozen=True, kw_only=True)
class PlacementFacts:
    name: str
    ended: bool
    needed: Decimal
    confirmed: Decimal
    waiting: int


def placement_gaps(placements: Sequence[PlacementFacts]) -> Iterator[str]:
    for one in placements:
        if one.waiting:
            yield f"{one.name}: {count(one.waiting, 'day waits', 'days wait')} for confirmation."
        if one.ended and one.confirmed < one.needed:
            yield f"{one.name} ended with {one.confirmed:g} of {one.needed:g} days confirmed."
