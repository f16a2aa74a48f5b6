"""How much evidence waits and how much is accepted, written beside the apprentice's record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Q

from apprentices.models import Apprentice
from apprentices.operations import count_evidence
from assessment.models import Evidence

WAITING = Count("pk", filter=Q(state__in=Evidence.WAITING))
ACCEPTED = Count("pk", filter=Q(state=Evidence.State.ACCEPTED))


def recount(apprentice: Apprentice) -> None:
    """Count one apprentice's evidence anew. The step has locked the totals before its first write."""
    totals = Evidence.objects.filter(apprentice=apprentice).aggregate(waiting=WAITING, accepted=ACCEPTED)
    count_evidence(apprentice, waiting=totals["waiting"], accepted=totals["accepted"])


def evidence_totals(ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
    """For ``apprentices.totals.sources``: the totals of many apprentices in one query."""
    rows: Any = (
        Evidence.objects.filter(apprentice__in=ids)
        .order_by()
        .values("apprentice")
        .annotate(evidence_waiting=WAITING, evidence_accepted=ACCEPTED)
    )
    return {row.pop("apprentice"): row for row in rows}
