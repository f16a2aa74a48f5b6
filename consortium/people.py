"""What somebody's appointments mean: in which capacity they act, which roles they hold, whether with two factors."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from consortium.models import Appointment
from core.per_request import once_per_request
from core.registry import Capacity

if TYPE_CHECKING:
    from core.accounts.models import User


def held(user: User) -> list[Appointment]:
    """The appointments that a person holds today."""
    return held_on(user, timezone.localdate())


@once_per_request
def held_on(user: User, on: datetime.date) -> list[Appointment]:
    """The appointments that a person holds on a date; every question about what they reach begins with these."""
    if not user.is_authenticated:
        return []
    return list(Appointment.objects.held_by(user, on=on).select_related("role", "organisation__part_of"))


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
