"""What the timetable adds to the portal's lists: registers to take, the next session, the feed."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from apprentices import people, permissions, timetable_import
from apprentices.models import CalendarEntry, TimetableSession
from core import registry
from core.accounts.models import User
from core.imports import import_kinds
from core.registry import CalendarItem, Figure, Need, WorkItem
from core.words import count, day

SOURCE = TimetableSession._meta.label_lower
REGISTER_LATE = datetime.timedelta(days=3)


def worklist(user: User, on: datetime.date) -> Iterator[WorkItem]:
    """Registers that nobody has taken, for those who plan the timetable; the oldest says how pressing it is."""
    if not permissions.plans_timetables(user):
        return
    mine = TimetableSession.objects.filter(cohort__in=TimetableSession.planned_cohorts(user))
    untaken = Q(pk__in=mine.without_register(on=on).values("pk"))
    waiting = mine.aggregate(
        registers=Count("pk", filter=untaken),
        since=Min("date", filter=untaken),
        drafts=Count("pk", filter=Q(state=TimetableSession.State.DRAFT)),
        cohorts=Count("cohort", filter=Q(state=TimetableSession.State.DRAFT), distinct=True),
    )
    url = reverse("apprentices:timetables")
    if waiting["registers"]:
        late = waiting["since"] < on - REGISTER_LATE
        yield WorkItem(
            f"Take {count(waiting['registers'], 'register')}",
            url,
            Need.overdue_if(late),
            hint=f"The oldest session was on {day(waiting['since'])}",
        )
    if waiting["drafts"]:
        which = count(waiting["cohorts"], "timetable")
        yield WorkItem(f"Publish {count(waiting['drafts'], 'draft session')} of {which}", url, Need.WAITING)


def figures(user: User, on: datetime.date) -> Iterator[Figure]:
    """The apprentice's next session: what, when, where."""
    if not people.is_apprentice(user):
        return
    record = people.own_record(user)
    coming = CalendarEntry.objects.going_ahead().filter(apprentice__person=user, source_kind=SOURCE, date__gte=on)
    entry = coming.outside_breaks().first()
    if record and entry and entry.starts_at:
        place = TimetableSession.objects.get(pk=entry.source_id).place
        yield Figure(
            f"Next: {entry.title}, {day(entry.date)} at {entry.starts_at:%H:%M}{f', {place}' if place else ''}",
            reverse("apprentices:calendar", args=[record.reference]),
        )


def calendar(user: User) -> Iterator[CalendarItem]:
    """An apprentice's sessions with their room and venue. Titles name nobody."""
    if not people.is_apprentice(user):
        return
    entries = CalendarEntry.objects.going_ahead().filter(apprentice__person=user, source_kind=SOURCE)
    ids = entries.outside_breaks().values("source_id")
    for session in TimetableSession.objects.filter(pk__in=ids):
        begins, ends = (
            timezone.make_aware(datetime.datetime.combine(session.date, at))
            for at in (session.starts_at, session.ends_at)
        )
        yield CalendarItem(
            uid=f"session-{session.reference}", title=session.title, starts_at=begins, ends_at=ends, place=session.place
        )


def register() -> None:
    """Enter everything above in the lists of the portal; called once, when the app is ready."""
    registry.worklist.register(worklist, order=21)
    registry.home_figures.register(figures, order=21)
    registry.calendar_sources.register(calendar, order=21)
    import_kinds.register(timetable_import.TIMETABLE, timetable_import.timetable)
