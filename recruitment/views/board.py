"""The board of a day that goes on: who is where now, what is next, who is missing, and what happened."""

from __future__ import annotations

import datetime
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from core.steps import taken
from recruitment.board import anchor_of, places_of, sessions_of
from recruitment.forms.timetables import ChangeForm
from recruitment.lateness import behind, outlook
from recruitment.models import DayChange, HelpRequest, PanelCandidate, SelectionDay, Timetable, TimetableSlot
from recruitment.operations import day_changes as operations
from recruitment.operations import ticks
from recruitment.operations.day_plans import hours_of
from recruitment.operations.timetable_rows import gone_from, there
from recruitment.views.selection_days import own_day
from recruitment.views.steps import posted
from recruitment.views.timetables import rows_of

Kind = DayChange.Kind


@require_safe
@vary_on_headers("HX-Request")
def board(request: HttpRequest, reference: str) -> HttpResponse:
    """Asked for by itself every few seconds, what changes is answered alone."""
    day = own_day(request, reference)
    context = live(day, timezone.now())
    if getattr(request, "htmx", False):
        return render(request, "recruitment/timetables/_board.html", context)
    context |= {"kinds": [(kind.value, kind.label) for kind in Kind]}
    return render(request, "recruitment/timetables/board.html", context)


def live(day: SelectionDay, at: datetime.datetime) -> dict[str, Any]:
    """What changes while the day goes on."""
    found = list(Timetable.objects.filter(day=day, state__in=[*Timetable.OPEN, Timetable.State.ACCEPTED]))
    accepted = next((t for t in found if t.state == Timetable.State.ACCEPTED), None)
    rows = list(rows_of(accepted)) if accepted else []
    changes = list(day.changes.select_related("candidate__application", "exercise", "room", "panel"))
    slots = {slot.application_id: slot for slot in PanelCandidate.objects.filter(panel__day=day).live()}
    gone = gone_from(day)
    left = {candidate for candidate, since in gone.items() if since <= at}
    places = places_of(sessions_of(there(rows, gone, at)))
    hours = hours_of(day)
    day_as_it_goes = outlook(places, at, hours)
    return {
        "day": day,
        "at": at,
        "accepted": accepted,
        "open": next((t for t in found if t.state in Timetable.OPEN), None),
        "places": [(place, place.now(at), place.next(at)) for place in places],
        "may_tick": day.goes_on,
        "missing": _missing(day, [row for row in rows if row.candidate_id not in left], changes, slots, at),
        "late": behind(places, day_as_it_goes, hours),
        "kept_waiting": day_as_it_goes.kept_waiting,
        "written_down_late": [c for c in changes if c.kind == Kind.PANEL_LATE and c.until and day.at(c.until) > at],
        "changes": changes,
        "calls": HelpRequest.objects.filter(member__panel__day=day, answered_at__isnull=True).select_related(
            "member__person", "member__panel__room"
        ),
    }


def _missing(
    day: SelectionDay,
    rows: list[TimetableSlot],
    changes: list[DayChange],
    slots: dict[int, PanelCandidate],
    at: datetime.datetime,
) -> list[dict[str, Any]]:
    """Candidates whose first exercise has begun and who are not recorded as having come, with what is known of them."""
    due = {c.candidate_id: c.until for c in changes if c.kind == Kind.LATE and c.until and day.at(c.until) > at}
    seen: dict[int, dict[str, Any]] = {}
    for row in rows:
        slot = slots.get(row.candidate.application_id)
        expected = slot is not None and slot.state == PanelCandidate.State.EXPECTED
        if expected and row.starts_at <= at:
            first = {"candidate": row.candidate, "slot": slot, "since": row.starts_at, "due": due.get(row.candidate_id)}
            seen.setdefault(row.candidate_id, first)
    return list(seen.values())


@require_POST
def tick_session(request: HttpRequest, reference: str, slot: int) -> HttpResponse:
    """Say that a session has begun or ended, or take it back, in one press. The row of the board is the answer."""
    day = own_day(request, reference)
    found = get_object_or_404(TimetableSlot.objects.select_related("timetable"), pk=slot, timetable__day=day)
    step = step_in(request)
    board_url = reverse("recruitment:day_board", args=[day.reference])
    if taken(request, partial(ticks.tick, slot=found, step=step, by=request.user)):
        return redirect(f"{board_url}#{anchor_of(found)}")
    return redirect(board_url)


def step_in(request: HttpRequest) -> ticks.Tick:
    """The tick that was pressed."""
    try:
        return ticks.Tick(request.POST.get("step", ""))
    except ValueError as unknown:
        raise Http404 from unknown


def write_down(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Write down one thing that happened; the rest is planned again when the coordinator asks for it."""
    day = own_day(request, reference)
    if kind not in Kind.values:
        raise Http404
    now = timezone.localtime()
    initial = {"begins": now.time() if now.date() == day.date else None, "candidate": request.GET.get("candidate")}
    form = ChangeForm(posted(request), initial=initial, day=day, kind=kind)
    if request.method == "POST" and form.is_valid():
        answers = {"begins": now.time().replace(second=0, microsecond=0)} | form.cleaned_data
        step = partial(operations.record_change, day=day, kind=kind, by=request.user, **answers)
        if taken(request, step, "It is written down. Plan the rest again when you have written down everything."):
            return redirect("recruitment:day_board", day.reference)
    form.cancel_url = reverse("recruitment:day_board", args=[day.reference])
    return render(
        request,
        "recruitment/selection_days/form.html",
        {"form": form, "heading": Kind(kind).label, "caption": str(day)},
    )


@require_POST
def take_change_back(request: HttpRequest, reference: str, change: int) -> HttpResponse:
    """It was written down by mistake."""
    day = own_day(request, reference)
    found = get_object_or_404(
        day.changes.select_related("day", "candidate__application", "exercise", "room", "panel"), pk=change
    )
    taken(request, partial(operations.take_back, change=found, by=request.user), "It is taken back.")
    return redirect("recruitment:day_board", day.reference)
