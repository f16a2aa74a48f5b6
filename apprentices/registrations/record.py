"""What this app adds to the portal's lists: navigation, search, files, calendar."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from apprentices import home, news, people, permissions, reference_data, sections, telling
from apprentices.models import Apprentice, CalendarEntry, Confirmation, OffTheJobEntry, TimetableSession
from apprentices.permissions.peers import reads_exchange
from apprentices.registrations import waiting as waiting_room
from core import registry
from core.accounts.models import User
from core.audit import guards
from core.registry import CalendarItem, NavigationItem, SearchHit

MOST_FOUND = 10


def navigation(user: User) -> Iterator[NavigationItem]:
    """A person's few places; what is needed less often is found on the list of apprentices (`beside_apprentices`)."""
    if people.is_apprentice(user):
        yield NavigationItem("My time", reverse("apprentices:my_time"), reverse("apprentices:my_time"))
    if people.confirms_time(user) and not people.is_tutor(user):
        yield NavigationItem("Confirm time", reverse("apprentices:confirm"), reverse("apprentices:confirm"))
    if people.sees_apprentices(user):
        yield NavigationItem("Apprentices", reverse("apprentices:list"), reverse("apprentices:list"))
        if people.works_on_reviews(user):
            yield NavigationItem("Reviews", reverse("apprentices:reviews"), reverse("apprentices:reviews"))
    elif people.is_apprentice(user):
        yield NavigationItem("My record", reverse("apprentices:my_record"), reverse("apprentices:list"))


def footer(user: User) -> Iterator[NavigationItem]:
    """An apprentice finds on every page who sees what is kept of them."""
    if people.is_apprentice(user):
        url = reverse("apprentices:who_sees_mine")
        yield NavigationItem("Who sees my record", url, url)


def beside_apprentices(user: User) -> Iterator[tuple[str, str]]:
    """Label and address of the pages that belong to the list of apprentices and stand in no menu."""
    if people.reads_reviews(user) and not people.works_on_reviews(user):
        yield "Progress reviews", reverse("apprentices:reviews")
    if people.confirms_time(user) and people.is_tutor(user):
        yield "Time to confirm", reverse("apprentices:confirm")
    if permissions.plans_timetables(user):
        yield "Timetables", reverse("apprentices:timetables")
    if permissions.reads_protected_time(user):
        yield "Protected time", reverse("apprentices:protected_time")
    if permissions.follows_visits(user):
        yield "Workplace visits", reverse("apprentices:workplace_visits")
    if permissions.keeps_mentors(user):
        yield "Mentors", reverse("apprentices:mentors")
    if permissions.makes_audit_files(user):
        yield "Audit", reverse("apprentices:audit")
    yield "Concerns", reverse("apprentices:concerns")
    if permissions.follows_to_the_end(user):
        yield "Finishing", reverse("apprentices:finishing")
    if reads_exchange(user):
        yield "Shadowing days", reverse("apprentices:shadowing_days")
        yield "Learning sets", reverse("apprentices:learning_sets")
    yield "Try out a start", reverse("apprentices:what_if")


def search(user: User, text: str) -> Iterator[SearchHit]:
    """Apprentices by name, among those that this person may see."""
    found = Apprentice.objects.visible_to(user).named(text, to=user, on=timezone.localdate())
    for apprentice in found.select_related("person", "employer", "cohort").order_by("person__name")[:MOST_FOUND]:
        yield SearchHit(
            title=str(apprentice),
            url=reverse("apprentices:record", args=[apprentice.reference]),
            kind=apprentice.called,
            hint=f"{apprentice.employer.short_name}, {apprentice.cohort.name}",
        )


def files(user: User) -> QuerySet[Any]:
    """Files that hang on off-the-job time which this person may see."""
    attached = OffTheJobEntry.files.through.objects
    return attached.filter(offthejobentry__in=OffTheJobEntry.objects.visible_to(user)).values_list("storedfile")


def calendar(user: User) -> Iterator[CalendarItem]:
    """An apprentice's own days and placements beside the timetable. Titles name nobody."""
    if people.is_apprentice(user):
        entries = CalendarEntry.objects.going_ahead().filter(apprentice__person=user)
        for entry in entries.outside_breaks().exclude(source_kind=TimetableSession._meta.label_lower):
            uid, title = f"calendar-{entry.pk}", entry.title or entry.get_kind_display()
            if entry.starts_at and entry.ends_at:
                yield item(uid, title, entry.date, entry.starts_at, entry.ends_at)
            else:
                begins, ends = (_moment(date, datetime.time(0)) for date in (entry.date, entry.ends_on or entry.date))
                yield CalendarItem(uid=uid, title=title, starts_at=begins, ends_at=ends, whole_days=True)


def item(uid: str, title: str, date: datetime.date, starts_at: datetime.time, ends_at: datetime.time) -> CalendarItem:
    """One entry of a calendar feed, in London's time."""
    return CalendarItem(uid=uid, title=title, starts_at=_moment(date, starts_at), ends_at=_moment(date, ends_at))


def _moment(date: datetime.date, at: datetime.time) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(date, at))


def register() -> None:
    """Enter everything above in the lists of the portal, and what the record and its time stand on elsewhere."""
    guards.declare(
        guards.Guard(
            OffTheJobEntry,
            name="decided_time_is_frozen",
            when="OLD.state IN ('confirmed', 'rejected')",
            erasable=("note", "question", "answer", "reason_given"),
        )
    )
    registry.signed_models.register(
        "apprentices.confirmation",
        registry.SignedModel(Confirmation, content=lambda confirmation, purpose: confirmation.content()),
    )
    registry.link_purposes.register(
        telling.LINK_PURPOSE,
        registry.LinkPurpose(
            "apprentices:confirm_by_link", days=14, words="the off-the-job time and the reviews that wait for you"
        ),
    )
    registry.reference_loaders.register(reference_data.load)
    registry.second_factor_rules.register(people.reads_records)
    registry.capacities.register(people.capacity_of, order=80)
    registry.navigation.register(navigation, order=20)
    registry.footer.register(footer, order=20)
    registry.worklist.register(home.worklist, order=20)
    registry.worklist.register(waiting_room.worklist, order=22)
    registry.home_figures.register(home.figures, order=20)
    registry.search_sources.register(search, order=20)
    registry.calendar_sources.register(calendar, order=20)
    registry.file_scopes.register(files)
    for order, section in {
        10: sections.hours,
        14: sections.calendar,
        16: sections.reviews,
        70: sections.people,
    }.items():
        registry.record_sections.register(section, order=order)
    for name, due in {
        "behind plan": telling.behind_plan,
        "apprentices behind plan": telling.apprentices_behind,
        "time waiting": telling.time_waiting,
        "what changed": news.what_changed,
    }.items():
        registry.reminder_rules.register(registry.ReminderRule(name, due))
    for source in news.OWN_SOURCES:
        news.sources.register(source)
