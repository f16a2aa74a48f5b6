"""From when to when somebody was on the programme, and when they were away: what every section looks back on."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from apprentices.audit_file.gaps import ONE_DAY, Span
from apprentices.models import Apprentice, BreakInLearning, Suspension, Withdrawal

OVER = (Apprentice.State.GATEWAY, Apprentice.State.COMPLETE)


@dataclass(frozen=True)
class Life:
    """``until`` is the last day of learning, or the day that is asked about while learning goes on."""

    start: datetime.date
    until: datetime.date
    away: tuple[Span, ...]


def life_of(apprentice: Apprentice, *, on: datetime.date) -> Life:
    until = on
    if apprentice.state in OVER:
        until = min(on, apprentice.planned_end_on)
    elif apprentice.state in (Apprentice.State.WITHDRAWN, Apprentice.State.NEVER_STARTED):
        left = apprentice.withdrawals.filter(state=Withdrawal.State.RECORDED).first()
        until = min(on, left.last_day) if left else apprentice.original_start_on - ONE_DAY
    breaks = apprentice.breaks.standing().filter(agreed_at__isnull=False)  # type: ignore[attr-defined]
    away = [(one.starts_on, _last_day(one, on)) for one in breaks]
    away += [(one.starts_on, one.ends_on or on) for one in Suspension.objects.filter(apprentice=apprentice)]
    return Life(apprentice.original_start_on, until, tuple(sorted(span for span in away if span[0] <= span[1])))


def _last_day(one: BreakInLearning, on: datetime.date) -> datetime.date:
    if one.returned_on:
        return one.returned_on - ONE_DAY
    return max(one.ends_on, on) if one.is_running else one.ends_on
