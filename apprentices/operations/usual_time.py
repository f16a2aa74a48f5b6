"""Usual time: kept once, offered on its day of the week, logged by the apprentice's word in one press."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from apprentices.models import ActivityType, Apprentice, CalendarEntry, OffTheJobEntry, UsualTime
from apprentices.off_the_job.periods import days_of
from apprentices.operations.time import FourTestsNeeded, Logged, TimeRefused, log_time
from apprentices.programme_plan import bank_holidays
from consortium.models import Statement
from core import audit
from core.accounts.models import User
from core.workflow import StepRefused

OFFERED = datetime.timedelta(days=28)
"""How far back usual time is offered; older time is logged by hand."""

MOST_KEPT = 10


@dataclass(frozen=True)
class Offer:
    """One day on which usual time may have taken place."""

    usual: UsualTime
    date: datetime.date

    @property
    def key(self) -> str:
        return f"{self.usual.reference}:{self.date.isoformat()}"


@transaction.atomic
def keep_usual_time(
    apprentice: Apprentice,
    *,
    activity: ActivityType,
    hours: Decimal,
    by: User,
    weekday: int | None = None,
    starts_at: datetime.time | None = None,
    note: str = "",
    statements: Sequence[Statement] = (),
    on: datetime.date | None = None,
) -> UsualTime:
    """Keep a block of training so that it is one press away; with ``weekday`` (0 = Monday) it is offered every week.

    It is offered from today on. Raises ``StepRefused`` where the kind does not count under the apprentice's rules, or
    ten are kept already.
    """
    if by.pk != apprentice.person_id:
        raise StepRefused(f"Only {apprentice} keeps their own usual time.")
    if not activity.counts_under(apprentice.rule_set):
        raise StepRefused(activity.why_not or f"{activity} does not count under your rules.")
    Apprentice.objects.select_for_update().get(pk=apprentice.pk)
    if apprentice.usual_time.count() >= MOST_KEPT:
        raise StepRefused(f"You have kept {MOST_KEPT} already. Remove one that you no longer need.")
    today = on or timezone.localdate()
    kept = UsualTime.objects.create(
        apprentice=apprentice,
        activity=activity,
        hours=hours,
        weekday=weekday,
        starts_at=starts_at,
        note=note,
        answered_to=today - datetime.timedelta(days=1),
    )
    kept.statements.set(statements)
    audit.record(kept, "kept usual time", by=by, activity=activity.label, hours=hours)
    return kept


@transaction.atomic
def forget_usual_time(usual: UsualTime, *, by: User) -> None:
    """Keep it no longer; what was logged from it stays."""
    audit.record(usual, "removed usual time", by=by, activity=usual.activity.label, hours=usual.hours)
    usual.delete()


def offers(apprentice: Apprentice, *, on: datetime.date) -> list[Offer]:
    """Days up to today on which weekly usual time may have taken place and the apprentice has not said so yet.

    Bank holidays, leave and breaks are left out. Three queries, however many days.
    """
    weekly = list(apprentice.usual_time.filter(weekday__isnull=False).select_related("activity"))
    if not weekly or apprentice.state != Apprentice.State.ACTIVE:
        return []
    first = max(on - OFFERED, apprentice.original_start_on)
    if apprentice.log_closed_to and not (apprentice.late_time_until and on <= apprentice.late_time_until):
        first = max(first, apprentice.log_closed_to + datetime.timedelta(days=1))
    off = apprentice.calendar.going_ahead().filter(date__gte=first, kind__in=CalendarEntry.AWAY)
    away = set(off.values_list("date", flat=True)) | bank_holidays()
    logged = set(
        OffTheJobEntry.objects.filter(apprentice=apprentice, date__gte=first).values_list("client_id", flat=True)
    )
    found = [
        Offer(usual, date)
        for usual in weekly
        for date in days_of(max(first, usual.answered_to + datetime.timedelta(days=1)), on)
        if date.weekday() == usual.weekday and date not in away and usual.client_id_on(date) not in logged
    ]
    return sorted(found, key=lambda offer: (offer.date, offer.usual.pk))


@dataclass(frozen=True)
class UsualLogged:
    """What became of the days that were ticked: entries, and the reasons why a day could not be logged."""

    entries: list[OffTheJobEntry]
    refused: list[str]


@transaction.atomic
def log_usual_time(
    apprentice: Apprentice,
    *,
    shown: Iterable[str],
    took_place: Iterable[str],
    by: User,
    on: datetime.date | None = None,
) -> UsualLogged:
    """Log the days that took place; for the other days shown, the apprentice has said that they did not.

    ``shown`` and ``took_place`` are keys of offers. What the rules of the log refuse is named and offered no more.
    """
    today = on or timezone.localdate()
    keys, ticked = set(shown), set(took_place)
    answered = [offer for offer in offers(apprentice, on=today) if offer.key in keys]
    entries, refused = [], []
    for offer in answered:
        if offer.key in ticked:
            try:
                entries.append(log_one(apprentice, offer.usual, date=offer.date, by=by))
            except (TimeRefused, FourTestsNeeded) as why:
                refused.append(f"{offer.date:%A %-d %B}: {why}")
    for usual in {offer.usual for offer in answered}:
        last = max(offer.date for offer in answered if offer.usual == usual)
        UsualTime.objects.filter(pk=usual.pk, answered_to__lt=last).update(answered_to=last)
    return UsualLogged(entries, refused)


def log_one(apprentice: Apprentice, usual: UsualTime, *, date: datetime.date, by: User) -> OffTheJobEntry:
    """Log usual time for one day. Raises what ``log_time`` raises; the same day again is the same entry."""
    logged = Logged(
        activity=usual.activity,
        date=date,
        hours=usual.hours,
        starts_at=usual.starts_at,
        note=usual.note,
        statements=list(usual.statements.all()),
    )
    return log_time(apprentice, logged=logged, by=by, client_id=usual.client_id_on(date))
