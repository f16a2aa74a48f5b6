"""Before the meeting: who sits, what is on the agenda, who has nothing to do with what, who reads."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from assessment.forms.panel_meetings import MoveMeetingForm
from assessment.forms.panels import (
    AgendaForm,
    DeclareForm,
    ReadersForm,
    SeatForm,
    SubstituteForm,
)
from assessment.models import PanelItem, PanelMeeting, PanelMember
from assessment.models.panel_items import BECAUSE_WORDS
from assessment.operations import panels as operations
from assessment.operations.panels.reading import why_not
from assessment.panels import facts, permissions, rules
from assessment.views.asked import person
from assessment.views.panels.asked import agenda_of, item_or_404, meeting_or_404, panel_form
from assessment.views.writing import GET_OR_POST
from consortium.models import Appointment, Organisation
from core.accounts.models import User
from core.permissions import require
from core.steps import taken, taken_on
from core.words import count, listed


@GET_OR_POST
def move(request: HttpRequest, reference: str) -> HttpResponse:
    """Another time or place."""
    meeting, seat = meeting_or_404(request, reference)
    require(permissions.may_run(seat, meeting))
    planned = timezone.localtime(meeting.starts_at)
    initial = {"date": planned.date(), "time": planned.time(), "place": meeting.place}
    form = MoveMeetingForm(request.POST or None, initial=initial)

    def step() -> None:
        place = form.cleaned_data["place"]
        operations.move_meeting(meeting, starts_at=form.starts_at, place=place, by=person(request))

    if request.method == "POST" and form.is_valid() and taken_on(form, step):
        messages.success(request, "The meeting is moved, and its members have been told.")
        return redirect("assessment:panel", reference)
    return panel_form(request, form, "Move the meeting", meeting=meeting)


@require_POST
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    """The meeting does not take place."""
    meeting, seat = meeting_or_404(request, reference)
    require(permissions.may_run(seat, meeting))
    done = "The meeting is cancelled. Its portfolios wait for another one, and the members have been told."
    taken(request, lambda: operations.cancel_meeting(meeting, by=person(request)), done)
    return redirect("assessment:panel", reference)


@GET_OR_POST
def seat(request: HttpRequest, reference: str) -> HttpResponse:
    """Give somebody a seat."""
    meeting, own = meeting_or_404(request, reference)
    require(permissions.may_prepare(own, meeting))
    people = _free(meeting)
    form = SeatForm(request.POST or None, people=people, names=_names(people), initial={"role": "member"})

    def step() -> PanelMember:
        return operations.give_seat(meeting, **form.cleaned_data, by=person(request))

    if request.method == "POST" and form.is_valid() and taken_on(form, step):
        messages.success(request, f"{form.cleaned_data['person']} has a seat, and has been told.")
        return redirect("assessment:panel", reference)
    hint = "Here is everybody who is appointed to sit on practice assessment panels and has no seat yet."
    return panel_form(request, form, "Give out a seat", meeting=meeting, hint=hint)


@GET_OR_POST
def substitute(request: HttpRequest, reference: str) -> HttpResponse:
    """Somebody takes the seat of a member who cannot come."""
    found = PanelMember.objects.sitting().filter(meeting__in=PanelMeeting.objects.visible_to(person(request)))
    leaver = get_object_or_404(found.select_related("person", "meeting__university"), reference=reference)
    meeting = leaver.meeting
    require(permissions.may_prepare(permissions.seat_of(person(request), meeting), meeting))
    people = _free(meeting)
    form = SubstituteForm(request.POST or None, people=people, names=_names(people))

    def step() -> PanelMember:
        return operations.substitute(leaver, person=form.cleaned_data["person"], by=person(request))

    if request.method == "POST" and form.is_valid() and taken_on(form, step):
        taker = form.cleaned_data["person"]
        messages.success(request, f"{taker} has the seat of {leaver}, whose pack is closed. Both names are kept.")
        return redirect("assessment:panel", meeting.reference)
    hint = (
        f"The pack of {leaver} closes at once. Whoever takes the seat declares first, then gets a pack of their own; "
        "what was to be read needs a reader again."
    )
    return panel_form(request, form, f"Who takes the seat of {leaver}?", meeting=meeting, hint=hint)


def _free(meeting: PanelMeeting) -> QuerySet[User]:
    seated = meeting.members.sitting().values("person")
    return facts.may_be_seated(on=timezone.localdate()).exclude(pk__in=seated).order_by("name")


def _names(people: QuerySet[User]) -> dict[int, str]:
    """Names with where they come from: only employers and universities, of whom that tells nothing more."""
    said = (*facts.EMPLOYERS, Organisation.Kind.UNIVERSITY)
    held = Appointment.objects.accepted().filter(person__in=people, closed_at__isnull=True).on(timezone.localdate())
    names = {one.pk: one.name for one in people}
    for one in held.filter(organisation__kind__in=said).select_related("person", "organisation"):
        names[one.person_id] = f"{one.person.name}, {one.organisation.short_name}"
    outside = held.filter(organisation__kind=Organisation.Kind.LIVED_EXPERIENCE_GROUP).values_list(
        "person_id", flat=True
    )
    return names | {pk: next(p.name for p in people if p.pk == pk) for pk in set(outside)}


@GET_OR_POST
def agenda(request: HttpRequest, reference: str) -> HttpResponse:
    """Put what waits on the agenda; which of it is read in full is drawn as it is put there."""
    meeting, own = meeting_or_404(request, reference)
    require(permissions.may_prepare(own, meeting))
    waiting = facts.due(meeting.university)
    form = AgendaForm(request.POST or None, waiting=waiting)
    if request.method == "POST" and form.is_valid():
        chosen = list(form.cleaned_data["submissions"])

        def step() -> list[PanelItem]:
            return operations.add_to_agenda(meeting, submissions=chosen, by=person(request))

        if made := taken_on(form, step):
            in_full = sum(item.in_full for item in made)
            messages.success(
                request, f"{count(len(made), 'portfolio')} on the agenda, {in_full} of them to be read in full."
            )
            return redirect("assessment:panel", reference)
    found = list(waiting)
    context = {
        "form": form,
        "meeting": meeting,
        "waiting": [
            (one, [BECAUSE_WORDS[why] for why in rules.ALWAYS if why in portfolio.always])
            for one, portfolio in zip(found, facts.portfolios_of(found), strict=True)
        ],
        "terms": meeting.the_terms,
    }
    return render(request, "assessment/panels/agenda.html", context)


@GET_OR_POST
def declare(request: HttpRequest, reference: str) -> HttpResponse:
    """Before anything is opened: what a member has nothing to do with, or that there is nothing of the kind."""
    meeting, own = meeting_or_404(request, reference)
    require(permissions.may_declare(own, meeting))
    assert own is not None
    items = agenda_of(person(request), meeting).filter(state=PanelItem.State.LISTED)
    form = DeclareForm(request.POST or None, items=items)

    def step() -> None:
        operations.declare(own, items=list(form.cleaned_data["items"]), by=person(request))

    if request.method == "POST" and form.is_valid() and taken_on(form, step):
        messages.success(request, "Thank you. What you have nothing to do with is closed to you from now on.")
        return redirect("assessment:panel", reference)
    if not items:
        del form.fields["items"]
    context = {"form": form, "meeting": meeting, "items": items}
    return render(request, "assessment/panels/declare.html", context)


@GET_OR_POST
def readers(request: HttpRequest, reference: str) -> HttpResponse:
    """Name the readers of a portfolio; who cannot read it by the rules is not offered."""
    item, own = item_or_404(request, reference)
    require(permissions.may_prepare(own, item.meeting))
    asked = [reading.member for reading in item.readings.standing().select_related("member")]
    able = [member for member in _members(item) if _may_read(item, member)]
    how_many = item.meeting.the_terms.readers
    form = ReadersForm(
        request.POST or None,
        members=PanelMember.objects.filter(pk__in=[member.pk for member in able]).select_related("person"),
        asked=[member.reference for member in asked],
        count=how_many,
    )

    def step() -> Any:
        return operations.assign_readers(item, members=list(form.cleaned_data["readers"]), by=person(request))

    if request.method == "POST" and form.is_valid() and taken_on(form, step):
        names = listed(member.person.name for member in form.cleaned_data["readers"])
        messages.success(
            request, f"{names} read it, and have been told. Neither sees the other’s sheet before both are in."
        )
        return redirect("assessment:panel_item", reference)
    loads = [(member, member.readings.standing().count()) for member in able]
    context = {"loads": loads, "read_by": item.meeting.read_by}
    return panel_form(request, form, "Who reads it in full?", item=item, **context)


def _members(item: PanelItem) -> list[PanelMember]:
    members = item.meeting.members.sitting().exclude(role=PanelMember.Role.SECRETARY)
    return list(members.select_related("person").order_by("person__name"))


def _may_read(item: PanelItem, member: PanelMember) -> bool:
    """Whether nothing but the number of readers stands against this one."""
    others = f"It is read by {item.meeting.the_terms.readers} different people."
    return set(why_not(item, [member], on=timezone.localdate())) <= {others}


@require_POST
def read_in_full(request: HttpRequest, reference: str) -> HttpResponse:
    """A member has a question about a portfolio that was to be taken together with others."""
    item, own = item_or_404(request, reference)
    require(permissions.may_declare(own, item.meeting))
    done = "It is read in full now. The secretary names two readers."
    taken(request, lambda: operations.read_in_full(item, by=person(request)), done)
    return redirect("assessment:panel_item", reference)


@require_POST
def take_off(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a portfolio off the agenda again."""
    item, own = item_or_404(request, reference)
    require(permissions.may_prepare(own, item.meeting))
    done = "It is off the agenda, and waits for another panel."
    taken(request, lambda: operations.take_off_agenda(item, by=person(request)), done)
    return redirect("assessment:panel", item.meeting.reference)
