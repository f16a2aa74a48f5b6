"""Closing a quarter of the log: announced to those whose log it is, closed on its day, late time let in by name."""

from __future__ import annotations

import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from apprentices.models import Apprentice, QuarterClose
from consortium.models import Cohort
from core import audit, workflow
from core.accounts.models import User
from core.notifications import outbox
from core.words import day
from core.workflow import StepRefused

NOTICE = datetime.timedelta(days=7)
"""The least time between the announcement and the close."""


@transaction.atomic
def announce_quarter_close(
    *, cohort: Cohort, closed_to: datetime.date, closes_on: datetime.date, by: User, on: datetime.date | None = None
) -> QuarterClose:
    """Say that a cohort's log closes up to a day; every apprentice of the cohort is told now.

    Raises ``StepRefused`` for less than a week's notice, a quarter that is not over, or one that is closed already.
    """
    today = on or timezone.localdate()
    if closed_to >= today:
        raise StepRefused(f"The quarter ends on {day(closed_to)}. It can be closed once it is over.")
    if closes_on < today + NOTICE:
        raise StepRefused(f"Give a week's notice: close it on {day(today + NOTICE)} or later.")
    try:
        with transaction.atomic():
            made = QuarterClose.objects.create(cohort=cohort, closed_to=closed_to, closes_on=closes_on, announced_by=by)
    except IntegrityError as twice:
        raise StepRefused(f"The quarter to {day(closed_to)} is announced or closed for {cohort} already.") from twice
    audit.record(made, "announced", by=by, closed_to=closed_to, closes_on=closes_on)
    for apprentice in made.apprentices.select_related("person"):
        outbox.owe(
            to=apprentice.person,
            template="quarter_closes",
            context={"close": made, "apprentice": apprentice},
            key=f"quarter-closes-{made.pk}-{apprentice.pk}",
        )
    return made


@transaction.atomic
def call_off_quarter_close(close: QuarterClose, *, by: User, reason: str) -> None:
    """The quarter is not closed on the announced day."""
    if not reason.strip():
        raise StepRefused("Say why the quarter is not closed.")
    workflow.move(close, to=QuarterClose.State.CALLED_OFF, by=by, reason=reason)


def close_quarters_due(*, on: datetime.date | None = None) -> int:
    """Every morning: close what was announced for today or before. Answers how many quarters were closed."""
    today = on or timezone.localdate()
    due = QuarterClose.objects.due(on=today).select_related("announced_by")
    for close in due:
        with transaction.atomic():
            workflow.move(close, to=QuarterClose.State.CLOSED, by=None)
            open_to_then = close.apprentices.filter(
                Q(log_closed_to__isnull=True) | Q(log_closed_to__lt=close.closed_to)
            )
            open_to_then.update(log_closed_to=close.closed_to, late_time_until=None)
    return len(due)


def close_log(apprentices: QuerySet[Apprentice], *, to: datetime.date) -> None:
    """Close logs up to a day, for a quarter or a signed review; what is closed further stays so."""
    earlier = Q(log_closed_to__isnull=True) | Q(log_closed_to__lt=to)
    apprentices.filter(earlier).update(log_closed_to=to, late_time_until=None)


@transaction.atomic
def let_in_late_time(
    apprentice: Apprentice, *, until: datetime.date, reason: str, by: User, on: datetime.date | None = None
) -> None:
    """Let an apprentice log time for days of the closed log, until a day; the reason stays in the history."""
    today = on or timezone.localdate()
    if apprentice.log_closed_to is None:
        raise StepRefused("Nothing of this log is closed.")
    if not today <= until <= today + datetime.timedelta(days=31):
        raise StepRefused("Choose a day from today up to a month ahead.")
    if not reason.strip():
        raise StepRefused("Say why late time is let in.")
    Apprentice.objects.filter(pk=apprentice.pk).update(late_time_until=until)
    apprentice.late_time_until = until
    audit.record(apprentice, "let in late time", by=by, reason=reason, until=until)
    outbox.owe(
        to=apprentice.person,
        template="late_time",
        context={"apprentice": apprentice, "by": by},
        key=f"late-time-{apprentice.pk}-{until.isoformat()}",
    )
