"""Recruitment: campaigns, information sessions, applications, equality answers kept apart, offers, selection days."""

from recruitment.models.adjustments import Adjustments
from recruitment.models.applications import Application
from recruitment.models.assurances import EarlierAssurance
from recruitment.models.bank import BankCriterion, BankItem, BankUse, BankVersion
from recruitment.models.calibration import Calibration, CalibrationCase, CalibrationMark, CalibrationSheet
from recruitment.models.campaigns import Campaign, CampaignDates, CampaignPlaces, HostingTeam
from recruitment.models.channels import Channel, ChannelDay
from recruitment.models.claims import ClaimExpense, Debrief, PanelClaim, RateCard
from recruitment.models.deferrals import Deferral, DeferralAnswer
from recruitment.models.documents import ApplicationDocument
from recruitment.models.endorsements import Endorsement
from recruitment.models.equality import EqualityAnswers, EqualityLink
from recruitment.models.exceptions import EligibilityException
from recruitment.models.feedback import OutcomeFeedback
from recruitment.models.figures import CampaignFigures, EqualityCounts, NeverSubmitted
from recruitment.models.information_sessions import Booking, InformationSession
from recruitment.models.offers import Condition, Offer, OfferDecision
from recruitment.models.panellists import (
    Availability,
    PaidSupporter,
    Panellist,
    PersonalLimit,
    StandingAvoidance,
    YoungArrangements,
)
from recruitment.models.panels import Avoidance, Panel, PanelCandidate, PanelMember
from recruitment.models.paper_sheets import PaperSheet
from recruitment.models.payment_runs import PaymentRun
from recruitment.models.procedure_reviews import ProcedureReview, Reviewer
from recruitment.models.reinvitations import Reinvitation
from recruitment.models.rooms import Room
from recruitment.models.scoring import AgreedScore, HelpRequest, Recommendation, Score, ScoreSheet, StepOut
from recruitment.models.selection_days import Criterion, Exercise, Group, SelectionDay
from recruitment.models.session_feedback import SessionFeedback
from recruitment.models.sift import Sift, SiftCriterion, Sifted, Sifter
from recruitment.models.sift_readings import SiftAgreedMark, SiftMark, SiftReading
from recruitment.models.substitutes import Reserve, SubstituteOffer, Vacancy
from recruitment.models.suitability import SuitabilityMember, SuitabilityNote, SuitabilityReferral
from recruitment.models.timetables import DayCandidate, DayChange, DayHours, Timetable, TimetableSlot

__all__ = [
    "Adjustments",
    "AgreedScore",
    "Application",
    "ApplicationDocument",
    "Availability",
    "Avoidance",
    "BankCriterion",
    "BankItem",
    "BankUse",
    "BankVersion",
    "Booking",
    "Calibration",
    "CalibrationCase",
    "CalibrationMark",
    "CalibrationSheet",
    "Campaign",
    "CampaignDates",
    "CampaignFigures",
    "CampaignPlaces",
    "Channel",
    "ChannelDay",
    "ClaimExpense",
    "Condition",
    "Criterion",
    "DayCandidate",
    "DayChange",
    "DayHours",
    "Debrief",
    "Deferral",
    "DeferralAnswer",
    "EarlierAssurance",
    "EligibilityException",
    "Endorsement",
    "EqualityAnswers",
    "EqualityCounts",
    "EqualityLink",
    "Exercise",
    "Group",
    "HelpRequest",
    "HostingTeam",
    "InformationSession",
    "NeverSubmitted",
    "Offer",
    "OfferDecision",
    "OutcomeFeedback",
    "PaidSupporter",
    "Panel",
    "PanelCandidate",
    "PanelClaim",
    "PanelMember",
    "Panellist",
    "PaperSheet",
    "PaymentRun",
    "PersonalLimit",
    "ProcedureReview",
    "RateCard",
    "Recommendation",
    "Reinvitation",
    "Reserve",
    "Reviewer",
    "Room",
    "Score",
    "ScoreSheet",
    "SelectionDay",
    "SessionFeedback",
    "Sift",
    "SiftAgreedMark",
    "SiftCriterion",
    "SiftMark",
    "SiftReading",
    "Sifted",
    "Sifter",
    "StandingAvoidance",
    "StepOut",
    "SubstituteOffer",
    "SuitabilityMember",
    "SuitabilityNote",
    "SuitabilityReferral",
    "Timetable",
    "TimetableSlot",
    "Vacancy",
    "YoungArrangements",
]
