"""What somebody's appointments mean: in which capacity they act, which roles they hold, whether with two factors."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils import timezone

from consortium.models import Appointment
from core.per_request import once_per_request
from core.registry import Capacity

if TYPE_CHECKING:
    from core.accounts.models import User


def held(user: User) -> list[Appointment]:
    """The appointments that a person holds today."""
    return held_on(user, timezone.localdate())


def held_on(user: User, on: datetime.date) -> list[Appointment]:
    """The appointments that a person holds on a date."""
    return [appointment for appointment, _ in _held_with_parts(user, on)]


@once_per_request
def _held_with_parts(user: User, on: datetime.date) -> list[tuple[Appointment, set[int]]]:
    """Each appointment with the ids of its organisation and the parts of it: one query, a row for each part."""
    if not user.is_authenticated:
        return []
    held = Appointment.objects.held_by(user, on=on).select_related("role", "organisation__part_of")
    found: dict[int, tuple[Appointment, set[int]]] = {}
    for appointment in held.annotate(part=F("organisation__parts")):
        _, reached = found.setdefault(appointment.pk, (appointment, {appointment.organisation_id}))
        if appointment.part:
            reached.add(appointment.part)
    return list(found.values())


def reached_ids(user: User, *, on: datetime.date, roles: Collection[str] | None = None) -> list[int]:
    """Ids of the organisations that a person reaches on a date by these roles (any): see ``reached_by``."""
    held = _held_with_parts(user, on)
    return sorted({pk for a, reached in held if roles is None or a.role.code in roles for pk in reached})


def holds(user: User, *roles: str, on: datetime.date | None = None) -> bool:
    """Whether a person holds one of these roles (codes) on a date (today), anywhere."""
    return any(appointment.role.code in roles for appointment in held_on(user, on or timezone.localdate()))


def organisation_ids(user: User, *roles: str) -> list[int]:
    """Ids of the organisations in which a person holds one of these roles today, without their parts."""
    return [a.organisation_id for a in held(user) if not roles or a.role.code in roles]


def capacity_of(user: User) -> Capacity | None:
    """The first appointment held is the capacity in which a person acts unless a step says otherwise."""
    for appointment in held(user):
        return Capacity(role=appointment.role.name, organisation=appointment.organisation.short_name)
    return None


def reads_other_peoples_data(user: User) -> bool:
    return any(appointment.role.needs_second_factor for appointment in held(user))
