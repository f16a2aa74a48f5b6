"""Who hears what about a review panel. No mail says what the outcome is, and none says who brings which experience."""

from __future__ import annotations

import datetime
from collections import defaultdict

from apprentices.models import Involvement
from assessment.models import CapabilityReview, ReviewPanelMember
from core import links
from core.accounts.models import User
from core.links.models import SignedLink
from core.notifications import outbox

PANEL_LINK = "review_panel"

TOLD_OF_OUTCOMES = (
    Involvement.Kind.SELF,
    Involvement.Kind.TUTOR,
    Involvement.Kind.LINE_MANAGER,
    Involvement.Kind.PRACTICE_EDUCATOR,
    Involvement.Kind.WORKPLACE_ASSESSOR,
)


def planned(review: CapabilityReview) -> None:
    outbox.owe(
        to=review.apprentice.person,
        template="capability_review_planned",
        context={"review": review, "apprentice": review.apprentice, "panel": review.panel},
        key=f"capability-review-planned-{review.reference}",
    )


def cancelled(review: CapabilityReview) -> None:
    outbox.owe(
        to=review.apprentice.person,
        template="capability_review_cancelled",
        context={"review": review, "apprentice": review.apprentice, "panel": review.panel},
        key=f"capability-review-cancelled-{review.reference}",
    )


def asked_to_sit(member: ReviewPanelMember) -> None:
    """A mail with the page; for whoever has no account, with a link of their own."""
    by_link = member.person.comes_by_link
    link = links.make(person=member.person, purpose=PANEL_LINK, subject=member)[1] if by_link else ""
    outbox.owe(
        to=member.person,
        template="review_panel_asked",
        context={
            "member": member,
            "panel": member.panel,
            "apprentices": member.panel.reviews.exclude(state=CapabilityReview.State.CANCELLED).count(),
            "link": link,
        },
        secret=by_link,
        key=f"review-panel-asked-{member.reference}",
    )


def not_asked_any_more(member: ReviewPanelMember) -> None:
    """Their link opens nothing from now on."""
    SignedLink.objects.to(member, PANEL_LINK).revoke()
    outbox.owe(
        to=member.person,
        template="review_panel_left",
        context={"member": member, "panel": member.panel},
        key=f"review-panel-left-{member.reference}",
    )


def released(review: CapabilityReview, *, on: datetime.date) -> None:
    """Everybody who is told of outcomes, each once."""
    relations = Involvement.objects.on(on).filter(apprentice=review.apprentice, kind__in=TOLD_OF_OUTCOMES)
    kinds: dict[User, set[str]] = defaultdict(set)
    for relation in relations.filter(person__isnull=False).select_related("person"):
        assert relation.person is not None
        kinds[relation.person].add(relation.kind)
    for person, held in kinds.items():
        outbox.owe(
            to=person,
            template="capability_review_released",
            context={
                "review": review,
                "apprentice": review.apprentice,
                "own": Involvement.Kind.SELF in held,
                "reads": bool(held - {Involvement.Kind.LINE_MANAGER}),
            },
            key=f"capability-review-released-{review.reference}-{person.pk}",
        )
