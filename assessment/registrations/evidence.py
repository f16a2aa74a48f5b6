"""What evidence, witnesses, reviews, self-assessment and the portfolio pack add to the lists of other apps."""

from __future__ import annotations

from apprentices import steps, totals
from apprentices.audit_file.parts import audit_sections
from apprentices.capability import capability_parts
from apprentices.review_facts import review_facts
from assessment import audit_section, changes, content, guards, pack, places, portfolios, worklist
from assessment.models import CapabilityView, EvidenceVersion, PortfolioReview, ProposedSignOff, WitnessStatement
from assessment.operations.telling import WITNESS_LINK
from assessment.operations.totals import evidence_totals
from core import registry

SIGNED = (
    (EvidenceVersion, content.version_content),
    (PortfolioReview, content.review_content),
    (CapabilityView, content.view_content),
    (ProposedSignOff, content.proposed_content),
    (WitnessStatement, content.witness_content),
)


def register() -> None:
    guards.declare_all()
    for model, signed_content in SIGNED:
        registry.signed_models.register(model._meta.label_lower, registry.SignedModel(model, signed_content))
    registry.link_purposes.register(
        WITNESS_LINK,
        registry.LinkPurpose(
            "assessment:witness",
            days=28,
            words="what an apprentice asks you to say about their practice",
            renewable=lambda statement: statement.state == WitnessStatement.State.ASKED,
        ),
    )
    totals.sources.register(evidence_totals)
    capability_parts.register(portfolios.capability_summary, order=20)
    review_facts.register(places.review_facts, order=40)
    steps.pause.consequences.register(changes.on_pause)
    steps.withdrawal.consequences.register(changes.on_withdrawal)
    audit_sections.register(audit_section.SECTION, order=50)
    registry.navigation.register(places.navigation, order=30)
    registry.record_sections.register(places.record_section, order=40)
    registry.search_sources.register(places.search)
    registry.file_scopes.register(places.files)
    registry.worklist.register(worklist.needs)
    registry.reminder_rules.register(
        registry.ReminderRule("evidence waiting over five working days", worklist.waiting_too_long)
    )
    registry.pack_builders.register(pack.NAME, pack.BUILDER)
