"""The one calendar of an apprentice: what comes next and where, what was cancelled, the year at a glance."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apprentices import permissions
from apprentices.models import Apprentice, CalendarEntry, OffTheJobEntry, TimetableSession
from apprentices.views.record import visible_record
from core.charts import YearStrip, year_strip
from core.words import count, hours

SOURCE = TimetableSession._meta.label_lower
SHOWN = 8
LATELY = datetime.timedelta(days=28)
BACK = datetime.timedelta(weeks=26)


@dataclass(frozen=True)
class Planned:
    """A day of the calendar with the session that it follows, where it follows one."""

    entry: CalendarEntry
    session: TimetableSession | None


@require_safe
def calendar(request: HttpRequest, reference: str) -> HttpResponse:
    """What is planned from today on, what the university cancelled lately or is to cancel, and the year in weeks."""
    apprentice = visible_record(request, reference)
    user: Any = request.user
    today = timezone.localdate()
    coming = apprentice.calendar.going_ahead().filter(date__gte=today)
    lately = apprentice.calendar.filter(date__gte=today - LATELY, source_kind=SOURCE)
    cancelled = lately.filter(state=CalendarEntry.State.CANCELLED)
    context = {
        "apprentice": apprentice,
        "set_aside": _set_aside(apprentice, today, own=apprentice.person_id == user.pk),
        "coming": _with_sessions(coming.training()[:SHOWN]),
        "cancelled": _with_sessions(cancelled[:SHOWN]),
        "personal": apprentice.personal_days.coming(on=today - LATELY)[:SHOWN],
        "may_cancel": permissions.cancellable_kinds(user, apprentice),
        "strip": _strip(apprentice, today),
        "own": apprentice.person_id == request.user.pk,
        "today": today,
    }
    return render(request, "apprentices/calendar.html", context)


def _set_aside(apprentice: Apprentice, today: datetime.date, *, own: bool) -> str:
    """How many days of training go ahead without somebody who is through the gateway or has left, in words."""
    if apprentice.state in (Apprentice.State.ACTIVE, Apprentice.State.ON_BREAK, Apprentice.State.SUSPENDED):
        return ""
    days = apprentice.calendar.training().filter(state=CalendarEntry.State.SET_ASIDE, date__gte=today).count()
    if not days:
        return ""
    goes = "goes" if days == 1 else "go"
    return f"{count(days, 'day')} of training from today on {goes} ahead without {'you' if own else apprentice}."


def _with_sessions(entries: Iterable[CalendarEntry]) -> Sequence[Planned]:
    """Each day with its session, all sessions in one query."""
    days = list(entries)
    ids = [day.source_id for day in days if day.source_kind == SOURCE]
    sessions = (
        {s.pk: s for s in TimetableSession.objects.filter(pk__in=ids).select_related("replaced_by")} if ids else {}
    )
    return [Planned(day, sessions.get(day.source_id or 0) if day.source_kind == SOURCE else None) for day in days]


def _strip(apprentice: Apprentice, today: datetime.date) -> YearStrip:
    """Half a year back and half a year ahead, as far as the programme reaches."""
    first = max(apprentice.original_start_on, today - BACK)
    last = first + datetime.timedelta(weeks=53)
    rows: dict[str, dict[datetime.date, Decimal]] = {
        name: defaultdict(Decimal) for name in ("planned", "leave", "break")
    }
    days = apprentice.calendar.going_ahead().filter(date__range=(first, last))
    for date, kind, amount in days.values_list("date", "kind", "off_the_job_hours"):
        if kind in CalendarEntry.AWAY:
            rows[kind][date] = Decimal(1)
        else:
            rows["planned"][date] += amount
    logged: dict[datetime.date, Decimal] = defaultdict(Decimal)
    entries = OffTheJobEntry.objects.filter(apprentice=apprentice, date__range=(first, last)).live()
    for date, amount in entries.values_list("date", "hours"):
        logged[date] += amount
    planned = sum((amount for date, amount in rows["planned"].items() if date <= today), Decimal(0))
    done = sum(logged.values(), Decimal(0))
    return year_strip(
        f"{hours(done)} logged and credited since {first.day} {first:%B %Y}; {hours(planned)} were planned by today",
        first=first,
        rows=[
            ("Planned", rows["planned"]),
            ("Logged", logged),
            ("Leave days", rows["leave"]),
            ("Break days", rows["break"]),
        ],
        today=today,
    )
