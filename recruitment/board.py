"""Where everybody is on a selection day: slots that belong together as sessions, what goes on now and what is next."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from recruitment.models import Exercise, Panel, Room, TimetableSlot


@dataclass
class Session:
    """One exercise in one room: with one candidate, a group, or everybody who sits down together."""

    exercise: Exercise
    room: Room
    panel: Panel | None
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    slots: list[TimetableSlot] = field(default_factory=list)

    @property
    def begun(self) -> TimetableSlot | None:
        """A slot that says when the session began, and who ticked it."""
        return next((slot for slot in self.slots if slot.begun_at), None)

    @property
    def ended(self) -> TimetableSlot | None:
        """A slot that says when the session ended, and who ticked it."""
        return next((slot for slot in self.slots if slot.ended_at), None)

    @property
    def begun_at(self) -> datetime.datetime | None:
        return self.begun.begun_at if self.begun else None

    @property
    def ended_at(self) -> datetime.datetime | None:
        return self.ended.ended_at if self.ended else None

    @property
    def is_ticked(self) -> bool:
        return bool(self.begun or self.ended)

    @property
    def length(self) -> datetime.timedelta:
        return self.ends_at - self.starts_at

    @property
    def codes(self) -> list[str]:
        return sorted(slot.candidate.code for slot in self.slots)

    @property
    def names(self) -> list[str]:
        return sorted(slot.candidate.application.candidate.name for slot in self.slots)


@dataclass
class Place:
    """A panel or a room with its sessions in the order of the day."""

    name: str
    room: Room
    panel: Panel | None
    sessions: list[Session]

    @property
    def anchor(self) -> str:
        """Its name within the page of the board."""
        return anchor_of(self.sessions[0].slots[0])

    @cached_property
    def last_tick(self) -> datetime.datetime | None:
        """The planned beginning of the last session that was ticked. Where there is none, the clock tells."""
        return max((session.starts_at for session in self.sessions if session.is_ticked), default=None)

    def is_past(self, session: Session, at: datetime.datetime) -> bool:
        """Whether a session is over: ticked as ended, followed by one that was ticked, or over by the clock.

        A panel does one thing at a time. Several sit in a room without a panel, each until their time is up.
        """
        if session.ended is not None:
            return True
        if self.last_tick is None:
            return session.ends_at <= at
        if self.panel:
            return session.starts_at < self.last_tick
        if begun := session.begun_at:
            return begun + session.length <= at
        return session.starts_at < self.last_tick and session.ends_at <= at

    def is_running(self, session: Session, at: datetime.datetime) -> bool:
        """Whether a session goes on now, as far as is known."""
        if self.is_past(session, at):
            return False
        if self.last_tick is None or (not self.panel and session.starts_at < self.last_tick):
            return session.begun_at is not None or session.starts_at <= at
        return session.begun_at is not None

    def now(self, at: datetime.datetime) -> list[Session]:
        return [session for session in self.sessions if self.is_running(session, at)]

    def next(self, at: datetime.datetime) -> Session | None:
        to_come = (s for s in self.sessions if not self.is_past(s, at) and not self.is_running(s, at))
        return next(to_come, None)

    @property
    def just_ended(self) -> Session | None:
        """The last session that was ticked as ended: who was too quick can take it back."""
        return max((s for s in self.sessions if s.ended_at), key=lambda s: (s.ended_at, s.starts_at), default=None)


def anchor_of(slot: TimetableSlot) -> str:
    """Where on the board the place of a slot is."""
    return f"panel-{slot.panel_id}" if slot.panel_id else f"room-{slot.room_id}"


def sessions_of(slots: Iterable[TimetableSlot]) -> list[Session]:
    """Slots as sessions, in the order of the day."""
    found: dict[tuple[object, ...], Session] = {}
    for slot in slots:
        key = (slot.exercise_id, slot.panel_id, slot.room_id, slot.starts_at, slot.ends_at)
        session = found.setdefault(key, Session(slot.exercise, slot.room, slot.panel, slot.starts_at, slot.ends_at))
        session.slots.append(slot)
    return sorted(found.values(), key=lambda session: (session.starts_at, session.exercise.position))


def places_of(sessions: Sequence[Session]) -> list[Place]:
    """Sessions by panel, then by room where there is no panel. A panel is where its next session is."""
    found: dict[tuple[bool, str], Place] = {}
    for session in sessions:
        name = session.panel.name if session.panel else session.room.name
        place = found.setdefault((session.panel is None, name), Place(name, session.room, session.panel, []))
        place.sessions.append(session)
        place.room = session.room
    return [found[key] for key in sorted(found)]
