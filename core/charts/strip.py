"""A year in weeks: one row for each thing that fills it, darker where a week holds more of it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core import words
from core.charts.drawing import TINTS, Table, Tick, chart_id, largest, one_decimal, step_of

WEEK = datetime.timedelta(weeks=1)
WIDTH, LEFT, RIGHT, TOP, ROW, CELL = 480, 92, 6, 24, 30, 20
ROOM_FOR_LABEL = 70


@dataclass(frozen=True)
class StripCell:
    """One week of one row."""

    x: float
    colour: str


@dataclass(frozen=True)
class StripRow:
    """One thing through the year, with its words and its sum."""

    label: str
    y: int
    label_y: int
    cells: tuple[StripCell, ...]


@dataclass(frozen=True)
class YearStrip:
    """A year in weeks, ready to print."""

    title: str
    id: str
    rows: tuple[StripRow, ...]
    ticks: tuple[Tick, ...]
    today: float | None
    words: str
    table: Table
    height: int
    cell_width: float
    template: str = "components/charts/strip.html"
    width: int = WIDTH
    cell_height: int = CELL
    bottom: int = 0


def year_strip(
    title: str,
    *,
    first: datetime.date,
    rows: Sequence[tuple[str, Mapping[datetime.date, Decimal | float | int]]],
    today: datetime.date | None = None,
    weeks: int = 52,
) -> YearStrip:
    """``rows`` are pairs of label and figures by day, drawn by week from the Monday of ``first`` on.

    The table adds the same figures up by month.
    """
    monday = first - datetime.timedelta(days=first.weekday())
    ends = monday + WEEK * weeks
    wide = (WIDTH - LEFT - RIGHT) / weeks
    drawn = tuple(_row(label, figures, monday, weeks, wide, number) for number, (label, figures) in enumerate(rows))
    bottom = TOP + ROW * len(rows)
    sums = [(label, sum(v for d, v in figures.items() if monday <= d < ends)) for label, figures in rows]
    return YearStrip(
        title=title,
        id=chart_id(title),
        rows=drawn,
        ticks=tuple(_ticks(monday, ends, wide)),
        today=_x(today, monday, wide) if today and monday <= today < ends else None,
        words=" ".join(f"{label}: {words.number(total)}." for label, total in sums),
        table=_table(rows, monday, ends),
        height=bottom + 26,
        bottom=bottom,
        cell_width=one_decimal(wide - 1),
    )


def _x(date: datetime.date, monday: datetime.date, wide: float) -> float:
    return one_decimal(LEFT + wide * (date - monday).days / 7)


def _row(
    label: str,
    figures: Mapping[datetime.date, Decimal | float | int],
    monday: datetime.date,
    weeks: int,
    wide: float,
    number: int,
) -> StripRow:
    by_week: dict[int, float] = defaultdict(float)
    for date, value in figures.items():
        by_week[(date - monday).days // 7] += float(value)
    most = largest([value for week, value in by_week.items() if 0 <= week < weeks])
    cells = tuple(
        StripCell(one_decimal(LEFT + wide * week), TINTS[step_of(by_week.get(week), most)]) for week in range(weeks)
    )
    y = TOP + ROW * number
    return StripRow(label=label, y=y, label_y=y + 15, cells=cells)


def _ticks(monday: datetime.date, ends: datetime.date, wide: float) -> list[Tick]:
    """The first day of every third month."""
    months = [monday.year * 12 + monday.month + step for step in range(14)]
    firsts = [datetime.date((month - 1) // 12, (month - 1) % 12 + 1, 1) for month in months]
    ticks = [Tick(_x(date, monday, wide), f"{date:%b} {date.year}") for date in firsts if monday <= date < ends][::3]
    return [tick for tick in ticks if tick.at < WIDTH - ROOM_FOR_LABEL]


def _table(
    rows: Sequence[tuple[str, Mapping[datetime.date, Decimal | float | int]]],
    monday: datetime.date,
    ends: datetime.date,
) -> Table:
    months = sorted({(d.year, d.month) for _, figures in rows for d in figures if monday <= d < ends})
    body = []
    for year, month in months:
        in_month = [
            sum(v for d, v in figures.items() if (d.year, d.month) == (year, month) and monday <= d < ends)
            for _, figures in rows
        ]
        name = datetime.date(year, month, 1)
        body.append((f"{name:%B} {year}", *(words.number(value) if value else "–" for value in in_month)))
    return Table(heads=("Month", *(label for label, _ in rows)), rows=tuple(body))
