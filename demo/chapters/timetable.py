"""The timetables: published before the first day, a register taken after each session, one session that fell out."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from apprentices import operations
from apprentices.models import Attendance, TimetableSession
from apprentices.operations import Line, SessionPlan
from consortium.models import Cohort
from demo import clock
from demo.world import World

TITLES = (
    "Law and rights",
    "Human growth and development",
    "Assessment and analysis",
    "Ethics and values",
    "Working with families",
    "Mental health and capacity",
    "Safeguarding adults",
    "Research and evidence",
)
ROOMS = ("B12", "C3", "Lecture theatre 2", "E104")
AWAY = ("unwell", "kept_at_work", "kept_at_work", "caring", "not_known")
REGISTERS_TO_TAKE = datetime.timedelta(days=3)
"""So many days back the registers still wait for the tutor."""


def publish(world: World, cohort: Cohort) -> None:
    """Three weeks before the first day the tutor begins with the outline, gives it rooms and titles, and publishes."""
    tutor = world.who(cohort.university, "tutor")
    with clock.at(clock.on(cohort.starts_on - datetime.timedelta(days=21))):
        drafts = operations.apply_outline(cohort, by=tutor)
        for number, draft in enumerate(drafts):
            title = TITLES[number // 6 % len(TITLES)] if draft.kind == TimetableSession.Kind.TAUGHT_DAY else draft.title
            room = ROOMS[number // 12 % len(ROOMS)]
            where = SessionPlan.of(draft, title=title, venue=cohort.university.name, room=room)
            operations.change_session(draft, planned=where, by=tutor)
        operations.publish(cohort, shown={draft.pk: draft.version for draft in drafts}, by=tutor)


def hold(world: World, cohort: Cohort, diligence: Mapping[int, float]) -> None:
    """Registers of what has taken place, by how diligent each apprentice is; one session fell out."""
    tutor = world.who(cohort.university, "tutor")
    past = list(cohort.sessions.published().filter(date__lt=world.today - REGISTERS_TO_TAKE))
    if len(past) > 6:
        lost = past.pop(-5)
        with clock.at(clock.on(lost.date - datetime.timedelta(days=2), 16)):
            pack = operations.cancel_session(lost, reason="closure", by=tutor, self_study=True)
        past += [pack] if pack else []
    for session in past:
        lines = {a.pk: _line(world, diligence.get(a.pk, 1)) for a in operations.expected_at(session)}
        with clock.at(clock.on(session.date, 17)):
            operations.take_register(session, lines=lines, by=tutor, on=world.today)


def _line(world: World, diligence: float) -> Line:
    luck = world.dice.random()
    if luck > diligence:
        return Line(Attendance.Mark.ABSENT, world.dice.choice(AWAY))
    return Line(Attendance.Mark.LATE if luck < 0.04 else Attendance.Mark.PRESENT)
