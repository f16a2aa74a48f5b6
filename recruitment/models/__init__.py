"""Recruitment: campaigns, information sessions, applications, equality answers kept apart, offers, selection days."""

from recruitment.models.applications import Adjustments, Application, EligibilityException
from recruitment.models.campaigns import Campaign, CampaignPlaces
from recruitment.models.documents import ApplicationDocument
from recruitment.models.endorsements import Endorsement
from recruitment.models.equality import EqualityAnswers, EqualityLink
from recruitment.models.information_sessions import Booking, InformationSession
from recruitment.models.offers import Condition, Offer, OfferDecision
from recruitment.models.panels import Avoidance, Panel, PanelCandidate, PanelMember
from recruitment.models.paper_sheets import PaperSheet
from recruitment.models.scoring import AgreedScore, HelpRequest, Recommendation, Score, ScoreSheet, StepOut
from recruitment.models.selection_days import Criterion, Exercise, Group, SelectionDay

__all__ = [
    "Adjustments",
    "AgreedScore",
    "Application",
    "ApplicationDocument",
    "Avoidance",
    "Booking",
    "Campaign",
    "CampaignPlaces",
    "Condition",
    "Criterion",
    "EligibilityException",
    "Endorsement",
    "EqualityAnswers",
    "EqualityLink",
    "Exercise",
    "Group",
    "HelpRequest",
    "InformationSession",
    "Offer",
    "OfferDecision",
    "Panel",
    "PanelCandidate",
    "PanelMember",
    "PaperSheet",
    "Recommendation",
    "Score",
    "ScoreSheet",
    "SelectionDay",
    "StepOut",
]
