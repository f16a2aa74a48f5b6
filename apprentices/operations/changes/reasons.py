"""Giving, reading and sharing the reason of a change. Reading somebody else's leaves an event."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction

from apprentices.change_reasons import reasons
from apprentices.models import Apprentice, ChangeReason, ToldReason
from core import audit
from core.accounts.models import User
from core.workflow import StepRefused


@transaction.atomic
def give_reason(
    apprentice: Apprentice,
    *,
    listed: str,
    code: str,
    by: User,
    on: datetime.date,
    note: str = "",
    told: Iterable[User] = (),
) -> ChangeReason:
    """Keep the reason of a change apart, and whom it is told to from this day on."""
    if code not in reasons(listed):
        raise StepRefused("Choose a reason.")
    reason = ChangeReason.objects.create(apprentice=apprentice, listed=listed, code=code, note=note, given_by=by)
    ToldReason.objects.bulk_create(
        ToldReason(reason=reason, person=person, told_by=by, starts_on=on)
        for person in sorted(set(told), key=lambda person: person.pk)
        if person.pk not in (by.pk, apprentice.person_id)
    )
    audit.record(reason, "given", by=by)
    return reason


def read_reason(reason: ChangeReason, *, by: User) -> None:
    """Somebody reads it: written down, unless it is about themselves."""
    if by.pk != reason.apprentice.person_id:
        audit.record_read(reason, "the reason", by=by)


@transaction.atomic
def share_reason(
    reason: ChangeReason, *, person: User, on: datetime.date, ends_on: datetime.date | None, by: User
) -> ToldReason:
    """The apprentice lets one more person read it, from today to a day. Said again, the dates are put right."""
    if by.pk != reason.apprentice.person_id:
        raise StepRefused(f"Only {reason.apprentice} shares this reason.")
    if ends_on is not None and ends_on < on:
        raise StepRefused("The last day must be today or later.")
    told, _ = ToldReason.objects.update_or_create(
        reason=reason, person=person, defaults={"told_by": by, "starts_on": on, "ends_on": ends_on}
    )
    audit.record(reason, "shared", by=by, ends_on=ends_on)
    return told
