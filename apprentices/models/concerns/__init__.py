"""Concerns: the state apart from what was said, who may see it, holds, plans, replies, and where help is found."""

from apprentices.models.concerns.arrangements import ConcernArrangements
from apprentices.models.concerns.concern import Concern
from apprentices.models.concerns.holds import ConcernHold
from apprentices.models.concerns.papers import (
    ConcernAccount,
    ConcernAction,
    ConcernEscalation,
    ConcernNote,
    ConcernReply,
    WellbeingCheck,
)
from apprentices.models.concerns.protection import PlacementDecision
from apprentices.models.concerns.readers import ConcernReader

__all__ = [
    "Concern",
    "ConcernAccount",
    "ConcernAction",
    "ConcernArrangements",
    "ConcernEscalation",
    "ConcernHold",
    "ConcernNote",
    "ConcernReader",
    "ConcernReply",
    "PlacementDecision",
    "WellbeingCheck",
]
