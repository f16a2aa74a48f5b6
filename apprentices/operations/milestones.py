"""Facts that lower steps must know, written downwards by the app that knows them."""

from __future__ import annotations

import datetime

from django.db import transaction

from apprentices.models import Apprentice, Milestone
from core import audit
from core.accounts.models import User


@transaction.atomic
def reach_milestone(apprentice: Apprentice, kind: str, *, on: datetime.date, by: User | None) -> Milestone:
    """Record that something was reached; the first time counts, and saying it again changes nothing."""
    milestone, reached_now = Milestone.objects.get_or_create(
        apprentice=apprentice, kind=kind, defaults={"reached_on": on, "recorded_by": by}
    )
    if reached_now:
        audit.record(milestone, f"{kind} reached", by=by, milestone=milestone.get_kind_display(), on=on)
    return milestone
