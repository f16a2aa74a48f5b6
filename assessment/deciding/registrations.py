"""Where the decision about a portfolio is met outside its own pages; ``AssessmentConfig.ready`` calls it."""

from __future__ import annotations


def register() -> None:
    """Guards and signed models."""
    from assessment.deciding import content, guards
    from assessment.models import (
        PortfolioSubmission,
        Recommendation,
        SecondOpinion,
        SupervisorReport,
        TutorReview,
    )
    from core import registry

    guards.declare_all()
    for model, of in (
        (PortfolioSubmission, content.submission_content),
        (Recommendation, content.recommendation_content),
        (SupervisorReport, content.supervisor_content),
        (TutorReview, content.review_content),
        (SecondOpinion, content.second_content),
    ):
        registry.signed_models.register(model._meta.label_lower, registry.SignedModel(model, of))
