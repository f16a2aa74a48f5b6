"""Only in the demonstration: be anybody, read every mail. Where people are real these pages are 404."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

import django_filters
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods, require_safe

from apprentices.models import Apprentice
from consortium.models import Appointment
from core.accounts.middleware import demo_sign_in_satisfies
from core.accounts.models import User
from core.notifications.models import Message
from core.tables import Column, ListPage, PortalFilterSet

MOST_OF_A_ROLE = 12


def only_in_the_demo(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The page does not exist where people are real."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.DEMO_MODE:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@dataclass
class RoleGroup:
    """The people of one role, by organisation."""

    name: str
    people: list[tuple[str, User]] = field(default_factory=list)
    """Pairs of organisation and person."""
    more: int = 0

    def add(self, organisation: str, person: User) -> None:
        if len(self.people) < MOST_OF_A_ROLE:
            self.people.append((organisation, person))
        else:
            self.more += 1


@login_not_required
@only_in_the_demo
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """Every role with its people, one press each. What the person sees is exactly what they would see themselves."""
    if request.method == "POST":
        person = get_object_or_404(
            User, reference=request.POST.get("person", "")[:20].replace("\x00", ""), is_active=True
        )
        login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
        demo_sign_in_satisfies(request)
        return redirect("portal:home")
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    return render(request, "portal/demo/sign_in_as.html", {"groups": role_groups(asked), "asked": asked})


def role_groups(asked: str = "") -> list[RoleGroup]:
    """Everybody who holds a role today, and the apprentices, narrowed by name or organisation."""
    groups: dict[str, RoleGroup] = {}
    held = Appointment.objects.accepted().on(timezone.localdate()).filter(person__is_active=True)
    held = held.select_related("person", "role", "organisation").order_by("role__name", "organisation__name", "pk")
    apprentices = Apprentice.objects.filter(person__is_active=True).select_related("person", "employer")
    if asked:
        held = held.filter(
            Q(person__name__icontains=asked) | Q(organisation__name__icontains=asked) | Q(role__name__icontains=asked)
        )
        apprentices = apprentices.filter(Q(person__name__icontains=asked) | Q(employer__name__icontains=asked))
    for apprentice in apprentices.order_by("employer__name", "person__name"):
        groups.setdefault("Apprentice", RoleGroup("Apprentice")).add(apprentice.employer.short_name, apprentice.person)
    for appointment in held:
        name = appointment.role.name
        groups.setdefault(name, RoleGroup(name)).add(appointment.organisation.short_name, appointment.person)
    return sorted(groups.values(), key=lambda group: group.name)


class OutboxFilters(PortalFilterSet):
    to = django_filters.CharFilter(field_name="to_email", lookup_expr="icontains", label="Sent to")
    subject = django_filters.CharFilter(lookup_expr="icontains", label="Subject")


@method_decorator([login_not_required, only_in_the_demo], name="dispatch")
class Outbox(ListPage):
    """Every mail that the portal wrote, newest first."""

    title = "Mails that were sent"
    noun = "mail"
    empty = "No mail has been written yet. Invite somebody, or book a place on a session, and it will be here."
    filterset_class = OutboxFilters
    default_sort = "-written"
    most_beside_filters = 3
    columns = (
        Column(
            "subject", "Subject", sort=("subject",), url=lambda m: reverse("portal:outbox_mail", args=[m.reference])
        ),
        Column("to_email", "To", sort=("to_email",)),
        Column("written", "Written", value="created_at", sort=("created_at",), kind="date"),
        Column("state", "State", kind="tag"),
    )

    def get_queryset(self) -> QuerySet[Message]:
        return Message.objects.all()


@login_not_required
@only_in_the_demo
@require_safe
def mail(request: HttpRequest, reference: str) -> HttpResponse:
    return render(request, "portal/demo/mail.html", {"mail": get_object_or_404(Message, reference=reference)})
