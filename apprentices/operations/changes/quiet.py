"""One act after a death or in serious illness: no mail goes out, and the record is open to few."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from apprentices.models import Apprentice, Involvement, Quiet, Withdrawal
from apprentices.operations.changes.leaving import withdraw
from apprentices.operations.changes.reasons import give_reason
from apprentices.operations.relations import end_involvement, involve
from apprentices.operations.standing import lock_standing
from consortium.models import Organisation
from core import audit, workflow
from core.accounts.models import User
from core.notifications.models import Message
from core.workflow import AlreadyMoved, StepRefused

DEATH, ILLNESS = "death", "serious_illness"
STAYS_OPEN_TO = (
    Involvement.Kind.SELF,
    Involvement.Kind.EMPLOYER,
    Involvement.Kind.UNIVERSITY,
    Involvement.Kind.LINE_MANAGER,
    Involvement.Kind.TUTOR,
)


@transaction.atomic
def hold_quiet(apprentice: Apprentice, *, code: str, by: User, on: datetime.date | None = None) -> Quiet:
    """Stop all mail to this apprentice at once and close the record to all but manager, tutor and the two leads.

    After a death the programme ends with the same act, and nobody is mailed about that either.
    """
    on = on or timezone.localdate()
    lock_standing([apprentice])
    if by.pk == apprentice.person_id:
        raise StepRefused("Somebody else does this for you. Your line manager or tutor can.")
    if Quiet.objects.filter(apprentice=apprentice, state=Quiet.State.HELD).exists():
        raise AlreadyMoved("No mail goes out already.")
    made = Quiet.objects.create(
        apprentice=apprentice,
        reason=give_reason(apprentice, listed="quiet", code=code, by=by, on=on),
        held_by=by,
        held_on=on,
        closed=_close(apprentice, by=by, on=on),
    )
    audit.record(made, "held", by=by)
    Message.objects.filter(to=apprentice.person, state=Message.State.OWED).delete()
    apprentice.refresh_from_db()
    if code == DEATH and apprentice.state in Apprentice.STARTED:
        withdraw(
            apprentice,
            last_day=_last_day(apprentice, on),
            trigger="other",
            code="death",
            by=by,
            exit_award=Withdrawal.Award.NOT_DECIDED,
            on=on,
        )
    return made


def _close(apprentice: Apprentice, *, by: User, on: datetime.date) -> list[dict[str, object]]:
    """End the other relations as of yesterday; answers what they were, so that they can be opened again."""
    closed: list[dict[str, object]] = []
    others = Involvement.objects.overlapping(on, None).filter(apprentice=apprentice).exclude(kind__in=STAYS_OPEN_TO)
    for held in others.order_by("pk"):
        closed.append(
            {
                "kind": held.kind,
                "person": held.person_id,
                "organisation": held.organisation_id,
                "ends_on": held.ends_on.isoformat() if held.ends_on else None,
            }
        )
        end_involvement(held, on=on - datetime.timedelta(days=1), by=by)
    return closed


def _last_day(apprentice: Apprentice, on: datetime.date) -> datetime.date:
    """The last day of learning where nobody is asked for it: today, the planned end, or the day before a break."""
    running = apprentice.breaks.running().first()
    last = min(on, apprentice.planned_end_on)
    return running.starts_on - datetime.timedelta(days=1) if running else last


@transaction.atomic
def lift_quiet(held: Quiet, *, by: User, on: datetime.date | None = None) -> None:
    """Mail goes out again, and the relations that were closed are open again from today."""
    on = on or timezone.localdate()
    lock_standing([held.apprentice_id])
    now = Quiet.objects.select_related("apprentice").get(pk=held.pk)
    workflow.move(now, to=Quiet.State.LIFTED, by=by, lifted_by=by, lifted_at=timezone.now())
    for relation in now.closed:
        ends_on = datetime.date.fromisoformat(relation["ends_on"]) if relation["ends_on"] else None
        if ends_on is None or ends_on >= on:
            involve(
                now.apprentice,
                relation["kind"],
                person=User.objects.filter(pk=relation["person"]).first(),
                organisation=Organisation.objects.filter(pk=relation["organisation"]).first(),
                starts_on=on,
                ends_on=ends_on,
                by=by,
            )
    held.refresh_from_db()


def silenced(people: Collection[int]) -> set[int]:
    """For ``core.registry.silences``: those of these people to whom no mail goes now."""
    held = Quiet.objects.filter(state=Quiet.State.HELD, apprentice__person__in=people)
    return set(held.values_list("apprentice__person", flat=True))
