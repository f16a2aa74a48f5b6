"""A heat table: a real table of counts, tinted by how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core import words
from core.charts.drawing import chart_id, largest, step_of

Number = Decimal | float | int


@dataclass(frozen=True)
class HeatCell:
    """One figure and its tint (0 none to 4 most)."""

    figure: str
    step: int


@dataclass(frozen=True)
class HeatTable:
    """The table, ready to print. It is its own table, so it needs no second one."""

    title: str
    id: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[HeatCell, ...]], ...]
    template: str = "components/charts/heat.html"


def heat_table(
    title: str, *, columns: Sequence[str], rows: Sequence[tuple[str, Sequence[Number | None]]], corner: str = ""
) -> HeatTable:
    """Counts by two things: ``rows`` are pairs of label and one value for each column; 0 and None show a dash."""
    most = float(largest([float(value) for _, values in rows for value in values if value is not None]))
    return HeatTable(
        title=title,
        id=chart_id(title),
        corner=corner,
        columns=tuple(columns),
        rows=tuple((label, tuple(_cell(value, most) for value in values)) for label, values in rows),
    )


def _cell(value: Number | None, most: float) -> HeatCell:
    return HeatCell(words.number(value) if value else "–", step_of(None if value is None else float(value), most))
