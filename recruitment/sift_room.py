"""What the sift brings to the portal: rows that stay as they were given, and what waits for those who read."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import Count, QuerySet
from django.urls import reverse

from apprentices.registrations.waiting import Waiting, sources
from core import registry
from core.accounts.models import User
from core.audit import guards
from core.audit.guards import Guard
from core.registry import LinkPurpose, WorkItem
from core.words import count
from recruitment.deletable import FIGURES_KEPT
from recruitment.models import Sift, SiftAgreedMark, SiftCriterion, Sifted, Sifter, SiftMark, SiftReading
from recruitment.operations.sift_links import LINK_DAYS, SIFT, may_be_renewed


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
        Guard(SiftMark, "sift_mark_locked", when="OLD.locked_at IS NOT NULL", may_delete_once=FIGURES_KEPT["reading"]),
        Guard(
            SiftAgreedMark,
            "sift_mark_agreed",
            when="OLD.agreed_at IS NOT NULL",
            erasable=("reason",),
            may_delete_once=FIGURES_KEPT["sifted"],
        ),
    )
    registry.link_purposes.register(
        SIFT,
        LinkPurpose("recruitment:my_sift", days=LINK_DAYS, words="your part in a sift", renewable=may_be_renewed),
    )
    sources.register(waiting, order=32)


def waiting(user: User, on: datetime.date) -> Iterator[Waiting]:
    """Whether somebody sifts now is one short question; what there is to do is asked of those alone who do."""
    parts = Sifter.objects.of_person(user)
    yield Waiting(parts, lambda: _to_do(user, parts))


def _to_do(user: User, parts: QuerySet[Sifter]) -> Iterator[WorkItem]:
    """Answers that a sifter has not marked, and applications on which two are apart."""
    to_give = SiftMark.objects.of_person(user).to_give().order_by()
    for reference, number in to_give.values_list("reading__sifter__reference").annotate(number=Count("pk")):
        yield WorkItem(f"Read {count(number, 'answer')} in the sift", reverse("recruitment:my_sift", args=[reference]))
    apart = SiftReading.objects.counting().filter(
        sifter__in=parts, sifted__state=Sifted.State.APART, sifted__application__state="eligible"
    )
    for reading in apart[:5]:
        url = reverse("recruitment:marks_apart", args=[reading.reference])
        yield WorkItem("Talk about an application on which two marks are apart", url)
