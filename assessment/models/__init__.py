"""Assessment: evidence with its versions and claims, what assessors answered, the tutor's review, self-assessment."""

from assessment.models.answers import CountersignatureRefused, ProposedSignOff, ReturnForMore, SignOff
from assessment.models.claims import Claim
from assessment.models.evidence import Attachment, Evidence, EvidenceVersion
from assessment.models.observations import Observation, ObservationFeedback, ObservationRule, ObservedCapability
from assessment.models.portfolio_readers import PortfolioReader, ReadingConflict
from assessment.models.reopenings import Reopening
from assessment.models.reviews import PortfolioReview
from assessment.models.self_assessments import CapabilityRating, CapabilityView, SelfAssessment
from assessment.models.sharing import DraftComment, DraftShare
from assessment.models.witnesses import WitnessStatement

__all__ = [
    "Attachment",
    "CapabilityRating",
    "CapabilityView",
    "Claim",
    "CountersignatureRefused",
    "DraftComment",
    "DraftShare",
    "Evidence",
    "EvidenceVersion",
    "Observation",
    "ObservationFeedback",
    "ObservationRule",
    "ObservedCapability",
    "PortfolioReader",
    "PortfolioReview",
    "ProposedSignOff",
    "ReadingConflict",
    "Reopening",
    "ReturnForMore",
    "SelfAssessment",
    "SignOff",
    "WitnessStatement",
]
