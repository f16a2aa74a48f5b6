"""What the pages of the exchange share: rows in scope, who acts, one form and one step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from apprentices import people
from apprentices.models import Apprentice, LearningSet, SetAttendance, SetMeeting, SetMember, ShadowingAsk, ShadowingDay
from apprentices.models.peers.shadowing import university_year
from apprentices.permissions import peers as may
from core.accounts.models import User
from core.forms import PortalForm
from core.workflow import StepRefused

FORM = ["GET", "HEAD", "POST"]


def reader(request: HttpRequest) -> User:
    """Somebody to whom the exchange is open; for everybody else it is not there."""
    user: User = request.user  # type: ignore[assignment]
    if not may.reads_exchange(user):
        raise Http404
    return user


def visible_day(request: HttpRequest, reference: str) -> ShadowingDay:
    user = reader(request)
    days = ShadowingDay.objects.visible_to(user, on=timezone.localdate()).with_counts()
    return get_object_or_404(days.select_related("organisation__part_of", "offered_by"), reference=reference)


def visible_ask(request: HttpRequest, reference: str) -> ShadowingAsk:
    """An ask as those read it who may read it whole."""
    asks = ShadowingAsk.objects.visible_to(request.user, on=timezone.localdate())  # type: ignore[arg-type]
    return get_object_or_404(
        asks.select_related("day__organisation__part_of", "day__offered_by", "apprentice__person", "released_by"),
        reference=reference,
    )


def visible_set(request: HttpRequest, reference: str) -> LearningSet:
    user = reader(request)
    sets = LearningSet.objects.visible_to(user, on=timezone.localdate()).with_counts()
    return get_object_or_404(sets.select_related("organisation__part_of", "facilitator"), reference=reference)


def visible_meeting(request: HttpRequest, reference: str) -> SetMeeting:
    """A meeting, for the facilitator, those who belong to the set, and whoever was there."""
    user = reader(request)
    joined = SetMember.objects.joined().filter(apprentice__person=user)
    there = SetAttendance.objects.filter(apprentice__person=user, there=True)
    mine = SetMeeting.objects.filter(
        Q(learning_set__facilitator=user)
        | Q(learning_set__in=joined.values("learning_set"))
        | Q(pk__in=there.values("meeting"))
    )
    return get_object_or_404(
        mine.select_related("learning_set__organisation", "learning_set__facilitator", "notes_by", "register_taken_by"),
        reference=reference,
    )


def own_record(request: HttpRequest) -> Apprentice:
    own = people.own_record(request.user)  # type: ignore[arg-type]
    if own is None:
        raise Http404
    return own


def known_as(apprentice: Apprentice, *, on: Any) -> str:
    """How somebody is shown to hosts and to others in a set: first name, borough, year of the programme."""
    borough = apprentice.employer.legal_body.short_name
    return f"{apprentice.person.first_name}, {borough}, year {university_year(apprentice, on=on)}"


def answer(
    request: HttpRequest,
    form: PortalForm,
    act: Callable[[], str],
    *,
    to: str,
    back: str,
    title: str,
    caption: str = "",
    intro: Sequence[str] = (),
) -> HttpResponse:
    """One form, one step. ``act`` answers with what to say; a refusal stays on the page with what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            said = act()
        except StepRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, said)
            return redirect(to)
    context = {"form": form, "title": title, "caption": caption, "intro": intro, "back": back}
    return render(request, "apprentices/peers/form.html", context)


def press(request: HttpRequest, act: Callable[[], Any], *, said: str, to: str) -> HttpResponse:
    """One button, one step; a refusal is said on the page that it leads to."""
    try:
        act()
    except StepRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, said)
    return redirect(to)
