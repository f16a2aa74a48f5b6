"""The parts of the assembled record page that this app supplies: hours, calendar, people, progress reviews."""

from __future__ import annotations

import datetime
from urllib.parse import quote

from django.urls import reverse

from apprentices import permissions, sharing
from apprentices.models import Apprentice, ProgressReview
from core.accounts.models import User
from core.registry import RecordSection


def hours(user: User, apprentice: Apprentice, on: datetime.date) -> RecordSection:
    return RecordSection(
        title="Off-the-job hours",
        template="apprentices/sections/hours.html",
        context={"apprentice": apprentice, "standing": apprentice.standing},
        url=reverse("apprentices:requirement", args=[apprentice.reference]),
    )


def calendar(user: User, apprentice: Apprentice, on: datetime.date) -> RecordSection:
    coming = apprentice.calendar.going_ahead().filter(date__gte=on, off_the_job_hours__gt=0).outside_breaks()
    return RecordSection(
        title="Calendar",
        template="apprentices/sections/calendar.html",
        context={"apprentice": apprentice, "coming": list(coming[:3])},
        url=reverse("apprentices:calendar", args=[apprentice.reference]),
    )


def people(user: User, apprentice: Apprentice, on: datetime.date) -> RecordSection:
    return RecordSection(
        title="People",
        template="apprentices/sections/people.html",
        context={
            "apprentice": apprentice,
            "viewers": [v for v in sharing.viewers(apprentice, on=on) if v.involvement.person_id],
            "may_name": bool(permissions.may_name(user, apprentice)),
        },
        url=reverse("apprentices:sharing", args=[apprentice.reference]),
    )


def reviews(user: User, apprentice: Apprentice, on: datetime.date) -> RecordSection | None:
    """The next review and the last ones, for those who read reviews."""
    readable = ProgressReview.objects.visible_to(user, on=on).filter(apprentice=apprentice)
    found = list(readable.order_by("-number")[:5])
    if not found:
        return None
    return RecordSection(
        title="Progress reviews",
        template="apprentices/sections/reviews.html",
        context={
            "apprentice": apprentice,
            "next": next((r for r in found if r.state == ProgressReview.State.SCHEDULED), None),
            "past": [r for r in found if r.state != ProgressReview.State.SCHEDULED],
            "may_plan": bool(permissions.may_plan_reviews(user, apprentice)),
        },
        url=f"{reverse('apprentices:reviews')}?name={quote(apprentice.person.name)}",
    )
