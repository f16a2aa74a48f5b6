"""A candidate's page of the selection day, by link or by account: where, when, first names, a quiet word."""

from __future__ import annotations

from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core import links
from core.accounts.models import User
from core.links.views import closed
from core.steps import taken
from recruitment.models import PanelCandidate, SelectionDay
from recruitment.operations import panels as operations
from recruitment.operations.timetable_rows import slots_of_candidate

TOLD = (SelectionDay.State.CONFIRMED, *SelectionDay.GOES_ON, *SelectionDay.SCORED)
"""States in which a candidate reads names and times; before, and after a change, the page says that news will come."""


def _slot(request: HttpRequest, reference: str) -> tuple[PanelCandidate | None, User | None]:
    """The slot and its candidate, where this browser may open it."""
    slots = PanelCandidate.objects.exclude(state=PanelCandidate.State.MOVED)
    slot = (
        slots.select_related("panel__day__campaign", "panel__room", "application__candidate")
        .filter(reference=reference)
        .first()
    )
    if slot is None:
        return None, None
    candidate = slot.application.candidate
    if request.user == candidate:
        return slot, candidate
    link = links.grant(request, purpose=operations.SLOT, subject=slot)
    return (slot, candidate) if link and link.person_id == candidate.pk else (None, None)


@login_not_required
@require_safe
def my_selection_day(request: HttpRequest, reference: str) -> HttpResponse:
    """Date, place and times, and the first names of the panel: never who brings which view."""
    slot, person = _slot(request, reference)
    if slot is None or person is None:
        return _nothing_here(request)
    day = slot.panel.day
    told = day.state in TOLD
    context = {
        "slot": slot,
        "day": day,
        "told": told,
        "person": person,
        "names": sorted(m.person.first_name for m in slot.panel.members.coming().select_related("person"))
        if told
        else [],
        "exercises": day.exercises.all(),
        "own": list(slots_of_candidate(slot)) if told else [],
    }
    return render(request, "recruitment/panels/my_selection_day.html", context)


@login_not_required
@require_POST
def ask_for_another_panel(request: HttpRequest, reference: str) -> HttpResponse:
    """ "I know somebody on my panel": no reason is asked."""
    slot, person = _slot(request, reference)
    if slot is None or person is None:
        return _nothing_here(request)
    done = "Thank you for telling us. We will find another panel for you, and write to you. That is all we need."
    taken(request, partial(operations.ask_for_another_panel, candidate=slot, by=person), done)
    return redirect("recruitment:my_selection_day", slot.reference)


def _nothing_here(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        raise Http404
    return closed(request)
