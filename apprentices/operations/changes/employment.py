"""When employment ends: the clock between two employers, by the rules on gaps and on redundancy."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from apprentices.change_reasons import EMPLOYMENT_END, reasons
from apprentices.models import Apprentice, BetweenEmployers
from apprentices.off_the_job import breaks as rules
from apprentices.operations.changes.reasons import give_reason
from apprentices.operations.standing import lock_standing
from core import audit, workflow
from core.accounts.models import User
from core.words import day
from core.workflow import AlreadyMoved, StepRefused

REDUNDANCY = "redundancy"


@transaction.atomic
def end_employment(
    apprentice: Apprentice, *, last_day_employed: datetime.date, code: str, by: User, note: str = ""
) -> BetweenEmployers:
    """Record that employment ended and start the clock. Why it ended is kept apart where it is restricted.

    How much of the programme is done, and the planned end, are kept as they stand on that day.
    """
    lock_standing([apprentice])
    now = Apprentice.objects.select_related("employer").get(pk=apprentice.pk)
    if now.state not in Apprentice.STARTED:
        raise StepRefused("This person is not on the programme now.")
    if now.between_employers.filter(state=BetweenEmployers.State.LOOKING).exists():
        raise AlreadyMoved("It is recorded already that the employment ended.")
    if code not in reasons(EMPLOYMENT_END):
        raise StepRefused("Choose how the employment ended.")
    if last_day_employed < now.original_start_on:
        raise StepRefused(f"The programme started on {day(now.original_start_on)}. Check the date.")
    made = BetweenEmployers.objects.create(
        apprentice=now,
        employer=now.employer,
        last_day_employed=last_day_employed,
        redundant=code == REDUNDANCY,
        reason=give_reason(now, listed=EMPLOYMENT_END, code=code, note=note, by=by, on=timezone.localdate()),
        planned_end_on=now.planned_end_on,
        percent_complete=min(share_done(now, on=last_day_employed), 100),
        recorded_by=by,
    )
    audit.record(made, "ended", by=by, last_day_employed=last_day_employed)
    return made


def share_done(apprentice: Apprentice, *, on: datetime.date) -> int:
    """How much of the planned time of learning lies behind somebody on a day, in per cent, breaks left out."""
    past = apprentice.breaks.standing().filter(starts_on__lte=on).exclude(began_at__isnull=True)
    away = sum((min(b.ends_on, on) - b.starts_on).days + 1 for b in past)
    return rules.percent_complete(
        start=apprentice.original_start_on, planned_end=apprentice.planned_end_on, on=on, days_on_break=away
    )


@transaction.atomic
def find_employer(between: BetweenEmployers, *, found_on: datetime.date, by: User | None) -> None:
    """A new employer is found: the clock stops. The change of employer itself is a transfer."""
    lock_standing([between.apprentice_id])
    now = BetweenEmployers.objects.get(pk=between.pk)
    if found_on <= now.last_day_employed:
        raise StepRefused(f"The employment ended on {day(now.last_day_employed)}. The new one begins after that.")
    workflow.move(now, to=BetweenEmployers.State.FOUND, by=by, found_on=found_on)
    between.refresh_from_db()
