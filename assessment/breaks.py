"""What a break in learning does to the days by which evidence is to come back."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.utils import timezone

from apprentices.models import BreakInLearning
from apprentices.working_days import ONE_DAY


def away_since(moment: datetime.datetime, breaks: Iterable[BreakInLearning]) -> datetime.timedelta:
    """By how much a day moves that was set at this moment: the length of the breaks in learning since."""
    since = timezone.localdate(moment)
    away = ((max(b.starts_on, since), b.ends_on) for b in breaks)
    return sum((last - first + ONE_DAY for first, last in away if first <= last), datetime.timedelta())
