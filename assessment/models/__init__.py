"""Assessment: evidence, its versions and claims, what was answered, witnesses, reopenings, the tutor's review."""

from assessment.models.answers import CountersignatureRefused, ProposedSignOff, ReturnForMore, SignOff
from assessment.models.claims import Claim
from assessment.models.evidence import Attachment, Evidence, EvidenceVersion
from assessment.models.reopenings import Reopening
from assessment.models.reviews import PortfolioReview
from assessment.models.sharing import DraftComment, DraftShare
from assessment.models.witnesses import WitnessStatement

__all__ = [
    "Attachment",
    "Claim",
    "CountersignatureRefused",
    "DraftComment",
    "DraftShare",
    "Evidence",
    "EvidenceVersion",
    "PortfolioReview",
    "ProposedSignOff",
    "Reopening",
    "ReturnForMore",
    "SignOff",
    "WitnessStatement",
]
