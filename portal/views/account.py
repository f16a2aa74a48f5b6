"""A person's own page: roles, ways of signing in, calendar address, what they did last."""

from __future__ import annotations

import datetime
from typing import Any

import icalendar
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprentices.models import Apprentice
from consortium import people
from consortium.models import Organisation
from core import links, registry
from core.accounts.fresh import asked_for_a_factor
from core.accounts.models import User
from core.accounts.names import change_name
from core.audit.models import Event
from core.components import Happening
from core.links.models import SignedLink
from core.registry import CalendarItem
from core.workflow import StepRefused
from portal.forms import FIND, PRIVATE, NameForm

STEPS_SHOWN = 20
CALENDAR = "calendar feed"
CALENDAR_DAYS = 400


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    context = {
        "appointments": people.held(user),
        "steps": own_steps(user),
        "calendar": SignedLink.objects.live().to(user, CALENDAR).first(),
        "address": request.session.pop("calendar_address", ""),
    }
    return render(request, "portal/account.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest) -> HttpResponse:
    """Change one's own name from a day on, and say who may know of earlier ones."""
    user: User = request.user  # type: ignore[assignment]
    former = list(user.former_names.all())
    chosen = PRIVATE if user.former_names_private else FIND if former else ""
    form = NameForm(request.POST or None, initial={"name": user.name, "former": chosen})
    if form.is_valid():
        if asked := asked_for_a_factor(request):
            return asked
        said = form.cleaned_data
        try:
            change_name(user, name=said["name"], since=said["since"], private=said["former"] == PRIVATE)
        except StepRefused as refused:
            form.add_error("since", str(refused))
        else:
            messages.success(request, f"Saved. You are {user.name} everywhere.")
            return redirect("portal:account")
    return render(request, "portal/name.html", {"form": form, "former": former})


def own_steps(user: User) -> list[Happening]:
    """What this person did last. The record is named only where they may see it today."""
    events = list(
        Event.objects.filter(actor=user).select_related("actor", "detail").order_by("-at", "-pk")[:STEPS_SHOWN]
    )
    about = [(event.root_kind or event.subject_kind, event.root_id or event.subject_id) for event in events]
    visible: dict[str, QuerySet[Any]] = {
        "consortium.organisation": Organisation.objects.visible_to(user, on=timezone.localdate()),
        "apprentices.apprentice": Apprentice.objects.visible_to(user),
    }
    names = {
        (kind, record.pk): str(record)
        for kind, records in visible.items()
        for record in records.filter(pk__in=[pk for of, pk in about if of == kind])
    }
    return [
        Happening(event.sentence, event.at, f"{names[root]}. {event.reason}" if root in names else "")
        for event, root in zip(events, about, strict=True)
    ]


@require_POST
def new_calendar_address(request: HttpRequest) -> HttpResponse:
    """Make a new secret address for this person's calendar; the one before stops working."""
    user: User = request.user  # type: ignore[assignment]
    SignedLink.objects.to(user, CALENDAR).revoke()
    _, address = links.make(person=user, purpose=CALENDAR, subject=user)
    token = address.rstrip("/").rsplit("/", 1)[-1]
    request.session["calendar_address"] = request.build_absolute_uri(reverse("portal:calendar_feed", args=[token]))
    messages.success(request, "Your calendar has a new address. Copy it now: it is shown once.")
    return redirect("portal:account")


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of the person whose secret address this is; titles name nobody."""
    link = SignedLink.objects.live().select_related("person").filter(token_hash=links.hash_token(token)).first()
    if link is None or link.purpose != CALENDAR:
        raise Http404
    items = [item for source in registry.calendar_sources for item in source(link.person)]
    response = HttpResponse(as_calendar(items), content_type="text/calendar; charset=utf-8")
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store, private"
    return response


def as_calendar(items: list[CalendarItem]) -> bytes:
    """The entries as a calendar file in London's time."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Social Work Apprenticeships//EN")
    calendar.add("version", "2.0")
    for item in items:
        event = icalendar.Event()
        event.add("uid", item.uid)
        event.add("dtstamp", timezone.now().astimezone(datetime.UTC))
        event.add("summary", item.title)
        begins, ends = timezone.localtime(item.starts_at), timezone.localtime(item.ends_at)
        if item.whole_days:
            begins, ends = begins.date(), ends.date() + datetime.timedelta(days=1)  # the end is the first day after
            event.add("transp", "TRANSPARENT")
        event.add("dtstart", begins)
        event.add("dtend", ends)
        if item.place:
            event.add("location", item.place)
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()
