"""The canonical content of a member's view and of a panel's judgement: what is signed and compared."""

from __future__ import annotations

from typing import Any

from assessment.models import CapabilityReview, ReviewPanelView

VIEW = "view of a panel member"
JUDGEMENT = "judgement of a review panel"


def viewed(view: ReviewPanelView) -> dict[str, Any]:
    """One member's view of one apprentice."""
    return {
        "review": view.review.reference,
        "apprentice": view.review.apprentice.reference,
        "point": view.review.point,
        "member": view.member.person.reference,
        "judgement": view.judgement,
        "words": view.words,
    }


def judged(review: CapabilityReview) -> dict[str, Any]:
    """The judgement with its words by domain, and the signed views that it rests on, by their hashes."""
    domains = review.domains.select_related("statement__framework").order_by("statement__number", "statement__code")
    signed = review.views.filter(signed_at__isnull=False).select_related("member__person")
    return {
        "review": review.reference,
        "apprentice": review.apprentice.reference,
        "point": review.point,
        "number": review.number,
        "judgement": review.judgement,
        "whole": review.whole,
        "domains": [
            {
                "framework": said.statement.framework.code,
                "edition": said.statement.framework.edition,
                "code": said.statement.code,
                "title": said.statement.title,
                "words": said.words,
            }
            for said in domains
        ],
        "enough": review.enough,
        "again_on": review.again_on,
        "judged_by": review.judged_by.reference if review.judged_by else "",
        "rests_on": sorted([view.member.person.reference, view.content_hash] for view in signed),
    }


def view_content(view: ReviewPanelView, purpose: str) -> dict[str, Any] | None:
    """For ``core.registry.signed_models``."""
    return viewed(view) if purpose == VIEW else None


def judgement_content(review: CapabilityReview, purpose: str) -> dict[str, Any] | None:
    """For ``core.registry.signed_models``."""
    return judged(review) if purpose == JUDGEMENT else None
