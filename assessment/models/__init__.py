"""Assessment: evidence with its versions and claims, what assessors answered, the tutor's review, self-assessment."""

from assessment.models.answers import CountersignatureRefused, ProposedSignOff, ReturnForMore, SignOff
from assessment.models.assignments import Assignment, AssignmentResult
from assessment.models.breaches import Breach, BreachParty, DestructionOrder
from assessment.models.claims import Claim
from assessment.models.evidence import Attachment, Evidence, EvidenceVersion
from assessment.models.observations import Observation, ObservationFeedback, ObservationRule, ObservedCapability
from assessment.models.reopenings import Reopening
from assessment.models.reviews import PortfolioReview
from assessment.models.screening import AllowedName, FileFinding, FileScreening
from assessment.models.self_assessments import CapabilityRating, CapabilityView, SelfAssessment
from assessment.models.sharing import DraftComment, DraftShare
from assessment.models.witnesses import WitnessStatement

__all__ = [
    "AllowedName",
    "Assignment",
    "AssignmentResult",
    "Attachment",
    "Breach",
    "BreachParty",
    "CapabilityRating",
    "CapabilityView",
    "Claim",
    "CountersignatureRefused",
    "DestructionOrder",
    "DraftComment",
    "DraftShare",
    "Evidence",
    "EvidenceVersion",
    "FileFinding",
    "FileScreening",
    "Observation",
    "ObservationFeedback",
    "ObservationRule",
    "ObservedCapability",
    "PortfolioReview",
    "ProposedSignOff",
    "Reopening",
    "ReturnForMore",
    "SelfAssessment",
    "SignOff",
    "WitnessStatement",
]
