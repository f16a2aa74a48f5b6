"""The one calendar of an apprentice. What counts towards the plan shows in the forecast at its next refresh."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.db import models, transaction
from django.db.models import QuerySet

from apprentices.finish_rules import Finish
from apprentices.models import Apprentice, CalendarEntry, PersonalDay
from apprentices.models.calendar import CalendarEntryQuerySet
from core import workflow
from core.accounts.models import User


@transaction.atomic
def put_in_calendar(
    apprentice: Apprentice,
    *,
    date: datetime.date,
    kind: str,
    title: str,
    ends_on: datetime.date | None = None,
    off_the_job_hours: Decimal = Decimal(0),
    source: models.Model | None = None,
    starts_at: datetime.time | None = None,
    ends_at: datetime.time | None = None,
) -> CalendarEntry:
    """Plan a day, or the days up to ``ends_on``.

    With a ``source`` (the row of the app that plans it) the entry follows that row and is there once.
    """
    values = {
        "apprentice": apprentice,
        "date": date,
        "ends_on": ends_on,
        "kind": kind,
        "title": title,
        "off_the_job_hours": off_the_job_hours,
        "starts_at": starts_at,
        "ends_at": ends_at,
    }
    if source is None:
        return CalendarEntry.objects.create(**values)
    entry, _ = CalendarEntry.objects.update_or_create(
        apprentice=apprentice, source_kind=source._meta.label_lower, source_id=source.pk, defaults=values
    )
    if entry.state in CalendarEntry.OFF:
        workflow.move(entry, to=CalendarEntry.State.PLANNED, by=None)
    return entry


@transaction.atomic
def cancel_in_calendar(source: models.Model, *, by: User | None) -> None:
    """The day that this row had planned will not take place, in whosever calendar it stands."""
    days = CalendarEntry.objects.filter(source_kind=source._meta.label_lower, source_id=source.pk)
    cancel_days(days, by=by)


def cancel_days(days: QuerySet[CalendarEntry], *, by: User | None) -> None:
    """What is still to come of these days will not take place, nor for whom it was set aside."""
    State = CalendarEntry.State
    workflow.move_all(days.filter(state__in=[State.PLANNED, State.SET_ASIDE]), to=State.CANCELLED, by=by)


# Whoever learns no more --------------------------------------------------------------------------------------


def set_aside(days: QuerySet[CalendarEntry], *, by: User) -> None:
    """These days go ahead without the apprentice: not expected, not counted, no register asks for them."""
    State = CalendarEntry.State
    planned = days.filter(state=State.PLANNED)
    own = PersonalDay.objects.planned().filter(pk__in=_own(planned))
    workflow.move_all(own, to=PersonalDay.State.SET_ASIDE, by=by)
    workflow.move_all(planned, to=State.SET_ASIDE, by=by)


def set_aside_after_gateway(days: CalendarEntryQuerySet, *, ending: Finish, by: User) -> None:
    """Of these days, what comes after the gateway goes ahead without whoever is through it, where the version of the
    standard counts no hours after it.
    """
    if not ending.hours_count_after_gateway:
        set_aside(days.after_the_gateway(), by=by)


def put_back(apprentice: Apprentice, *, on: datetime.date, by: User) -> None:
    """Learning goes on: days from ``on`` that were set aside and that nobody has cancelled meanwhile stand again.

    A day of their own that the apprentice has planned differently meanwhile stays as it is planned now.
    """
    days = apprentice.calendar.filter(state=CalendarEntry.State.SET_ASIDE, date__gte=on)
    held = days.select_for_update(of=("self",)).values_list("pk", flat=True)  # what is cancelled just now stays so
    days = days.filter(pk__in=list(held))
    otherwise = apprentice.personal_days.planned().filter(date__gte=on).values("date")
    own = apprentice.personal_days.filter(state=PersonalDay.State.SET_ASIDE, pk__in=_own(days))
    again = workflow.move_all(own.exclude(date__in=otherwise), to=PersonalDay.State.PLANNED, by=by)
    left = [pk for pk in _own(days) if pk not in again.moved]
    ours = models.Q(source_kind=_OWN, source_id__in=left)
    workflow.move_all(days.exclude(ours), to=CalendarEntry.State.PLANNED, by=by)


_OWN = PersonalDay._meta.label_lower


def _own(days: QuerySet[CalendarEntry]) -> list[int]:
    """The days of their own that these days of the calendar follow."""
    return [pk for pk in days.filter(source_kind=_OWN).values_list("source_id", flat=True) if pk]
