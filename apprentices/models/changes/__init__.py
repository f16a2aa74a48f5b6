"""What changes in the course of an apprenticeship: breaks, suspensions, leaving, between employers, quiet."""

from apprentices.models.changes.breaks import BreakAgreement, BreakInLearning, LearningDay
from apprentices.models.changes.ends import BetweenEmployers, Quiet, Suspension, Withdrawal
from apprentices.models.changes.reasons import ChangeReason, ToldReason

__all__ = [
    "BetweenEmployers",
    "BreakAgreement",
    "BreakInLearning",
    "ChangeReason",
    "LearningDay",
    "Quiet",
    "Suspension",
    "ToldReason",
    "Withdrawal",
]
