"""What became of each apprentice's portfolios at the panel and the board, as one of a few outcomes; and for whom."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum

from django.db.models import QuerySet
from django.utils import timezone

from assessment.models import BoardDecision, PanelRecommendation
from consortium.models import Consortium, Membership, Organisation

Panel = PanelRecommendation.Outcome
Board = BoardDecision.Outcome


class Outcome(StrEnum):
    """Of the portfolios of one apprentice the furthest from a pass without a question, the last of this list."""

    STRAIGHT = "straight"
    MORE_EVIDENCE = "more_evidence"
    MORE_DAYS = "more_days"
    REFERRED = "referred"
    NOT_PASSED = "not_passed"


FROM_PANEL = {
    Panel.MORE_EVIDENCE: Outcome.MORE_EVIDENCE,
    Panel.EXTEND_DAYS: Outcome.MORE_DAYS,
    Panel.DISAGREE: Outcome.REFERRED,
}

LEVELS: tuple[Mapping[str, tuple[Outcome, ...]], ...] = (
    {
        "Passed without a question": (Outcome.STRAIGHT,),
        "More evidence asked for": (Outcome.MORE_EVIDENCE,),
        "Days added": (Outcome.MORE_DAYS,),
        "Referred to the board": (Outcome.REFERRED,),
        "Not passed at first": (Outcome.NOT_PASSED,),
    },
    {
        "Passed without a question": (Outcome.STRAIGHT,),
        "More evidence or more days": (Outcome.MORE_EVIDENCE, Outcome.MORE_DAYS),
        "Referred, or not passed at first": (Outcome.REFERRED, Outcome.NOT_PASSED),
    },
    {
        "Passed without a question": (Outcome.STRAIGHT,),
        "More evidence or days, referred, or not passed at first": (
            Outcome.MORE_EVIDENCE,
            Outcome.MORE_DAYS,
            Outcome.REFERRED,
            Outcome.NOT_PASSED,
        ),
    },
)
"""How outcomes are put together, the finest first: the first in which every column is large enough is shown."""


def outcomes(
    decisions: QuerySet[BoardDecision], *, first_day: datetime.date, last_day: datetime.date
) -> dict[int, str]:
    """Apprentice (id) → their outcome, of the results that were released in these days and stand. Two queries.

    Of a placement counts the first result that stands; a repeat that is passed later does not undo that it was needed.
    """
    tz = timezone.get_current_timezone()
    begin = datetime.datetime.combine(first_day, datetime.time(), tz)
    end = datetime.datetime.combine(last_day + datetime.timedelta(days=1), datetime.time(), tz)
    released = decisions.filter(
        state=BoardDecision.State.RELEASED, released_at__gte=begin, released_at__lt=end
    ).exclude(outcome=Board.REFER_BACK)
    rows = released.order_by("released_at", "pk").values_list(
        "submission__placement", "submission__placement__apprentice", "outcome"
    )
    first: dict[int, tuple[int, str]] = {}
    for placement, apprentice, outcome in rows:
        first.setdefault(placement, (apprentice, outcome))
    asked = _asked_for(first)
    worst: dict[int, Outcome] = {}
    order = list(Outcome)
    for placement, (apprentice, outcome) in first.items():
        here = [Outcome.NOT_PASSED] if outcome != Board.PASSED else [Outcome.STRAIGHT, *asked[placement]]
        found = max(here, key=order.index)
        worst[apprentice] = max(worst.get(apprentice, Outcome.STRAIGHT), found, key=order.index)
    return {apprentice: outcome.value for apprentice, outcome in worst.items()}


def _asked_for(placements: Iterable[int]) -> dict[int, list[Outcome]]:
    """Placement → what panels asked for on the way."""
    found: dict[int, list[Outcome]] = defaultdict(list)
    rows = PanelRecommendation.objects.filter(
        submission__placement__in=list(placements), outcome__in=[outcome.value for outcome in FROM_PANEL]
    )
    for placement, outcome in rows.order_by("pk").values_list("submission__placement", "outcome"):
        found[placement].append(FROM_PANEL[Panel(outcome)])
    return found


def decisions_of(scope: Organisation | Consortium, *, on: datetime.date) -> QuerySet[BoardDecision]:
    """The results of a university, or of the universities that are full members of a consortium on a day."""
    every = BoardDecision.objects.all()
    if isinstance(scope, Organisation):
        return every.filter(submission__placement__apprentice__cohort__university=scope)
    full = Membership.objects.on(on).filter(consortium=scope, grade=Membership.Grade.FULL)
    return every.filter(submission__placement__apprentice__cohort__university__in=full.values("organisation"))
