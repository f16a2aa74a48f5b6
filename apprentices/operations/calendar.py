"""The one calendar of an apprentice. What counts towards the plan shows in the forecast at its next refresh."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.db import models, transaction

from apprentices.models import Apprentice, CalendarEntry
from core import workflow
from core.accounts.models import User


@transaction.atomic
def put_in_calendar(
    apprentice: Apprentice,
    *,
    date: datetime.date,
    kind: str,
    title: str,
    ends_on: datetime.date | None = None,
    off_the_job_hours: Decimal = Decimal(0),
    source: models.Model | None = None,
    starts_at: datetime.time | None = None,
    ends_at: datetime.time | None = None,
) -> CalendarEntry:
    """Plan a day, or the days up to ``ends_on``.

    With a ``source`` (the row of the app that plans it) the entry follows that row and is there once.
    """
    values = {
        "apprentice": apprentice,
        "date": date,
        "ends_on": ends_on,
        "kind": kind,
        "title": title,
        "off_the_job_hours": off_the_job_hours,
        "starts_at": starts_at,
        "ends_at": ends_at,
    }
    if source is None:
        return CalendarEntry.objects.create(**values)
    entry, _ = CalendarEntry.objects.update_or_create(
        apprentice=apprentice, source_kind=source._meta.label_lower, source_id=source.pk, defaults=values
    )
    if entry.state == CalendarEntry.State.CANCELLED:
        workflow.move(entry, to=CalendarEntry.State.PLANNED, by=None)
    return entry


@transaction.atomic
def cancel_in_calendar(source: models.Model, *, by: User | None) -> None:
    """The day that this row had planned will not take place, in whosever calendar it stands."""
    planned = CalendarEntry.objects.filter(
        source_kind=source._meta.label_lower, source_id=source.pk, state=CalendarEntry.State.PLANNED
    )
    workflow.move_all(planned, to=CalendarEntry.State.CANCELLED, by=by)
