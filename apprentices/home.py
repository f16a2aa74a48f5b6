"""What apprentices' time and progress ask of somebody, and the numbers of it, for the home page."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Aggregate, Count, Max, Min, Q, Sum
from django.urls import reverse
from django.utils import timezone

from apprentices import people, progress
from apprentices.models import Apprentice, Involvement, OffTheJobEntry, Standing
from apprentices.models.involvement import related
from core.accounts.models import User
from core.per_request import once_per_request
from core.registry import Figure, Need, WorkItem
from core.words import count, day, hours

WAITS_TOO_LONG = datetime.timedelta(days=10)
REVIEWS_AHEAD = datetime.timedelta(days=14)
"""How long before its day a progress review is a task."""
State = OffTheJobEntry.State


def worklist(user: User, on: datetime.date) -> Iterator[WorkItem]:
    if people.is_apprentice(user):
        yield from _for_apprentice(user, on)
    if people.confirms_time(user):
        yield from _for_confirmer(user, on)
    if people.answers_for_progress(user):
        yield from _behind_plan(user, on)


def _for_apprentice(user: User, on: datetime.date) -> Iterator[WorkItem]:
    """Questions to answer, drafts to finish, and the log itself one tap away."""
    entries = OffTheJobEntry.objects.filter(apprentice__person=user).of_those_here()
    open_entries = entries.filter(state__in=[State.QUERIED, State.DRAFT]).select_related("activity", "asked_by")
    for entry in open_entries.order_by("date")[:10]:
        what = f"{hours(entry.hours)} on {day(entry.date)}"
        url = reverse("apprentices:change_entry", args=[entry.reference])
        if entry.state == State.QUERIED:
            yield WorkItem(f"Answer the question about {what}", url, Need.DUE, hint=f"Asked by {entry.asked_by}")
        else:
            yield WorkItem(f"Finish the draft of {what}", url, Need.DUE, hint="A draft does not count yet")
    record = people.own_record(user)
    if record and record.state == Apprentice.State.ACTIVE:
        last = record.standing.last_entry_on
        hint = f"Last logged: {day(last)}" if last else "Nothing is logged yet"
        yield WorkItem("Log off-the-job time", reverse("apprentices:my_time"), Need.DUE, hint=hint)
        if record.standing.entries_awaiting:
            waiting = count(record.standing.entries_awaiting, "entry", "entries")
            yield WorkItem(
                f"{waiting} ({hours(record.standing.hours_awaiting)}) waiting to be confirmed",
                reverse("apprentices:time", args=[record.reference]) + "?state=submitted",
                Need.WAITING,
            )


def _for_confirmer(user: User, on: datetime.date) -> Iterator[WorkItem]:
    waiting = OffTheJobEntry.objects.awaiting(user, on=on).aggregate(
        entries=Count("pk"),
        hours=Sum("hours"),
        apprentices=Count("apprentice", distinct=True),
        since=Min("submitted_at"),
    )
    if waiting["entries"]:
        late = waiting["since"] < timezone.now() - WAITS_TOO_LONG
        yield WorkItem(
            f"Confirm {hours(waiting['hours'])} of {count(waiting['apprentices'], 'apprentice')}",
            reverse("apprentices:confirm"),
            Need.overdue_if(late),
            hint=f"{count(waiting['entries'], 'entry', 'entries')}, the oldest since {day(waiting['since'])}",
        )


def _behind_plan(user: User, on: datetime.date) -> Iterator[WorkItem]:
    """Everybody behind plan in one line, however many there are; the list that it leads to names them."""
    found = standings(user, on)
    if found["behind"]:
        yield WorkItem(
            f"{count(found['behind'], 'apprentice is', 'apprentices are')} behind plan",
            _list_of(track=Standing.Track.BEHIND, state=Apprentice.State.ACTIVE),
            hint=f"{'By' if found['behind'] == 1 else 'The furthest by'} {hours(found['furthest'])}",
        )


def figures(user: User, on: datetime.date) -> Iterator[Figure]:
    if people.is_apprentice(user) and (record := people.own_record(user)):
        url = reverse("apprentices:requirement", args=[record.reference])
        yield Figure(progress.affairs(record, record.standing), url)
    if people.sees_apprentices(user):
        yield from _figures_of_others(user, on)


def _figures_of_others(user: User, on: datetime.date) -> Iterator[Figure]:
    found = standings(user, on)
    if not found["learning"]:
        return
    yield Figure(f"{count(found['learning'], 'apprentice')} learning now", _list_of(state=Apprentice.State.ACTIVE))
    behind = f"{found['behind']} behind plan" if found["behind"] else "Nobody is behind plan"
    yield Figure(behind, _list_of(track=Standing.Track.BEHIND, state=Apprentice.State.ACTIVE))
    if found["late"]:
        yield Figure(f"{count(found['late'], 'progress review')} past the day", _list_of(sort="next_review"))


@once_per_request
def standings(user: User, on: datetime.date) -> dict[str, Any]:
    """How the apprentices whom this person sees stand, without their own record: tasks and numbers in one query.

    For a tutor also the reviews that they are to hold: ``to_hold_late``, ``to_hold_soon`` and ``first_to_hold``.
    """
    behind, late = Q(track=Standing.Track.BEHIND), Q(next_review_on__lt=on)
    asked: dict[str, Aggregate] = {
        "learning": Count("pk"),
        "behind": Count("pk", filter=behind),
        "furthest": Max(Standing.HOURS_UNDER_PLAN, filter=behind),
        "late": Count("pk", filter=late),
    }
    if Involvement.Kind.TUTOR in people.kinds(user):
        tutored = related(user, Involvement.Kind.TUTOR, on=on)
        mine = Q(apprentice__in=tutored, next_review_on__lte=on + REVIEWS_AHEAD)
        asked |= {
            "to_hold_late": Count("pk", filter=mine & late),
            "to_hold_soon": Count("pk", filter=mine & ~late),
            "first_to_hold": Min("next_review_on", filter=mine),
        }
    learning = Apprentice.objects.visible_to(user, on=on).learning()
    return Standing.objects.filter(apprentice__in=learning).exclude(apprentice__person=user).aggregate(**asked)


def _list_of(**chosen: str) -> str:
    """The list of apprentices with these filters chosen."""
    return f"{reverse('apprentices:list')}?{urlencode(chosen)}"
