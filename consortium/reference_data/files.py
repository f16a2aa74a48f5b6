"""Reading the reference files, and their ways of saying dates."""

from __future__ import annotations

import calendar
import csv
import datetime
import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[1] / "data"


class Files:
    """The reference files of a folder."""

    def __init__(self, folder: Path = DATA) -> None:
        self.folder = folder

    def json(self, name: str) -> dict[str, Any]:
        return json.loads((self.folder / name).read_text(encoding="utf-8"))

    def csv(self, name: str) -> list[dict[str, str]]:
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def frameworks(self) -> list[dict[str, Any]]:
        """Every framework file: those that hold statements."""
        found = (self.json(f"frameworks/{path.name}") for path in sorted((self.folder / "frameworks").glob("*.json")))
        return [content for content in found if "statements" in content]


def first_day(said: str | None) -> datetime.date | None:
    """The first day that "2018", "2018-04" or "2018-04-01" can mean."""
    if said is None:
        return None
    year, month, day = (int(part) for part in [*said.split("-"), "1", "1"][:3])
    return datetime.date(year, month, day)


def last_day(said: str | None) -> datetime.date | None:
    """The last day that "2018", "2018-04" or "2018-04-01" can mean."""
    if said is None:
        return None
    parts = [int(part) for part in said.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    return datetime.date(year, month, parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1])
