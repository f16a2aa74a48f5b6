"""A place is held for an apprentice while a result that was not passed can still change."""

from __future__ import annotations

from django.utils import timezone

from assessment.deciding.board_permissions import is_provisional
from assessment.models import BoardDecision
from placements.models import Placement

HELD = "The place is kept until the result of this apprentice’s portfolio can no longer change."


def place_held(placement: Placement) -> str:
    """For ``placements.holds.place_holds``: until the appeal window has closed and every appeal is decided.

    A result that was set aside on appeal holds the place until there is another one.
    """
    decisions = BoardDecision.objects.filter(submission__placement__apprentice=placement.apprentice_id)
    last = decisions.exclude(released_at=None).order_by("released_at", "pk").last()
    if last is None:
        return ""
    waits_anew = last.state == BoardDecision.State.SET_ASIDE
    return HELD if waits_anew or is_provisional(last, on=timezone.localdate()) else ""
