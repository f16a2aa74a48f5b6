"""Off-the-job hours from a placement: two counts of the same time, the second one set by the university."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import models, transaction
from django.utils import timezone

from apprentices.models import ActivityType, Apprentice, OffTheJobEntry
from apprentices.operations.standing import lock_standing, recount
from core import audit, workflow
from core.accounts.models import User
from core.workflow import StepRefused

PLACEMENT_LEARNING = "placement_learning"


@dataclass(frozen=True)
class PlacementCredit:
    """A confirmed placement day and the off-the-job hours that the university set for it; 0 hours credit nothing.

    ``source`` is the day in the placement's ledger.
    """

    source: models.Model
    date: datetime.date
    hours: Decimal
    confirmed_by: User


@transaction.atomic
def credit_placement_days(apprentice: Apprentice, credits: Sequence[PlacementCredit]) -> None:
    """Credit confirmed placement days, each once; asked again with other hours, the earlier credit is reversed first.

    Raises ``StepRefused`` where the apprentice would confirm a day of their own.
    """
    if any(credit.confirmed_by.pk == apprentice.person_id for credit in credits):
        raise StepRefused("Nobody confirms their own placement day.")
    if not credits:
        return
    standings = lock_standing([apprentice])
    before = credits_of([credit.source for credit in credits])
    outdated: list[tuple[OffTheJobEntry, User]] = []
    due: list[tuple[PlacementCredit, int]] = []
    for credit in credits:
        earlier = before[credit.source.pk]
        live = live_of(earlier)
        if live and (live.date, live.hours) == (credit.date, Decimal(credit.hours)):
            continue
        if live:
            outdated.append((live, credit.confirmed_by))
        if credit.hours:
            due.append((credit, len(earlier) + 1))
    for by, entries in _by_person(outdated):
        reverse_all(entries, by=by, reason="The placement day was changed.")
    _credit(apprentice, due)
    recount(standings)


def _credit(apprentice: Apprentice, due: list[tuple[PlacementCredit, int]]) -> None:
    activity = ActivityType.objects.get(code=PLACEMENT_LEARNING) if due else None
    made = OffTheJobEntry.objects.bulk_create(
        OffTheJobEntry(
            apprentice=apprentice,
            activity=activity,
            date=credit.date,
            hours=credit.hours,
            source=OffTheJobEntry.Source.PLACEMENT,
            source_kind=credit.source._meta.label_lower,
            source_id=credit.source.pk,
            source_turn=turn,
            logged_by_id=apprentice.person_id,
        )
        for credit, turn in due
    )
    confirmed_by = (credit.confirmed_by for credit, _ in due)
    for by, entries in _by_person(zip(made, confirmed_by, strict=True)):
        confirm_credits(entries, by=by)


def _by_person(pairs: Iterable[tuple[OffTheJobEntry, User]]) -> Iterator[tuple[User, list[OffTheJobEntry]]]:
    people: dict[int, tuple[User, list[OffTheJobEntry]]] = {}
    for entry, person in pairs:
        people.setdefault(person.pk, (person, []))[1].append(entry)
    yield from people.values()


def confirm_credits(entries: Sequence[OffTheJobEntry], *, by: User) -> None:
    workflow.move_all(
        OffTheJobEntry.objects.filter(pk__in=[entry.pk for entry in entries]),
        to=OffTheJobEntry.State.CONFIRMED,
        by=by,
        confirmed_by=by,
        confirmed_at=timezone.now(),
    )


@transaction.atomic
def uncredit(source: models.Model, *, by: User, reason: str = "The placement day no longer counts.") -> None:
    """Take back what a placement day credited, by a reversing entry; nothing credited, nothing done."""
    entry = OffTheJobEntry.objects.filter(
        source_kind=source._meta.label_lower, source_id=source.pk, reverses__isnull=True
    ).first()
    if entry is None:
        return
    standings = lock_standing([entry.apprentice_id])
    if live := live_of(credits_of([source])[source.pk]):
        reverse_all([live], by=by, reason=reason)
        recount(standings)


@transaction.atomic
def reverse_entry(entry: OffTheJobEntry, *, by: User, reason: str) -> OffTheJobEntry:
    """Correct confirmed time: a second entry takes its hours back, with the reason; the first stays as it was."""
    if not reason.strip():
        raise StepRefused("Say why the hours are taken back.")
    standings = lock_standing([entry.apprentice_id])
    found = OffTheJobEntry.objects.select_related("reversed_by_entry").get(pk=entry.pk)
    if found.state != OffTheJobEntry.State.CONFIRMED or found.reverses_id is not None:
        raise StepRefused("Only confirmed time can be reversed.")
    if hasattr(found, "reversed_by_entry"):
        raise StepRefused("These hours were taken back already.")
    (reversing,) = reverse_all([found], by=by, reason=reason)
    recount(standings)
    reversing.refresh_from_db()
    return reversing


def credits_of(sources: Sequence[models.Model]) -> defaultdict[int | None, list[OffTheJobEntry]]:
    """What days of one ledger have credited so far, by the day, with what took it back."""
    found = OffTheJobEntry.objects.filter(
        source_kind=sources[0]._meta.label_lower,
        source_id__in=[source.pk for source in sources],
        reverses__isnull=True,
    ).select_related("reversed_by_entry")
    entries: defaultdict[int | None, list[OffTheJobEntry]] = defaultdict(list)
    for entry in found:
        entries[entry.source_id].append(entry)
    return entries


def live_of(entries: Iterable[OffTheJobEntry]) -> OffTheJobEntry | None:
    """The one of a day's credits that was not taken back."""
    return next((entry for entry in entries if not hasattr(entry, "reversed_by_entry")), None)


def reverse_all(entries: Sequence[OffTheJobEntry], *, by: User, reason: str) -> list[OffTheJobEntry]:
    """Take confirmed time back by as many reversing entries, confirmed by the same person, with one reason."""
    if any(by.pk == entry.logged_by_id for entry in entries):
        raise StepRefused("Nobody reverses their own time. Ask your line manager or tutor.")
    reversing = OffTheJobEntry.objects.bulk_create(
        OffTheJobEntry(
            apprentice_id=entry.apprentice_id,
            activity_id=entry.activity_id,
            date=entry.date,
            starts_at=entry.starts_at,
            hours=-entry.hours,
            source=entry.source,
            source_kind=entry.source_kind,
            source_id=entry.source_id,
            reverses=entry,
            reason_given=reason,
            logged_by_id=entry.logged_by_id,
        )
        for entry in entries
    )
    confirm_credits(reversing, by=by)
    for hours in {entry.hours for entry in entries}:
        taken_back = [entry for entry in entries if entry.hours == hours]
        audit.record_all(taken_back, "reversed", by=by, reason=reason, hours=hours)
    return reversing
