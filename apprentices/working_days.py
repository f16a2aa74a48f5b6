"""How long something has waited, in working days: Monday to Friday without bank holidays in England."""

from __future__ import annotations

import datetime
from collections.abc import Collection

ONE_DAY = datetime.timedelta(days=1)


def is_working_day(date: datetime.date, closed: Collection[datetime.date]) -> bool:
    """``closed`` are the bank holidays."""
    return date.weekday() < 5 and date not in closed


def working_days(since: datetime.date, on: datetime.date, closed: Collection[datetime.date]) -> int:
    """Working days after ``since``, up to and including ``on``."""
    return sum(is_working_day(since + ONE_DAY * number, closed) for number in range(1, max((on - since).days, 0) + 1))


def last_day_that_waited_longer(than: int, on: datetime.date, closed: Collection[datetime.date]) -> datetime.date:
    """The latest day since which more than ``than`` working days have passed; so they have since all before."""
    date, passed = on, 0
    while passed <= than:
        passed += is_working_day(date, closed)
        date -= ONE_DAY
    return date
