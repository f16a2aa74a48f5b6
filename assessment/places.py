"""Where portfolios are met outside their own pages: navigation, the record page, search, file downloads."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import reverse

from apprentices.models import Apprentice, Involvement, ProgressReview, Standing
from apprentices.people import kinds
from apprentices.review_facts import FactGroup, ReviewPeriod
from assessment.models import Attachment, Evidence, EvidenceVersion, readers
from assessment.portfolios import opens
from core.registry import NavigationItem, RecordSection, SearchHit

if TYPE_CHECKING:
    from core.accounts.models import User


def navigation(user: User) -> Iterable[NavigationItem]:
    """An apprentice has a portfolio; whoever reads evidence has portfolios."""
    held = kinds(user)
    if Involvement.Kind.SELF in held:
        yield NavigationItem("Portfolio", reverse("assessment:start"), "/assessment/")
    elif held.intersection(readers.READING_KINDS):
        yield NavigationItem("Portfolios", reverse("assessment:start"), "/assessment/")


def record_section(user: User, apprentice: Apprentice, on: datetime.date) -> RecordSection | None:
    """How much evidence there is, for everybody who sees the record; the way in, for those who read it."""
    reads = opens(user, apprentice.pk, on=on)
    return RecordSection(
        title="Portfolio",
        template="assessment/record_section.html",
        context={"standing": Standing.objects.filter(apprentice=apprentice).first(), "reads": reads},
        url=reverse("assessment:portfolio", args=[apprentice.reference]) if reads else "",
    )


def review_facts(review: ProgressReview, period: ReviewPeriod) -> FactGroup:
    """For the write-up of a progress review: how much evidence, never what stands in it."""
    accepted = Evidence.objects.accepted().filter(apprentice=review.apprentice_id, answered_at__date__lte=period.until)
    since = accepted.filter(answered_at__date__gt=period.since).count()
    return FactGroup(
        "Evidence",
        (
            ("Accepted in all", str(accepted.count())),
            ("Accepted since the last review", str(since)),
            ("Waiting to be assessed", str(Evidence.objects.waiting().filter(apprentice=review.apprentice_id).count())),
        ),
    )


def search(user: User, asked: str) -> Iterable[SearchHit]:
    """Evidence by its title: one's own, and what one may read."""
    versions = (
        EvidenceVersion.objects.visible_to(user)
        .filter(title__icontains=asked)
        .select_related("evidence__apprentice__person")
        .order_by("evidence", "-number")[:60]
    )
    seen = set()
    for version in versions:
        if version.evidence_id not in seen:
            seen.add(version.evidence_id)
            yield SearchHit(
                title=version.title,
                url=reverse("assessment:evidence", args=[version.evidence.reference]),
                kind="Evidence",
                hint=f"{version.evidence.the_kind}, {version.evidence.apprentice}",
            )


def files(user: User) -> QuerySet[Any, Any]:
    """Ids of the files beside versions that this person may read."""
    readable = EvidenceVersion.objects.visible_to(user)
    return Attachment.objects.order_by().filter(version__in=readable).values_list("file_id")
