"""Pairs on one scale: two views of each of a few things, joined by a line as long as they are apart."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from core.charts.drawing import Table, Tick, chart_id, one_decimal

WIDTH, ROW_HEIGHT, TOP, EDGE, HALF_SQUARE = 480, 64, 58, 24, 10
MOST_OF_A_LABEL = 52
"""Characters of a label that find room above its row; the table has the whole."""


@dataclass(frozen=True)
class Pair:
    """One thing with its two places on the scale; a place is None where that side said nothing."""

    label: str
    label_y: int
    y: int
    first_x: float | None
    second_x: float | None

    @property
    def square(self) -> tuple[float, int] | None:
        """The corner of the open square of the second side."""
        return None if self.second_x is None else (one_decimal(self.second_x - HALF_SQUARE), self.y - HALF_SQUARE)

    @property
    def is_joined(self) -> bool:
        return None not in (self.first_x, self.second_x) and self.first_x != self.second_x


@dataclass(frozen=True)
class DumbbellChart:
    """Pairs, ready to print: the first side a full circle, the second an open square around or beside it."""

    title: str
    id: str
    sides: tuple[str, str]
    pairs: tuple[Pair, ...]
    ticks: tuple[Tick, ...]
    height: int
    table: Table
    template: str = "components/charts/dumbbell.html"
    width: int = WIDTH


def dumbbell_chart(
    title: str,
    pairs: Sequence[tuple[str, int | None, int | None]],
    *,
    sides: tuple[str, str],
    scale: Sequence[str],
) -> DumbbellChart:
    """One row for each (label, first, second); values are steps of ``scale``, counted from 1."""
    step = (WIDTH - 2 * EDGE) / max(len(scale) - 1, 1)

    def x(value: int | None) -> float | None:
        return None if value is None else one_decimal(EDGE + (value - 1) * step)

    def said(value: int | None) -> str:
        return "Nothing said" if value is None else scale[value - 1]

    drawn = []
    for number, (label, first, second) in enumerate(pairs):
        top = TOP + number * ROW_HEIGHT
        said_above = textwrap.shorten(label, MOST_OF_A_LABEL, placeholder=" …")
        drawn.append(Pair(label=said_above, label_y=top + 20, y=top + 42, first_x=x(first), second_x=x(second)))
    return DumbbellChart(
        title=title,
        id=chart_id(title),
        sides=sides,
        pairs=tuple(drawn),
        ticks=tuple(Tick(at=one_decimal(EDGE + n * step), label=str(n + 1)) for n in range(len(scale))),
        height=TOP + max(len(pairs), 1) * ROW_HEIGHT,
        table=Table(heads=("", *sides), rows=tuple((label, said(a), said(b)) for label, a, b in pairs)),
    )
