"""The conditions that every offer begins with, from ``data/offer_conditions.json``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SUITABILITY = "suitability"
"""The condition that stands in every offer, so that an open one tells nobody whether there is a question."""

DATA = Path(__file__).parent / "data" / "offer_conditions.json"


@dataclass(frozen=True)
class StandardCondition:
    code: str
    title: str
    side: str
    stays_met: bool = False
    """Whether it stays met for somebody who starts with a later cohort; the other checks are made again then."""


@cache
def standard_conditions() -> tuple[StandardCondition, ...]:
    return tuple(StandardCondition(**entry) for entry in json.loads(DATA.read_text(encoding="utf-8"))["conditions"])
