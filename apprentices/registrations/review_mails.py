"""Mails about reviews: prepare in time, and a signature that waits 5, 10 and 15 working days."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from apprentices.models import (
    PARTY_KINDS,
    Apprentice,
    Involvement,
    Party,
    ProgressReview,
    ReviewPreparation,
)
from apprentices.permissions.reviews import DEPUTY_ROLES
from apprentices.programme_plan import bank_holidays
from apprentices.telling import address_for
from apprentices.working_days import is_working_day
from consortium.models import Appointment
from core.accounts.models import User
from core.notifications.models import Message
from core.registry import Reminder

WEEK = datetime.timedelta(days=7)
STEPS = (5, 10, 15)
"""Working days: to whoever signs; then to who may stand in for them; then to those and the tutor."""
STILL_LEARNING = (Apprentice.State.ACTIVE, Apprentice.State.GATEWAY)


def to_prepare(at: datetime.datetime) -> Iterator[Reminder]:
    """The apprentice, a week before the day that was set; whoever has sent their preparation is not told."""
    today = timezone.localdate(at)
    coming = ProgressReview.objects.open().filter(
        planned_on__gte=today, planned_on__lte=today + WEEK, apprentice__state=Apprentice.State.ACTIVE
    )
    sent = set(
        ReviewPreparation.objects.filter(review__in=coming, party=Party.APPRENTICE, sent_at__isnull=False).values_list(
            "review", flat=True
        )
    )
    for review in coming.select_related("apprentice__person").order_by("pk"):
        if review.pk not in sent:
            yield Reminder(
                to=review.apprentice.person,
                template="review_coming",
                context={"review": review},
                key=f"review-coming-{review.pk}-{review.planned_on}",
            )


@dataclass(frozen=True)
class Waits:
    """One signature that is missing, and since when."""

    review: ProgressReview
    party: str
    reached: dict[int, datetime.date]
    """Step → the working day on which it was reached."""


def signatures_waiting(at: datetime.datetime) -> Iterator[Reminder]:
    """Missing signatures that reached a step: one mail to a person for all that reached it on the same day.

    Signed, closed or reopened falls silent, and so does a break.
    """
    today = timezone.localdate(at)
    missing = _missing(today)
    tell: dict[tuple[int, User, datetime.date], list[Waits]] = defaultdict(list)
    for waits, step, person in _who_is_told(missing, today):
        tell[step, person, waits.reached[step]].append(waits)
    keys = {group: f"review-signing-{group[0]}-{group[1].pk}-{group[2]}" for group in tell}
    told = set(Message.objects.filter(key__in=keys.values()).values_list("key", flat=True))
    for (step, person, reached), waiting in sorted(tell.items(), key=lambda pair: (pair[0][0], pair[0][1].pk)):
        key = keys[step, person, reached]
        if key not in told:
            yield Reminder(
                to=person,
                template="review_signing_waits" if step == STEPS[0] else "review_signing_late",
                context={"waiting": waiting, "days": step, "link": _where(person, waiting)},
                key=key,
                secret=True,
            )


def _missing(today: datetime.date) -> list[Waits]:
    closed = bank_holidays()
    signing = (
        ProgressReview.objects.filter(state=ProgressReview.State.SIGNING, apprentice__state__in=STILL_LEARNING)
        .select_related("write_up", "apprentice__person", "apprentice__employer", "apprentice__cohort")
        .prefetch_related("write_up__signatures")
        .order_by("pk")
    )
    found = []
    for review in signing:
        assert review.write_up is not None
        assert review.write_up.written_at is not None
        reached = _reached(timezone.localdate(review.write_up.written_at), today, closed)
        signed = {signature.party for signature in review.write_up.signatures.all()}
        found += [Waits(review, party, reached) for party in Party if party not in signed and reached]
    return found


def _reached(since: datetime.date, today: datetime.date, closed: Iterable[datetime.date]) -> dict[int, datetime.date]:
    reached, date, passed = {}, since, 0
    while date < today and passed < STEPS[-1]:
        date += datetime.timedelta(days=1)
        if is_working_day(date, frozenset(closed)):
            passed += 1
            if passed in STEPS:
                reached[passed] = date
    return reached


def _who_is_told(missing: list[Waits], today: datetime.date) -> Iterator[tuple[Waits, int, User]]:
    own = _own_people({waits.review.apprentice_id for waits in missing}, today)
    deputies = Deputies({waits.review.apprentice for waits in missing}, today)
    for waits in missing:
        apprentice = waits.review.apprentice
        tutors = own[apprentice.pk, PARTY_KINDS[Party.UNIVERSITY]]
        stand_ins = deputies(apprentice, waits.party) or tutors
        for step in waits.reached:
            people = {5: own[apprentice.pk, PARTY_KINDS[waits.party]], 10: stand_ins, 15: [*stand_ins, *tutors]}[step]
            for person in dict.fromkeys(people):
                yield waits, step, person


def _own_people(apprentices: set[int], today: datetime.date) -> dict[tuple[int, str], list[User]]:
    found: dict[tuple[int, str], list[User]] = defaultdict(list)
    held = Involvement.objects.on(today).filter(
        apprentice__in=apprentices, kind__in=PARTY_KINDS.values(), person__is_active=True
    )
    for involvement in held.select_related("person").order_by("starts_on", "pk"):
        assert involvement.person is not None
        found[involvement.apprentice_id, involvement.kind].append(involvement.person)
    return found


class Deputies:
    """Who holds a deputising role at the employer (or its council) or at the university; one query for all."""

    def __init__(self, apprentices: set[Apprentice], today: datetime.date) -> None:
        places = {place for a in apprentices for party in DEPUTY_ROLES for place in self._places(a, party)}
        roles = [role for _, role in DEPUTY_ROLES.values()]
        self.held: dict[tuple[int, str], list[User]] = defaultdict(list)
        appointments = Appointment.objects.accepted().on(today).filter(organisation__in=places, role__code__in=roles)
        for appointment in appointments.select_related("person", "role").order_by("person__name", "pk"):
            self.held[appointment.organisation_id, appointment.role.code].append(appointment.person)

    @staticmethod
    def _places(apprentice: Apprentice, party: str) -> list[int]:
        if party == Party.EMPLOYER:
            employer = apprentice.employer
            return [place for place in (employer.pk, employer.part_of_id) if place]
        return [apprentice.cohort.university_id]

    def __call__(self, apprentice: Apprentice, party: str) -> list[User]:
        if party not in DEPUTY_ROLES:
            return []
        role = DEPUTY_ROLES[party][1]
        return [person for place in self._places(apprentice, party) for person in self.held[place, role]]


def _where(person: User, waiting: list[Waits]) -> str:
    """A link of their own for a line manager who comes by link; the list of reviews for everybody else."""
    if all(waits.party == Party.EMPLOYER for waits in waiting) and not person.has_usable_password():
        return address_for(person)
    return settings.SITE_URL.rstrip("/") + reverse("apprentices:reviews")
