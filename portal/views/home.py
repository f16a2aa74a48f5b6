"""The home page: what needs me, then my numbers."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core import registry, words
from core.accounts.models import User
from core.components import Task
from core.registry import CalendarItem, Need, WorkItem

GROUPS = (
    (Need.OVERDUE, "Overdue"),
    (Need.DUE, "To do"),
    (Need.WAITING, "Waiting for others"),
)


@dataclass(frozen=True)
class Group:
    """The tasks of one degree of need."""

    need: str
    title: str
    tasks: list[Task]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    today = timezone.localdate()
    groups = grouped([item for source in registry.worklist for item in source(user, today)], on=today)
    context = {
        "groups": groups,
        "figures": [figure for source in registry.home_figures for figure in source(user, today)],
        "next_thing": "" if groups else next_to_come(user, after=timezone.now()),
    }
    return render(request, "portal/home.html", context)


def grouped(items: Iterable[WorkItem], *, on: datetime.date) -> list[Group]:
    """The items as task lists by need, the earliest due first; groups with nothing in them are left out."""
    found = sorted(items, key=lambda item: item.due_on or datetime.date.max)
    groups = (
        Group(need, title, [_task(item, need) for item in found if item.need_on(on) == need]) for need, title in GROUPS
    )
    return [group for group in groups if group.tasks]


def next_to_come(user: User, *, after: datetime.datetime) -> str:
    """The next thing in this person's calendar, in a sentence; where nothing is planned, where it will be said."""
    coming: list[CalendarItem] = [
        item for source in registry.calendar_sources for item in source(user) if item.starts_at > after
    ]
    if not coming:
        return "As soon as something does, it is listed here."
    soonest = min(coming, key=lambda item: item.starts_at)
    when = words.day if soonest.whole_days else words.moment
    return f"Next: {soonest.title}, {when(soonest.starts_at)}."


def _task(item: WorkItem, need: str) -> Task:
    if item.due_on is None:
        return Task(item.text, item.url, hint=item.hint)
    if need == Need.OVERDUE:
        return Task(item.text, item.url, hint=item.hint, status=f"Was due {words.day(item.due_on)}")
    return Task(item.text, item.url, hint=item.hint, status=f"Due {words.day(item.due_on)}")
