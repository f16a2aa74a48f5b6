"""Bars: one figure for each of a few things, the words above the bar and the figure beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core import words
from core.charts.drawing import Table, chart_id, largest, one_decimal

WIDTH, ROW_HEIGHT, BAR_HEIGHT, ROOM_FOR_FIGURE = 480, 52, 20, 90


@dataclass(frozen=True)
class Bar:
    """One bar with its words and its figure."""

    label: str
    figure: str
    label_y: int
    bar_y: int
    figure_y: int
    length: float
    figure_x: float


@dataclass(frozen=True)
class BarChart:
    """Bars, ready to print."""

    title: str
    id: str
    bars: tuple[Bar, ...]
    height: int
    table: Table
    template: str = "components/charts/bars.html"
    width: int = WIDTH
    bar_height: int = BAR_HEIGHT


def bar_chart(title: str, bars: Sequence[tuple[str, Decimal | float | int]], *, unit: str = "Figure") -> BarChart:
    """One bar for each pair of label and value, in the order given; ``unit`` heads the table's column."""
    most = float(largest([float(value) for _, value in bars])) or 1.0
    drawn = []
    for number, (label, value) in enumerate(bars):
        length = one_decimal((WIDTH - ROOM_FOR_FIGURE) * max(float(value), 0) / most)
        top = number * ROW_HEIGHT
        drawn.append(
            Bar(
                label=label,
                figure=words.number(value),
                label_y=top + 18,
                bar_y=top + 25,
                figure_y=top + 41,
                length=length,
                figure_x=one_decimal(length + 8),
            )
        )
    return BarChart(
        title=title,
        id=chart_id(title),
        bars=tuple(drawn),
        height=max(len(bars), 1) * ROW_HEIGHT,
        table=Table(heads=("", unit), rows=tuple((label, words.number(value)) for label, value in bars)),
    )
