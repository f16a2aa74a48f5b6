"""Who sees what of an apprentice: the words for each relation, and the people behind it today."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db.models import Count, Max, Q

from apprentices.models import Apprentice, Involvement, SharedAdjustment, Visit
from apprentices.told import told_of
from consortium.models import Appointment

DATA = Path(__file__).parent / "data" / "sharing.json"


@dataclass(frozen=True)
class Viewer:
    """One line of the page: who, as what, from when to when, what they see, what they are told of."""

    involvement: Involvement
    name: str
    part: str
    people: Sequence[str]
    sees: str
    told: Sequence[str]


@cache
def _words() -> dict[str, str]:
    return json.loads(DATA.read_text(encoding="utf-8"))["sees"]


@cache
def never_shared() -> tuple[str, ...]:
    """What moves to nobody unless the apprentice shares it."""
    return tuple(json.loads(DATA.read_text(encoding="utf-8"))["never_shared"])


def viewers(apprentice: Apprentice, *, on: datetime.date) -> list[Viewer]:
    """Everybody to whom the record is open today: people by themselves, and people by their role in an organisation."""
    held = list(
        Involvement.objects.on(on)
        .filter(apprentice=apprentice)
        .select_related("person", "organisation__part_of")
        .order_by("starts_on", "pk")
    )
    readers = _readers([involvement for involvement in held if involvement.organisation_id], on=on)
    return [
        Viewer(
            involvement=involvement,
            name=str(involvement.person or involvement.organisation),
            part=involvement.get_kind_display(),
            people=readers.get(involvement.organisation_id or 0, []),
            sees=_words()[involvement.kind],
            told=told_of(involvement.kind),
        )
        for involvement in held
    ]


def shared_adjustments(apprentice: Apprentice, *, on: datetime.date) -> list[SharedAdjustment]:
    """Adjustments that are shared today, with whom and until when; for the apprentice alone to read."""
    shared = SharedAdjustment.objects.shared(on=on).filter(adjustment__apprentice=apprentice)
    return list(shared.select_related("adjustment").order_by("adjustment", "pk"))


def visits(apprentice: Apprentice) -> list[Visit]:
    """Visits to this record, now and before, with how often something of it was opened and when last."""
    own = Q(openings__apprentice=apprentice)
    found = Visit.objects.filter(apprentices=apprentice).select_related("visitor", "opened_by", "university")
    return list(found.annotate(opened=Count("openings", filter=own), last=Max("openings__at", filter=own)))


def _readers(involvements: Sequence[Involvement], *, on: datetime.date) -> dict[int, list[str]]:
    """By organisation: the people whose role in it, or in the council it is part of, reads its apprentices."""
    reach: dict[int, list[int]] = {}
    for involvement in involvements:
        organisation = involvement.organisation
        if organisation is not None:
            for reached in filter(None, (organisation.pk, organisation.part_of_id)):
                reach.setdefault(reached, []).append(organisation.pk)
    held = (
        Appointment.objects.accepted()
        .on(on)
        .filter(Q(organisation__in=reach), role__reads_apprentices=True)
        .select_related("person", "role")
        .order_by("person__name")
    )
    found: dict[int, list[str]] = {}
    for appointment in held:
        for organisation_id in reach[appointment.organisation_id]:
            found.setdefault(organisation_id, []).append(f"{appointment.person} ({appointment.role.name.lower()})")
    return found
