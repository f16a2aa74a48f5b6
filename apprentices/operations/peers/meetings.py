"""After a meeting of a learning set: who was there, credited by itself; and notes that hold once all of them agree."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from apprentices.models import Apprentice, SetAttendance, SetMeeting, SetNotesAgreement
from apprentices.operations.peers.crediting import PeerCredit, settle_credit
from apprentices.operations.standing import lock_standing, recount
from core import audit
from core.accounts.models import User
from core.words import day
from core.workflow import AlreadyMoved, StepRefused

PEER_LEARNING = "peer_learning"


def expected_at_meeting(meeting: SetMeeting) -> list[Apprentice]:
    """Today's members, and whoever stands in the register already, by name."""
    joined = meeting.learning_set.members.joined().values("apprentice")
    marked = meeting.attendances.values("apprentice")
    found = Apprentice.objects.filter(pk__in=joined) | Apprentice.objects.filter(pk__in=marked)
    return list(found.distinct().select_related("person", "employer__part_of", "rule_set").order_by("person__name"))


@transaction.atomic
def take_meeting_register(
    meeting: SetMeeting, *, there: Collection[int], by: User, on: datetime.date | None = None
) -> int:
    """Say who was there (apprentice ids), or correct it; the rest was away. Answers for how many hours count.

    Being there credits the hours of the meeting, as at a session of the university; a correction takes them back.
    """
    on = on or timezone.localdate()
    standings = lock_standing(expected_at_meeting(meeting))
    held = SetMeeting.objects.select_for_update(of=("self",)).select_related("learning_set").get(pk=meeting.pk)
    if held.state == SetMeeting.State.CANCELLED:
        raise StepRefused("This meeting was cancelled.")
    if held.date > on:
        raise StepRefused(f"This meeting is on {day(held.date)}. Say who was there once it has begun.")
    if held.learning_set.state == held.learning_set.State.FORMING:
        raise StepRefused("A set begins with four members. This one is still looking for them.")
    people = expected_at_meeting(held)
    if not set(there) <= {apprentice.pk for apprentice in people}:
        raise StepRefused("Somebody has come or gone since you opened the page. Look at it again.")
    if any(apprentice.person_id == by.pk for apprentice in people):
        raise StepRefused("Nobody marks themselves. Ask a colleague.")
    marks = [_mark(held, apprentice, apprentice.pk in there, by=by) for apprentice in people]
    for mark in marks:
        _settle(held, mark, by=by, on=on)
    SetMeeting.objects.filter(pk=held.pk).update(register_taken_by=by, register_taken_at=timezone.now())
    audit.record(held, "register taken", by=by)
    recount(standings, on=on)
    meeting.refresh_from_db()
    return sum(mark.there and not mark.not_credited for mark in marks)


def _mark(meeting: SetMeeting, apprentice: Apprentice, there: bool, *, by: User) -> SetAttendance:
    said = {"there": there, "marked_by": by, "marked_at": timezone.now()}
    mark = meeting.attendances.filter(apprentice=apprentice).first()
    if mark is None or mark.there != there:
        mark, _ = SetAttendance.objects.update_or_create(meeting=meeting, apprentice=apprentice, defaults=said)
        audit.record(mark, "there" if there else "away", by=by)
    mark.apprentice = apprentice
    return mark


def _settle(meeting: SetMeeting, mark: SetAttendance, *, by: User, on: datetime.date) -> None:
    credit = PeerCredit(
        source=mark,
        apprentice=mark.apprentice,
        activity=PEER_LEARNING,
        date=meeting.date,
        starts_at=meeting.starts_at,
        hours=meeting.hours if mark.there else Decimal(0),
        note=f"Learning set: {meeting.learning_set.topic}",
        confirmed_by=by,
        at=timezone.now(),
    )
    mark.not_credited = settle_credit(credit, by=by, on=on)
    SetAttendance.objects.filter(pk=mark.pk).update(not_credited=mark.not_credited)


# Notes -------------------------------------------------------------------------------------------------------


@transaction.atomic
def write_notes(meeting: SetMeeting, *, text: str, shown: int, by: User) -> None:
    """The facilitator or somebody who was there writes the notes; whatever was agreed before is to be agreed anew.

    ``shown`` is the version that the writer saw, so that nobody writes over what a colleague has just written.
    """
    held = SetMeeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if held.register_taken_at is None:
        raise StepRefused("First the facilitator says who was there.")
    if not text.strip():
        raise StepRefused("Write what the set takes from the meeting.")
    if held.notes_version != shown:
        raise AlreadyMoved("Somebody has just written these notes anew. Read them, then add yours.")
    held.notes, held.notes_by = text.strip(), by
    held.notes_version += 1
    held.save(update_fields=["notes", "notes_by", "notes_version"])
    audit.record(held, "notes written", by=by)
    meeting.refresh_from_db()


@transaction.atomic
def agree_to_notes(meeting: SetMeeting, *, apprentice: Apprentice, version: int) -> None:
    """Somebody who was there agrees to the notes as they were shown."""
    held = SetMeeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if not held.notes_version or held.notes_version != version:
        raise AlreadyMoved("The notes have changed since you opened the page. Read them again.")
    if not held.attendances.filter(apprentice=apprentice, there=True).exists():
        raise StepRefused("Those who were at the meeting agree to its notes.")
    agreement, made = SetNotesAgreement.objects.get_or_create(
        meeting=held, apprentice=apprentice, notes_version=version
    )
    if made:
        audit.record(agreement, "agreed", by=apprentice.person)


def notes_wait_for(meeting: SetMeeting) -> list[Apprentice]:
    """Who was there and has not agreed to the notes as they are; nobody = they hold."""
    if not meeting.notes_version:
        return []
    agreed = meeting.notes_agreements.filter(notes_version=meeting.notes_version).values("apprentice")
    there = meeting.attendances.filter(there=True).exclude(apprentice__in=agreed)
    return list(Apprentice.objects.filter(pk__in=there.values("apprentice")).select_related("person"))
