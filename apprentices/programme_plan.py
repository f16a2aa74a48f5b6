"""The teaching plan that an apprentice begins with: blocks, day release and skills days, as data, on real dates."""

from __future__ import annotations

import csv
import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from consortium.reference_data import DATA as CONSORTIUM_DATA

DATA = Path(__file__).parent / "data" / "programme_plans.json"
QUARTER = Decimal("0.25")
BEGINS = datetime.time(10)


@dataclass(frozen=True)
class PlannedDay:
    """One day of the plan."""

    date: datetime.date
    kind: str
    title: str
    hours: Decimal
    starts_at: datetime.time
    ends_at: datetime.time


@cache
def bank_holidays() -> frozenset[datetime.date]:
    """Bank holidays in England, from the reference data."""
    with (CONSORTIUM_DATA / "bank_holidays.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(datetime.date.fromisoformat(row["date"]) for row in csv.DictReader(file))


@cache
def _plans() -> dict[str, Any]:
    return json.loads(DATA.read_text(encoding="utf-8"))["plans"]


def planned_days(
    standard: str, *, starts_on: datetime.date, ends_on: datetime.date, planned_hours: Decimal | None
) -> list[PlannedDay]:
    """The days of the plan of a standard between two dates, in date order.

    A smaller agreed plan (prior learning) shortens every day in proportion, to quarters of an hour; without one
    (None) the days are as long as the plan has them.
    """
    plan = _plans().get(standard) or _plans()["default"]
    agreed = Decimal(plan["reference_hours"]) if planned_hours is None else planned_hours
    share = min(agreed / Decimal(plan["reference_hours"]), Decimal(1))
    monday = starts_on - datetime.timedelta(days=starts_on.weekday())
    closed = bank_holidays()
    days = []
    for week, weekday, entry in _slots(plan):
        date = monday + datetime.timedelta(weeks=week - 1, days=weekday)
        hours = (Decimal(entry["hours"]) * share).quantize(QUARTER)
        if starts_on <= date <= ends_on and date not in closed and hours:
            days.append(
                PlannedDay(
                    date=date,
                    kind=entry["kind"],
                    title=entry["title"],
                    hours=hours,
                    starts_at=_time(entry.get("starts_at")) or BEGINS,
                    ends_at=_time(entry.get("ends_at")) or datetime.time(17),
                )
            )
    return sorted(days, key=lambda day: day.date)


def _slots(plan: dict[str, Any]) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Week, day of the week and entry of everything that the plan holds."""
    for block in plan["blocks"]:
        for weekday in block["days"]:
            yield block["week"], weekday, block
    release = plan["day_release"]
    for first, last in release["weeks"]:
        for week in range(first, last + 1):
            yield week, release["day"], release


def _time(said: str | None) -> datetime.time | None:
    return datetime.time.fromisoformat(said) if said else None
