"""Why a session or a study day was cancelled, why somebody was away: coded reasons as data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "timetable.json"
SESSION_CANCELLED, ABSENCE, STUDY_DAY_CANCELLED = "session_cancelled", "absence", "study_day_cancelled"


@dataclass(frozen=True)
class Reason:
    """``restricted`` = read by the apprentice and those who take the register; everybody else reads that there is one.

    ``counts_against_provider`` = a session cancelled for this stands in the university's figure.
    """

    code: str
    label: str
    restricted: bool = False
    counts_against_provider: bool = False


@cache
def reasons(listed: str) -> dict[str, Reason]:
    """The reasons of a list by their code, in the order in which people are shown them."""
    return {entry["code"]: Reason(**entry) for entry in json.loads(DATA.read_text(encoding="utf-8"))[listed]}


def choices(listed: str) -> list[tuple[str, str]]:
    return [(reason.code, reason.label) for reason in reasons(listed).values()]


def counting_against_provider() -> list[str]:
    """Codes of cancellations that stand in the university's figure."""
    return [r.code for r in reasons(SESSION_CANCELLED).values() if r.counts_against_provider]
