"""What all charts share: colours, axes, tables."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass

TEAL = "#0b5351"
INK = "#0b0c0c"
QUIET = "#484949"
WHITE = "#ffffff"

TINTS = ("#f3f3f3", "#d3e8e6", "#9dcac6", "#6fb3ac", TEAL)
"""From nothing to most. Ink reads on all but the last, which takes white (both at least 4.5 to 1)."""


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: where it stands in the drawing, and its words."""

    at: float
    label: str


@dataclass(frozen=True)
class Table:
    """The figures of a chart, for everybody who would rather read them."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def chart_id(title: str) -> str:
    """An id for the parts of one chart, the same at every drawing, so that a pack made twice has the same hash."""
    return f"chart-{hashlib.sha256(title.encode()).hexdigest()[:8]}"


def step_of(value: float | None, most: float) -> int:
    """Which of the tints a value has: 0 for none, 1 to 4 by its share of the most."""
    if not value or value <= 0 or most <= 0:
        return 0
    return min(4, max(1, math.ceil(4 * value / most)))


def ink_on(step: int) -> str:
    """The text colour that reads on a tint."""
    return WHITE if step == len(TINTS) - 1 else INK


def round_axis(most: float, *, steps: int = 4) -> list[float]:
    """Round values from 0 to at least ``most``, for the lines of an axis: 0, 200, 400, 600, 800, 1,000."""
    if most <= 0:
        return [0.0, 1.0]
    rough = most / steps
    power = 10 ** math.floor(math.log10(rough))
    width = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough)
    return [width * number for number in range(math.ceil(most / width - 1e-9) + 1)]


def one_decimal(value: float) -> float:
    """Coordinates need no more than a tenth of a unit."""
    return round(value, 1)


def largest(values: Sequence[float | None]) -> float:
    """The largest of the values that are there; 0 where none is."""
    return max((value for value in values if value is not None), default=0)
