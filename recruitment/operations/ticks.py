"""What has begun and what has ended on the day, ticked in the room: by those who run the day, or by the panel."""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from core import audit
from core.workflow import StepRefused
from recruitment.models import PanelMember, SelectionDay, Timetable, TimetableSlot
from recruitment.operations.timetable_rows import not_here

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from core.accounts.models import User


class Tick(StrEnum):
    """What can be said of a session, and taken back."""

    BEGUN = "begun"
    ENDED = "ended"
    NOT_BEGUN = "not_begun"
    NOT_ENDED = "not_ended"


WORDS = {
    Tick.BEGUN: "ticked a session as begun",
    Tick.ENDED: "ticked a session as ended",
    Tick.NOT_BEGUN: "took back that a session has begun",
    Tick.NOT_ENDED: "took back that a session has ended",
}


@transaction.atomic
def tick(*, slot: TimetableSlot, step: Tick, by: User) -> None:
    """Say of the whole session of a slot that it has begun or ended, or take it back. Said twice, the first one stands.

    Candidates who are known not to be there are left out: they have not begun. ``slot`` may be of a timetable that has
    been replaced since, as long as the session is where it was.
    """
    day = SelectionDay.objects.select_for_update().get(pk=slot.timetable.day_id)
    if not day.goes_on:
        raise StepRefused("What has begun and ended is ticked while the day is live.")
    now = _as_it_is_now(slot, day)
    moment = timezone.now()
    session = _session(now, together=step in (Tick.ENDED, Tick.NOT_ENDED))
    if step == Tick.BEGUN:
        changed = _here(session, day, moment).filter(begun_at=None, ended_at=None).update(begun_at=moment, begun_by=by)
    elif step == Tick.ENDED:
        changed = _here(session, day, moment).filter(ended_at=None).update(ended_at=moment, ended_by=by)
    elif step == Tick.NOT_BEGUN:
        changed = session.filter(ended_at=None).exclude(begun_at=None).update(begun_at=None, begun_by=None)
    else:
        changed = session.exclude(ended_at=None).update(ended_at=None, ended_by=None)
    if changed:
        codes = [row.candidate.code for row in session.select_related("candidate__application")]
        audit.record(now, WORDS[step], by=by, exercise=now.exercise.name, candidates=sorted(codes))


@transaction.atomic
def tick_as_member(*, member: PanelMember, slot: TimetableSlot, step: Tick, by: User) -> None:
    """The same by a member of the panel whose session it is."""
    if by != member.person or not member.is_seated or slot.panel_id != member.panel_id:
        raise StepRefused("Only the confirmed members of a panel tick its sessions.")
    tick(slot=slot, step=step, by=by)


def _as_it_is_now(slot: TimetableSlot, day: SelectionDay) -> TimetableSlot:
    """The slot in the timetable by which the day goes now."""
    accepted = Timetable.objects.accepted_of(day)
    found = TimetableSlot.objects.filter(timetable=accepted, candidate=slot.candidate_id, exercise=slot.exercise_id)
    now = found.select_related("exercise", "candidate__application").first() if accepted else None
    if now is None or (now.panel_id, now.starts_at) != (slot.panel_id, slot.starts_at):
        raise StepRefused("The timetable has changed since. This session is no longer at that time.")
    return now


def _session(slot: TimetableSlot, *, together: bool) -> QuerySet[TimetableSlot]:
    """The slots that begin with a slot; ``together``: that end with it as well, as with more time they do not."""
    same = TimetableSlot.objects.filter(
        timetable=slot.timetable_id,
        exercise=slot.exercise_id,
        panel=slot.panel_id,
        room=slot.room_id,
        starts_at=slot.starts_at,
    )
    return same.filter(ends_at=slot.ends_at) if together else same


def _here(session: QuerySet[TimetableSlot], day: SelectionDay, moment: datetime.datetime) -> QuerySet[TimetableSlot]:
    """The slots of those who may be there; refused where that is nobody."""
    here = session.exclude(candidate__in=not_here(day, moment))
    if not here.exists():
        raise StepRefused("No candidate of this session is here. Record attendance first.")
    return here
