"""What the database refuses to change: a signed view, and a judgement once it is recorded."""

from __future__ import annotations

from assessment.models import CapabilityReview, CapabilityReviewWords, ReviewPanelView
from core.audit.guards import Guard, declare

ITS_REVIEW_IS_JUDGED = (
    "EXISTS (SELECT 1 FROM assessment_capabilityreview judged "
    'WHERE judged.id = OLD."review_id" AND judged.judged_at IS NOT NULL)'
)


def declare_all() -> None:
    declare(
        Guard(
            ReviewPanelView, name="review_panel_view_signed", when='OLD."signed_at" IS NOT NULL', erasable=("words",)
        ),
        Guard(
            CapabilityReview,
            name="capability_review_judged",
            when='OLD."judged_at" IS NOT NULL',
            unless_frozen=("state", "version", "release_at", "released_at"),
            columns_locked_once_set="released_at",
            erasable=("whole", "enough"),
        ),
        Guard(
            CapabilityReviewWords,
            name="capability_review_words_judged",
            when=ITS_REVIEW_IS_JUDGED,
            erasable=("words",),
        ),
    )
