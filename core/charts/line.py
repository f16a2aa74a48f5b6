"""Lines over time: what was planned, dashed, against what happened."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core import words
from core.charts.drawing import QUIET, TEAL, Table, Tick, chart_id, one_decimal, round_axis

Point = tuple[datetime.date, Decimal | float | int]
Drawn = list[tuple[float, float]]

WIDTH, HEIGHT = 480, 300
LEFT, RIGHT, TOP, BOTTOM = 52, 18, 30, 44
MONTHS_BETWEEN_TICKS = (1, 2, 3, 6, 12, 24, 60)
MOST_TICKS = 5
LABEL_WIDTH = 125
"""About how far the words at the end of a line reach."""


@dataclass(frozen=True)
class Line:
    """One line with its words at its end."""

    points: str
    colour: str
    dashes: str
    label: str
    label_x: float
    label_y: float
    end_x: float
    end_y: float


@dataclass(frozen=True)
class LineChart:
    """Lines over time, ready to print."""

    title: str
    id: str
    lines: tuple[Line, ...]
    y_ticks: tuple[Tick, ...]
    x_ticks: tuple[Tick, ...]
    unit: str
    table: Table
    template: str = "components/charts/line.html"
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def line_chart(
    title: str,
    *,
    plan: Sequence[Point],
    actual: Sequence[Point],
    ahead: Sequence[Point] = (),
    in_table: Collection[datetime.date] | None = None,
    unit: str = "hours",
    plan_label: str = "Planned",
    actual_label: str = "Confirmed",
    ahead_label: str = "At this rate",
) -> LineChart:
    """Running totals by date: ``plan`` dashed, ``actual`` solid, each in date order and counted in ``unit``.

    ``ahead`` goes on, dotted, from where ``actual`` ends. ``in_table`` are the dates that the table has, where not all.
    Without any points there is nothing to draw, and the chart says so.
    """
    points = [*plan, *actual, *ahead]
    drawn_lines = [(plan_label, plan), (actual_label, actual), *([(ahead_label, ahead)] if ahead else [])]
    table = _table(drawn_lines, in_table)
    if not points:
        return LineChart(title, chart_id(title), (), (), (), unit, table)
    first, last = min(date for date, _ in points), max(date for date, _ in points)
    axis = round_axis(float(max(value for _, value in points)))

    def drawn(line: Sequence[Point]) -> Drawn:
        return [(_x(date, first, last), _y(value, axis[-1])) for date, value in line]

    planned, happened = drawn(plan), drawn(actual)
    leads = bool(plan and actual) and actual[-1][1] >= _value_at(plan, actual[-1][0])
    together = bool(plan and actual) and abs(planned[-1][0] - happened[-1][0]) < LABEL_WIDTH
    over = bool(plan and ahead) and ahead[-1][1] >= plan[-1][1]
    lines = []
    if plan:
        text = f"{plan_label} {words.number(plan[-1][1])}"
        lines.append(_line(planned, text, QUIET, "6 5", above=not (over or (together and leads)), others=happened))
    if actual:
        text = f"{actual_label} {words.number(actual[-1][1])}"
        lines.append(_line(happened, text, TEAL, "", above=leads, others=planned))
    if ahead:
        text = f"{ahead_label} {words.number(ahead[-1][1])}"
        lines.append(_line(drawn(ahead), text, TEAL, "2 5", above=over, others=planned))
    return LineChart(
        title=title,
        id=chart_id(title),
        lines=tuple(lines),
        y_ticks=tuple(Tick(_y(value, axis[-1]), words.number(value)) for value in axis),
        x_ticks=tuple(Tick(_x(month, first, last), f"{month:%b} {month.year}") for month in _months(first, last)),
        unit=unit,
        table=table,
    )


def _x(date: datetime.date, first: datetime.date, last: datetime.date) -> float:
    return one_decimal(LEFT + (WIDTH - LEFT - RIGHT) * (date - first).days / max((last - first).days, 1))


def _y(value: Decimal | float | int, most: float) -> float:
    return one_decimal(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * float(value) / most)


def _line(points: Drawn, label: str, colour: str, dashes: str, *, above: bool, others: Drawn) -> Line:
    """A line with its words ending at its last point, clear of both lines: above them, or below where there is room."""
    end_x, end_y = points[-1]
    label_x = max(end_x, LEFT + LABEL_WIDTH)
    passed = _heights(points, label_x - LABEL_WIDTH, label_x) + _heights(others, label_x - LABEL_WIDTH, label_x)
    below_y = max(_heights(points, label_x - LABEL_WIDTH, label_x)) + 22
    label_y = min(passed) - 12 if above or below_y > HEIGHT - BOTTOM - 6 else below_y
    return Line(
        points=" ".join(f"{x},{y}" for x, y in points),
        colour=colour,
        dashes=dashes,
        label=label,
        label_x=one_decimal(label_x),
        label_y=one_decimal(max(label_y, 16)),
        end_x=end_x,
        end_y=end_y,
    )


def _heights(points: Drawn, left: float, right: float) -> list[float]:
    """Where a line runs between two places, its ends included."""
    heights = [y for x, y in points if left <= x <= right]
    for (x1, y1), (x2, y2) in itertools.pairwise(points):
        heights += [y1 + (y2 - y1) * (x - x1) / (x2 - x1) for x in (left, right) if x1 < x < x2]
    return heights


def _value_at(points: Sequence[Point], date: datetime.date) -> Decimal | float | int:
    """The running total that holds at a date: that of the last point up to it."""
    return next((value for day, value in reversed(points) if day <= date), 0)


def _months(first: datetime.date, last: datetime.date) -> list[datetime.date]:
    """First days of months between two dates, at most ``MOST_TICKS`` of them, evenly apart."""
    between = (last.year - first.year) * 12 + last.month - first.month
    apart = next((step for step in MONTHS_BETWEEN_TICKS if between / step <= MOST_TICKS - 1), 120)
    start = first.year * 12 + first.month - 1 + (first.day > 1)
    months = [datetime.date(month // 12, month % 12 + 1, 1) for month in range(start, start + between + 1, apart)]
    return [month for month in months if month <= last] or [first]


def _table(lines: Sequence[tuple[str, Sequence[Point]]], in_table: Collection[datetime.date] | None) -> Table:
    by_line = [dict(points) for _, points in lines]
    dates = sorted({date for points in by_line for date in points if in_table is None or date in in_table})
    return Table(
        heads=("Date", *(label for label, _ in lines)),
        rows=tuple((words.day(date), *(words.number(points.get(date)) for points in by_line)) for date in dates),
    )
