"""Recruitment: campaigns, information sessions, applications, equality answers kept apart, offers, selection days."""

from recruitment.models.applications import Adjustments, Application, EligibilityException
from recruitment.models.assurances import EarlierAssurance
from recruitment.models.campaigns import Campaign, CampaignDates, CampaignPlaces, HostingTeam
from recruitment.models.channels import Channel, ChannelDay
from recruitment.models.claims import ClaimExpense, Debrief, PanelClaim, RateCard
from recruitment.models.documents import ApplicationDocument
from recruitment.models.endorsements import Endorsement
from recruitment.models.equality import EqualityAnswers, EqualityLink
from recruitment.models.information_sessions import Booking, InformationSession
from recruitment.models.offers import Condition, Offer, OfferDecision
from recruitment.models.panellists import (
    Availability,
    Panellist,
    PersonalLimit,
    StandingAvoidance,
    YoungArrangements,
)
from recruitment.models.panels import Avoidance, Panel, PanelCandidate, PanelMember
from recruitment.models.paper_sheets import PaperSheet
from recruitment.models.reinvitations import Reinvitation
from recruitment.models.scoring import AgreedScore, HelpRequest, Recommendation, Score, ScoreSheet, StepOut
from recruitment.models.selection_days import Criterion, Exercise, Group, SelectionDay
from recruitment.models.session_feedback import SessionFeedback
from recruitment.models.substitutes import Reserve, SubstituteOffer, Vacancy

__all__ = [
    "Adjustments",
    "AgreedScore",
    "Application",
    "ApplicationDocument",
    "Availability",
    "Avoidance",
    "Booking",
    "Campaign",
    "CampaignDates",
    "CampaignPlaces",
    "Channel",
    "ChannelDay",
    "ClaimExpense",
    "Condition",
    "Criterion",
    "Debrief",
    "EarlierAssurance",
    "EligibilityException",
    "Endorsement",
    "EqualityAnswers",
    "EqualityLink",
    "Exercise",
    "Group",
    "HelpRequest",
    "HostingTeam",
    "InformationSession",
    "Offer",
    "OfferDecision",
    "Panel",
    "PanelCandidate",
    "PanelClaim",
    "PanelMember",
    "Panellist",
    "PaperSheet",
    "PersonalLimit",
    "RateCard",
    "Recommendation",
    "Reinvitation",
    "Reserve",
    "Score",
    "ScoreSheet",
    "SelectionDay",
    "SessionFeedback",
    "StandingAvoidance",
    "StepOut",
    "SubstituteOffer",
    "Vacancy",
    "YoungArrangements",
]
