"""The one mail of a morning: what changed for an apprentice the day before, to the parties whom it concerns.

Read from rows, so that what was put right on the same day is not told, and nobody gets a mail for each session. It
never says why.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from apprentices.models import (
    Apprentice,
    Attendance,
    HoursChange,
    Involvement,
    Party,
    PlanChange,
    ProgressReview,
    Quiet,
    Transfer,
)
from apprentices.told import BY_CODE, KINDS
from consortium.models import Appointment
from core.accounts.models import User
from core.notifications.models import Message
from core.registry import Registry, Reminder
from core.words import day, lowered

BACK = 3
"""Days for which a mail that was missed (no worker, no power) is still made up for."""
MORNING = 6
"""The hour from which the mail of the day before goes out."""
MOST = 20
TOLD_KINDS = (Involvement.Kind.LINE_MANAGER, Involvement.Kind.TUTOR)


@dataclass(frozen=True)
class News:
    """One sentence about one apprentice. ``code`` names the row of the table (``told``) that says who is told."""

    code: str
    apprentice: Apprentice
    on: datetime.date
    sentence: str


Source = Callable[[datetime.datetime, datetime.datetime], Iterable[News]]
sources: Registry[Source] = Registry()
"""``(since, until)`` → what happened between; filled by the apps in ``AppConfig.ready()``."""


def what_changed(at: datetime.datetime) -> Iterator[Reminder]:
    """One mail to a person for a day that is over, about all of theirs."""
    if timezone.localtime(at).hour < MORNING:
        return
    today = timezone.localdate(at)
    since, until = (_midnight(date) for date in (today - datetime.timedelta(days=BACK), today))
    found = [news for source in sources for news in source(since, until)]
    quiet = set(Quiet.objects.filter(state=Quiet.State.HELD).values_list("apprentice", flat=True)) if found else set()
    found = [news for news in found if news.apprentice.pk not in quiet]
    by_person = _by_person(found, on=today)
    keys = {(person, date): f"apprentice-news-{person.pk}-{date}" for person, date in by_person}
    told = set(Message.objects.filter(key__in=keys.values()).values_list("key", flat=True)) if keys else set()
    for group, sentences in sorted(by_person.items(), key=lambda pair: (pair[0][1], pair[0][0].pk)):
        if keys[group] not in told:
            person, date = group
            lines = list(dict.fromkeys(sentences))
            yield Reminder(
                to=person,
                template="apprentice_news",
                context={"date": date, "sentences": lines[:MOST], "more": max(len(lines) - MOST, 0)},
                key=keys[group],
            )


def _midnight(date: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(date, datetime.time()))


def _by_person(found: Iterable[News], *, on: datetime.date) -> dict[tuple[User, datetime.date], list[str]]:
    """Who is told: apprentice, line managers, tutors of today. Without a line manager the workforce lead stands in."""
    news = list(found)
    apprentices = {one.apprentice.pk: one.apprentice for one in news}
    people: dict[tuple[int, str], list[User]] = defaultdict(list)
    held = Involvement.objects.on(on).filter(apprentice__in=apprentices, kind__in=TOLD_KINDS, person__is_active=True)
    for involvement in held.select_related("person").order_by("pk"):
        if involvement.person is not None:
            people[involvement.apprentice_id, involvement.kind].append(involvement.person)
    vacant = [a for pk, a in apprentices.items() if not people[pk, Involvement.Kind.LINE_MANAGER]]
    for apprentice, lead in _leads(vacant, on=on):
        people[apprentice.pk, Involvement.Kind.LINE_MANAGER].append(lead)
    told: dict[tuple[User, datetime.date], list[str]] = defaultdict(list)
    for one in sorted(news, key=lambda one: one.apprentice.pk):
        for party in BY_CODE[one.code].parties:
            own = party == Party.APPRENTICE
            for person in [one.apprentice.person] if own else people[one.apprentice.pk, KINDS[party]]:
                told[person, one.on].append(one.sentence)
    return told


def _leads(vacant: list[Apprentice], *, on: datetime.date) -> Iterator[tuple[Apprentice, User]]:
    if not vacant:
        return
    places = {place for a in vacant for place in (a.employer_id, a.employer.part_of_id) if place}
    held = Appointment.objects.accepted().on(on).filter(organisation__in=places, role__code="workforce_lead")
    appointments = list(held.filter(closed_at__isnull=True, person__is_active=True).select_related("person"))
    for apprentice in vacant:
        for appointment in appointments:
            if appointment.organisation_id in (apprentice.employer_id, apprentice.employer.part_of_id):
                yield apprentice, appointment.person


# What happened -----------------------------------------------------------------------------------------------

_WITH = ("apprentice__person", "apprentice__employer")


def away_from_teaching(since: datetime.datetime, until: datetime.datetime) -> Iterator[News]:
    """Whoever a register says was away; leave, which the employer agreed to, is no news."""
    marks = Attendance.objects.filter(mark=Attendance.Mark.ABSENT, marked_at__gte=since, marked_at__lt=until)
    for mark in marks.exclude(reason="leave").select_related("session", *_WITH):
        said = f"{mark.apprentice} was away from {mark.session.title} on {day(mark.session.date)}."
        yield News("away_from_teaching", mark.apprentice, timezone.localdate(mark.marked_at), said)


def plan_changed(since: datetime.datetime, until: datetime.datetime) -> Iterator[News]:
    agreed = PlanChange.objects.filter(state=PlanChange.State.AGREED, decided_at__gte=since, decided_at__lt=until)
    for change in agreed.select_related("plan__apprentice__person", "plan__apprentice__employer"):
        assert change.decided_at is not None
        on, apprentice = timezone.localdate(change.decided_at), change.plan.apprentice
        said = f"{apprentice}: a change of the training plan, agreed by all, holds since {day(on)}."
        yield News("plan_changed", apprentice, on, said)


def employment_changed(since: datetime.datetime, until: datetime.datetime) -> Iterator[News]:
    between = {"decided_at__gte": since, "decided_at__lt": until}
    for change in HoursChange.objects.filter(state=HoursChange.State.AGREED, **between).select_related(*_WITH):
        assert change.decided_at is not None
        said = f"{change.apprentice}: other contract hours are agreed from {day(change.starts_on)}."
        yield News("hours_changed", change.apprentice, timezone.localdate(change.decided_at), said)
    moved = Transfer.objects.filter(state=Transfer.State.DONE, done_at__gte=since, done_at__lt=until)
    for transfer in moved.select_related("after", *_WITH):
        assert transfer.done_at is not None
        said = f"{transfer.apprentice} is employed by {transfer.after} from {day(transfer.first_day)}."
        yield News("employer_changed", transfer.apprentice, timezone.localdate(transfer.done_at), said)


def people_changed(since: datetime.datetime, until: datetime.datetime) -> Iterator[News]:
    """Line managers and tutors who began, or whose last day it was.

    News of the day itself, or of the day on which it was written down, where that came later. Whoever was named for a
    day in the past when the record itself was opened, as in a cohort that is brought in, is no change.
    """
    first, last = timezone.localdate(since), timezone.localdate(until) - datetime.timedelta(days=1)
    days = (first, last)
    touched = (
        Q(starts_on__range=days)
        | Q(ends_on__range=days)
        | Q(named_at__gte=since, starts_on__lt=first)
        | Q(end_named_at__gte=since, ends_on__lt=first)
    )
    held = Involvement.objects.filter(touched, kind__in=TOLD_KINDS, person__isnull=False)
    opened = Involvement.objects.filter(apprentice=OuterRef("apprentice"), kind=Involvement.Kind.SELF)
    held = held.annotate(opened_at=Subquery(opened.order_by("pk").values("named_at")[:1]))
    for one in held.select_related("person", *_WITH).order_by("pk"):
        part = lowered(one.get_kind_display())
        began, ended = _known(one.starts_on, one.named_at), _known(one.ends_on, one.end_named_at)
        with_the_record = one.opened_at and timezone.localdate(one.named_at) == timezone.localdate(one.opened_at)
        if began and first <= began <= last and not (began > one.starts_on and with_the_record):
            said = f"{one.person} is {part} of {one.apprentice} from {day(one.starts_on)}."
            yield News("person_changed", one.apprentice, began, said)
        if ended and first <= ended <= last:
            said = f"{one.person} was {part} of {one.apprentice} until {day(one.ends_on)}."
            yield News("person_changed", one.apprentice, ended, said)


def _known(date: datetime.date | None, named_at: datetime.datetime | None) -> datetime.date | None:
    """The day on which a first or last day was both there and written down."""
    return max(date, timezone.localdate(named_at)) if date and named_at else date


def reviews_held(since: datetime.datetime, until: datetime.datetime) -> Iterator[News]:
    held = ProgressReview.objects.filter(recorded_at__gte=since, recorded_at__lt=until, held_on__isnull=False)
    for review in held.select_related(*_WITH):
        assert review.recorded_at is not None
        said = f"Progress review {review.number} of {review.apprentice} was held on {day(review.held_on)}"
        if review.without_employer:
            said += f", without the employer, who catches up by {day(review.catch_up_due_on)}"
        yield News("review_held", review.apprentice, timezone.localdate(review.recorded_at), f"{said}.")


def reviews_signed(since: datetime.datetime, until: datetime.datetime) -> Iterator[News]:
    signed = ProgressReview.objects.filter(
        state=ProgressReview.State.CLOSED, closed_at__gte=since, closed_at__lt=until
    ).select_related(*_WITH)
    for review in signed:
        assert review.closed_at is not None
        said = f"Progress review {review.number} of {review.apprentice} is signed by all."
        yield News("review_signed", review.apprentice, timezone.localdate(review.closed_at), said)


OWN_SOURCES: tuple[Source, ...] = (
    plan_changed,
    employment_changed,
    people_changed,
    reviews_held,
    reviews_signed,
    away_from_teaching,
)
