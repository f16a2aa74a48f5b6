"""Where everybody is on a selection day: slots that belong together as sessions, what goes on now and what is next."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

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

    def now(self, at: datetime.datetime) -> list[Session]:
        return [session for session in self.sessions if session.starts_at <= at < session.ends_at]

    def next(self, at: datetime.datetime) -> Session | None:
        return next((session for session in self.sessions if session.starts_at > at), None)


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
