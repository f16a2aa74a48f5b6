"""Apprentices: the record, who may see it, its totals, its calendar, off-the-job time, reviews,
the training plan, the gateway and what follows it."""

from apprentices.models.activity import ActivityType, FourTests
from apprentices.models.adjustments import Adjustment, AdjustmentNote, Audience, ResultReview, SharedAdjustment
from apprentices.models.audit_files import AuditFile
from apprentices.models.audit_visits import Visit, VisitOpening
from apprentices.models.calendar import CalendarEntry
from apprentices.models.changes import (
    BetweenEmployers,
    BreakAgreement,
    BreakInLearning,
    ChangeReason,
    LearningDay,
    Quiet,
    Suspension,
    ToldReason,
    Withdrawal,
)
from apprentices.models.concerns import (
    Concern,
    ConcernAccount,
    ConcernAction,
    ConcernArrangements,
    ConcernEscalation,
    ConcernHold,
    ConcernNote,
    ConcernReader,
    ConcernReply,
    PlacementDecision,
    WellbeingCheck,
)
from apprentices.models.employment import Employment, HoursChange, TemporaryRole
from apprentices.models.finishing import FinishFact, Sitting
from apprentices.models.gateway import Gateway, GatewayDecision, GatewayFact, LevelTwo
from apprentices.models.involvement import Involvement
from apprentices.models.mentoring import Mentor, Mentoring
from apprentices.models.off_the_job import Confirmation, OffTheJobEntry
from apprentices.models.parties import PARTY_KINDS, Party
from apprentices.models.peers import (
    LearningSet,
    SetAttendance,
    SetMeeting,
    SetMember,
    SetNotesAgreement,
    ShadowingAsk,
    ShadowingDay,
)
from apprentices.models.personal_days import PersonalDay
from apprentices.models.quarters import QuarterClose
from apprentices.models.record import Apprentice, Milestone
from apprentices.models.record_comparisons import DifferenceExplanation, RecordComparison, RecordDifference
from apprentices.models.review_papers import ReviewAction, ReviewPreparation, ReviewSignature, ReviewWriteUp
from apprentices.models.reviews import SIGNS_AS, ProgressReview
from apprentices.models.skills_scan import PriorLearning, ScanView, SkillsScan
from apprentices.models.standing import Standing
from apprentices.models.support_plan import SupportOffer
from apprentices.models.timetable import Attendance, ClosedDay, TimetableSession
from apprentices.models.training_plan import PlanChange, PlanSection, SectionConfirmation, TrainingPlan
from apprentices.models.transfers import Reorganisation, Transfer, TransferStatement
from apprentices.models.transition import Destination, HandOver, PostOffer
from apprentices.models.usual_time import UsualTime
from apprentices.models.variance import VarianceStatement
from apprentices.models.visits import VisitInterval, WorkplaceVisit

__all__ = [
    "PARTY_KINDS",
    "SIGNS_AS",
    "ActivityType",
    "Adjustment",
    "AdjustmentNote",
    "Apprentice",
    "Attendance",
    "Audience",
    "AuditFile",
    "BetweenEmployers",
    "BreakAgreement",
    "BreakInLearning",
    "CalendarEntry",
    "ChangeReason",
    "ClosedDay",
    "Concern",
    "ConcernAccount",
    "ConcernAction",
    "ConcernArrangements",
    "ConcernEscalation",
    "ConcernHold",
    "ConcernNote",
    "ConcernReader",
    "ConcernReply",
    "Confirmation",
    "Destination",
    "DifferenceExplanation",
    "Employment",
    "FinishFact",
    "FourTests",
    "Gateway",
    "GatewayDecision",
    "GatewayFact",
    "HandOver",
    "HoursChange",
    "Involvement",
    "LearningDay",
    "LearningSet",
    "LevelTwo",
    "Mentor",
    "Mentoring",
    "Milestone",
    "OffTheJobEntry",
    "Party",
    "PersonalDay",
    "PlacementDecision",
    "PlanChange",
    "PlanSection",
    "PostOffer",
    "PriorLearning",
    "ProgressReview",
    "QuarterClose",
    "Quiet",
    "RecordComparison",
    "RecordDifference",
    "Reorganisation",
    "ResultReview",
    "ReviewAction",
    "ReviewPreparation",
    "ReviewSignature",
    "ReviewWriteUp",
    "ScanView",
    "SectionConfirmation",
    "SetAttendance",
    "SetMeeting",
    "SetMember",
    "SetNotesAgreement",
    "ShadowingAsk",
    "ShadowingDay",
    "SharedAdjustment",
    "Sitting",
    "SkillsScan",
    "Standing",
    "SupportOffer",
    "Suspension",
    "TemporaryRole",
    "TimetableSession",
    "ToldReason",
    "TrainingPlan",
    "Transfer",
    "TransferStatement",
    "UsualTime",
    "VarianceStatement",
    "Visit",
    "VisitInterval",
    "VisitOpening",
    "WellbeingCheck",
    "Withdrawal",
    "WorkplaceVisit",
]
