"""The ledger of days: logged by the apprentice, confirmed by those who were there, corrected by a second row.

Each step locks the apprentice's totals first; whoever comes second waits and then counts what the first has written.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from apprentices import operations as apprentices
from apprentices.models import Apprentice, CalendarEntry
from apprentices.plans import DaysAhead
from apprentices.programme_plan import bank_holidays
from core import audit, workflow
from core.accounts.models import User
from core.words import day as said
from core.workflow import AlreadyMoved, StepRefused
from placements import rules
from placements.models import AbsenceReason, Placement, PlacementDay, PracticeEducator
from placements.models.day import DAYS, WORTH
from placements.operations.matching import PlacementRefused
from placements.operations.upkeep import refresh_currency
from placements.reasons import ABSENCE, reasons

State = PlacementDay.State


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One day as it is typed."""

    date: datetime.date
    kind: str
    note: str = ""
    absence: str = ""


@dataclass(frozen=True)
class LoggedDays:
    """What logging did, and what to look at again."""

    days: list[PlacementDay]
    warnings: list[str]


@transaction.atomic
def log_days(
    placement: Placement, *, entries: Sequence[Entry], by: User, today: datetime.date | None = None
) -> LoggedDays:
    """Log days, or change some that are not confirmed yet. The same again changes nothing; all or none.

    Raises ``PlacementRefused`` with every reason why a day cannot be logged, ``StepRefused`` where somebody logs for
    somebody else.
    """
    if by.pk != placement.apprentice.person_id:
        raise StepRefused(f"Only {placement.apprentice} logs the days of this placement.")
    apprentices.lock_standing([placement.apprentice])
    now = Placement.objects.select_related("apprentice__person").get(pk=placement.pk)
    facts = _facts(now, entries, today or timezone.localdate())
    found = [reason for fact in facts for reason in rules.day_reasons(fact)]
    there = {row.date: row for row in now.days.standing().filter(date__in=[entry.date for entry in entries])}
    found += [_settled(row) for row in there.values() if row.state == State.CONFIRMED]
    if found:
        raise PlacementRefused(found)
    days = [_log(now, there.get(entry.date), entry, by) for entry in entries]
    return LoggedDays(days, [warning for fact in facts for warning in rules.day_warnings(fact)])


def _facts(placement: Placement, entries: Sequence[Entry], today: datetime.date) -> list[rules.Day]:
    dates = [entry.date for entry in entries]
    calendar = {date: set[str]() for date in dates}
    planned = CalendarEntry.objects.going_ahead().filter(apprentice=placement.apprentice_id, date__in=dates)
    for date, kind in planned.values_list("date", "kind"):
        calendar[date].add(kind)
    closed = bank_holidays()
    return [
        rules.Day(
            date=entry.date,
            kind=entry.kind,
            today=today,
            starts_on=placement.starts_on,
            ends_on=placement.ends_on,
            live=placement.is_under_way,
            learning=placement.apprentice.state == Apprentice.State.ACTIVE,
            note=entry.note,
            absence=entry.absence,
            calendar=frozenset(calendar[entry.date]),
            bank_holiday=entry.date in closed,
        )
        for entry in entries
    ]


def _settled(row: PlacementDay) -> rules.Reason:
    return rules.Reason(
        "confirmed", f"{said(row.date)} was confirmed by {row.confirmed_by}. Ask them to correct it if it is wrong."
    )


def _log(placement: Placement, there: PlacementDay | None, entry: Entry, by: User) -> PlacementDay:
    if there is None:
        there = PlacementDay.objects.create(
            placement=placement, date=entry.date, kind=entry.kind, note=entry.note, person=by
        )
        audit.record(there, State.LOGGED, by=by, date=entry.date, kind=there.get_kind_display())
    elif there.state == State.QUERIED or (there.kind, there.note) != (entry.kind, entry.note):
        PlacementDay.objects.filter(pk=there.pk).update(kind=entry.kind, note=entry.note, logged_at=timezone.now())
        if there.state == State.QUERIED:
            workflow.move(there, to=State.LOGGED, by=by)
        else:
            audit.record(there, "changed a placement day", by=by, date=entry.date, kind=entry.kind)
        there.refresh_from_db()
    _keep_reason(there, entry)
    return there


def _keep_reason(row: PlacementDay, entry: Entry) -> None:
    if entry.kind == PlacementDay.Kind.ABSENT:
        if entry.absence not in reasons(ABSENCE):
            raise StepRefused(f"Choose why you were away on {said(entry.date)}.")
        AbsenceReason.objects.update_or_create(day=row, defaults={"code": entry.absence})
    else:
        AbsenceReason.objects.filter(day=row).delete()


@dataclass(frozen=True)
class ConfirmedDays:
    """What an act of confirming did: rows, days that they count, and how many somebody else was faster with."""

    rows: int
    days: Decimal
    lost: int


@transaction.atomic
def confirm_days(placement: Placement, *, shown: Mapping[int, str], by: User) -> ConfirmedDays:
    """Agree that days took place as they were shown (id → kind); what changed since is left alone.

    Each day that counts credits the hours that the university set. Raises ``AlreadyMoved`` where nothing is left.
    Whether this person may is the caller's question; nobody ever confirms their own.
    """
    if by.pk == placement.apprentice.person_id:
        raise StepRefused("Nobody confirms their own placement days.")
    apprentices.lock_standing([placement.apprentice])
    now = Placement.objects.select_for_update().get(pk=placement.pk)
    waiting = now.days.awaiting_confirmation().filter(pk__in=shown).order_by("date")
    ready = [row for row in waiting if shown[row.pk] == row.kind]
    if not ready:
        raise AlreadyMoved("These days were dealt with before your step arrived. Look at the list again.")
    workflow.move_all(
        PlacementDay.objects.filter(pk__in=[row.pk for row in ready]),
        to=State.CONFIRMED,
        by=by,
        confirmed_by=by,
        confirmed_at=timezone.now(),
    )
    credit_days(now, now.days.filter(pk__in=[row.pk for row in ready]).select_related("confirmed_by").order_by("date"))
    recount(now, by=by)
    _keep_current(now, max(row.date for row in ready))
    placement.refresh_from_db()
    return ConfirmedDays(len(ready), sum((row.worth for row in ready), Decimal(0)), len(shown) - len(ready))


@transaction.atomic
def ask_about_day(row: PlacementDay, *, question: str, by: User) -> None:
    """Ask the apprentice one question about a day; it comes back when they have logged it again."""
    if not question.strip():
        raise StepRefused("Type the question.")
    workflow.move(row, to=State.QUERIED, by=by, question=question)


@transaction.atomic
def correct_day(row: PlacementDay, *, kind: str, reason: str, by: User, absence: str = "") -> PlacementDay:
    """Put a confirmed day right: the first row stays and no longer counts, a second one takes its place.

    Hours that the first had credited are taken back; the second credits its own. ``reason`` stays in the ledger: it may
    speak of health, and the record's timeline is read by more people.
    """
    placement = row.placement
    if by.pk == placement.apprentice.person_id:
        raise StepRefused("Nobody corrects their own confirmed day.")
    if not reason.strip():
        raise StepRefused("Say why the day is corrected.")
    if kind == row.kind:
        raise StepRefused("Choose what the day really was.")
    apprentices.lock_standing([placement.apprentice])
    now = Placement.objects.select_for_update().get(pk=placement.pk)
    if now.state == Placement.State.CLOSED:
        raise StepRefused("This placement is closed, so its days stay as they are.")
    workflow.move(row, to=State.SUPERSEDED, by=by)
    apprentices.uncredit(row, by=by, reason="The placement day was corrected.")
    made = PlacementDay.objects.create(
        placement=now,
        date=row.date,
        kind=kind,
        note=row.note,
        person=row.person,
        corrects=row,
        correction=reason,
        state=State.CONFIRMED,
        confirmed_by=by,
        confirmed_at=timezone.now(),
    )
    audit.record(made, "put a corrected day in its place", by=by, date=row.date, kind=made.get_kind_display())
    _keep_reason(made, Entry(date=row.date, kind=kind, absence=absence))
    credit_days(now, [made])
    recount(now, by=by)
    placement.refresh_from_db()
    return made


def credit_days(placement: Placement, rows: Iterable[PlacementDay]) -> None:
    """Credit the hours of confirmed days; without a figure of the university nothing is credited."""
    if placement.off_the_job_hours_a_day is None:
        return
    credits = [
        apprentices.PlacementCredit(row, row.date, placement.off_the_job_hours_a_day * row.worth, row.confirmed_by)
        for row in rows
        if row.worth and row.confirmed_by
    ]
    apprentices.credit_placement_days(placement.apprentice, credits)


def recount(placement: Placement, *, by: User) -> None:
    """Count the days of a locked placement and of its apprentice anew; move to and from "Days complete" with them."""
    counted = placement.days.confirmed().worth()
    states = Placement.State
    if placement.state == states.LIVE and counted >= placement.days_required:
        workflow.move(placement, to=states.DAYS_COMPLETE, by=by, days_counted=counted)
    elif placement.state == states.DAYS_COMPLETE and counted < placement.days_required:
        workflow.move(placement, to=states.LIVE, by=by, days_counted=counted)
    else:
        Placement.objects.filter(pk=placement.pk).update(days_counted=counted)
    everything = PlacementDay.objects.confirmed().filter(placement__apprentice=placement.apprentice_id)
    apprentices.count_placement_days(placement.apprentice, everything.worth())


def _keep_current(placement: Placement, date: datetime.date) -> None:
    """A confirmed day is support of an apprentice: it moves the practice educator's currency on."""
    supporting = Q(last_supported_on__isnull=True) | Q(last_supported_on__lt=date)
    for educator in PracticeEducator.objects.filter(supporting, pk=placement.practice_educator_id):
        educator.last_supported_on = date
        educator.save(update_fields=["last_supported_on"])
        refresh_currency(educator)


def days_ahead(ids: Sequence[int]) -> Mapping[int, Sequence[DaysAhead]]:
    """For ``apprentices.plans.sources``: the days of agreed placements whose off-the-job hours the university has set.

    Days and hours together are what the plan expects of a placement; which of its days they fall on is the plan's.
    """
    found: dict[int, list[DaysAhead]] = {}
    placed = Placement.objects.filter(
        apprentice__in=ids,
        state__in=[*Placement.AGREED, Placement.State.CLOSED],
        off_the_job_hours_a_day__gt=0,
    ).order_by("starts_on")
    for row in placed.values_list("apprentice", "starts_on", "ends_on", "days_required", "off_the_job_hours_a_day"):
        apprentice, first, last, days, hours = row
        found.setdefault(apprentice, []).append(DaysAhead(first, last, days, hours or Decimal(0)))
    return found


def day_totals(ids: Iterable[int]) -> Mapping[int, Mapping[str, Any]]:
    """For ``apprentices.totals.sources``: placement days of many apprentices in one query."""
    rows: Any = (
        PlacementDay.objects.confirmed()
        .filter(placement__apprentice__in=list(ids))
        .order_by()
        .values("placement__apprentice")
        .annotate(placement_days=Sum(WORTH, default=Decimal(0), output_field=DAYS))
    )
    return {row.pop("placement__apprentice"): row for row in rows}
