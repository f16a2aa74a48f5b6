"""What the consortium's people need to do, their numbers, and what they can search and go to."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from consortium import people, permissions
from consortium.models import Appointment, Consortium, Invitation, Membership, Organisation
from core import words
from core.accounts.models import User
from core.per_request import once_per_request
from core.registry import Figure, NavigationItem, Need, SearchHit, WorkItem

ENDING_SOON = datetime.timedelta(days=60)
PLACES_FOR = frozenset({*permissions.EVERYWHERE, *permissions.MAY_GIVE, "board_member", "signatory"})
MOST_HITS = 20


def navigation(user: User) -> Iterable[NavigationItem]:
    """The register is a place for those who keep it or bring people in."""
    if people.holds(user, *PLACES_FOR):
        yield NavigationItem("Consortium", reverse("consortium:members"), reverse("consortium:members"))


def worklist(user: User, on: datetime.date) -> Iterable[WorkItem]:
    """Memberships and roles that end soon, invitations that wait for an answer."""
    if people.holds(user, *permissions.KEEPERS):
        yield from _memberships_ending(on)
    if people.holds(user, *permissions.EVERYWHERE, *permissions.MAY_GIVE):
        yield from _roles_ending(user, on)
        yield from _invitations_waiting(user)


def _memberships_ending(on: datetime.date) -> Iterable[WorkItem]:
    ending = (
        Membership.objects.on(on).filter(ends_on__lte=on + ENDING_SOON).select_related("organisation", "consortium")
    )
    for membership in ending.order_by("ends_on", "pk")[:10]:
        yield WorkItem(
            f"Membership of {membership.organisation.short_name} in {membership.consortium.short_name} ends",
            reverse("consortium:organisation", args=[membership.organisation.reference]),
            need=Need.DUE,
            due_on=membership.ends_on,
        )


def _roles_ending(user: User, on: datetime.date) -> Iterable[WorkItem]:
    ending = (
        Appointment.objects.visible_to(user, on=on)
        .accepted()
        .on(on)
        .filter(ends_on__lte=on + ENDING_SOON, closed_at__isnull=True)
        .select_related("person", "role")
    )
    for appointment in ending.order_by("ends_on", "pk")[:10]:
        yield WorkItem(
            f"{appointment.person.name} stops being {appointment.role.name.lower()}",
            reverse("consortium:appointment", args=[appointment.reference]),
            need=Need.DUE,
            due_on=appointment.ends_on,
            hint="See that somebody takes over.",
        )


def _invitations_waiting(user: User) -> Iterable[WorkItem]:
    waiting = _register(user, timezone.localdate())["waiting"]
    if waiting:
        yield WorkItem(
            f"{words.count(waiting, 'invitation')} without an answer",
            reverse("consortium:people") + "?state=invited",
            need=Need.WAITING,
            hint="You can send them again.",
        )


def figures(user: User, on: datetime.date) -> Iterable[Figure]:
    """Members of the main consortium, for those who keep the register."""
    if not people.holds(user, *permissions.KEEPERS):
        return
    found = _register(user, on)
    if found["short_name"] is not None:
        partners_today = words.count(found["partners"], "member partner")
        yield Figure(f"{found['short_name']} has {partners_today} today.", reverse("consortium:members"))


@once_per_request
def _register(user: User, on: datetime.date) -> dict[str, Any]:
    """The main consortium's name and number of partners today, and this person's invitations that wait: one query."""
    main = Consortium.objects.filter(office__isnull=False).order_by("pk")
    partners = Membership.objects.on(on).filter(consortium=main.values("pk")[:1]).order_by().values("consortium")
    sent = Invitation.objects.filter(state=Invitation.State.SENT, invited_by=user).order_by().values("invited_by")
    return (
        User.objects.filter(pk=user.pk)
        .values(
            short_name=Subquery(main.values("short_name")[:1]),
            partners=Coalesce(Subquery(partners.values(number=Count("organisation", distinct=True))), 0),
            waiting=Coalesce(Subquery(sent.values(number=Count("pk"))), 0),
        )
        .get()
    )


def search(user: User, asked: str) -> Iterable[SearchHit]:
    """Organisations, and people by their role, as far as this person may see them."""
    today = timezone.localdate()
    found = Organisation.objects.visible_to(user, on=today).filter(
        Q(name__icontains=asked) | Q(short_name__icontains=asked) | Q(reference=asked.lower())
    )
    for organisation in found[:MOST_HITS]:
        address = reverse("consortium:organisation", args=[organisation.reference])
        yield SearchHit(organisation.name, address, "Organisations", organisation.get_kind_display())
    if not people.held(user):
        return
    held = Appointment.objects.visible_to(user, on=today).accepted().on(today).filter(closed_at__isnull=True)
    for appointment in held.filter(person__name__icontains=asked).select_related("person", "role", "organisation")[
        :MOST_HITS
    ]:
        yield SearchHit(
            appointment.person.name,
            reverse("consortium:appointment", args=[appointment.reference]),
            "People",
            f"{appointment.role.name}, {appointment.organisation.short_name}",
        )
