"""What the database itself refuses to change about a progress review, whoever asks."""

from __future__ import annotations

from apprentices.models import ProgressReview, ReviewAction, ReviewPreparation, ReviewSignature, ReviewWriteUp
from core.audit.guards import Guard

ITS_TEXT_IS_FROZEN = (
    "EXISTS (SELECT 1 FROM apprentices_reviewwriteup frozen "
    'WHERE frozen.id = OLD."write_up_id" AND frozen.written_at IS NOT NULL)'
)

GUARDS = (
    Guard(
        ReviewWriteUp,
        name="review_text_frozen",
        when='OLD."written_at" IS NOT NULL',
        unless_frozen=("void_at", "void_by_id", "void_reason"),
        columns_locked_once_set="void_at",
        erasable=ReviewWriteUp.TEXTS,
    ),
    Guard(
        ReviewAction,
        name="review_action_agreed",
        when=ITS_TEXT_IS_FROZEN,
        columns=("write_up_id", "owner", "due_on"),
        erasable=("what", "measure"),
    ),
    Guard(ReviewSignature, name="review_signature_for_good", when="1 = 1", erasable=("dissent",)),
    Guard(
        ReviewPreparation,
        name="review_preparation_sent",
        when='OLD."sent_at" IS NOT NULL',
        erasable=ReviewPreparation.TEXTS,
    ),
    Guard(
        ProgressReview,
        name="review_written_up",
        when="OLD.\"state\" IN ('signing', 'disputed', 'closed', 'closed_unsigned')",
        columns=("apprentice_id", "number", "due_on", "held_on", "recorded_by_id", "without_employer", "why_without"),
    ),
)
