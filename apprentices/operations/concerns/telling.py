"""Telling the apprentice, their reply, and reading what was said."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from apprentices.models import Concern, ConcernNote, ConcernReader, ConcernReply
from apprentices.operations.concerns.choosing import let_in, people_with, tell_people
from core import audit
from core.accounts.models import User
from core.workflow import AlreadyMoved, StepRefused

Part = ConcernReader.Part


def locked(concern: Concern) -> Concern:
    """The concern as it is now, to oneself until the end of the transaction."""
    Concern.objects.select_for_update().get(pk=concern.pk)
    return Concern.objects.select_related("apprentice__person", "apprentice__cohort__university", "employer").get(
        pk=concern.pk
    )


def held_on(concern: Concern, on: datetime.date) -> bool:
    """Whether telling is held on a day."""
    return concern.holds.on(on).filter(state="in_force").exists()


@transaction.atomic
def tell_apprentice(concern: Concern, *, words: str, by: User | None, on: datetime.date | None = None) -> Concern:
    """The apprentice knows from now on; ``by`` None = the portal, after a hold that nobody renewed.

    Raises ``StepRefused`` while a safeguarding lead holds it, or is still to decide.
    """
    on = on or timezone.localdate()
    now = locked(concern)
    if now.told_at:
        raise AlreadyMoved("The apprentice has been told already.")
    if held_on(now, on):
        raise StepRefused("A safeguarding lead holds it. Telling falls due when the hold ends.")
    if waits_for_safeguarding(now, on=on):
        raise StepRefused("A safeguarding lead is asked first whether telling now would harm an enquiry.")
    Concern.objects.filter(pk=now.pk).update(told_at=timezone.now(), told_by=by)
    let_in(now, now.apprentice.person, Part.APPRENTICE, on=on)
    if words and by:
        ConcernNote.objects.create(concern=now, kind=ConcernNote.Kind.TOLD, by=by, text=words)
    audit.record(now, "told", by=by)
    tell_people(now, [now.apprentice.person], what="told")
    concern.refresh_from_db()
    return now


def waits_for_safeguarding(concern: Concern, *, on: datetime.date) -> bool:
    """Whether a safeguarding lead is yet to say if it is to be held: until triage is due, and only if there is one."""
    asked = concern.hold_asked and concern.hold_decided_at is None and on <= concern.triage_due_on
    return asked and bool(people_with(concern, Part.SAFEGUARDING, on=on))


@transaction.atomic
def reply_to_concern(
    concern: Concern, *, text: str, by: User, supporter: str = "", goes_with_the_plan: bool = False
) -> ConcernReply:
    """The apprentice's own words, or who comes along; the lead is told."""
    now = locked(concern)
    if by.pk != now.apprentice.person_id:
        raise StepRefused("Only the apprentice replies.")
    if not text.strip() and not supporter.strip():
        raise StepRefused("Write something, or say who comes along.")
    reply = ConcernReply.objects.create(
        concern=now, by=by, text=text, supporter=supporter.strip(), goes_with_the_plan=goes_with_the_plan
    )
    audit.record(now, "replied", by=by)
    tell_people(now, people_with(now, Part.LEADS, on=timezone.localdate()), what=f"reply-{reply.pk}")
    return reply


def open_concern(concern: Concern, *, by: User, account: bool, on: datetime.date | None = None) -> None:
    """Somebody opens it. Reading the account of somebody else is written down, on the concern alone."""
    on = on or timezone.localdate()
    readers = ConcernReader.objects.on(on).filter(concern=concern, person=by, opened_at=None)
    readers.update(opened_at=timezone.now())
    if account and by.pk not in (concern.raised_by_id, concern.apprentice.person_id):
        audit.record_read(concern, "the account", by=by)
