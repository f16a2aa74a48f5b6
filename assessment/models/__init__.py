"""Assessment: evidence with its versions and claims, what assessors answered, the tutor's review, self-assessment."""

from assessment.models.answers import ReturnForMore, SignOff
from assessment.models.claims import Claim
from assessment.models.evidence import Attachment, Evidence, EvidenceVersion
from assessment.models.observations import Observation, ObservationFeedback, ObservationRule, ObservedCapability
from assessment.models.reviews import PortfolioReview
from assessment.models.self_assessments import CapabilityRating, CapabilityView, SelfAssessment

__all__ = [
    "Attachment",
    "CapabilityRating",
    "CapabilityView",
    "Claim",
    "Evidence",
    "EvidenceVersion",
    "Observation",
    "ObservationFeedback",
    "ObservationRule",
    "ObservedCapability",
    "PortfolioReview",
    "ReturnForMore",
    "SelfAssessment",
    "SignOff",
]
