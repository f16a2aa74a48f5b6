"""What a timetable needs to know before it is worked out: hours, rooms, who comes and what is arranged for them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from core import audit
from core.workflow import StepRefused
from recruitment.models import Application, DayCandidate, DayHours, PanelCandidate, Room, SelectionDay, TimetableSlot

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from core.accounts.models import User


def hours_of(day: SelectionDay) -> DayHours:
    """The hours of a day, as set or as they usually are."""
    return DayHours.objects.filter(day=day).select_related("day").first() or DayHours(
        day=day,
        opens=datetime.time(9),
        closes=datetime.time(17),
        lunch_from=datetime.time(12),
        lunch_until=datetime.time(14),
    )


@transaction.atomic
def set_hours(*, day: SelectionDay, by: User, **answers: Any) -> DayHours:
    """Say from when to when the day goes, and how long breaks are. A timetable that is accepted stays as it is."""
    require_plannable(day)
    hours, _ = DayHours.objects.update_or_create(day=day, defaults=answers)
    audit.record(hours, "set the hours of the day", by=by)
    return hours


@transaction.atomic
def add_room(
    *, day: SelectionDay, name: str, seats: int, by: User, step_free: bool = True, without_panel: bool = False
) -> Room:
    """Add a room that can be used on the day."""
    require_plannable(day)
    try:
        with transaction.atomic():
            room = Room.objects.create(
                day=day, name=name, seats=seats, step_free=step_free, without_panel=without_panel
            )
    except IntegrityError as taken:
        raise StepRefused(f"There is a room called {name} already.") from taken
    audit.record(room, "added a room", by=by, name=name)
    return room


@transaction.atomic
def change_room(*, room: Room, seats: int, step_free: bool, without_panel: bool, by: User) -> None:
    """Say how many seats a room has, whether there are steps, and what it is for."""
    require_plannable(room.day)
    if without_panel and room.panels.exists():
        raise StepRefused(f"A panel sits in {room.name}, so exercises without a panel cannot be held there.")
    room.seats, room.step_free, room.without_panel = seats, step_free, without_panel
    room.save(update_fields=["seats", "step_free", "without_panel"])
    audit.record(room, "changed a room", by=by, name=room.name)


def waiting_for_a_day(day: SelectionDay) -> QuerySet[Application]:
    """Invited candidates of the campaign who are expected on no day yet."""
    expected = DayCandidate.objects.order_by().exclude(day__state__in=SelectionDay.OVER).values("application_id")
    slots = PanelCandidate.objects.order_by().filter(state__in=PanelCandidate.LIVE).values("application_id")
    invited = Application.objects.filter(campaign=day.campaign_id, state=Application.State.INVITED)
    return invited.exclude(pk__in=expected.union(slots)).select_related("candidate", "employer").order_by("pk")


@transaction.atomic
def expect(*, day: SelectionDay, applications: Iterable[Application], by: User) -> int:
    """Say which invited candidates come on this day; answers how many were added."""
    require_plannable(day)
    added = 0
    for application in applications:
        if application.campaign_id != day.campaign_id:
            raise StepRefused("This candidate applied to another campaign.")
        candidate, made = DayCandidate.objects.get_or_create(day=day, application=application)
        if made:
            audit.record(candidate, "said that a candidate comes on this day", by=by)
        added += made
    return added


@transaction.atomic
def expect_no_more(*, candidate: DayCandidate, by: User) -> None:
    """Take somebody off the list of a day, while no timetable has them."""
    require_plannable(candidate.day)
    if TimetableSlot.objects.filter(candidate=candidate).exists():
        raise StepRefused("This candidate is in a timetable. Move them to another day from the page of their panel.")
    audit.record(candidate, "took a candidate off the day", by=by)
    candidate.delete()


@transaction.atomic
def arrange(*, candidate: DayCandidate, by: User, **answers: Any) -> None:
    """Write down what the timetable minds for a candidate: what is done, never why."""
    require_plannable(candidate.day)
    for field, value in answers.items():
        setattr(candidate, field, value)
    candidate.version += 1
    candidate.save(update_fields=[*answers, "version"])
    audit.record(candidate, "arranged the day for a candidate", by=by)


def expect_those_with_slots(day: SelectionDay) -> None:
    """Candidates who were given a slot by hand come on the day as well."""
    slots = PanelCandidate.objects.filter(panel__day=day).live().exclude(application__days__day=day)
    DayCandidate.objects.bulk_create(
        [DayCandidate(day=day, application_id=pk) for pk in slots.values_list("application_id", flat=True)],
        ignore_conflicts=True,
    )


def require_plannable(day: SelectionDay) -> None:
    if not day.may_be_staffed and day.state != SelectionDay.State.POSTPONED:
        raise StepRefused(f"This day is {day.get_state_display().lower()}, so its timetable cannot change.")
