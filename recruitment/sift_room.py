"""What the sift brings to the portal: rows that stay as they were given, and what waits for those who read."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse

from apprentices.registrations.waiting import Waiting, sources
from core.accounts.models import User
from core.audit import guards
from core.audit.guards import Guard
from core.registry import WorkItem
from core.words import count
from recruitment.models import Sift, SiftAgreedMark, SiftCriterion, Sifted, Sifter, SiftMark, SiftReading


def register() -> None:
    """Called once, when the app is ready."""
    guards.declare(
        Guard(
            Sift,
            "sift_rules",
            when="OLD.opened_at IS NOT NULL",
            columns=("second_share", "apart", "hides_employer", "seed", "opened_at"),
        ),
        Guard(SiftCriterion, "sift_criterion_fixed", when="OLD.fixed_at IS NOT NULL"),
        Guard(SiftMark, "sift_mark_locked", when="OLD.locked_at IS NOT NULL"),
        Guard(SiftAgreedMark, "sift_mark_agreed", when="OLD.agreed_at IS NOT NULL", erasable=("reason",)),
    )
    sources.register(waiting, order=32)


def waiting(user: User, on: datetime.date) -> Iterator[Waiting]:
    """Answers that a sifter has not marked, and applications on which two are apart."""
    to_give = SiftMark.objects.of_person(user).to_give()
    yield Waiting(to_give, lambda: _to_read(to_give))
    apart = SiftReading.objects.counting().filter(
        sifter__in=Sifter.objects.of_person(user),
        sifted__state=Sifted.State.APART,
        sifted__application__state="eligible",
    )
    yield Waiting(apart, lambda: _to_talk_about(apart))


def _to_read(marks: QuerySet[SiftMark]) -> Iterator[WorkItem]:
    by_sifter: dict[str, int] = {}
    for reference in marks.values_list("reading__sifter__reference", flat=True):
        by_sifter[reference] = by_sifter.get(reference, 0) + 1
    for reference, number in by_sifter.items():
        yield WorkItem(f"Read {count(number, 'answer')} in the sift", reverse("recruitment:my_sift", args=[reference]))


def _to_talk_about(readings: QuerySet[SiftReading]) -> Iterator[WorkItem]:
    for reading in readings[:5]:
        url = reverse("recruitment:marks_apart", args=[reading.reference])
        yield WorkItem("Talk about an application on which two marks are apart", url)
