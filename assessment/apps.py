from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "assessment"
    verbose_name = "Assessment"

    def ready(self) -> None:
        from apprentices import steps, totals
        from apprentices.audit_file.parts import audit_sections
        from apprentices.capability import capability_parts
        from apprentices.review_facts import review_facts
        from assessment import audit_section, changes, content, guards, pack, places, portfolios, worklist
        from assessment.deciding import registrations as deciding
        from assessment.equity import registrations as equity
        from assessment.models import (
            CapabilityView,
            EvidenceVersion,
            Observation,
            PortfolioReview,
            ProposedSignOff,
            WitnessStatement,
        )
        from assessment.observing import places as observing
        from assessment.observing.content import observation_content
        from assessment.operations.telling import WITNESS_LINK
        from assessment.operations.totals import evidence_totals
        from assessment.panels import registrations as panels
        from assessment.reciprocal import registrations as reciprocal
        from core import registry
        from placements.sections import placement_sections

        guards.declare_all()
        registry.signed_models.register(
            "assessment.evidenceversion", registry.SignedModel(EvidenceVersion, content.version_content)
        )
        registry.signed_models.register(
            "assessment.portfolioreview", registry.SignedModel(PortfolioReview, content.review_content)
        )
        registry.signed_models.register(
            "assessment.capabilityview", registry.SignedModel(CapabilityView, content.view_content)
        )
        registry.signed_models.register(
            "assessment.observation", registry.SignedModel(Observation, observation_content)
        )
        registry.signed_models.register(
            "assessment.proposedsignoff", registry.SignedModel(ProposedSignOff, content.proposed_content)
        )
        registry.signed_models.register(
            "assessment.witnessstatement", registry.SignedModel(WitnessStatement, content.witness_content)
        )
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
        registry.record_sections.register(observing.record_section, order=42)
        placement_sections.register(observing.placement_section)
        registry.worklist.register(observing.needs)
        registry.reminder_rules.register(
            registry.ReminderRule("report of an observation over five working days", observing.reports_late)
        )
        registry.pack_builders.register(pack.NAME, pack.BUILDER)
        reciprocal.register()
        equity.register()
        deciding.register()
        panels.register()
