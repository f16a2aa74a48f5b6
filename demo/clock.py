"""Tell the story at the time at which it happened.

The apps' steps stamp what they do with ``timezone.now()``. A history that is told today would have happened today; so
while a chapter is told, the clock of this one process stands where the story is.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

_now = timezone.now


def happened(moment: datetime.datetime) -> datetime.datetime:
    """``moment``, or now where that is earlier: a story told in the morning has nothing of the afternoon."""
    return min(moment, _now())


@contextmanager
def at(moment: datetime.datetime) -> Iterator[None]:
    """Inside the block it is ``moment`` (aware), and never later than now."""
    before = timezone.now
    there = happened(moment)
    timezone.now = lambda: there
    try:
        yield
    finally:
        timezone.now = before


def on(day: datetime.date, hour: int = 10, minute: int = 0) -> datetime.datetime:
    """A moment of a day in London."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))
