"""Stretches of days, and lengths in whole months as a contract counts them: 6 September to 5 September is a year."""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta


def days_of(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last, both included; none where the last lies before the first."""
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def last_day(start: date, months: int) -> date:
    """The last day of a period of whole months.

    A period that begins on a day the last month lacks (29 to 31) ends on the last day of that month.
    """
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    longest = calendar.monthrange(year, month + 1)[1]
    if start.day > longest:
        return date(year, month + 1, longest)
    return date(year, month + 1, start.day) - timedelta(days=1)


def whole_months(start: date, end: date) -> int | None:
    """How many whole months the two days span, both included, or None if they do not fall on whole months."""
    guess = (end.year - start.year) * 12 + end.month - start.month
    return next((months for months in (guess, guess + 1) if months > 0 and last_day(start, months) == end), None)


def end_of_month(day: date, months_later: int = 0) -> date:
    """The last day of the month that lies so many months after the month of this day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months_later, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])
