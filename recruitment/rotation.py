"""Who is asked first to sit on a panel: fair turns, stated load, current training. Pure rules: no Django.

Turns are fair when whoever sat least is asked first, and of those whoever has waited longest. Nobody is asked beyond
the days a year that they named, or on a day that they said no to. ``lot`` settles what is equal: the random reference
of the person's place on the register, so that it is neither the alphabet nor the order of arrival.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from core import words

YES, MAYBE, NO, SILENT = "yes", "maybe", "no", ""

_WILLING = {YES: 0, SILENT: 1, MAYBE: 1}


@dataclass(frozen=True)
class Standing:
    """How somebody stands when a day is staffed. ``load``: days in the twelve months before it, and those ahead."""

    key: int
    lot: str
    answer: str
    load: int
    last_on: datetime.date | None
    most: int | None
    trained: bool


def in_turn(standings: Iterable[Standing]) -> list[Standing]:
    """Those who may be asked, in the order of asking: who said yes, then by load, then by the longest wait."""
    may_be_asked = [standing for standing in standings if not why_not(standing)]
    return sorted(may_be_asked, key=lambda s: (_WILLING[s.answer], s.load, s.last_on or datetime.date.min, s.lot))


def why_not(standing: Standing) -> str:
    """Why somebody is not asked for a day; "" where they may be."""
    if standing.answer == NO:
        return "Said no for this day."
    if not standing.trained:
        return "Training for panels is not current."
    if standing.most is not None and standing.load >= standing.most:
        return f"Wants at most {words.count(standing.most, 'day')} a year."
    return ""


def why(standing: Standing) -> str:
    """How somebody stands, in a sentence."""
    said = {YES: "Said yes", MAYBE: "Said maybe", SILENT: "Not answered yet", NO: "Said no"}[standing.answer]
    sat = f"{words.count(standing.load, 'day')} in twelve months"
    return f"{said}; {sat}, last on {words.day(standing.last_on)}." if standing.last_on else f"{said}; {sat}."
