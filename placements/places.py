"""Where placements are met outside their own pages: navigation, the record page, search, what needs a person."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.urls import reverse

from apprentices import people as relations
from apprentices.models import Apprentice, Involvement, ProgressReview
from apprentices.models.involvement import related
from apprentices.review_facts import FactGroup, ReviewPeriod
from consortium.people import holds
from core.registry import NavigationItem, Need, RecordSection, SearchHit, WorkItem
from core.words import count, day, number
from placements.models import Placement, PlacementDay, PracticeEducator, Setting
from placements.models.educator import READING_ROLES
from placements.models.placement import HOSTING_ROLES

if TYPE_CHECKING:
    from core.accounts.models import User

Kind = Involvement.Kind
TEACHING = {Kind.PRACTICE_EDUCATOR, Kind.WORKPLACE_SUPERVISOR, Kind.TUTOR}
STALE_AFTER = datetime.timedelta(days=7)


def navigation(user: User) -> Iterable[NavigationItem]:
    """Placements, for everybody who is on one, teaches on one, or plans them; to others the register of educators."""
    held = relations.kinds(user)
    if Kind.SELF in held:
        yield NavigationItem("Placement", reverse("placements:mine"), "/placements/")
    elif TEACHING & held or holds(user, *HOSTING_ROLES, "principal_social_worker", "practice_educator"):
        yield NavigationItem("Placements", reverse("placements:placements"), "/placements/")
    elif holds(user, *READING_ROLES):
        yield NavigationItem("Practice educators", reverse("placements:educators"), "/placements/")


def record_section(user: User, apprentice: Apprentice, on: datetime.date) -> RecordSection | None:
    """The apprentice's placements, for everybody who sees the record."""
    placements = (
        Placement.objects.filter(apprentice=apprentice)
        .exclude(state__in=Placement.NEVER_WAS)
        .select_related("setting__organisation")
    )
    return RecordSection("Placements", "placements/record_section.html", {"placements": list(placements)})


def review_facts(review: ProgressReview, period: ReviewPeriod) -> FactGroup | None:
    """For the write-up of a progress review: days of each placement, and how many of them since the one before."""
    begun = Placement.objects.filter(apprentice=review.apprentice_id, starts_on__lte=period.until)
    placements = list(begun.exclude(state__in=Placement.NEVER_WAS))
    if not placements:
        return None
    confirmed = PlacementDay.objects.confirmed().filter(date__lte=period.until)
    each = tuple(
        (
            placement.name,
            f"{number(confirmed.filter(placement=placement).worth())} of {count(placement.days_required, 'day')}",
        )
        for placement in placements
    )
    since = confirmed.filter(placement__in=placements, date__gt=period.since).worth()
    return FactGroup("Placement days", (*each, ("Confirmed since the last review", number(since))))


def search(user: User, asked: str) -> Iterable[SearchHit]:
    """Placements by apprentice or team, practice educators by name, settings by team: what this person may see."""
    placements = Placement.objects.visible_to(user).filter(
        Q(apprentice__person__name__icontains=asked) | Q(setting__team__icontains=asked)
    )
    for placement in placements.select_related("apprentice__person", "setting__organisation")[:20]:
        url = reverse("placements:placement", args=[placement.reference])
        yield SearchHit(f"{placement.apprentice}: {placement.name.lower()}", url, "Placement", str(placement.setting))
    found = PracticeEducator.objects.visible_to(user).filter(person__name__icontains=asked)
    for educator in found.select_related("person", "kept_by")[:20]:
        url = reverse("placements:educator", args=[educator.reference])
        yield SearchHit(educator.person.name, url, "Practice educator", educator.employer_words)
    if holds(user, *READING_ROLES):
        for setting in Setting.objects.filter(team__icontains=asked).select_related("organisation")[:20]:
            yield SearchHit(str(setting), reverse("placements:setting", args=[setting.reference]), "Setting")


# What needs a person ------------------------------------------------------------------------------------------


def needs(user: User, on: datetime.date) -> Iterable[WorkItem]:
    """For ``core.registry.worklist``: one query for each part that somebody has in placements."""
    held = relations.kinds(user)
    if Kind.SELF in held:
        yield from _days_to_log(user, on)
    if {Kind.PRACTICE_EDUCATOR, Kind.WORKPLACE_SUPERVISOR} & held:
        yield from _days_to_confirm(user, on)
    if Kind.TUTOR in held:
        yield from _hours_to_set(user, on)
    if holds(user, "placement_coordinator", "workforce_lead"):
        yield from _to_start(user, on)


def _days_to_log(user: User, on: datetime.date) -> Iterator[WorkItem]:
    mine = (
        Placement.objects.filter(apprentice__person=user, state__in=Placement.UNDER_WAY)
        .of_those_here()
        .annotate(
            asked=Count("days", filter=Q(days__state=PlacementDay.State.QUERIED)),
            logged_today=Count("days", filter=Q(days__date=on)),
        )
    )
    placement: Any
    for placement in mine:
        url = reverse("placements:days", args=[placement.reference])
        if placement.asked:
            yield WorkItem(f"Answer about {count(placement.asked, 'placement day')}", url)
        if not placement.logged_today and on.weekday() < 5 and placement.holds_on(on):
            yield WorkItem("Log today's placement day", url, hint=f"{placement.name}, one press")


def _days_to_confirm(user: User, on: datetime.date) -> Iterator[WorkItem]:
    teaching = (
        Placement.objects.taught_by(user)
        .of_those_here()
        .annotate(waiting=Count("days", filter=Q(days__state=PlacementDay.State.LOGGED)))
        .filter(waiting__gt=0)
        .select_related("apprentice__person")
    )
    placement: Any
    for placement in teaching:
        yield WorkItem(
            f"Confirm {count(placement.waiting, 'placement day')} of {placement.apprentice}",
            reverse("placements:days", args=[placement.reference]),
        )


def _hours_to_set(user: User, on: datetime.date) -> Iterator[WorkItem]:
    tutored = related(user, Kind.TUTOR, on=on)
    unset = Placement.objects.filter(
        apprentice__in=tutored, state__in=Placement.AGREED, off_the_job_hours_a_day__isnull=True
    ).of_those_here()
    for placement in unset.select_related("apprentice__person"):
        yield WorkItem(
            f"Say how many hours of {placement.apprentice}'s placement day are off-the-job",
            reverse("placements:set_hours", args=[placement.reference]),
            need=Need.overdue_if(placement.is_under_way),
            hint="Until then nothing is credited",
        )


def _to_start(user: User, on: datetime.date) -> Iterator[WorkItem]:
    soon = on + datetime.timedelta(days=28)
    here = Placement.objects.visible_to(user).of_those_here()
    paused = here.filter(state=Placement.State.SUSPENDED, paused_with_learning=True)
    for placement in paused.select_related("apprentice__person").order_by("pk")[:10]:
        yield WorkItem(
            f"Say how {placement.apprentice}'s placement goes on",
            reverse("placements:placement", args=[placement.reference]),
            need=Need.DUE,
            hint="It was paused with a break, and learning goes on again",
        )
    confirmed = here.filter(state=Placement.State.CONFIRMED, starts_on__lte=soon)
    for placement in confirmed.select_related("apprentice__person").order_by("starts_on")[:10]:
        yield WorkItem(
            f"Get {placement.apprentice}'s placement ready to start",
            reverse("placements:placement", args=[placement.reference]),
            due_on=placement.starts_on,
            hint=f"First day {day(placement.starts_on)}",
        )
