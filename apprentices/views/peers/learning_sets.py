"""Peer learning sets: the list, one set, joining and leaving, its meetings, registers and notes."""

from __future__ import annotations

from functools import partial
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprentices import people
from apprentices.forms.peers import InviteForm, LearningSetForm, MeetingForm, MeetingRegisterForm, NotesForm
from apprentices.models import LearningSet, SetMeeting, SetMember
from apprentices.models.peers.learning_sets import joined_count
from apprentices.operations import peers
from apprentices.permissions import peers as may
from apprentices.views.peers.common import (
    FORM,
    answer,
    known_as,
    own_record,
    press,
    reader,
    visible_meeting,
    visible_set,
)
from apprentices.views.peers.shadowing import above
from core.permissions import require
from core.tables import Column, ListPage, PortalFilterSet
from core.words import count


class SetFilters(PortalFilterSet):
    topic = django_filters.CharFilter(lookup_expr="icontains", label="Topic")
    state = django_filters.ChoiceFilter(choices=LearningSet.State.choices, label="State", empty_label="All")


class LearningSets(ListPage):
    """Sets that are open to join, and those that one belongs to."""

    title = "Learning sets"
    noun = "set"
    template_name = "apprentices/peers/sets.html"
    empty = "There is no learning set yet. Tutors, and those who may offer a shadowing day, begin one."
    filterset_class = SetFilters
    default_sort = "topic"
    columns = (
        Column(
            "topic", "Topic", sort=("topic",), url=lambda one: reverse("apprentices:learning_set", args=[one.reference])
        ),
        Column("facilitator", "Facilitator", value="facilitator.name", sort=("facilitator__name",)),
        Column("where", "Where", value="organisation.short_name", sort=("organisation__name",)),
        Column("members", "Members", value=lambda one: f"{one.joined} of {one.places}"),
        Column("access", "Who can join", value=lambda one: one.get_access_display()),
        Column("state", "State", sort=("state",), kind="tag"),
    )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reader(request)
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[LearningSet]:
        user: Any = self.request.user
        return LearningSet.objects.visible_to(user, on=timezone.localdate())

    def with_details(self, records: QuerySet[Any]) -> QuerySet[Any]:
        return records.annotate(joined=joined_count()).select_related("organisation", "facilitator")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        return super().get_context_data(may_begin=may.facilitates_sets(user), back=above(user), **kwargs)


@require_http_methods(FORM)
def begin_set(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    require(may.may_begin_set(user))
    form = LearningSetForm(request.POST or None, organisations=may.facilitating_organisations(user))

    def act() -> str:
        typed = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        peers.begin_learning_set(by=user, **typed)
        return "Begun. Plan its meetings, so that apprentices can see whether they fit."

    page = reverse("apprentices:learning_sets")
    return answer(request, form, act, to=page, back=page, title="Begin a learning set")


def _page(one: LearningSet) -> str:
    return reverse("apprentices:learning_set", args=[one.reference])


@require_safe
def learning_set(request: HttpRequest, reference: str) -> HttpResponse:
    """The set: topic, days, members for those who belong to it, and what this person may do."""
    one = visible_set(request, reference)
    user: Any = request.user
    own = one.members.exclude(state=SetMember.State.LEFT).filter(apprentice__person=user).first()
    runs = bool(may.may_run_set(user, one))
    joined = own is not None and own.state == SetMember.State.JOINED
    members = one.members.joined().select_related("apprentice__person", "apprentice__employer__part_of")
    closed = one.state == LearningSet.State.CLOSED
    open_to_join = own is None and one.access == LearningSet.Access.OPEN and people.is_apprentice(user)
    context = {
        "one": one,
        "own": own,
        "joined": joined,
        "runs": runs and not closed,
        "members": [known_as(m.apprentice, on=timezone.localdate()) for m in members] if runs or joined else [],
        "meetings": one.meetings.filter(state=SetMeeting.State.PLANNED),
        "inside": runs or joined,
        "may_join": not closed
        and one.joined < one.places
        and (open_to_join or (own is not None and own.state == SetMember.State.INVITED)),
        "may_invite": not closed and bool(may.may_invite(user, one)),
        "today": timezone.localdate(),
    }
    return render(request, "apprentices/peers/set.html", context)


@require_POST
def join_set(request: HttpRequest, reference: str) -> HttpResponse:
    one = visible_set(request, reference)
    require(may.may_ask_for_day(request.user))  # type: ignore[arg-type]
    own = own_record(request)
    said = "You are in. Once four have joined, its meetings stand in your calendar."
    return press(request, lambda: peers.join_learning_set(one, apprentice=own), said=said, to=_page(one))


@require_POST
def leave_set(request: HttpRequest, reference: str) -> HttpResponse:
    one = visible_set(request, reference)
    require(may.may_ask_for_day(request.user))  # type: ignore[arg-type]
    own = own_record(request)
    page = reverse("apprentices:learning_sets")
    return press(request, lambda: peers.leave_learning_set(one, apprentice=own), said="You are out of it.", to=page)


@require_http_methods(FORM)
def invite_to_set(request: HttpRequest, reference: str) -> HttpResponse:
    one, user = visible_set(request, reference), request.user
    require(may.may_invite(user, one))  # type: ignore[arg-type]
    form = InviteForm(request.POST or None)

    def act() -> str:
        peers.invite_to_set(one, email=form.cleaned_data["email"], by=user)  # type: ignore[arg-type]
        return "If this is the address of an apprentice of the exchange, they are asked on their home page and by mail."

    return answer(request, form, act, to=_page(one), back=_page(one), title="Invite an apprentice", caption=str(one))


@require_POST
def close_set(request: HttpRequest, reference: str) -> HttpResponse:
    one, user = visible_set(request, reference), request.user
    require(may.may_run_set(user, one))  # type: ignore[arg-type]
    act = partial(peers.close_learning_set, one, by=user)  # type: ignore[arg-type]
    return press(request, act, said="Closed. Everybody is told.", to=_page(one))


# Meetings ----------------------------------------------------------------------------------------------------


@require_http_methods(FORM)
def plan_set_meeting(request: HttpRequest, reference: str) -> HttpResponse:
    one, user = visible_set(request, reference), request.user
    require(may.may_run_set(user, one))  # type: ignore[arg-type]
    form = MeetingForm(request.POST or None)

    def act() -> str:
        peers.plan_meeting(one, planned=form.planned(), by=user)  # type: ignore[arg-type]
        return "Planned. Its members are told."

    return answer(request, form, act, to=_page(one), back=_page(one), title="Plan a meeting", caption=str(one))


@require_safe
def set_meeting(request: HttpRequest, reference: str) -> HttpResponse:
    """One meeting: who was there, the notes, who has agreed to them."""
    meeting, user = visible_meeting(request, reference), request.user
    runs = bool(may.may_run_set(user, meeting.learning_set))  # type: ignore[arg-type]
    waiting = peers.notes_wait_for(meeting)
    mine = meeting.attendances.filter(apprentice__person=user).first()  # type: ignore[misc]
    over = meeting.date <= timezone.localdate() and meeting.state == SetMeeting.State.PLANNED
    context = {
        "meeting": meeting,
        "one": meeting.learning_set,
        "mine": mine,
        "there": meeting.attendances.filter(there=True).count(),
        "waiting": [apprentice.person.first_name for apprentice in waiting],
        "may_agree": any(apprentice.person_id == user.pk for apprentice in waiting),
        "may_write": meeting.register_taken_at is not None and bool(may.may_write_notes(user, meeting)),  # type: ignore[arg-type]
        "register_due": runs and over,
        "may_cancel": runs and meeting.register_taken_at is None and meeting.state == SetMeeting.State.PLANNED,
    }
    return render(request, "apprentices/peers/meeting.html", context)


@require_http_methods(FORM)
def meeting_register(request: HttpRequest, reference: str) -> HttpResponse:
    meeting, user = visible_meeting(request, reference), request.user
    require(may.may_run_set(user, meeting.learning_set))  # type: ignore[arg-type]
    expected = peers.expected_at_meeting(meeting)
    marked = {mark.apprentice_id: mark.there for mark in meeting.attendances.all()}
    there = [str(apprentice.pk) for apprentice in expected if marked.get(apprentice.pk, not marked)]
    shown = [(apprentice, known_as(apprentice, on=meeting.date)) for apprentice in expected]
    form = MeetingRegisterForm(request.POST or None, expected=shown, initial={"there": there})

    def act() -> str:
        credited = peers.take_meeting_register(meeting, there=form.ids(), by=user)  # type: ignore[arg-type]
        return f"Saved. The hours count for {count(credited, 'apprentice')}."

    page = reverse("apprentices:set_meeting", args=[meeting.reference])
    return answer(request, form, act, to=page, back=page, title="Who was there?", caption=str(meeting))


@require_POST
def cancel_set_meeting(request: HttpRequest, reference: str) -> HttpResponse:
    meeting, user = visible_meeting(request, reference), request.user
    require(may.may_run_set(user, meeting.learning_set))  # type: ignore[arg-type]
    act = partial(peers.cancel_meeting, meeting, by=user)  # type: ignore[arg-type]
    return press(request, act, said="Cancelled. Its members are told.", to=_page(meeting.learning_set))


@require_http_methods(FORM)
def meeting_notes(request: HttpRequest, reference: str) -> HttpResponse:
    meeting, user = visible_meeting(request, reference), request.user
    require(may.may_write_notes(user, meeting))  # type: ignore[arg-type]
    form = NotesForm(request.POST or None, initial={"notes": meeting.notes, "shown": meeting.notes_version})

    def act() -> str:
        typed = form.cleaned_data
        peers.write_notes(meeting, text=typed["notes"], shown=typed["shown"], by=user)  # type: ignore[arg-type]
        return "Saved. Everybody who was there is asked to agree."

    page = reverse("apprentices:set_meeting", args=[meeting.reference])
    return answer(request, form, act, to=page, back=page, title="Notes of the meeting", caption=str(meeting))


@require_POST
def agree_to_notes(request: HttpRequest, reference: str) -> HttpResponse:
    meeting = visible_meeting(request, reference)
    require(may.may_ask_for_day(request.user))  # type: ignore[arg-type]
    own = own_record(request)
    version = request.POST.get("version", "")
    shown = int(version) if version.isdigit() and len(version) < 10 else 0
    act = partial(peers.agree_to_notes, meeting, apprentice=own, version=shown)
    page = reverse("apprentices:set_meeting", args=[meeting.reference])
    return press(request, act, said="Agreed.", to=page)
