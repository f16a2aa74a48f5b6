"""What a break and leaving mean for a portfolio that is being decided. Queues ask who is here; nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator

from apprentices.steps import Leaving, Pause
from assessment.models import PortfolioSubmission
from core.registry import Consequence


def _preview(change: Pause | Leaving) -> Iterator[str]:
    open_ = PortfolioSubmission.objects.filter(
        placement__apprentice=change.apprentice, state__in=PortfolioSubmission.BEING_DECIDED
    )
    if open_.exists():
        yield "A portfolio is being decided. It leaves every queue at once, and is in them again after a return."


def _nothing(change: Pause | Leaving) -> None:
    """Queues leave out whoever is not here, and take them in again by themselves."""


on_pause = Consequence("portfolio decision", preview=_preview, blocks=lambda change: (), apply=_nothing)
on_withdrawal = Consequence("portfolio decision", preview=_preview, blocks=lambda change: (), apply=_nothing)
