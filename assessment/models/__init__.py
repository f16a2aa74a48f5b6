"""Assessment: evidence with its versions and claims, what assessors answered, the tutor's review."""

from assessment.models.answers import ReturnForMore, SignOff
from assessment.models.claims import Claim
from assessment.models.evidence import Attachment, Evidence, EvidenceVersion
from assessment.models.reviews import PortfolioReview

__all__ = ["Attachment", "Claim", "Evidence", "EvidenceVersion", "PortfolioReview", "ReturnForMore", "SignOff"]
