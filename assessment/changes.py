"""What a break and leaving mean for evidence (``apprentices.steps``). Queues and reminders ask who is learning."""

from __future__ import annotations

from collections.abc import Iterator

from apprentices.steps import Leaving, Pause
from assessment.models import Evidence, Observation
from core.registry import Consequence
from core.words import count


def _preview_pause(change: Pause) -> Iterator[str]:
    evidence = Evidence.objects.filter(apprentice=change.apprentice)
    if waiting := evidence.filter(state__in=Evidence.WAITING).count():
        pieces = count(waiting, "piece of evidence waits", "pieces of evidence wait")
        yield f"{pieces} with the assessor until the return."
    if returned := evidence.filter(state__in=[Evidence.State.RETURNED, Evidence.State.REOPENED]).count():
        pieces = count(returned, "piece of evidence to work on again", "pieces of evidence to work on again")
        yield f"{pieces}: nobody asks for it during the break, and its day moves by the length of the break."
    yield from _planned_observations(change)


def _preview_leaving(change: Leaving) -> Iterator[str]:
    accepted = Evidence.objects.filter(apprentice=change.apprentice).accepted().count()
    if accepted:
        pieces = count(accepted, "accepted piece of evidence stays", "accepted pieces of evidence stay")
        yield f"{pieces} in the portfolio."
    yield from _planned_observations(change)


def _planned_observations(change: Pause | Leaving) -> Iterator[str]:
    """People who are expecting to be seen are told by those who asked them."""
    planned = Observation.objects.filter(
        placement__apprentice=change.apprentice, state=Observation.State.PLANNED
    ).count()
    if planned:
        yield f"{count(planned, 'planned observation')}: tell the person or family, and move or cancel it."


def _nothing(change: Pause | Leaving) -> None:
    """Queues, reminders and tasks leave out whoever is not learning, and take them in again by themselves."""


on_pause = Consequence("evidence", preview=_preview_pause, blocks=lambda change: (), apply=_nothing)
on_withdrawal = Consequence("evidence", preview=_preview_leaving, blocks=lambda change: (), apply=_nothing)
