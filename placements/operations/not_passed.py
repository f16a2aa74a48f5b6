"""A placement that was not passed: it ends once nothing can change that any more, and makes room for a repeat."""

from __future__ import annotations

from django.db import transaction

from core import workflow
from core.accounts.models import User
from placements.models import Placement
from placements.operations.matching import close_record

State = Placement.State
POSSIBLE = (State.LIVE, State.DAYS_COMPLETE, State.CLOSED)


@transaction.atomic
def end_not_passed(placement: Placement, *, by: User | None) -> None:
    """Days stay as they are; access of host and practice educator ends. The programme decides what comes next."""
    now = (
        Placement.objects.select_for_update(of=("self",))
        .select_related("setting", "practice_educator")
        .get(pk=placement.pk)
    )
    if now.state != State.CLOSED:
        close_record(now, by=by)
    workflow.move(now, to=State.NOT_PASSED, by=by)
