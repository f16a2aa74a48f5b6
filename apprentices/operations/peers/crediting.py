"""Hours from a register of the exchange: a shadowing day, a meeting of a learning set. The host or facilitator confirms
by saying who was there; the rules of the log decide whether it counts.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db import models

from apprentices.models import ActivityType, Apprentice, OffTheJobEntry
from apprentices.off_the_job_log import Block, logged_near, refusals
from apprentices.operations.attendance import BY_REGISTER, gives_way, same_minutes
from apprentices.operations.credits import credits_of, live_of, reverse_all
from apprentices.plans import plans_of
from core import workflow
from core.accounts.models import User
from core.words import day, hours
from core.workflow import StepRefused

Source = OffTheJobEntry.Source
CORRECTED = "Who was there was corrected."


@dataclass(frozen=True, kw_only=True)
class PeerCredit:
    """What one row of a register credits; 0 hours credit nothing. ``confirmed_by`` took the register at ``at``."""

    source: models.Model
    apprentice: Apprentice
    activity: str
    date: datetime.date
    starts_at: datetime.time
    hours: Decimal
    note: str
    confirmed_by: User
    at: datetime.datetime
    released: bool = False
    """The line manager has released the apprentice for this day, so it is paid time whatever the pattern of the job."""


def settle_credit(credit: PeerCredit, *, by: User, on: datetime.date) -> str:
    """Bring what is credited in line with the register; answers with why nothing is, in words for the apprentice.

    Lock the totals before, recount after. Raises ``StepRefused`` where hours of a closed log would be taken back.
    """
    earlier = credits_of([credit.source])[credit.source.pk]
    live = live_of(earlier)
    if live and (live.hours, live.date) == (credit.hours, credit.date):
        return ""
    if live:
        _require_open_log(credit, on)
        reverse_all([live], by=by, reason=CORRECTED)
    if not credit.hours:
        return ""
    entry = _entry(credit, turn=len(earlier) + 1)
    near = logged_near(credit.apprentice, credit.date, or_sent_as=entry.client_id)
    waiting = [
        one
        for one in near
        if one.date == credit.date
        and one.state in (OffTheJobEntry.State.SUBMITTED, OffTheJobEntry.State.QUERIED)
        and same_minutes(entry, one)
        and gives_way(entry, one)
    ]
    if against := _against(credit, entry, [one for one in near if one not in waiting], on):
        return against
    for theirs in waiting:
        workflow.move(theirs, to=OffTheJobEntry.State.WITHDRAWN, by=by, reason=BY_REGISTER)
    entry.save()
    workflow.move(
        entry,
        to=OffTheJobEntry.State.CONFIRMED,
        by=by if by == credit.confirmed_by else None,
        confirmed_by=credit.confirmed_by,
        confirmed_at=credit.at,
    )
    return ""


def _entry(credit: PeerCredit, *, turn: int) -> OffTheJobEntry:
    return OffTheJobEntry(
        apprentice=credit.apprentice,
        activity=ActivityType.objects.get(code=credit.activity),
        date=credit.date,
        starts_at=credit.starts_at,
        hours=credit.hours,
        note=credit.note,
        source=Source.ATTENDANCE,
        source_kind=credit.source._meta.label_lower,
        source_id=credit.source.pk,
        source_turn=turn,
        logged_by_id=credit.apprentice.person_id,
    )


def _against(credit: PeerCredit, entry: OffTheJobEntry, near: list[OffTheJobEntry], on: datetime.date) -> str:
    """Why the hours cannot count: the rules of the log, a placement day on the same day, time that is not paid."""
    placed = [e for e in near if e.source == Source.PLACEMENT and e.date == credit.date and e.reverses_id is None]
    if standing := live_of(placed):
        return f"Your placement day has credited {hours(standing.hours)} for {day(credit.date)} already."
    if not credit.released and not plans_of([credit.apprentice])[credit.apprentice.pk].is_working_day(credit.date):
        said = f"{day(credit.date)} is none of your working days."
        return f"{said} Ask your line manager to give the time back, then log it."
    block = Block(activity=entry.activity, date=credit.date, hours=credit.hours, starts_at=credit.starts_at)
    return " ".join(refusal.words for refusal in refusals(credit.apprentice, block, on=on, near=near))[:400]


def _require_open_log(credit: PeerCredit, on: datetime.date) -> None:
    """Hours of a closed log change only while the tutor lets late time in, in both directions."""
    apprentice = credit.apprentice
    closed_to, until = apprentice.log_closed_to, apprentice.late_time_until
    if closed_to and credit.date <= closed_to and not (until and on <= until):
        raise StepRefused(
            f"The hours of this day are closed at the university of {apprentice.person.first_name}. Ask their tutor to "
            "let changes in, then correct who was there."
        )
