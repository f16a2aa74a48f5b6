"""Suspending learning over a question of conduct or fitness to practise, and lifting it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from apprentices import steps
from apprentices.change_reasons import SUSPENSION
from apprentices.models import Apprentice, Suspension
from apprentices.models.changes.breaks import ONE_DAY
from apprentices.models.parties import Party
from apprentices.operations.changes.reasons import give_reason
from apprentices.operations.changes.running import recount_anew
from apprentices.operations.changes.telling import people_of, tell
from apprentices.operations.standing import lock_standing
from core import audit, workflow
from core.accounts.models import User
from core.words import day


@transaction.atomic
def suspend(
    apprentice: Apprentice,
    *,
    code: str,
    decided_as: str,
    by: User,
    note: str = "",
    told: Iterable[User] = (),
    on: datetime.date | None = None,
) -> Suspension:
    """Suspend learning from today: the placement stops the same day, and what the question is stays apart."""
    on = on or timezone.localdate()
    lock_standing([apprentice])
    now = Apprentice.objects.select_related("person").get(pk=apprentice.pk)
    workflow.move(now, to=Apprentice.State.SUSPENDED, by=by)
    made = Suspension.objects.create(
        apprentice=now,
        starts_on=on,
        decided_by=by,
        decided_as=decided_as,
        reason=give_reason(now, listed=SUSPENSION, code=code, note=note, by=by, on=on, told=told),
    )
    audit.record(made, "suspended", by=by, starts_on=on)
    steps.pause.apply(steps.Pause(now, on, None, by, suspended=True))
    recount_anew(now, on=on)
    tell(
        now,
        subject="Learning is suspended",
        sentence=f"Learning of {now} is suspended from {day(on)}. Nothing can be logged until it is lifted.",
        about=made,
        what="suspended",
        to=people_of(now, *Party, on=on),
    )
    apprentice.refresh_from_db()
    return made


@transaction.atomic
def lift_suspension(suspension: Suspension, *, by: User, on: datetime.date | None = None) -> None:
    """Learning goes on from today. The planned end stays: what was too long is recorded as a break."""
    on = on or timezone.localdate()
    lock_standing([suspension.apprentice_id])
    now = Suspension.objects.select_related("apprentice__person").get(pk=suspension.pk)
    workflow.move(now, to=Suspension.State.LIFTED, by=by, lifted_by=by, ends_on=max(on - ONE_DAY, now.starts_on))
    apprentice = now.apprentice
    workflow.move(apprentice, to=Apprentice.State.ACTIVE, by=by)
    steps.resumption.apply(steps.Return(apprentice, on, apprentice.planned_end_on, by))
    recount_anew(apprentice, on=on)
    tell(
        apprentice,
        subject="The suspension is lifted",
        sentence=f"{apprentice} is learning again from {day(on)}.",
        about=now,
        what="suspension-lifted",
        to=people_of(apprentice, *Party, on=on),
    )
    suspension.refresh_from_db()
