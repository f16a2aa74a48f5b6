"""What other contract hours mean for the length of a plan, by the rules of the original start.

Where the rules extend a plan for part-time hours (starts to July 2025), the months that are left grow or shrink with
the hours, counting at most full-time: 18 months left at 37 hours become 27 at 20. Where hours are published for the
standard (starts from August 2025) nothing follows by itself. The hours of training never change.
"""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from apprentices.off_the_job.periods import last_day, whole_months
from apprentices.off_the_job.rule_sets import RuleSet
from apprentices.off_the_job.wording import day, months, plain


@dataclass(frozen=True, kw_only=True)
class NewLength:
    """The planned end that the rules lead to, and the lines that explain it."""

    planned_end: datetime.date
    explanation: tuple[str, ...]


def new_length(
    rules: RuleSet, *, on: datetime.date, planned_end: datetime.date, before: Decimal, after: Decimal
) -> NewLength:
    """The planned end after a change from ``before`` to ``after`` contract hours a week on a day.

    The end never comes to lie before the day of the change.
    """
    kept = "The hours of training agreed at the start stay as they are."
    if not rules.part_time_extends:
        line = (
            f"The rules of {rules.version} do not tie the length to weekly hours: the parties agree what is realistic."
        )
        return NewLength(planned_end=planned_end, explanation=(line, kept))
    full = Fraction(rules.full_time_weekly_hours)
    slower, faster = min(Fraction(before), full), min(Fraction(after), full)
    if slower == faster or planned_end <= on:
        line = f"Both are counted as {plain(full)} hours a week or the plan is over, so the length stays."
        return NewLength(planned_end=planned_end, explanation=(line, kept))
    left = _months_left(on, planned_end)
    exact = left * slower / faster
    shift = math.ceil(exact) - left
    new_end = max(_shifted(planned_end, shift), on)
    lines = (
        f"{months(left)} are left of the plan on {day(on)}.",
        f"{left} × {plain(slower)} ÷ {plain(faster)} = {months(exact)}"
        f"{'' if exact.denominator == 1 else f', rounded up to {math.ceil(exact)}'}.",
        f"The planned end moves from {day(planned_end)} to {day(new_end)}.",
        kept,
    )
    return NewLength(planned_end=new_end, explanation=lines)


def _months_left(on: datetime.date, end: datetime.date) -> int:
    """Whole months from a day to an end, a begun month counted in full."""
    exact = whole_months(on, end)
    if exact is not None:
        return exact
    found = (end.year - on.year) * 12 + end.month - on.month
    return found + 1 if last_day(on, max(found, 1)) < end or found == 0 else found


def _shifted(end: datetime.date, by: int) -> datetime.date:
    """The same end some months later (or earlier, below nought)."""
    begins = end + datetime.timedelta(days=1)
    return last_day(begins, by)
