"""Where the decision about a portfolio is met outside its own pages; ``AssessmentConfig.ready`` calls it."""

from __future__ import annotations


def register() -> None:
    """Guards, signed models, sections, tasks, and what a break and leaving mean."""
    from apprentices import steps
    from apprentices.registrations import waiting
    from assessment.deciding import changes, content, guards, holding, permissions, places, telling, worklist
    from assessment.models import (
        PortfolioSubmission,
        Recommendation,
        SecondOpinion,
        SupervisorReport,
        TutorReview,
    )
    from core import registry
    from placements.holds import place_holds

    place_holds.register(holding.place_held)
    registry.navigation.register(places.navigation, order=35)
    registry.record_sections.register(places.record_section, order=44)
    registry.file_scopes.register(places.files)
    registry.worklist.register(worklist.needs)
    waiting.sources.register(worklist.waiting, order=52)
    steps.pause.consequences.register(changes.on_pause)
    steps.withdrawal.consequences.register(changes.on_withdrawal)
    registry.link_purposes.register(
        telling.REPORT_LINK,
        registry.LinkPurpose(
            "assessment:supervisor_report",
            days=28,
            words="your report about the placement that you supervised",
            renewable=lambda submission: submission.state in permissions.TAKES_REPORT,
        ),
    )
    guards.declare_all()
    for model, of in (
        (PortfolioSubmission, content.submission_content),
        (Recommendation, content.recommendation_content),
        (SupervisorReport, content.supervisor_content),
        (TutorReview, content.review_content),
        (SecondOpinion, content.second_content),
    ):
        registry.signed_models.register(model._meta.label_lower, registry.SignedModel(model, of))
