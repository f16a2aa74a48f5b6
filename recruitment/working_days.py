"""Working days, as deadlines in recruitment count them: Monday to Friday, without England's bank holidays."""

from __future__ import annotations

import datetime

from apprentices.programme_plan import bank_holidays
from apprentices.working_days import is_working_day


def working_days_after(date: datetime.date, days: int) -> datetime.date:
    """The day that lies so many working days after a date."""
    return _step(date, days, datetime.timedelta(days=1))


def working_days_before(date: datetime.date, days: int) -> datetime.date:
    """The day that lies so many working days before a date."""
    return _step(date, days, -datetime.timedelta(days=1))


def _step(date: datetime.date, days: int, one_day: datetime.timedelta) -> datetime.date:
    closed = bank_holidays()
    while days:
        date += one_day
        if is_working_day(date, closed):
            days -= 1
    return date
