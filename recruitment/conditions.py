"""The conditions that every offer begins with, from ``data/offer_conditions.json``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "offer_conditions.json"


@dataclass(frozen=True)
class StandardCondition:
    code: str
    title: str
    side: str


@cache
def standard_conditions() -> tuple[StandardCondition, ...]:
    return tuple(StandardCondition(**entry) for entry in json.loads(DATA.read_text(encoding="utf-8"))["conditions"])
