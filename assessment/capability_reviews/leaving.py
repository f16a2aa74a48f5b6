"""What leaving the programme means for capability reviews. A break needs nothing: who is away stands in no queue."""

from __future__ import annotations

from collections.abc import Iterator

from apprentices.steps import Leaving
from assessment.models import CapabilityReview
from assessment.operations.capability_reviews import cancel_on_withdrawal
from core.registry import Consequence


def _preview(change: Leaving) -> Iterator[str]:
    planned = CapabilityReview.objects.filter(apprentice=change.apprentice, state=CapabilityReview.State.PLANNED)
    for review in planned.select_related("panel"):
        yield f"The review planned for {review.panel.held_on:%-d %B %Y} is cancelled."


on_withdrawal = Consequence(
    "capability reviews",
    preview=_preview,
    blocks=lambda change: (),
    apply=lambda change: cancel_on_withdrawal(change.apprentice, by=change.by),
)
