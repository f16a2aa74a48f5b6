"""What the database itself refuses to change in assessment, whoever asks. Declared once, installed after migrations."""

from __future__ import annotations

from assessment.models import (
    Attachment,
    Claim,
    CountersignatureRefused,
    EvidenceVersion,
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


def declare_all() -> None:
    """Sent versions with their claims and files; answers, witness statements, reopenings and reviews for good.

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
            erasable=("request", "statement"),
        ),
        Guard(PortfolioReview, name="portfolio_review_for_good", when="1 = 1", erasable=("statement",)),
    )
