"""Somebody may be at risk: what to do now, and whom to phone, for whoever asks."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from apprentices import people
from apprentices.models import ConcernArrangements
from apprentices.operations.concerns.choosing import hosts_of
from consortium.models import Appointment, Organisation
from core.accounts.models import User

DATA = Path(__file__).parent / "data" / "at_risk.json"


@dataclass(frozen=True)
class Advice:
    """What everybody is told: the steps, numbers with when they are for, and what helps whoever speaks up."""

    steps: tuple[str, ...]
    support: tuple[str, ...]
    numbers: tuple[tuple[str, str], ...]


@cache
def advice() -> Advice:
    data = json.loads(DATA.read_text(encoding="utf-8"))
    return Advice(
        tuple(data["steps"]),
        tuple(data["support"]),
        tuple((entry["number"], entry["when"]) for entry in data["numbers"]),
    )


def contacts_for(user: User, *, on: datetime.date) -> Sequence[ConcernArrangements]:
    """Whom to phone where this person works, learns or is on placement; their council's, where it has one number."""
    if not user.is_authenticated:
        return []
    ids: set[int] = set()
    own = people.own_record(user)
    if own:
        ids |= {own.employer_id, own.cohort.university_id, *(host.pk for host in hosts_of(own, on=on))}
    ids |= set(Appointment.objects.held_by(user, on=on).values_list("organisation", flat=True))
    above = Organisation.objects.filter(pk__in=ids, part_of__isnull=False).values_list("part_of", flat=True)
    kept = ConcernArrangements.objects.filter(organisation__in=ids | set(above)).select_related("organisation")
    return list(kept.order_by("organisation__name"))
