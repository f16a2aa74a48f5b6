"""Who is running late on a selection day, by how many minutes, and what follows: from the ticks and the clock."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from recruitment.board import Place, Session
from recruitment.models import DayCandidate, DayHours

LATE_FROM = 5
"""Minutes. What begins less late than this is on time: everything is planned in steps of five minutes."""


@dataclass(frozen=True)
class Expected:
    """When a session begins and ends, as it was ticked or as it is to be expected now."""

    session: Session
    begins: datetime.datetime
    ends: datetime.datetime

    @property
    def minutes_late(self) -> int:
        """How much later than planned it begins."""
        return max(0, _minutes(self.begins - self.session.starts_at))


@dataclass(frozen=True)
class Behind:
    """A panel or a room that is late: by how much, which sessions begin later, and when it is on time again."""

    place: Place
    minutes: int
    follows: list[Expected]
    on_time: Expected | None
    no_lunch: bool


@dataclass(frozen=True)
class KeptWaiting:
    """A candidate who comes late to something else because what they do before takes longer."""

    candidate: DayCandidate
    session: Session
    comes_at: datetime.datetime
    minutes: int


@dataclass(frozen=True)
class Outlook:
    """The whole day as it is to be expected at a moment."""

    at: datetime.datetime
    expected: dict[int, Expected]
    """By the session's ``id()``."""
    kept_waiting: list[KeptWaiting]

    def of(self, session: Session) -> Expected:
        return self.expected[id(session)]


def outlook(places: Sequence[Place], at: datetime.datetime, hours: DayHours) -> Outlook:
    """Go through the day in its order: a panel begins when it is free, and when whoever it sees is free."""
    changeover = datetime.timedelta(minutes=hours.changeover)
    panel_free: dict[int, datetime.datetime] = {}
    candidate_free: dict[int, datetime.datetime] = {}
    expected: dict[int, Expected] = {}
    waiting: list[KeptWaiting] = []
    in_order = sorted(((s, p) for p in places for s in p.sessions), key=lambda pair: pair[0].starts_at)
    for session, place in in_order:
        free = [candidate_free[slot.candidate_id] for slot in session.slots if slot.candidate_id in candidate_free]
        if session.panel and session.panel.pk in panel_free:
            free.append(panel_free[session.panel.pk] + changeover)
        found = _expected(session, place, at, free if session.panel else [])
        expected[id(session)] = found
        if not session.panel and not session.is_ticked and not place.is_past(session, at):
            waiting += _kept_waiting(found, candidate_free)
        if session.panel:
            panel_free[session.panel.pk] = found.ends
        for slot in session.slots:
            candidate_free[slot.candidate_id] = found.ends + datetime.timedelta(minutes=slot.candidate.rest)
    return Outlook(at, expected, waiting)


def _expected(session: Session, place: Place, at: datetime.datetime, free: Iterable[datetime.datetime]) -> Expected:
    if place.is_past(session, at):
        begins = session.begun_at or min(session.starts_at, session.ended_at or session.starts_at)
        return Expected(session, begins, max(begins, session.ended_at or min(begins + session.length, at)))
    if place.is_running(session, at):
        begins = session.begun_at or session.starts_at
        return Expected(session, begins, max(begins + session.length, at))
    begins = max([session.starts_at, *free])
    if place.last_tick:
        begins = max(begins, at)
    return Expected(session, begins, begins + session.length)


def _kept_waiting(found: Expected, free: dict[int, datetime.datetime]) -> Iterable[KeptWaiting]:
    for slot in found.session.slots:
        comes = free.get(slot.candidate_id, found.begins)
        if (minutes := _minutes(comes - found.begins)) >= LATE_FROM:
            yield KeptWaiting(slot.candidate, found.session, comes, minutes)


def behind(places: Sequence[Place], day: Outlook, hours: DayHours) -> list[Behind]:
    """The places that are late now or will be, the latest first."""
    found = [one for place in places if (one := _behind(place, day, hours))]
    return sorted(found, key=lambda one: -one.minutes)


def _behind(place: Place, day: Outlook, hours: DayHours) -> Behind | None:
    open_ = [day.of(session) for session in place.sessions if not place.is_past(session, day.at)]
    running = [one for one in open_ if place.is_running(one.session, day.at)]
    to_come = [one for one in open_ if one not in running]
    minutes = max([_minutes(one.ends - one.session.ends_at) for one in running], default=0)
    if to_come and not running:
        minutes = to_come[0].minutes_late
    late = [one for one in to_come if one.minutes_late >= LATE_FROM]
    if minutes < LATE_FROM and not late:
        return None
    after = [one for one in to_come if one not in late and (not late or one.begins > late[-1].begins)]
    no_lunch = bool(place.panel and late) and not _has_lunch([day.of(session) for session in place.sessions], hours)
    return Behind(place, max(minutes, 0), late, after[0] if after else None, no_lunch)


def _has_lunch(sessions: Sequence[Expected], hours: DayHours) -> bool:
    """Whether a panel has its lunch in one piece, as things stand."""
    if not hours.lunch or not sessions:
        return True
    free_from, until = hours.day.at(hours.lunch_from), hours.day.at(hours.lunch_until)
    for one in sorted(sessions, key=lambda one: one.begins):
        if _minutes(min(one.begins, until) - free_from) >= hours.lunch:
            return True
        free_from = max(free_from, one.ends)
    return _minutes(until - free_from) >= hours.lunch


def _minutes(length: datetime.timedelta) -> int:
    return int(length.total_seconds() // 60)
