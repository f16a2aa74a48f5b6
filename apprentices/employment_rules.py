"""What to look at in an employment, and what a gap between two of them means: rules of the trade in words."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from decimal import Decimal

from apprentices.models import Apprentice, Employment
from apprentices.models.involvement import WEEKDAYS
from apprentices.models.transfers import GAP_AT_MOST, GAP_WITHOUT_BREAK
from apprentices.off_the_job.periods import last_day
from core.words import count, day, hours, number

CONTRACT_WARNING_MONTHS = 6
"""How long ahead the end of a contract is warned of."""
ASSESSMENT_MONTHS = 3
"""How long after the planned end the contract must still hold, for the end-point assessment."""
PATTERN_TOLERANCE = Decimal("0.25")


def needed_until(apprentice: Apprentice) -> datetime.date:
    """The last day on which an apprentice must be employed: planned end, and the months of the assessment."""
    return last_day(apprentice.planned_end_on + datetime.timedelta(days=1), ASSESSMENT_MONTHS)


def warned_until(on: datetime.date) -> datetime.date:
    """Ends of contracts up to this day are warned of."""
    return last_day(on, CONTRACT_WARNING_MONTHS)


def contract_concern(apprentice: Apprentice, employment: Employment, *, on: datetime.date) -> str:
    """A contract that ends too early, from six months before its end; nothing where there is none."""
    ends = employment.contract_ends_on
    if ends is None or ends >= needed_until(apprentice) or warned_until(on) < ends:
        return ""
    return f"Contract {'ended' if ends < on else 'ends'} {day(ends)}"


def concerns(apprentice: Apprentice, employment: Employment, *, on: datetime.date) -> Iterator[str]:
    """What the workforce lead should look at, one sentence each."""
    if ended := contract_concern(apprentice, employment, on=on):
        yield (
            f"{ended}, before the planned end with its assessment ({day(needed_until(apprentice))}). "
            "Extend it or agree a post in writing."
        )
    if employment.agreement_signed_on is None:
        yield "The apprenticeship agreement is not recorded as signed."
    else:
        said = (employment.agreement_starts_on, employment.agreement_ends_on)
        planned = (apprentice.original_start_on, apprentice.planned_end_on)
        for name, stands, plan in zip(("starts", "ends"), said, planned, strict=True):
            if stands and stands != plan:
                yield f"The apprenticeship agreement {name} on {day(stands)}, the training plan on {day(plan)}."
    if employment.pattern and abs(weekly_average(employment.pattern) - employment.weekly_hours) > PATTERN_TOLERANCE:
        average = hours(weekly_average(employment.pattern))
        yield f"The working pattern gives {average} a week, the contract {hours(employment.weekly_hours)}."
    for role in apprentice.temporary_roles.on(on).filter(gives_opportunities=False):
        yield f"{role} does not give the opportunities that the standard needs. Agree how they are made up."


def weekly_average(pattern: Sequence[str]) -> Decimal:
    """Hours a week of a pattern of one or two weeks."""
    return sum((Decimal(day) for day in pattern), Decimal(0)) / (len(pattern) // 7 or 1)


def pattern_words(pattern: Sequence[str]) -> list[str]:
    """A working pattern in words, a line for each week: "Monday 7.2, Tuesday 7.2"."""
    weeks = [pattern[start : start + 7] for start in range(0, len(pattern), 7)]
    lines = [
        ", ".join(
            f"{name} {number(Decimal(worked))}" for name, worked in zip(WEEKDAYS, week, strict=True) if Decimal(worked)
        )
        for week in weeks
    ]
    return [f"Week {at}: {line}" for at, line in enumerate(lines, 1)] if len(lines) > 1 else lines


def gap_words(gap: int) -> str:
    """What the funding rules make of days between two employers."""
    if gap == 0:
        return "There is no gap: learning goes on."
    said = f"The gap is {count(gap, 'day')}. "
    if gap <= GAP_WITHOUT_BREAK:
        return said + f"Up to {GAP_WITHOUT_BREAK} days change nothing."
    if gap <= GAP_AT_MOST:
        return said + "From 31 days to 12 weeks it is a break in learning: the planned end moves by as many days."
    return said + "More than 12 weeks is a withdrawal: the programme cannot go on by a transfer."
