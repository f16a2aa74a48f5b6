"""Totals beside the record: locked before the first write, recounted from the rows, the same whoever asks.

Every step that changes what is counted starts with ``lock_standing`` and ends with ``recount``, in one transaction.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q, Sum
from django.utils import timezone

from apprentices import progress, totals
from apprentices.models import Apprentice, Attendance, OffTheJobEntry, ProgressReview, Standing
from apprentices.off_the_job.forecast import expected_hours
from apprentices.plans import plans_of

BATCH = 200
COUNTED_HERE = ("confirmed_hours", "hours_awaiting", "entries_awaiting", "last_entry_on")
FORECAST = ("expected_hours", "forecast_on", "track")


def lock_standing(apprentices: Iterable[Apprentice | int]) -> list[Standing]:
    """Lock the totals of apprentices, in one order for everybody, before anything of theirs is written.

    Call inside a transaction. Whoever comes second waits here, and then counts what the first has written.
    """
    ids = {a if isinstance(a, int) else a.pk for a in apprentices}
    locked = Standing.objects.select_for_update(of=("self",)).select_related("apprentice")
    return list(locked.filter(pk__in=ids).order_by("pk"))


def recount(standings: Sequence[Standing], *, on: datetime.date | None = None) -> None:
    """Count the off-the-job time of locked totals anew and say how they stand on a day (today)."""
    on = on or timezone.localdate()
    apprentices = {standing.pk: standing.apprentice for standing in standings}
    counted = _time_totals(apprentices)
    stale = [apprentices[s.pk] for s in standings if s.forecast_on != on]
    expected = _expected(stale, on=on) if stale else {}
    for standing in standings:
        for field, value in counted[standing.pk].items():
            setattr(standing, field, value)
        standing.expected_hours = expected.get(standing.pk, standing.expected_hours)
        standing.forecast_on = on
        standing.track = progress.track_of(apprentices[standing.pk], standing, on=on)
    if len(standings) == 1:  # the usual case; a bulk update of one row costs several times as much
        standings[0].save(update_fields=[*COUNTED_HERE, *FORECAST])
    else:
        Standing.objects.bulk_update(standings, [*COUNTED_HERE, *FORECAST], batch_size=BATCH)


def _time_totals(ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    awaiting = Q(state=OffTheJobEntry.State.SUBMITTED)
    found: dict[int, dict[str, Any]] = {
        pk: {
            "confirmed_hours": Decimal(0),
            "hours_awaiting": Decimal(0),
            "entries_awaiting": 0,
            "last_entry_on": None,
        }
        for pk in ids
    }
    rows: Any = (
        OffTheJobEntry.objects.live()
        .filter(apprentice__in=list(found))
        .order_by()
        .values("apprentice")
        .annotate(
            confirmed_hours=Sum("hours", filter=Q(state=OffTheJobEntry.State.CONFIRMED), default=Decimal(0)),
            hours_awaiting=Sum("hours", filter=awaiting, default=Decimal(0)),
            entries_awaiting=Count("pk", filter=awaiting),
            last_entry_on=Max("date"),
        )
    )
    for row in rows:
        found[row.pop("apprentice")] = row
    return found


def _expected(apprentices: Sequence[Apprentice], *, on: datetime.date) -> dict[int, Decimal]:
    """Hours that each plan asks for by the end of this day."""
    return {pk: expected_hours(plan, on) for pk, plan in plans_of(apprentices).items()}


@transaction.atomic
def count_placement_days(apprentice: Apprentice, days: Decimal | int) -> None:
    """Say how many placement days are done in all. Lock the totals (``lock_standing``) before you count them."""
    lock_standing([apprentice])
    Standing.objects.filter(pk=apprentice.pk).update(placement_days=days)


@transaction.atomic
def count_evidence(apprentice: Apprentice, *, waiting: int, accepted: int) -> None:
    """Say how much evidence waits and how much is accepted. Lock the totals (``lock_standing``) before you count it."""
    lock_standing([apprentice])
    Standing.objects.filter(pk=apprentice.pk).update(evidence_waiting=waiting, evidence_accepted=accepted)


def refresh_forecasts(*, on: datetime.date | None = None) -> int:
    """Every night: what the plan expects by today, and how everybody stands. Answers how many were looked at."""
    on = on or timezone.localdate()
    stale = Standing.objects.exclude(forecast_on=on)  # those never looked at among them
    ids = list(stale.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        with transaction.atomic():
            recount(lock_standing(ids[start : start + BATCH]), on=on)
    return len(ids)


def recount_all(*, on: datetime.date | None = None) -> int:
    """Count every total anew, those of the higher apps too. Answers how many rows were wrong."""
    on = on or timezone.localdate()
    wrong = 0
    ids = list(Standing.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        with transaction.atomic():
            standings = lock_standing(ids[start : start + BATCH])
            before = {standing.pk: _values(standing) for standing in standings}
            _count_for_others(standings)
            for standing in standings:
                standing.forecast_on = None
            recount(standings, on=on)
            wrong += sum(before[standing.pk] != _values(standing) for standing in standings)
    return wrong


def _count_for_others(standings: Sequence[Standing]) -> None:
    ids = [standing.pk for standing in standings]
    counted: dict[int, dict[str, Any]] = {pk: dict.fromkeys(totals.fields_by_source, 0) for pk in ids}
    for source in totals.sources:
        for pk, fields in source(ids).items():
            counted[pk].update(fields)
    reviews = dict(
        ProgressReview.objects.filter(apprentice__in=ids, state=ProgressReview.State.SCHEDULED)
        .order_by("-number")
        .values_list("apprentice", "due_on")
    )
    planned = dict(
        ProgressReview.objects.filter(
            apprentice__in=ids, state=ProgressReview.State.SCHEDULED, planned_on__isnull=False
        )
        .order_by("-number")
        .values_list("apprentice", "planned_on")
    )
    skills_days = Attendance.objects.skills_days(ids)
    for standing in standings:
        for field, value in counted[standing.pk].items():
            setattr(standing, field, value)
        standing.skills_days = skills_days.get(standing.pk, 0)
        standing.next_review_on = planned.get(standing.pk) or reviews.get(standing.pk)
    Standing.objects.bulk_update(
        standings, [*totals.fields_by_source, "skills_days", "next_review_on"], batch_size=BATCH
    )


def _values(standing: Standing) -> tuple[Any, ...]:
    fields = (*COUNTED_HERE, *totals.fields_by_source, "skills_days", "next_review_on", "track")
    return tuple(getattr(standing, field) for field in fields)
