"""What happens on the day, written down so that the rest can be planned again."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from core import audit
from core.workflow import StepRefused
from recruitment.models import DayCandidate, DayChange, Exercise, Panel, Room, SelectionDay
from recruitment.operations.day_plans import require_plannable

if TYPE_CHECKING:
    from core.accounts.models import User

Kind = DayChange.Kind


@transaction.atomic
def record_change(
    *,
    day: SelectionDay,
    kind: str,
    begins: datetime.time,
    by: User,
    candidate: DayCandidate | None = None,
    exercise: Exercise | None = None,
    room: Room | None = None,
    panel: Panel | None = None,
    until: datetime.time | None = None,
) -> DayChange:
    """Write down one thing that happened. Nothing moves until the rest is planned again and that is accepted."""
    require_plannable(day)
    if until and until <= begins:
        raise StepRefused("The time until which it lasts must be later than the time at which it began.")
    change = DayChange.objects.create(
        day=day,
        kind=kind,
        candidate=candidate,
        exercise=exercise,
        room=room,
        panel=panel,
        begins=begins,
        until=until,
        recorded_by=by,
    )
    audit.record(change, "wrote down what happened on the day", by=by, what=change.words)
    return change


@transaction.atomic
def take_back(*, change: DayChange, by: User) -> None:
    """It was written down by mistake, or is over: the rest is planned without it from now on."""
    require_plannable(change.day)
    audit.record(change, "took back what was written down", by=by, what=change.words)
    change.delete()
