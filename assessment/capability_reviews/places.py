"""Where capability reviews are met outside their pages: the record, and "Waiting for you"."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from apprentices.models import Apprentice
from apprentices.registrations.waiting import Waiting
from assessment.capability_reviews.permissions import convenes
from assessment.models import CapabilityReview, ReviewPanel, ReviewPanelMember, ReviewPanelView
from assessment.portfolios import opens
from assessment.record_parts import there_is
from core import words
from core.registry import Need, RecordSection, WorkItem

if TYPE_CHECKING:
    from core.accounts.models import User

State = CapabilityReview.State


def record_section(user: User, apprentice: Apprentice, on: datetime.date) -> RecordSection | None:
    """The newest review of each point: that it is planned or held, and once released what it came to."""
    if not there_is(user, apprentice.pk)[0]:
        return None
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


def waiting(user: User, on: datetime.date) -> Iterator[Waiting]:
    """For the home page: views to give, judgements to record, outcomes to release."""
    seats = ReviewPanelMember.objects.sitting().filter(person_id=user.pk, panel__reviews__state=State.PLANNED)
    yield Waiting(seats, lambda: _views_to_give(user, on))
    if convenes(user):
        led = ReviewPanel.objects.led_by(user, on=on).filter(held_on__lte=on, reviews__state__in=CapabilityReview.OPEN)
        yield Waiting(led, lambda: _to_lead(user, on))


def _seats_with_views_to_give(user: User) -> QuerySet[ReviewPanelMember]:
    """Where this person sits and has not signed a view of everybody whom the panel still reviews."""
    signed = ReviewPanelView.objects.filter(
        member=OuterRef(OuterRef("pk")), review=OuterRef("pk"), signed_at__isnull=False
    )
    to_view = (
        CapabilityReview.objects.filter(~Exists(signed), panel=OuterRef("panel"), state=State.PLANNED)
        .of_those_learning()
        .order_by()
    )
    return ReviewPanelMember.objects.sitting().filter(Exists(to_view), person_id=user.pk)


def _views_to_give(user: User, on: datetime.date) -> Iterator[WorkItem]:
    for seat in _seats_with_views_to_give(user).select_related("panel"):
        yield WorkItem(
            f"Give your views as a member of a panel: {words.lowered(str(seat.panel))}",
            reverse("assessment:review_views", args=[seat.reference]),
            need=Need.overdue_if(seat.panel.held_on < on),
        )


def _panels_to_go_on_with(user: User, on: datetime.date) -> QuerySet[ReviewPanel]:
    """Panels that have sat, with something to judge or to release."""
    reviews = CapabilityReview.objects.filter(panel=OuterRef("pk"))
    return ReviewPanel.objects.led_by(user, on=on).filter(
        Exists(reviews.filter(state=State.PLANNED).of_those_learning())
        | Exists(reviews.filter(state=State.JUDGED, release_at__isnull=True)),
        held_on__lte=on,
    )


def _to_lead(user: User, on: datetime.date) -> Iterator[WorkItem]:
    learning = Q(reviews__apprentice__state__in=(Apprentice.State.PRE_START, Apprentice.State.ACTIVE))
    unreleased = Q(reviews__state=State.JUDGED, reviews__release_at__isnull=True)
    for panel in _panels_to_go_on_with(user, on).annotate(
        to_judge=Count("reviews", filter=Q(reviews__state=State.PLANNED) & learning),
        to_release=Count("reviews", filter=unreleased),
    ):
        url, which = reverse("assessment:review_panel", args=[panel.reference]), words.lowered(str(panel))
        if panel.to_judge:
            whom = words.count(panel.to_judge, "apprentice")
            need = Need.overdue_if(panel.held_on < on)
            yield WorkItem(f"Record what the panel judged of {whom}: {which}", url, need=need)
        else:
            yield WorkItem(f"Release {words.count(panel.to_release, 'outcome')}: {which}", url)
