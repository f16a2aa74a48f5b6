"""At which points of a placement both sides say where the apprentice stands, on which steps, and what a gap asks for.

Nothing here is averaged or added up: two views stand beside each other, and where they are far apart people talk.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.db import models

from core import words
from core.permissions import YES, Answer, no

FAR_APART = 2
"""Steps between the two views from which supervision should come to it."""

MOST_NAMED = 3
"""So many capabilities a picture's title names; of more it says how many."""


class Point(models.TextChoices):
    """The points of a placement at which the two sides write. The one in the middle may be left out."""

    START = "start", "Start"
    MIDPOINT = "midpoint", "Midpoint"
    END = "end", "End"


@dataclass(frozen=True)
class Step:
    """One step of the scale, in words; ``value`` counts from 1."""

    value: int
    name: str
    meaning: str


@cache
def steps() -> tuple[Step, ...]:
    """The scale, lowest first."""
    return tuple(Step(number, **step) for number, step in enumerate(_data()["steps"], start=1))


def linked_frameworks(service: str) -> Sequence[str]:
    """Codes of the frameworks that a team's service adds: both sides may say something to them, nobody must."""
    found: Sequence[str] = _data()["services"].get(service, ())
    return found


def may_write_at(point: str, *, is_open: bool, has_begun: bool, days_counted: Decimal, days_required: int) -> Answer:
    """Is it the time for this point? ``is_open``: the placement is agreed and not over."""
    if not is_open:
        return no("This placement is not agreed, or it is over, so nothing is written about it now.")
    half = days_counted * 2 >= days_required
    if point == Point.START and half:
        return no("More than half of the days are done, so the start is past. Write the midpoint or the end.")
    if point != Point.START and not has_begun:
        return no("The placement has not begun.")
    if point == Point.END and not half:
        return no(f"The end opens when half of the days are done: {words.number(days_counted)} of {days_required} are.")
    return YES


@dataclass(frozen=True)
class Compared:
    """One capability as both sides see it; a step is None where a side left it out."""

    title: str
    own: int | None
    educators: int | None
    own_words: str = ""
    educators_words: str = ""

    @property
    def gap(self) -> int:
        return abs(self.own - self.educators) if self.own and self.educators else 0

    @property
    def own_name(self) -> str:
        return steps()[self.own - 1].name if self.own else "Nothing said"

    @property
    def educators_name(self) -> str:
        return steps()[self.educators - 1].name if self.educators else "Nothing said"


def to_talk_about(compared: Sequence[Compared]) -> list[Compared]:
    """What supervision should come to, the widest gap first."""
    return sorted((one for one in compared if one.gap >= FAR_APART), key=lambda one: -one.gap)


def finding(compared: Sequence[Compared]) -> str:
    """What the picture says, as its title."""
    apart = [one.title for one in to_talk_about(compared)]
    if len(apart) > MOST_NAMED:
        return f"The two views are far apart on {len(apart)} of {len(compared)} capabilities"
    if apart:
        return f"The two views are far apart on {words.listed(apart)}"
    if any(one.gap for one in compared):
        return "The two views are never more than a step apart"
    return "Both see it the same way"


@cache
def _data() -> dict[str, Any]:
    path = Path(__file__).parent / "data" / "self_assessment.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
