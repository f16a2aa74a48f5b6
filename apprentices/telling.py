"""Mails about what waits: reminders as rules over rows, and a fresh link where one has run out."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator

from django.conf import settings
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone

from apprentices.models import (
    PARTY_KINDS,
    ActivityType,
    Apprentice,
    Involvement,
    OffTheJobEntry,
    Party,
    ProgressReview,
    ReviewPreparation,
    Standing,
)
from apprentices.operations.relations import CONFIRM_TIME as LINK_PURPOSE
from core import links
from core.accounts.models import User
from core.notifications import outbox
from core.notifications.models import Message
from core.registry import Reminder

WEEK = datetime.timedelta(days=7)
LEARNING = (Apprentice.State.ACTIVE, Apprentice.State.GATEWAY)


def behind_plan(at: datetime.datetime) -> Iterator[Reminder]:
    """Apprentices who are behind their plan, told once in a calendar month; whoever has caught up is not told.

    The forecast must be today's; a break, a suspension or the end silences it, because the track then says so.
    """
    today = timezone.localdate(at)
    behind = (
        Standing.objects.filter(
            track=Standing.Track.BEHIND, apprentice__state=Apprentice.State.ACTIVE, forecast_on=today
        )
        .select_related("apprentice__person")
        .order_by("pk")
    )
    month = f"{today:%Y-%m}"
    for standing in behind:
        yield Reminder(
            to=standing.apprentice.person,
            template="behind_plan",
            context={"standing": standing, "apprentice": standing.apprentice},
            key=f"behind-{standing.pk}-{month}",
        )


def apprentices_behind(at: datetime.datetime) -> Iterator[Reminder]:
    """Tutors and line managers of those who are behind: how many of theirs, one mail in a calendar month."""
    today = timezone.localdate(at)
    kinds = (Involvement.Kind.TUTOR, Involvement.Kind.LINE_MANAGER)
    counted = (
        Involvement.objects.on(today)
        .filter(
            kind__in=kinds,
            apprentice__standing__track=Standing.Track.BEHIND,
            apprentice__standing__forecast_on=today,
            apprentice__state=Apprentice.State.ACTIVE,
        )
        .values_list("person")
        .annotate(behind=Count("apprentice", distinct=True))
    )
    how_many = dict(counted.order_by("person"))
    for person in User.objects.filter(pk__in=how_many, is_active=True).order_by("pk"):
        if person.has_usable_password():
            yield Reminder(
                to=person,
                template="apprentices_behind",
                context={"behind": how_many[person.pk], "path": reverse("apprentices:list") + "?track=behind"},
                key=f"apprentices-behind-{person.pk}-{today:%Y-%m}",
            )


def time_waiting(at: datetime.datetime) -> Iterator[Reminder]:
    """Each Monday one mail with one link to everybody for whom time or a review has waited since before that Monday.

    Due all week until it is told, so a Monday without a worker loses nothing.
    """
    today = timezone.localdate(at)
    monday = today - datetime.timedelta(days=today.weekday())
    since = timezone.make_aware(datetime.datetime.combine(monday, datetime.time()))
    waiting = OffTheJobEntry.objects.awaiting_confirmation().of_those_here().filter(submitted_at__lt=since)
    counts = _waiting_by_person(waiting, on=today)
    for person_id, reviews in _reviews_by_person(since, on=today).items():
        counts.setdefault(person_id, {"entries": 0, "apprentices": 0}).update(reviews)
    year, week, _ = today.isocalendar()
    keys = {pk: f"time-waiting-{pk}-{year}-W{week:02}" for pk in counts}
    told = set(Message.objects.filter(key__in=keys.values()).values_list("key", flat=True))
    for person in User.objects.filter(pk__in=counts, is_active=True).order_by("pk"):
        if keys[person.pk] not in told:
            yield Reminder(
                to=person,
                template="time_waiting",
                context={**counts[person.pk], "link": address_for(person, time=counts[person.pk]["entries"] > 0)},
                key=keys[person.pk],
                secret=True,
            )


DIGESTED = (Involvement.Kind.LINE_MANAGER, Involvement.Kind.TUTOR)
"""Whose reviews stand in the mail on a Monday; apprentices are told of theirs one by one."""


def _reviews_by_person(since: datetime.datetime, *, on: datetime.date) -> dict[int, dict[str, int]]:
    """For each line manager and tutor: reviews to sign, and reviews of this and the next week to prepare."""
    found: dict[int, dict[str, int]] = defaultdict(lambda: {"to_sign": 0, "to_prepare": 0})
    for party, kind in PARTY_KINDS.items():
        if kind not in DIGESTED:
            continue
        signing = ProgressReview.objects.unsigned_by(party).filter(write_up__written_at__lt=since)
        _count_for(found, "to_sign", signing.filter(apprentice__state__in=LEARNING), kind, on)
    sent = ReviewPreparation.objects.filter(party=Party.EMPLOYER, sent_at__isnull=False)
    coming = ProgressReview.objects.open().filter(
        planned_on__gte=on, planned_on__lt=on + 2 * WEEK, apprentice__state=Apprentice.State.ACTIVE
    )
    coming = coming.exclude(pk__in=sent.order_by().values("review"))
    _count_for(found, "to_prepare", coming, Involvement.Kind.LINE_MANAGER, on)
    return found


def _count_for(
    found: dict[int, dict[str, int]], what: str, reviews: QuerySet[ProgressReview], kind: str, on: datetime.date
) -> None:
    counts = dict(reviews.order_by().values_list("apprentice").annotate(Count("pk")))
    held = Involvement.objects.on(on).filter(kind=kind, apprentice__in=counts, person__isnull=False)
    for person, apprentice in held.values_list("person", "apprentice").distinct():
        found[person][what] += counts[apprentice]


def _waiting_by_person(waiting: QuerySet[OffTheJobEntry], *, on: datetime.date) -> dict[int, dict[str, int]]:
    """For each person who confirms: how many entries wait, of how many apprentices. Two queries, however many wait."""
    kinds_of = ActivityType.CONFIRMING_KINDS
    entries: dict[tuple[int, str], int] = {}
    counted = waiting.order_by().values_list("apprentice", "activity__confirmed_by").annotate(Count("pk"))
    for apprentice, confirmer, number in counted:
        for kind in kinds_of[confirmer]:
            entries[apprentice, kind] = entries.get((apprentice, kind), 0) + number
    people = Involvement.objects.on(on).filter(
        person__isnull=False, kind__in={kind for _, kind in entries}, apprentice__in={pk for pk, _ in entries}
    )
    found: dict[int, dict[int, int]] = {}
    for person, apprentice, kind in people.values_list("person", "apprentice", "kind"):
        if (apprentice, kind) in entries:
            theirs = found.setdefault(person, {})
            theirs[apprentice] = theirs.get(apprentice, 0) + entries[apprentice, kind]
    return {person: {"entries": sum(theirs.values()), "apprentices": len(theirs)} for person, theirs in found.items()}


def address_for(person: User, *, time: bool = True) -> str:
    """A signed link for somebody who may come by link; the page behind sign-in for roles that read others' data.

    ``time`` = off-the-job time is among what waits.
    """
    if person.needs_second_factor:
        page = reverse("apprentices:confirm") if time else reverse("apprentices:reviews") + "?waiting=me"
        return settings.SITE_URL.rstrip("/") + page
    return links.make(person=person, purpose=LINK_PURPOSE, subject=person)[1]


def send_fresh_link(email: str, *, at: datetime.datetime) -> None:
    """A fresh link to somebody for whom time or a review waits, at most one in an hour; nothing for anybody else."""
    person = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    today = timezone.localdate(at)
    if person is None:
        return
    time = OffTheJobEntry.objects.awaiting(person, on=today).exists()
    if not time and not ProgressReview.objects.to_sign_by(person, on=today).exists():
        return
    key = f"fresh-time-link-{person.pk}-{at:%Y%m%d%H}"
    if not Message.objects.filter(key=key).exists():
        context = {"link": address_for(person, time=time)}
        outbox.owe(to=person, template="time_fresh_link", context=context, key=key, secret=True)
