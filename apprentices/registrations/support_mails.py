"""Mails about support: workplace visits that are due, then overdue; an entry of the support plan to look at again."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from apprentices.models import PARTY_KINDS, Apprentice, Involvement, Party, Quiet, SupportOffer
from apprentices.models.visits import overdue_after, visits_due
from consortium.models import Appointment
from core.accounts.models import User
from core.registry import Reminder

Kind = Involvement.Kind


def _quiet() -> QuerySet[Any, Any]:
    """Ids of apprentices about whom no mail goes out."""
    return Quiet.objects.filter(state=Quiet.State.HELD).values("apprentice")


# Workplace visits --------------------------------------------------------------------------------------------


def visits_fall_due(at: datetime.datetime) -> Iterator[Reminder]:
    """Tutors, once for each day on which visits of theirs fell due. A visit that is planned falls silent."""
    today = timezone.localdate(at)
    due = _due(today)
    tutors = Involvement.objects.on(today).filter(kind=Kind.TUTOR, apprentice__in=due, person__is_active=True)
    told: dict[tuple[User, datetime.date], list[Apprentice]] = defaultdict(list)
    for tutor in tutors.select_related("person").order_by("apprentice"):
        assert tutor.person is not None
        apprentice, since = due[tutor.apprentice_id]
        told[tutor.person, since].append(apprentice)
    yield from _of_each_day(told, "visits_due", "visits-due")


def visits_overdue(at: datetime.datetime) -> Iterator[Reminder]:
    """The compliance officers of the university, where a visit has been due for weeks and none is planned."""
    today = timezone.localdate(at)
    overdue = _due(today - overdue_after())
    universities = {apprentice.cohort.university_id for apprentice, _ in overdue.values()}
    officers = (
        Appointment.objects.accepted()
        .on(today)
        .filter(organisation__in=universities, role__code="compliance_officer", closed_at=None, person__is_active=True)
        .select_related("person")
        .order_by("pk")
    )
    told: dict[tuple[User, datetime.date], list[Apprentice]] = defaultdict(list)
    for officer in officers:
        for apprentice, since in overdue.values():
            if apprentice.cohort.university_id == officer.organisation_id:
                told[officer.person, since].append(apprentice)
    yield from _of_each_day(told, "visits_overdue", "visits-overdue")


def _due(on: datetime.date) -> dict[int, tuple[Apprentice, datetime.date]]:
    """Apprentices whose visit is due on a day, each with the day since when."""
    rows = (
        visits_due(Apprentice.objects.exclude(pk__in=_quiet()), on=on).select_related("person", "cohort").order_by("pk")
    )
    return {row.pk: (row, row.counted_from + row.every) for row in rows}  # type: ignore[attr-defined]


def _of_each_day(
    told: dict[tuple[User, datetime.date], list[Apprentice]], template: str, key: str
) -> Iterator[Reminder]:
    for (person, since), apprentices in told.items():
        yield Reminder(
            to=person,
            template=template,
            context={
                "apprentices": apprentices,
                "since": since,
                "path": f"{reverse('apprentices:workplace_visits')}?due=due",
            },
            key=f"{key}-{person.pk}-{since}",
        )


# The support plan --------------------------------------------------------------------------------------------


def support_to_look_at(at: datetime.datetime) -> Iterator[Reminder]:
    """On the day on which an entry is to be looked at again: the apprentice, and whoever wrote it, once for the day.

    Where the writer has no part any more, those who speak for the same party now. None while learning is paused.
    """
    today = timezone.localdate(at)
    due = SupportOffer.objects.to_look_at(on=today).exclude(apprentice__in=_quiet())
    offers = list(due.select_related("apprentice__person", "written_by").order_by("pk"))
    held = Involvement.objects.on(today).filter(
        apprentice__in={offer.apprentice_id for offer in offers}, person__is_active=True
    )
    parties: dict[tuple[int, str], list[User]] = defaultdict(list)
    for part in held.select_related("person").order_by("pk"):
        assert part.person is not None
        parties[part.apprentice_id, part.kind].append(part.person)
    for offer in offers:
        party = parties[offer.apprentice_id, PARTY_KINDS[Party(offer.written_as)]]
        writers = [offer.written_by] if offer.written_by in party else party
        for person in dict.fromkeys([offer.apprentice.person, *writers]):
            yield Reminder(
                to=person,
                template="support_look_again",
                context={
                    "apprentice": offer.apprentice,
                    "by_day": offer.review_on,
                    "path": reverse("apprentices:support", args=[offer.apprentice.reference]),
                },
                key=f"support-review-{offer.pk}-{offer.review_on}-{person.pk}",
            )
