"""The plan of an apprentice as the forecast reads it, from the calendar, placements, leave and the pattern of the job.

For many apprentices at once it costs a fixed number of queries.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from apprentices import work_pattern
from apprentices.models import Apprentice, CalendarEntry
from apprentices.off_the_job.forecast import DatedHours, Period, Plan
from apprentices.off_the_job.periods import days_of
from core.registry import Registry


@dataclass(frozen=True)
class DaysAhead:
    """A stretch in which days are planned without a date for each: a placement with its days and what each credits."""

    first: datetime.date
    last: datetime.date
    days: int
    hours_a_day: Decimal


sources: Registry[Callable[[Sequence[int]], Mapping[int, Sequence[DaysAhead]]]] = Registry()
"""``ids`` → {apprentice id: stretches}. Filled by the apps that plan days (placements) in ``AppConfig.ready()``."""

TIMETABLE = (CalendarEntry.Kind.INDUCTION, CalendarEntry.Kind.TAUGHT_DAY, CalendarEntry.Kind.SKILLS_DAY)
"""Kinds of day that the university plans: the last of them says how far the timetable reaches."""


def plans_of(apprentices: Iterable[Apprentice]) -> dict[int, Plan]:
    """Apprentice id → what has been agreed with them, day by day."""
    people = list(apprentices)
    ids = [apprentice.pk for apprentice in people]
    days: dict[int, list[Any]] = defaultdict(list)
    wanted = ("apprentice_id", "date", "ends_on", "kind", "off_the_job_hours", "state")
    for entry in CalendarEntry.objects.filter(apprentice__in=ids).values_list(*wanted, named=True):
        days[entry.apprentice_id].append(entry)
    ahead: dict[int, list[DaysAhead]] = defaultdict(list)
    for source in sources:
        for pk, stretches in source(ids).items():
            ahead[pk] += stretches
    closed = work_pattern.closed_days(sorted({apprentice.employer_id for apprentice in people}))
    patterns = work_pattern.patterns_of(people)
    return {
        apprentice.pk: _plan(
            apprentice,
            days[apprentice.pk],
            ahead[apprentice.pk],
            closed[apprentice.employer_id],
            patterns[apprentice.pk].beginning(apprentice.original_start_on),
        )
        for apprentice in people
    }


def _plan(
    apprentice: Apprentice,
    days: Sequence[Any],
    ahead: Sequence[DaysAhead],
    closed: frozenset[datetime.date],
    weeks: tuple[tuple[int, ...], ...],
) -> Plan:
    kept = [day for day in days if day.state not in CalendarEntry.OFF]
    sessions = [DatedHours(day.date, day.off_the_job_hours) for day in kept if day.off_the_job_hours > 0]
    plan = Plan(
        start=apprentice.original_start_on,
        end=apprentice.planned_end_on,
        hours=apprentice.planned_hours,
        minimum=apprentice.minimum_hours,
        sessions=sessions,
        published_until=max((day.date for day in days if day.kind in TIMETABLE), default=None),
        working_days=weeks[0],
        other_week=weeks[1] if len(weeks) > 1 else None,
        bank_holidays=closed,
        leave=[Period(day.date, day.ends_on or day.date) for day in kept if day.kind == CalendarEntry.Kind.LEAVE],
        breaks=stretches(day for day in kept if day.kind == CalendarEntry.Kind.BREAK),
    )
    taken = {day.date for day in kept if day.kind != CalendarEntry.Kind.PLACEMENT}
    placed = [dated for stretch in ahead for dated in _dated(stretch, plan, taken)]
    return plan.with_sessions([*sessions, *placed]) if placed else plan


def _dated(stretch: DaysAhead, plan: Plan, taken: set[datetime.date]) -> Iterable[DatedHours]:
    """The days of a stretch, evenly over the working days in it that hold nothing else."""
    days = days_of(stretch.first, stretch.last)
    free = [date for date in days if date not in taken and plan.is_working_day(date)]
    number = min(stretch.days, len(free))
    return [DatedHours(free[place * len(free) // number], stretch.hours_a_day) for place in range(number)]


def stretches(days: Iterable[CalendarEntry]) -> list[Period]:
    """Entries that follow one another day by day as one period."""
    found: list[Period] = []
    for day in sorted(days, key=lambda day: day.date):
        last = day.ends_on or day.date
        before = found[-1].last if found else None
        if before and day.date <= before + datetime.timedelta(days=1):
            found[-1] = Period(found[-1].first, max(before, last))
        else:
            found.append(Period(day.date, last))
    return found
