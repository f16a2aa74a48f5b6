"""What the database itself refuses to change on the way to a decision: declared once, installed after migrations."""

from __future__ import annotations

from assessment.models import (
    Appeal,
    BoardDecision,
    ChairsActionAgreement,
    DecisionRule,
    ExaminerComment,
    HandInExtension,
    PanelRecommendation,
    PortfolioSubmission,
    Recommendation,
    RecommendedCapability,
    SecondOpinion,
    SupervisorReport,
    TutorQuery,
    TutorReview,
)
from core.audit.guards import Guard, declare

ITS_RECOMMENDATION_IS_SIGNED = (
    "EXISTS (SELECT 1 FROM assessment_recommendation signed "
    "WHERE signed.id = OLD.\"recommendation_id\" AND signed.state <> 'writing')"
)


def declare_all() -> None:
    """What was handed in, from the first moment; what was signed, once it was; results once confirmed and released."""
    declare(
        Guard(
            PortfolioSubmission,
            name="submission_handed_in",
            when="1 = 1",
            unless_frozen=("state", "version", "waiting_since"),
        ),
        Guard(HandInExtension, name="hand_in_extension_for_good", when="1 = 1"),
        Guard(
            Recommendation,
            name="recommendation_signed",
            when="OLD.\"state\" <> 'writing'",
            unless_frozen=("state", "version", "overseen_by_id", "sent_back_because"),
            erasable=("holistic", "unexplained_until_now", "without_report_because", "kept_reason"),
        ),
        Guard(
            RecommendedCapability,
            name="recommended_capability_signed",
            when=ITS_RECOMMENDATION_IS_SIGNED,
            erasable=("words",),
        ),
        Guard(ExaminerComment, name="examiner_comment_for_good", when="1 = 1", erasable=("words",)),
        Guard(DecisionRule, name="decision_rule_for_good", when="1 = 1"),
        Guard(SupervisorReport, name="supervisor_report_for_good", when="1 = 1", erasable=("report", "kept_reason")),
        Guard(
            TutorQuery,
            name="tutor_query_asked",
            when="1 = 1",
            columns=("recommendation_id", "asked_by_id", "asked_at"),
            erasable=("question",),
        ),
        Guard(
            TutorQuery,
            name="tutor_query_answered",
            when='OLD."answered_at" IS NOT NULL',
            erasable=("question", "answer"),
        ),
        Guard(TutorReview, name="tutor_review_for_good", when="1 = 1", erasable=("reasons",)),
        Guard(SecondOpinion, name="second_opinion_given", when="OLD.\"state\" = 'given'", erasable=("reasons",)),
        Guard(PanelRecommendation, name="panel_recommendation_for_good", when="1 = 1", erasable=("reasons",)),
        Guard(
            BoardDecision,
            name="board_decision_confirmed",
            when='OLD."confirmed_at" IS NOT NULL',
            unless_frozen=("state", "version", "released_at", "appeal_until", "set_aside_on"),
            erasable=("reasons",),
        ),
        Guard(
            BoardDecision,
            name="board_decision_released",
            when='OLD."released_at" IS NOT NULL',
            unless_frozen=("state", "version", "set_aside_on"),
            columns_locked_once_set="set_aside_on",
            erasable=("reasons",),
        ),
        Guard(
            Appeal,
            name="appeal_over",
            when="OLD.\"state\" IN ('dismissed', 'upheld', 'inadmissible', 'withdrawn')",
            erasable=("statement", "admission_reasons", "reasons"),
        ),
        Guard(ChairsActionAgreement, name="chairs_action_agreement_for_good", when="1 = 1", erasable=("words",)),
    )
