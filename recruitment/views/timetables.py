"""The timetable of a selection day for those who run it: what it is made from, the proposal, accepting it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core import permissions as core_permissions
from core.components import Fact
from core.jobs.models import Job
from core.steps import taken
from recruitment.board import places_of, sessions_of
from recruitment.forms.timetables import MoveSlotForm
from recruitment.models import DayCandidate, SelectionDay, Timetable, TimetableSlot
from recruitment.operations import run_sheet
from recruitment.operations import timetables as operations
from recruitment.operations.day_plans import hours_of, waiting_for_a_day
from recruitment.operations.timetable_rows import as_slots, complete_panels
from recruitment.permissions import selection as permissions
from recruitment.timetabling.replanning import differences
from recruitment.timetabling.rules import clock
from recruitment.views.selection_days import own_day

WAYS = (("panel", "By panel and room"), ("candidate", "By candidate"))


@require_safe
def day_timetable(request: HttpRequest, reference: str) -> HttpResponse:
    """What a timetable is made from, who is to come, and where it stands."""
    day = own_day(request, reference)
    complete, incomplete = complete_panels(day)
    timetables = list(Timetable.objects.visible_to(request.user).filter(day=day).select_related("asked_by")[:10])
    expected = DayCandidate.objects.filter(day=day).select_related("application__candidate", "application__employer")
    context = {
        "day": day,
        "hours": _facts_of_hours(day),
        "exercises": day.exercises.all(),
        "rooms": day.rooms.prefetch_related("panels"),
        "complete": complete,
        "incomplete": incomplete,
        "expected": expected,
        "waiting": waiting_for_a_day(day).count(),
        "accepted": next((t for t in timetables if t.state == Timetable.State.ACCEPTED), None),
        "open": next((t for t in timetables if t.state in Timetable.OPEN), None),
        "may_change": day.may_be_staffed or day.state == SelectionDay.State.POSTPONED,
    }
    return render(request, "recruitment/timetables/day.html", context)


def _facts_of_hours(day: SelectionDay) -> list[Fact]:
    hours = hours_of(day)
    lunch = f"{hours.lunch} minutes, from {hours.lunch_from:%H:%M} to {hours.lunch_until:%H:%M}"
    return [
        Fact("The day", f"{hours.opens:%H:%M} to {hours.closes:%H:%M}"),
        Fact("Lunch", lunch if hours.lunch else "None"),
        Fact("A candidate, between exercises", f"{hours.between} minutes"),
        Fact("A panel, between candidates", f"{hours.changeover} minutes"),
        Fact("Exercises without a panel begin", f"every {hours.sittings} minutes"),
    ]


@require_POST
def ask_for_timetable(request: HttpRequest, reference: str) -> HttpResponse:
    """Have the timetable worked out, or the rest of the day planned again, in the background."""
    day = own_day(request, reference)
    ask = operations.ask_again if day.has_begun else operations.ask
    asked: list[Job] = []

    def step() -> None:
        seed = Timetable.objects.filter(day=day).count() + 1 if request.POST.get("another") else 1
        asked.append(ask(day=day, by=request.user, seed=seed)[1])  # type: ignore[arg-type]

    if taken(request, step):
        return redirect("job", asked[0].reference)
    return redirect("recruitment:day_timetable", day.reference)


def visible_timetable(request: HttpRequest, reference: str) -> Timetable:
    found = Timetable.objects.visible_to(request.user).select_related(
        "day__campaign__run_by", "based_on__day", "asked_by"
    )
    timetable = get_object_or_404(found, reference=reference)
    core_permissions.require(permissions.may_run(request.user, timetable.day))
    return timetable


@require_safe
def timetable(request: HttpRequest, reference: str) -> HttpResponse:
    """A proposal or the accepted timetable: what it changes, and every slot by panel and room or by candidate."""
    found = visible_timetable(request, reference)
    rows = list(rows_of(found))
    by = request.GET.get("by", "panel")
    context: dict[str, Any] = {
        "timetable": found,
        "day": found.day,
        "ways": [(code, words, code == by) for code, words in WAYS],
        "by": by,
        "job": Job.objects.visible_to(request.user)
        .filter(kind=operations.KIND, payload__timetable=found.pk)
        .order_by("-pk")
        .first()
        if found.state == Timetable.State.ASKED
        else None,
        "changes": changes_of(found, rows) if found.based_on else [],
    }
    if by == "candidate":
        context["candidates"] = _by_candidate(rows)
    else:
        context["places"] = places_of(sessions_of(rows))
    return render(request, "recruitment/timetables/timetable.html", context)


def rows_of(found: Timetable) -> Any:
    """The slots of a timetable with everything that a page says of them."""
    return found.slots.with_everything()


def _by_candidate(rows: list[TimetableSlot]) -> list[tuple[DayCandidate, list[TimetableSlot]]]:
    found: dict[int, tuple[DayCandidate, list[TimetableSlot]]] = {}
    for row in rows:
        found.setdefault(row.candidate_id, (row.candidate, []))[1].append(row)
    return sorted(found.values(), key=lambda pair: pair[0].application.candidate.name)


def changes_of(found: Timetable, rows: list[TimetableSlot]) -> list[dict[str, str]]:
    """What a re-planned timetable changes, in words: candidate, exercise, how it was and how it would be."""
    assert found.based_on is not None
    before = list(rows_of(found.based_on))
    by_key = {(row.candidate_id, row.exercise_id): row for row in before}
    by_key |= {(row.candidate_id, row.exercise_id): row for row in rows}
    rooms = {row.room_id: row.room.name for row in [*before, *rows]}
    panels = {row.panel_id: row.panel.name for row in [*before, *rows] if row.panel}
    lines = []
    for change in differences(as_slots(before), as_slots(rows)):
        slot = change.after or change.before
        assert slot is not None
        row = by_key[slot.candidate, slot.exercise]
        lines.append(
            {
                "candidate": f"{row.candidate.application.candidate.name}, {row.candidate.code}",
                "exercise": row.exercise.name,
                "before": _said(change.before, rooms, panels),
                "after": _said(change.after, rooms, panels),
            }
        )
    return lines


def _said(slot: Any, rooms: dict[int, str], panels: dict[int | None, str]) -> str:
    if slot is None:
        return "Not done"
    panel = f", {panels[slot.panel]}" if slot.panel else ""
    return f"{clock(slot.start)} to {clock(slot.end)}, {rooms[slot.room]}{panel}"


@require_POST
def accept_timetable(request: HttpRequest, reference: str) -> HttpResponse:
    """Let the day go by this timetable."""
    found = visible_timetable(request, reference)
    taken(
        request,
        partial(operations.accept, timetable=found, by=request.user),
        "The timetable is accepted. Candidates and panel members see it on their pages.",
    )
    return redirect("recruitment:timetable", found.reference)


@require_POST
def put_timetable_aside(request: HttpRequest, reference: str) -> HttpResponse:
    """Do not use a proposal."""
    found = visible_timetable(request, reference)
    taken(request, partial(operations.put_aside, timetable=found, by=request.user), "The proposal is put aside.")
    return redirect("recruitment:day_timetable", found.day.reference)


@require_POST
def ask_for_run_sheet(request: HttpRequest, reference: str) -> HttpResponse:
    """Have the run sheet built, as usual or in large print; the next page shows how far it is."""
    found = visible_timetable(request, reference)
    large = request.POST.get("large") == "yes"
    _, job = run_sheet.ask_for_run_sheet(timetable=found, large=large, by=request.user)  # type: ignore[arg-type]
    return redirect("job", job.reference)


def _slot(request: HttpRequest, reference: str, slot: int) -> TimetableSlot:
    found = visible_timetable(request, reference)
    row = get_object_or_404(rows_of(found), pk=slot)
    row.timetable = found
    return row


def move_slot(request: HttpRequest, reference: str, slot: int) -> HttpResponse:
    """Put one slot of a proposal at another time, by hand; it stays there when the timetable is worked out again."""
    row = _slot(request, reference, slot)
    form = MoveSlotForm(request.POST or None, initial={"starts": None})
    if request.method == "POST" and form.is_valid():
        step = partial(operations.move_slot, slot=row, starts=form.cleaned_data["starts"], by=request.user)
        if taken(request, step, "It is moved, and stays there."):
            return redirect("recruitment:timetable", reference)
    form.cancel_url = reverse("recruitment:timetable", args=[reference])
    heading = f"Move “{row.exercise.name}” of {row.candidate.application.candidate.name}"
    return render(
        request,
        "recruitment/selection_days/form.html",
        {"form": form, "heading": heading, "caption": f"{row.candidate.code}, {clock(as_slots([row])[0].start)} now"},
    )


@require_POST
def pin_slot(request: HttpRequest, reference: str, slot: int) -> HttpResponse:
    """Keep a slot where it is, or let go of it."""
    row = _slot(request, reference, slot)
    pinned = request.POST.get("pinned") == "yes"
    done = "It stays where it is." if pinned else "It may move again."
    taken(request, partial(operations.pin, slot=row, pinned=pinned, by=request.user), done)
    return redirect(f"{reverse('recruitment:timetable', args=[reference])}?by=candidate")
