"""Learning from one another across boroughs: shadowing days that somebody offers, and peer learning sets."""

from apprentices.models.peers.learning_sets import LearningSet, SetAttendance, SetMeeting, SetMember, SetNotesAgreement
from apprentices.models.peers.shadowing import ShadowingAsk, ShadowingDay

__all__ = [
    "LearningSet",
    "SetAttendance",
    "SetMeeting",
    "SetMember",
    "SetNotesAgreement",
    "ShadowingAsk",
    "ShadowingDay",
]
