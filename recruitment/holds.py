"""How long a place on a panel is held for somebody: longer while the day is far off. Pure rules: no Django.

A short hold runs by day only, so that nobody loses a place in their sleep. The figures are defaults of ours.
"""

from __future__ import annotations

import datetime

INVITATION = datetime.timedelta(days=5)
"""How long somebody who is invited has to answer, where the day is at least two weeks off."""

HOLDS = (
    (14, datetime.timedelta(hours=48)),
    (3, datetime.timedelta(hours=24)),
    (1, datetime.timedelta(hours=4)),
    (0, datetime.timedelta(minutes=30)),
)
"""Days to go (at least) → how long a substitute has to answer."""

WAKING = (datetime.time(8), datetime.time(21))


def answer_by(now: datetime.datetime, day: datetime.date) -> datetime.datetime:
    """Until when an invitation to a panel waits for its answer. ``now`` is local time."""
    if (day - now.date()).days >= HOLDS[0][0]:
        return now + INVITATION
    return held_until(now, day)


def held_until(now: datetime.datetime, day: datetime.date) -> datetime.datetime:
    """Until when a place is held for a substitute who is asked now. ``now`` is local time, with its zone."""
    to_go = (day - now.date()).days
    hold = next((length for days, length in HOLDS if to_go >= days), HOLDS[-1][1])
    return now + hold if hold >= datetime.timedelta(hours=24) else _by_day(now, hold)


def _by_day(now: datetime.datetime, hold: datetime.timedelta) -> datetime.datetime:
    """So long from now, counting only the hours in which people are awake."""
    begins, ends = (datetime.datetime.combine(now.date(), time, tzinfo=now.tzinfo) for time in WAKING)
    tomorrow = begins + datetime.timedelta(days=1)
    if now >= ends:
        return tomorrow + hold
    start = max(now, begins)
    over = start + hold - ends
    return tomorrow + over if over > datetime.timedelta() else start + hold
