"""The page of one organisation: what it is, its parts, its memberships, its people by role, what happened."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium import operations, permissions
from consortium.forms import IdentifierForm
from consortium.models import Appointment, Membership, Organisation, OrganisationIdentifier
from consortium.reference_data.register import BOROUGHS_BEGAN
from core import words
from core.audit.models import Event
from core.components import Fact
from core.words import Tone
from core.workflow import StepRefused


@dataclass(frozen=True)
class Seat:
    """A membership as the page shows it."""

    membership: Membership
    state: str
    tone: Tone


@require_safe
def organisation(request: HttpRequest, reference: str) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    found = get_object_or_404(
        Organisation.objects.visible_to(user, on=today).select_related("part_of", "succeeded_by"),  # type: ignore[arg-type]
        reference=reference,
    )
    shown = permissions.may_see_people(user, found)  # type: ignore[arg-type]
    context = {
        "organisation": found,
        "facts": facts_of(found, may_keep=bool(permissions.may_keep_register(user))),  # type: ignore[arg-type]
        "parts": found.parts.current(today),
        "seats": seats_of(found),
        "may_see_people": shown,
        "roles": people_by_role(found) if shown else [],
        "events": Event.objects.timeline(found) if shown else [],
        "may_keep": permissions.may_keep_register(user),  # type: ignore[arg-type]
        "may_invite": permissions.may_invite(user, found),  # type: ignore[arg-type]
    }
    return render(request, "consortium/organisation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def known_as(request: HttpRequest, reference: str) -> HttpResponse:
    """By which numbers and other names other records know an organisation: see them, add one."""
    found = _of_the_register(request, reference)
    form = IdentifierForm(request.POST or None)
    if form.is_valid():
        try:
            made = operations.identify(organisation=found, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except StepRefused as refused:
            form.add_error("value", str(refused))
        else:
            messages.success(request, f"{found} is known elsewhere as {made}.")
            return redirect("consortium:known_as", found.reference)
    context = {"organisation": found, "form": form, "identifiers": found.identifiers.all()}
    return render(request, "consortium/known_as.html", context)


@require_POST
def forget_identifier(request: HttpRequest, reference: str) -> HttpResponse:
    """Remove a number or name by which other records do not know an organisation."""
    identifiers = OrganisationIdentifier.objects.select_related("organisation")
    identifier = get_object_or_404(identifiers, reference=reference)
    found = _of_the_register(request, identifier.organisation.reference)
    operations.forget_identifier(identifier=identifier, by=request.user)  # type: ignore[arg-type]
    messages.success(request, f"{found} is no longer known elsewhere as {identifier}.")
    return redirect("consortium:known_as", found.reference)


def _of_the_register(request: HttpRequest, reference: str) -> Organisation:
    """An organisation, for those who keep the register."""
    visible = Organisation.objects.visible_to(request.user, on=timezone.localdate())  # type: ignore[arg-type]
    found = get_object_or_404(visible, reference=reference)
    permissions.require(permissions.may_keep_register(request.user))  # type: ignore[arg-type]
    return found


def facts_of(found: Organisation, *, may_keep: bool) -> list[Fact]:
    """What is known about an organisation, without what is empty."""
    boroughs = words.listed(borough.name for borough in found.covers.all())
    facts = [
        Fact("Kind", found.get_kind_display()),
        Fact("Services", found.get_service_display() if found.service else ""),
        Fact("Serves", boroughs),
        Fact("Exists", _dates(found)),
        Fact("Followed by", found.succeeded_by.name if found.succeeded_by else ""),
        Fact("Note", found.note),
    ]
    known = words.listed(str(one) for one in found.identifiers.all())
    if may_keep:
        address = reverse("consortium:known_as", args=[found.reference])
        facts.append(Fact("Known elsewhere as", known or "Nothing else", address, "Change"))
    else:
        facts.append(Fact("Known elsewhere as", known))
    if found.part_of:
        address = reverse("consortium:organisation", args=[found.part_of.reference])
        facts.insert(1, Fact("Part of", found.part_of.name, address, "See"))
    return [fact for fact in facts if fact.value]


def seats_of(found: Organisation) -> list[Seat]:
    """All memberships, those that hold first, then those to come, then those that have ended."""
    today = timezone.localdate()
    seats = []
    for membership in found.memberships.select_related("consortium").order_by("-starts_on"):
        if membership.holds_on(today):
            seats.append(Seat(membership, "Member", "good"))
        elif membership.starts_on > today:
            seats.append(Seat(membership, "Begins later", "new"))
        else:
            seats.append(Seat(membership, "Ended", "quiet"))
    return sorted(seats, key=lambda seat: ("good", "new", "quiet").index(seat.tone))


def people_by_role(found: Organisation) -> list[tuple[str, list[Appointment]]]:
    """Those who hold or will hold a role here and those who are invited, by role."""
    today = timezone.localdate()
    appointments = (
        Appointment.objects.filter(organisation=found, closed_at__isnull=True)
        .exclude(ends_on__lt=today)
        .select_related("person", "role", "invitation")
        .order_by("role__name", "person__name", "pk")
    )
    return [(name, list(held)) for name, held in groupby(appointments, key=lambda a: a.role.name)]


def _dates(found: Organisation) -> str:
    """Since when and until when; nothing where the first day is not known."""
    since = "" if found.starts_on == BOROUGHS_BEGAN else f"Since {words.day(found.starts_on)}"
    until = f"until {words.day(found.ends_on)}" if found.ends_on else ""
    return words.capitalised(" ".join(filter(None, [since, until])))
