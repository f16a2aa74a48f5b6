"""On which days somebody works and an organisation is open: the pattern of a job, bank holidays, local closed days."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from apprentices.models import Apprentice, ClosedDay, Employment
from apprentices.off_the_job.forecast import WEEKDAYS
from apprentices.programme_plan import bank_holidays
from consortium.models import Organisation


@dataclass(frozen=True)
class Pattern:
    """Days of the week worked (Monday 0): one week that repeats, or two that take turns from a Monday on."""

    weeks: tuple[tuple[int, ...], ...] = (WEEKDAYS,)
    from_monday: datetime.date | None = None

    def beginning(self, on: datetime.date) -> tuple[tuple[int, ...], ...]:
        """The weeks in the order in which they come from the week of a day on."""
        monday = on - datetime.timedelta(days=on.weekday())
        turn = (monday - (self.from_monday or monday)).days // 7 % len(self.weeks)
        return self.weeks[turn:] + self.weeks[:turn]


EVERY_WEEK = Pattern()


def pattern_of(employment: Employment) -> Pattern:
    """The days of the week that a job is worked; Monday to Friday where its employment holds no pattern.

    An employment holds the hours of each day from Monday on: seven, or fourteen where two weeks take turns, of which
    the first is the week in which the employment began.
    """
    weeks = employment.weeks
    if len(employment.pattern) not in (7, 14) or not any(map(any, weeks)):
        return EVERY_WEEK
    return Pattern(
        tuple(tuple(day for day, hours in enumerate(week) if hours > 0) for week in weeks),
        employment.starts_on - datetime.timedelta(days=employment.starts_on.weekday()),
    )


def patterns_of(apprentices: Iterable[Apprentice]) -> Mapping[int, Pattern]:
    """The working pattern of several apprentices in one query: that of their newest employment."""
    found: dict[int, Pattern] = defaultdict(Pattern)
    held = Employment.objects.filter(apprentice__in=[a.pk for a in apprentices]).order_by("starts_on")
    for employment in held:
        found[employment.apprentice_id] = pattern_of(employment)
    return found


def closed_days(organisations: Sequence[int]) -> Mapping[int, frozenset[datetime.date]]:
    """Bank holidays and the own closed days of several organisations in one query."""
    own: dict[int, set[datetime.date]] = defaultdict(set)
    for organisation, date in ClosedDay.objects.filter(organisation__in=organisations).values_list(
        "organisation", "date"
    ):
        own[organisation].add(date)
    return {pk: bank_holidays() | own[pk] for pk in organisations}


def closed_at(organisation: Organisation) -> frozenset[datetime.date]:
    """Days on which one organisation is closed."""
    return closed_days([organisation.pk])[organisation.pk]
