"""What the database itself refuses to change in assessment, whoever asks. Declared once, installed after migrations."""

from __future__ import annotations

from assessment.models import (
    Attachment,
    CapabilityRating,
    CapabilityView,
    Claim,
    CountersignatureRefused,
    EvidenceVersion,
    Observation,
    ObservationFeedback,
    ObservedCapability,
    PortfolioReview,
    ProposedSignOff,
    Reopening,
    ReturnForMore,
    SignOff,
    WitnessStatement,
)
from core.audit.guards import Guard, declare

ITS_VERSION_WAS_SENT = (
    "EXISTS (SELECT 1 FROM assessment_evidenceversion sent "
    'WHERE sent.id = OLD."version_id" AND sent.submitted_at IS NOT NULL)'
)

ITS_VIEW_IS_LOCKED = (
    "EXISTS (SELECT 1 FROM assessment_capabilityview locked "
    'WHERE locked.id = OLD."view_id" AND locked.locked_at IS NOT NULL)'
)
ITS_OBSERVATION = 'EXISTS (SELECT 1 FROM assessment_observation o WHERE o.id = OLD."observation_id" AND {})'


def declare_all() -> None:
    """Sent versions with their claims and files; answers, witness statements, reopenings, reviews for good.

    A sent version may lose ``submitted_at`` again (taken back) until somebody has opened it.
    """
    declare(
        Guard(
            EvidenceVersion,
            name="evidence_version_sent",
            when='OLD."submitted_at" IS NOT NULL',
            unless_frozen=("submitted_at", "opened_at", "opened_by_id"),
            columns_locked_once_set="opened_at",
            erasable=("title", "text", "kept_reason"),
        ),
        Guard(
            Claim,
            name="claim_sent",
            when=ITS_VERSION_WAS_SENT,
            unless_frozen=("judgement", "judged_at"),
            columns_locked_once_set="judged_at",
            erasable=("why",),
        ),
        Guard(Attachment, name="attachment_sent", when=ITS_VERSION_WAS_SENT),
        Guard(ReturnForMore, name="return_for_good", when="1 = 1", erasable=("reason", "enough")),
        Guard(SignOff, name="sign_off_for_good", when="1 = 1", erasable=("statement",)),
        Guard(
            CapabilityView,
            name="capability_view_locked",
            when='OLD."locked_at" IS NOT NULL',
            erasable=("overall", "kept_reason"),
        ),
        Guard(CapabilityRating, name="capability_rating_locked", when=ITS_VIEW_IS_LOCKED, erasable=("words",)),
        Guard(ProposedSignOff, name="proposed_sign_off_for_good", when="1 = 1", erasable=("statement",)),
        Guard(CountersignatureRefused, name="countersignature_refused_for_good", when="1 = 1", erasable=("reason",)),
        Guard(
            Reopening,
            name="reopening_for_good",
            when="1 = 1",
            unless_frozen=("until", "ended_at", "outcome"),
            columns_locked_once_set="ended_at",
            erasable=("reason",),
        ),
        Guard(
            WitnessStatement,
            name="witness_statement_given",
            when="OLD.\"state\" = 'given'",
            erasable=("request", "statement", "kept_reason"),
        ),
        Guard(PortfolioReview, name="portfolio_review_for_good", when="1 = 1", erasable=("statement",)),
    )
    _declare_observations()


def _declare_observations() -> None:
    """The report of an observation once its observer signed it, the reflection once sent, the whole once judged."""
    said = ("place", "to_show", "report", "report_kept_reason")
    reflected = ("reflection", "reflection_kept_reason")
    took_place = ("placement_id", "observed_id", "observer_id", "observer_as", "began_at", "minutes", "recorded_at")
    consent = ("consent_on", "consent_how", "consent_by_id")
    declare(
        Guard(
            Observation,
            name="observation_reported",
            when='OLD."reported_at" IS NOT NULL',
            columns=(*took_place, *consent, "reported_at"),
            erasable=said,
        ),
        Guard(
            Observation,
            name="observation_reflected",
            when='OLD."reflected_at" IS NOT NULL',
            columns=("reflected_at",),
            erasable=reflected,
        ),
        Guard(
            Observation,
            name="observation_signed",
            when="OLD.\"state\" = 'signed'",
            erasable=(*said, *reflected, "judgement"),
        ),
        Guard(
            ObservedCapability,
            name="observed_capability_reported",
            when=ITS_OBSERVATION.format("o.reported_at IS NOT NULL"),
            unless_frozen=("judgement",),
            erasable=("saw",),
        ),
        Guard(
            ObservedCapability,
            name="observed_capability_signed",
            when=ITS_OBSERVATION.format("o.state = 'signed'"),
            erasable=("saw",),
        ),
        Guard(
            ObservationFeedback, name="observation_feedback_for_good", when="1 = 1", erasable=("said", "kept_reason")
        ),
    )
