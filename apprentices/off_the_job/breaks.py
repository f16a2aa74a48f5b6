"""Breaks in learning, gaps without learning, and what happens when employment ends, as rules over dates.

Sources: the apprenticeship funding rules on breaks in learning, on active learning (four weeks, later each calendar
month), on gaps between employers, and on redundancy.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

from apprentices.off_the_job.periods import end_of_month, last_day, whole_months

ONE_DAY = timedelta(days=1)
REVIEW_AFTER_RETURN = timedelta(weeks=4)
PROMPTED_ON = (15, 25)
"""Days without confirmed training after which tutor and line manager are prompted."""

GAP_WITHOUT_CONSEQUENCE = timedelta(days=30)
LONGEST_GAP = timedelta(weeks=12)
FUNDED_WITHIN_MONTHS = 6
FUNDED_FROM_SHARE = 75


def moved_end(planned_end: date, first: date, last: date) -> date:
    """The planned last day after a break from the first to the last day, both included.

    A break of whole months moves it by as many months, any other by its days. The hours of training never change.
    """
    months = whole_months(first, last)
    if months:
        return last_day(planned_end + ONE_DAY, months)
    return planned_end + (last - first + ONE_DAY)


def review_due(returned_on: date) -> date:
    """The day by which tutor, line manager and apprentice meet after a return."""
    return returned_on + REVIEW_AFTER_RETURN


def gaps(first: date, last: date, learning_on: Iterable[date], rule: Mapping[str, Any]) -> list[tuple[date, date]]:
    """The stretches of time away that are too long without learning, so that the rules ask for a break.

    ``learning_on`` are keep-in-touch days with learning; the day before ``first`` and the day after ``last`` count as
    days with learning. By calendar months, a clear month must lie between two such days; by weeks, more than so many.
    """
    days = sorted({first - ONE_DAY, last + ONE_DAY, *(on for on in learning_on if first <= on <= last)})
    return [(before + ONE_DAY, after - ONE_DAY) for before, after in pairwise(days) if is_too_long(before, after, rule)]


def is_too_long(before: date, after: date, rule: Mapping[str, Any]) -> bool:
    """Whether more time than the rule allows lies between two days with learning."""
    if rule["kind"] == "weeks":
        return after - before - ONE_DAY > timedelta(weeks=rule["weeks"])
    return end_of_month(before, 1) < after


@dataclass(frozen=True)
class Quiet:
    """A period without confirmed training: since when, on which day a prompt fell due, when a break is needed."""

    period: str
    step: int
    break_needed_after: date


def quiet(last: date, on: date, rule: Mapping[str, Any]) -> Quiet | None:
    """Whether tutor and line manager are to be prompted, with the last prompt that is due; None while it is early.

    By weeks, days count from the last day with confirmed training; by calendar months, they are days of a month in
    which nothing has taken place yet.
    """
    if rule["kind"] == "weeks":
        passed, period, limit = (on - last).days, last.isoformat(), last + timedelta(weeks=rule["weeks"])
    else:
        passed = on.day if (last.year, last.month) < (on.year, on.month) else 0
        period, limit = f"{on:%Y-%m}", end_of_month(on)
    due = [step for step in PROMPTED_ON if passed >= step]
    return Quiet(period, due[-1], limit) if due else None


# When employment ends ----------------------------------------------------------------------------------------


class Gap(StrEnum):
    """What a gap between two employers means on a day."""

    NOTHING = "nothing"
    BREAK = "break"
    LEAVE = "leave"
    FUNDED = "funded"


@dataclass(frozen=True)
class Clock:
    """The dates that follow the last day of employment: a break from, the last day to find a new employer."""

    break_from: date
    find_by: date
    funded_to_end: bool

    def says(self, on: date) -> Gap:
        """What has to be done on a day where there is still no new employer."""
        if self.funded_to_end:
            return Gap.FUNDED
        if on > self.find_by:
            return Gap.LEAVE
        return Gap.BREAK if on >= self.break_from else Gap.NOTHING


def clock(*, last_day_employed: date, redundant: bool, planned_end: date, percent_complete: int) -> Clock:
    """What happens when employment ends, with its dates.

    Up to 30 days without an employer change nothing; after them learning is on a break, and after twelve weeks the
    apprentice leaves the programme. Redundancy within six months of the planned end, or with 75% complete, is funded to
    the end; no other end of employment is, failed probation and dismissal among them.
    """
    near = last_day(last_day_employed + ONE_DAY, FUNDED_WITHIN_MONTHS) >= planned_end
    return Clock(
        break_from=last_day_employed + GAP_WITHOUT_CONSEQUENCE + ONE_DAY,
        find_by=last_day_employed + LONGEST_GAP,
        funded_to_end=redundant and (near or percent_complete >= FUNDED_FROM_SHARE),
    )


def percent_complete(*, start: date, planned_end: date, on: date, days_on_break: int) -> int:
    """How much of the planned time of learning lies behind somebody, in whole per cent, breaks left out."""
    whole = (planned_end - start).days + 1
    behind = (min(on, planned_end) - start).days + 1 - days_on_break
    return max(behind, 0) * 100 // whole if whole > 0 else 0


def within_qualifying_period(*, start: date, last_day: date, days: int) -> bool:
    """Whether somebody left inside the first days that a start must last to count (42); they did start all the same."""
    return (last_day - start).days + 1 <= days
