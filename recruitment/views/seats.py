"""A panel member's own pages, by account or by link: what to expect, yes or no, whom to avoid, help, papers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core import audit, links
from core.accounts.models import User
from core.files.views import deliver
from core.links.views import closed
from core.steps import taken
from recruitment.board import places_of, sessions_of
from recruitment.forms.panel_members import AvoidForm
from recruitment.models import (
    CalibrationSheet,
    HelpRequest,
    PanelCandidate,
    PanelMember,
    Recommendation,
    ScoreSheet,
    SelectionDay,
    TimetableSlot,
)
from recruitment.operations import panels as operations
from recruitment.operations import scoring as scoring_operations
from recruitment.operations import ticks
from recruitment.operations.own_papers import papers_of
from recruitment.operations.panel_pack import EDITIONS, newest_pack
from recruitment.operations.timetable_rows import slots_of_panel
from recruitment.views.board import step_in

State = PanelMember.State
KNOWN = {False: "You know this person", True: "You stepped out"}
"""What is said of a candidate whom a member does not meet: before the day has begun, and after."""

SeatView = Callable[..., HttpResponseBase]


def seat_page(view: SeatView) -> SeatView:
    """A page of one seat: given the seat and the person, who comes by account or by their link.

    Somebody else who is signed in finds nothing; a browser without a live link learns that the link is closed,
    whether the seat exists or not.
    """

    @login_not_required
    @wraps(view)
    def page(request: HttpRequest, reference: str, **parts: Any) -> HttpResponseBase:
        seats = PanelMember.objects.current().exclude(panel__day__state=SelectionDay.State.CLOSED)
        practised = Exists(CalibrationSheet.objects.sent().filter(member=OuterRef("pk")))
        seats = seats.select_related("panel__day__campaign", "panel__day__calibration", "panel__room", "person")
        seat = seats.annotate(has_practised=practised).filter(reference=reference).first()
        person = _who_sits(request, seat) if seat else None
        if seat is None or person is None:
            if request.user.is_authenticated:
                raise Http404
            return closed(request)
        return view(request, seat, person, **parts)

    return page


def _who_sits(request: HttpRequest, seat: PanelMember) -> User | None:
    if request.user == seat.person:
        return seat.person
    link = links.grant(request, purpose=operations.SEAT, subject=seat)
    if link is None or link.person_id != seat.person_id:
        return None
    links.keep_open(request, link)
    return link.person


@require_safe
def my_panels(request: HttpRequest) -> HttpResponse:
    """Every seat of the person who is signed in."""
    seats = PanelMember.objects.of_person(request.user).exclude(panel__day__state__in=SelectionDay.OVER)
    context = {"seats": seats.select_related("panel__day").order_by("panel__day__date")}
    return render(request, "recruitment/panels/my_panels.html", context)


@require_safe
@seat_page
def my_panel(request: HttpRequest, seat: PanelMember, person: User) -> HttpResponse:
    """What to expect, when and where, and what to do next."""
    day = seat.panel.day
    context: dict[str, Any] = {"seat": seat, "panel": seat.panel, "day": day, "person": person}
    context["may_leave"] = seat.state in (State.ACCEPTED, *PanelMember.READY) and day.may_be_staffed
    context["practice"] = practice_of(seat)
    context |= _after_the_day(seat)
    if seat.is_seated:
        sheets = {sheet.candidate_id: sheet for sheet in seat.sheets.all()}
        stepped_out = set(seat.step_outs.values_list("candidate_id", flat=True))
        asks = Exists(HelpRequest.objects.filter(member=OuterRef("pk"), answered_at__isnull=True))
        members = list(seat.panel.members.coming().select_related("person").annotate(asks_for_help=asks))
        context |= {
            "colleagues": [member.person.first_name for member in members if member.pk != seat.pk],
            "candidates": [
                (candidate, KNOWN[day.has_begun] if candidate.pk in stepped_out else _done(sheets.get(candidate.pk)))
                for candidate in seat.panel.candidates.live()
                .exclude(state=PanelCandidate.State.DID_NOT_ATTEND)
                .select_related("application")
            ],
            "exercises": day.exercises.all(),
            **_day_of_panel(seat),
            "asked_for_help": any(member.asks_for_help for member in members if member.pk == seat.pk),
            "pack": newest_pack(seat.panel),
            "editions": [(name, edition.words) for name, edition in EDITIONS.items()],
            "stepped_out": stepped_out,
            "may_say_whom_they_know": not day.has_begun,
        }
    return render(request, "recruitment/panels/my_panel.html", context)


def _day_of_panel(seat: PanelMember) -> dict[str, Any]:
    """The sessions of the panel, and which of them can be ticked now."""
    places = places_of(sessions_of(slots_of_panel(seat.panel)))
    day, at = seat.panel.day, timezone.now()
    found: dict[str, Any] = {"sessions": places[0].sessions if places else []}
    if places and day.goes_on:
        found |= {"now": places[0].now(at), "next": places[0].next(at), "just_ended": places[0].just_ended}
    return found


def practice_of(seat: PanelMember) -> dict[str, bool] | None:
    """Whether the member has marked the case of the day; None where there is none, or they are not coming."""
    if seat.state not in PanelMember.COMING or not hasattr(seat.panel.day, "calibration"):
        return None
    return {"done": seat.has_practised}  # type: ignore[attr-defined]


def _after_the_day(seat: PanelMember) -> dict[str, Any]:
    """Whether the member is asked how the day was, what they are owed, and what came of those whom the panel saw."""
    day = seat.panel.day
    if not (seat.is_seated and day.is_scored):
        return {}
    found: dict[str, Any] = {"is_after": True, "claim": seat.claims.filter(for_supporter=False).first()}
    if day.state in (SelectionDay.State.RECOMMENDATIONS_AGREED, SelectionDay.State.CLOSED):
        seen = seat.panel.candidates.seen()
        found["seen"] = seen.count()
        found["recommended"] = seen.filter(recommendation__outcome=Recommendation.Outcome.RECOMMENDED).count()
    return found


def _done(sheet: ScoreSheet | None) -> str:
    if sheet is None:
        return "Not started"
    if sheet.state == ScoreSheet.State.ON_PAPER:
        return "Please check"
    return "Sent" if sheet.is_sent else "Not sent yet"


@require_POST
@seat_page
def answer_invitation(request: HttpRequest, seat: PanelMember, person: User) -> HttpResponse:
    """Yes or no to sitting on the panel."""
    if request.POST.get("answer") == "yes":
        taken(request, partial(operations.accept, member=seat, by=person), "Thank you for saying yes.")
        return redirect("recruitment:my_panel", seat.reference)
    if taken(request, partial(operations.decline, member=seat, by=person)):
        return render(request, "recruitment/panels/declined.html", {"day": seat.panel.day})
    return redirect("recruitment:my_panel", seat.reference)


@seat_page
def people_to_avoid(request: HttpRequest, seat: PanelMember, person: User) -> HttpResponse:
    """Boroughs, services and names that the member would rather not meet; no reason is asked."""
    form = AvoidForm(request.POST or None, member=seat)
    form.cancel_url = reverse("recruitment:my_panel", args=[seat.reference])
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        step = partial(
            operations.ask_to_avoid,
            member=seat,
            by=person,
            boroughs=answers["boroughs"],
            organisations=answers["organisations"],
            names=answers["names"],
        )
        if taken(request, step, "Thank you. We have saved this, and nobody can read it but you."):
            return redirect("recruitment:my_panel", seat.reference)
    return render(request, "recruitment/panels/avoid.html", {"form": form, "seat": seat})


@require_POST
@seat_page
def ask_for_help(request: HttpRequest, seat: PanelMember, person: User) -> HttpResponse:
    """Call somebody who runs the day, and go back to where the member was."""
    scoring_operations.ask_for_help(member=seat, by=person)
    messages.success(request, "Thank you for telling us. Somebody will come to you soon.")
    back = request.POST.get("back", "")
    mine = reverse("recruitment:my_panel", args=[seat.reference])
    return redirect(back if back.startswith(mine) else mine)


@require_POST
@seat_page
def tick_own_session(request: HttpRequest, seat: PanelMember, person: User, slot: int) -> HttpResponse:
    """Say that a session of the own panel has begun or ended, or take it back, in one press."""
    found = get_object_or_404(TimetableSlot.objects.select_related("timetable"), pk=slot, panel=seat.panel)
    step = step_in(request)
    mine = reverse("recruitment:my_panel", args=[seat.reference])
    if taken(request, partial(ticks.tick_as_member, member=seat, slot=found, step=step, by=person)):
        return redirect(f"{mine}#day-of-panel")
    return redirect(mine)


@require_safe
@seat_page
def my_papers(request: HttpRequest, seat: PanelMember, person: User, edition: str) -> HttpResponseBase:
    """A confirmed member's newest papers, by account or by link; the reading leaves an event.

    While papers are made without somebody whom the member knows, there are none to open.
    """
    if edition not in EDITIONS or not seat.is_seated or newest_pack(seat.panel) is None:
        raise Http404
    pack = papers_of(seat, edition)
    if pack is None or pack.file is None:
        return render(request, "recruitment/panels/papers_in_the_making.html", {"seat": seat})
    audit.record_read(pack, "the pack", by=person)
    return deliver(pack.file)
