"""What capability reviews put into the registries of the house."""

from __future__ import annotations


def register() -> None:
    from apprentices import steps
    from apprentices.registrations import waiting
    from assessment.capability_reviews import content, guards, leaving, places
    from assessment.models import CapabilityReview, ReviewPanelMember, ReviewPanelView
    from assessment.operations.telling_of_panels import PANEL_LINK
    from core import registry

    guards.declare_all()
    registry.signed_models.register(
        "assessment.reviewpanelview", registry.SignedModel(ReviewPanelView, content.view_content)
    )
    registry.signed_models.register(
        "assessment.capabilityreview", registry.SignedModel(CapabilityReview, content.judgement_content)
    )
    registry.link_purposes.register(
        PANEL_LINK,
        registry.LinkPurpose(
            "assessment:review_views",
            days=60,
            words="the panel on which you are asked to sit",
            renewable=lambda member: isinstance(member, ReviewPanelMember) and member.left_at is None,
        ),
    )
    registry.record_sections.register(places.record_section, order=41)
    waiting.sources.register(places.waiting, order=50)
    steps.withdrawal.consequences.register(leaving.on_withdrawal)
