"""Where capability reviews are met outside their pages: the record, and "Waiting for you"."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from apprentices.models import Apprentice
from assessment.models import CapabilityReview, ReviewPanel, ReviewPanelMember, ReviewPanelView
from assessment.portfolios import opens
from core import words
from core.registry import Need, RecordSection, WorkItem

if TYPE_CHECKING:
    from core.accounts.models import User

State = CapabilityReview.State


def record_section(user: User, apprentice: Apprentice, on: datetime.date) -> RecordSection | None:
    """The newest review of each point: that it is planned or held, and once released what it came to."""
    rows = CapabilityReview.objects.visible_to(user, on=on).filter(apprentice=apprentice).select_related("panel")
    newest: dict[str, CapabilityReview] = {}
    for review in rows.order_by("pk"):
        newest[review.point] = review
    if not newest:
        return None
    url = reverse("assessment:capability_reviews", args=[apprentice.reference])
    return RecordSection(
        title="Capability reviews",
        template="assessment/capability_reviews/record_section.html",
        context={"reviews": list(newest.values())},
        url=url if opens(user, apprentice.pk, on=on) else "",
    )


def needs(user: User, on: datetime.date) -> Iterable[WorkItem]:
    """For ``core.registry.worklist``: views to give, judgements to record, outcomes to release."""
    yield from _views_to_give(user, on)
    yield from _to_lead(user, on)


def _views_to_give(user: User, on: datetime.date) -> Iterator[WorkItem]:
    signed = ReviewPanelView.objects.filter(member__person=user, review=OuterRef("pk"), signed_at__isnull=False)
    open_to_me = (
        CapabilityReview.objects.filter(~Exists(signed), state=State.PLANNED)
        .of_those_learning()
        .values("panel")
        .annotate(number=Count("pk"))
    )
    sitting = ReviewPanelMember.objects.sitting().filter(person=user, panel__in=open_to_me.values("panel"))
    seats = list(sitting.select_related("panel"))
    if not seats:
        return
    left = {row["panel"]: row["number"] for row in open_to_me.filter(panel__in=[seat.panel_id for seat in seats])}
    for seat in seats:
        whom = words.count(left[seat.panel_id], "apprentice")
        yield WorkItem(
            f"Give your view of {whom}: {words.lowered(str(seat.panel))}",
            reverse("assessment:review_views", args=[seat.reference]),
            need=Need.overdue_if(seat.panel.held_on < on),
        )


def _to_lead(user: User, on: datetime.date) -> Iterator[WorkItem]:
    waiting = (
        ReviewPanel.objects.led_by(user, on=on)
        .filter(held_on__lte=on)
        .annotate(
            to_judge=Count(
                "reviews",
                filter=Q(
                    reviews__state=State.PLANNED,
                    reviews__apprentice__state__in=(Apprentice.State.PRE_START, Apprentice.State.ACTIVE),
                ),
            ),
            to_release=Count("reviews", filter=Q(reviews__state=State.JUDGED, reviews__release_at__isnull=True)),
        )
        .filter(Q(to_judge__gt=0) | Q(to_release__gt=0))
    )
    for panel in waiting:
        url = reverse("assessment:review_panel", args=[panel.reference])
        if panel.to_judge:
            yield WorkItem(
                f"Record what the panel judged of {words.count(panel.to_judge, 'apprentice')}: "
                f"{words.lowered(str(panel))}",
                url,
                need=Need.overdue_if(panel.held_on < on),
            )
        elif panel.to_release:
            yield WorkItem(f"Release {words.count(panel.to_release, 'outcome')}: {words.lowered(str(panel))}", url)
