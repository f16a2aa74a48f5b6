"""What the timetable of a day is made from: hours, rooms, who comes and what is arranged for them."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from core import permissions as core_permissions
from core.steps import taken
from recruitment.forms.timetables import ArrangeForm, ChangeRoomForm, ExpectForm, HoursForm, RoomForm
from recruitment.models import DayCandidate, Room, SelectionDay
from recruitment.operations import day_plans as operations
from recruitment.permissions import selection as permissions
from recruitment.views.selection_days import own_day
from recruitment.views.steps import posted


def set_hours(request: HttpRequest, reference: str) -> HttpResponse:
    day = own_day(request, reference)
    form = HoursForm(posted(request), initial=HoursForm.initial_of(operations.hours_of(day)))
    if request.method == "POST" and form.is_valid():
        step = partial(operations.set_hours, day=day, by=request.user, **form.cleaned_data)
        if taken(request, step, "The hours are saved."):
            return redirect("recruitment:day_timetable", day.reference)
    return _form(request, day, form, "Hours and breaks")


def add_room(request: HttpRequest, reference: str) -> HttpResponse:
    day = own_day(request, reference)
    form = RoomForm(posted(request))
    if request.method == "POST" and form.is_valid():
        step = partial(operations.add_room, day=day, by=request.user, **form.cleaned_data)
        if taken(request, step, f"{form.cleaned_data['name']} is added."):
            return redirect("recruitment:day_timetable", day.reference)
    return _form(request, day, form, "Add a room")


def change_room(request: HttpRequest, reference: str, room: int) -> HttpResponse:
    day = own_day(request, reference)
    found = get_object_or_404(Room.objects.filter(day=day).select_related("day"), pk=room)
    initial = {name: getattr(found, name) for name in ChangeRoomForm.base_fields}
    form = ChangeRoomForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        step = partial(operations.change_room, room=found, by=request.user, **form.cleaned_data)
        if taken(request, step, f"{found.name} is saved."):
            return redirect("recruitment:day_timetable", day.reference)
    return _form(request, day, form, found.name)


def expect_candidates(request: HttpRequest, reference: str) -> HttpResponse:
    """Say which of the invited candidates come on this day."""
    day = own_day(request, reference)
    form = ExpectForm(posted(request), waiting=operations.waiting_for_a_day(day))
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["applications"]
        step = partial(operations.expect, day=day, applications=chosen, by=request.user)
        if taken(request, step, "They are on the list of the day."):
            return redirect("recruitment:day_timetable", day.reference)
    return _form(request, day, form, "Who comes on this day")


def _expected(request: HttpRequest, reference: str) -> DayCandidate:
    """A candidate of a day that this person runs; 404 where they may not see the day."""
    found = DayCandidate.objects.filter(day__in=SelectionDay.objects.visible_to(request.user))  # type: ignore[arg-type]
    candidate = get_object_or_404(
        found.select_related("day__campaign__run_by", "application__candidate"), reference=reference
    )
    core_permissions.require(permissions.may_run(request.user, candidate.day))  # type: ignore[arg-type]
    return candidate


def arrange(request: HttpRequest, reference: str) -> HttpResponse:
    """What the timetable minds for a candidate: travel, time, rest, rooms."""
    candidate = _expected(request, reference)
    form = ArrangeForm(posted(request), initial=ArrangeForm.initial_of(candidate), record=candidate)
    if request.method == "POST" and form.is_valid() and form.check_version(candidate):
        step = partial(operations.arrange, candidate=candidate, by=request.user, **form.cleaned_data)
        if taken(request, step, "It is saved. The next timetable minds it."):
            return redirect("recruitment:day_timetable", candidate.day.reference)
    name = candidate.application.candidate.name
    return _form(request, candidate.day, form, f"The day of {name}")


@require_POST
def expect_no_more(request: HttpRequest, reference: str) -> HttpResponse:
    """Take somebody off the list of the day."""
    candidate = _expected(request, reference)
    step = partial(operations.expect_no_more, candidate=candidate, by=request.user)
    taken(request, step, "The candidate is no longer on the list of this day.")
    return redirect("recruitment:day_timetable", candidate.day.reference)


def _form(request: HttpRequest, day: SelectionDay, form: Any, heading: str) -> HttpResponse:
    form.cancel_url = reverse("recruitment:day_timetable", args=[day.reference])
    return render(
        request, "recruitment/selection_days/form.html", {"form": form, "heading": heading, "caption": str(day)}
    )
