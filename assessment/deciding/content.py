"""The canonical content of what is handed in and of what is signed on the way to a decision."""

from __future__ import annotations

import datetime
from typing import Any

from assessment.models import (
    Evidence,
    Observation,
    PortfolioSubmission,
    Recommendation,
    RecommendedCapability,
    SecondOpinion,
    SelfAssessment,
    SupervisorReport,
    TutorReview,
)
from placements.models import Placement

SUBMISSION = "portfolio handed in"
RECOMMENDATION = "recommendation"
BESIDE = "recommendation, signed beside"
SUPERVISOR = "workplace supervisor's report"
REVIEW = "tutor's review of a recommendation"
SECOND = "second opinion"


def snapshot_of(placement: Placement) -> dict[str, Any]:
    """What would be handed in now: each thing by its reference and its hash, and the days of the placement.

    What happened before an earlier placement of this person was decided is context (``earlier``) and proves nothing
    again.
    """
    since = _decided_before(placement)
    pieces = (
        Evidence.objects.accepted()
        .filter(apprentice=placement.apprentice)
        .order_by("answered_at", "pk")
        .values_list("reference", "shown__number", "shown__sign_off__content_hash", "shown__happened_on")
    )
    rows = [
        (
            {"evidence": reference, "version": number, "hash": hash_},
            bool(since and happened_on and happened_on <= since),
        )
        for reference, number, hash_, happened_on in pieces
    ]
    observed = Observation.objects.signed().filter(placement=placement).order_by("signed_at", "pk")
    return {
        "apprentice": placement.apprentice.reference,
        "placement": placement.reference,
        "placement_number": placement.number,
        "level": placement.level,
        "evidence": [row for row, earlier in rows if not earlier],
        "earlier": [row for row, earlier in rows if earlier],
        "self_assessments": _locked_views(placement),
        "observations": [
            {"observation": reference, "hash": hash_}
            for reference, hash_ in observed.values_list("reference", "content_hash")
        ],
        "days": {"counted": f"{placement.days_counted:.1f}", "required": placement.days_required},
    }


def _decided_before(placement: Placement) -> datetime.date | None:
    """The last day of this person's latest placement before this one of which a portfolio was decided."""
    decided = Placement.objects.filter(
        apprentice=placement.apprentice_id,
        starts_on__lt=placement.starts_on,
        submissions__state=PortfolioSubmission.State.RELEASED,
    )
    return decided.order_by("-ends_on").values_list("ends_on", flat=True).first()


def _locked_views(placement: Placement) -> list[dict[str, Any]]:
    """The self-assessments of a placement of which both sides are locked."""
    locked = SelfAssessment.objects.filter(placement=placement).exclude(state=SelfAssessment.State.OPEN)
    return [
        {
            "self_assessment": point.reference,
            "point": point.point,
            "views": [{"side": view.side, "hash": view.content_hash} for view in point.views.all()],
        }
        for point in locked.prefetch_related("views").order_by("pk")
    ]


def handed_in(submission: PortfolioSubmission) -> dict[str, Any]:
    return {
        "submission": submission.reference,
        "number": submission.number,
        "handed_in_by": submission.handed_in_by.reference,
        "snapshot": submission.snapshot,
    }


def capabilities_in_order(recommendation: Recommendation) -> list[RecommendedCapability]:
    """By framework, edition and number: an order that does not depend on when they were written."""
    return list(
        recommendation.capabilities.select_related("statement__framework").order_by(
            "statement__framework__code", "statement__framework__edition", "statement__number", "statement__code"
        )
    )


def recommended(recommendation: Recommendation) -> dict[str, Any]:
    """A recommendation as it is signed, with the very portfolio that it is about."""
    submission = recommendation.submission
    return {
        "recommendation": recommendation.reference,
        "submission": submission.reference,
        "submission_hash": submission.content_hash,
        "level": submission.placement.level,
        "outcome": recommendation.outcome,
        "because": recommendation.because,
        "capabilities": [
            {
                "framework": one.statement.framework.code,
                "edition": one.statement.framework.edition,
                "code": one.statement.code,
                "words": one.words,
            }
            for one in capabilities_in_order(recommendation)
        ],
        "holistic": recommendation.holistic,
        "unexplained_until_now": recommendation.unexplained_until_now,
        "without_report_because": recommendation.without_report_because,
        "kept_reason": recommendation.kept_reason,
        "written_by": recommendation.written_by.reference,
    }


def supervised(report: SupervisorReport) -> dict[str, Any]:
    return {
        "report": report.report,
        "kept_reason": report.kept_reason,
        "submission": report.submission.reference,
        "submission_hash": report.submission.content_hash,
        "signed_by": report.signed_by.reference,
    }


def reviewed(review: TutorReview) -> dict[str, Any]:
    return {
        "review": review.reference,
        "recommendation": review.recommendation.reference,
        "recommendation_hash": review.recommendation.content_hash,
        "outcome": review.outcome,
        "reasons": review.reasons,
        "asks_second_opinion": review.asks_second_opinion,
        "reviewed_by": review.reviewed_by.reference,
    }


def second(opinion: SecondOpinion) -> dict[str, Any]:
    return {
        "second_opinion": opinion.reference,
        "submission_hash": opinion.submission.content_hash,
        "recommendation_hash": opinion.recommendation.content_hash,
        "apart": opinion.apart,
        "supports": opinion.supports,
        "reasons": opinion.reasons,
        "given_by": opinion.educator.person.reference,
    }


def submission_content(submission: PortfolioSubmission, purpose: str) -> dict[str, Any] | None:
    """For ``core.registry.signed_models``: the content as it stands now, or None for a purpose of others."""
    return handed_in(submission) if purpose == SUBMISSION else None


def recommendation_content(recommendation: Recommendation, purpose: str) -> dict[str, Any] | None:
    return recommended(recommendation) if purpose in (RECOMMENDATION, BESIDE) else None


def supervisor_content(report: SupervisorReport, purpose: str) -> dict[str, Any] | None:
    return supervised(report) if purpose == SUPERVISOR else None


def review_content(review: TutorReview, purpose: str) -> dict[str, Any] | None:
    return reviewed(review) if purpose == REVIEW else None


def second_content(opinion: SecondOpinion, purpose: str) -> dict[str, Any] | None:
    return second(opinion) if purpose == SECOND else None
