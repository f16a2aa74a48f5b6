"""Assessment: evidence with its versions and claims, what assessors answered, the tutor's review, self-assessment."""

from assessment.models.answers import CountersignatureRefused, ProposedSignOff, ReturnForMore, SignOff
from assessment.models.assignments import Assignment, AssignmentResult
from assessment.models.boards import Appeal, AppealConsequence, BoardDecision, BoardOfExaminers, DecisionRule
from assessment.models.breaches import Breach, BreachParty, DestructionOrder
from assessment.models.capability_reviews import (
    CapabilityReview,
    CapabilityReviewWords,
    ReviewPanel,
    ReviewPanelMember,
    ReviewPanelView,
)
from assessment.models.chairs_actions import ChairsAction, ChairsActionAgreement
from assessment.models.claims import Claim
from assessment.models.equity import EquityReport, JudgementProfileRule, JudgementProfileShare
from assessment.models.evidence import Attachment, Evidence, EvidenceVersion
from assessment.models.examiner_comments import ExaminerComment
from assessment.models.observations import Observation, ObservationFeedback, ObservationRule, ObservedCapability
from assessment.models.panel_actions import PanelAction
from assessment.models.panel_items import (
    PanelConflict,
    PanelItem,
    PanelReading,
    PanelReadingComment,
    PanelReconciliation,
)
from assessment.models.panel_meetings import PanelMeeting, PanelMember, PanelTerms
from assessment.models.panel_papers import PanelPack, PanelPaper
from assessment.models.panel_recommendations import PanelRecommendation
from assessment.models.portfolio_readers import PortfolioReader, ReadingConflict
from assessment.models.reading_requests import ReadingRequest
from assessment.models.recommendations import (
    Recommendation,
    RecommendedCapability,
    SecondOpinion,
    SupervisorReport,
    TutorQuery,
    TutorReview,
)
from assessment.models.reopenings import Reopening
from assessment.models.reviews import PortfolioReview
from assessment.models.screening import AllowedName, FileFinding, FileScreening
from assessment.models.self_assessments import CapabilityRating, CapabilityView, SelfAssessment
from assessment.models.sharing import DraftComment, DraftShare
from assessment.models.submissions import HandInExtension, PortfolioSubmission
from assessment.models.witnesses import WitnessStatement

__all__ = [
    "AllowedName",
    "Appeal",
    "AppealConsequence",
    "Assignment",
    "AssignmentResult",
    "Attachment",
    "BoardDecision",
    "BoardOfExaminers",
    "Breach",
    "BreachParty",
    "CapabilityRating",
    "CapabilityReview",
    "CapabilityReviewWords",
    "CapabilityView",
    "ChairsAction",
    "ChairsActionAgreement",
    "Claim",
    "CountersignatureRefused",
    "DecisionRule",
    "DestructionOrder",
    "DraftComment",
    "DraftShare",
    "EquityReport",
    "Evidence",
    "EvidenceVersion",
    "ExaminerComment",
    "FileFinding",
    "FileScreening",
    "HandInExtension",
    "JudgementProfileRule",
    "JudgementProfileShare",
    "Observation",
    "ObservationFeedback",
    "ObservationRule",
    "ObservedCapability",
    "PanelAction",
    "PanelConflict",
    "PanelItem",
    "PanelMeeting",
    "PanelMember",
    "PanelPack",
    "PanelPaper",
    "PanelReading",
    "PanelReadingComment",
    "PanelRecommendation",
    "PanelReconciliation",
    "PanelTerms",
    "PortfolioReader",
    "PortfolioReview",
    "PortfolioSubmission",
    "ProposedSignOff",
    "ReadingConflict",
    "ReadingRequest",
    "Recommendation",
    "RecommendedCapability",
    "Reopening",
    "ReturnForMore",
    "ReviewPanel",
    "ReviewPanelMember",
    "ReviewPanelView",
    "SecondOpinion",
    "SelfAssessment",
    "SignOff",
    "SupervisorReport",
    "TutorQuery",
    "TutorReview",
    "WitnessStatement",
]
