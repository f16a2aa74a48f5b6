"""Recruitment: campaigns, information sessions, applications, equality answers kept apart, offers, selection days."""

from recruitment.models.applications import Adjustments, Application, EligibilityException
from recruitment.models.assurances import EarlierAssurance
from recruitment.models.campaigns import Campaign, CampaignDates, CampaignPlaces, HostingTeam
from recruitment.models.channels import Channel, ChannelDay
from recruitment.models.documents import ApplicationDocument
from recruitment.models.endorsements import Endorsement
from recruitment.models.equality import EqualityAnswers, EqualityLink
from recruitment.models.information_sessions import Booking, InformationSession
from recruitment.models.offers import Condition, Offer, OfferDecision
from recruitment.models.panels import Avoidance, Panel, PanelCandidate, PanelMember
from recruitment.models.paper_sheets import PaperSheet
from recruitment.models.reinvitations import Reinvitation
from recruitment.models.rooms import Room
from recruitment.models.scoring import AgreedScore, HelpRequest, Recommendation, Score, ScoreSheet, StepOut
from recruitment.models.selection_days import Criterion, Exercise, Group, SelectionDay
from recruitment.models.session_feedback import SessionFeedback
from recruitment.models.timetables import DayCandidate, DayChange, DayHours, Timetable, TimetableSlot

__all__ = [
    "Adjustments",
    "AgreedScore",
    "Application",
    "ApplicationDocument",
    "Avoidance",
    "Booking",
    "Campaign",
    "CampaignDates",
    "CampaignPlaces",
    "Channel",
    "ChannelDay",
    "Condition",
    "Criterion",
    "DayCandidate",
    "DayChange",
    "DayHours",
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
    "PanelMember",
    "PaperSheet",
    "Recommendation",
    "Reinvitation",
    "Room",
    "Score",
    "ScoreSheet",
    "SelectionDay",
    "SessionFeedback",
    "StepOut",
    "Timetable",
    "TimetableSlot",
]
