"""Whether marks and practice point apart. Plain rules over plain facts; the numbers are data. They decide nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

GOOD, CONCERN, STEADY = "good", "concern", "steady"

MARKS_GOOD = "Marks are good, and practice gives cause to talk."
PRACTICE_GOOD = "Practice goes well, and marks give cause to talk."


@dataclass(frozen=True)
class Result:
    """The newest attempt at one assignment: whether it was passed, and its mark where there is one."""

    passed: bool
    extended: bool
    mark: Decimal | None


@dataclass(frozen=True)
class Practice:
    """What is known of practice today: pieces accepted, pieces returned for more, and whether a concern is open."""

    accepted: int
    returned: int
    concern: bool


@cache
def limits() -> dict[str, Any]:
    path = Path(__file__).parent.parent / "data" / "signals.json"
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def of_marks(results: Sequence[Result]) -> str:
    """How the newest attempts stand as a whole. What has an extension says nothing yet."""
    known = [result for result in results if not result.extended]
    if any(not result.passed for result in known):
        return CONCERN
    marks = [result.mark for result in known if result.mark is not None]
    enough = len(marks) >= limits()["at_least"]
    return GOOD if enough and sum(marks, Decimal(0)) / len(marks) >= limits()["good_mark"] else STEADY


def of_practice(practice: Practice) -> str:
    """How practice stands."""
    if practice.concern or practice.returned >= limits()["returned"]:
        return CONCERN
    return GOOD if practice.accepted >= limits()["at_least"] else STEADY


def signal(results: Sequence[Result], practice: Practice) -> str:
    """A sentence where the two point apart; "" where they do not."""
    both = of_marks(results), of_practice(practice)
    return {(GOOD, CONCERN): MARKS_GOOD, (CONCERN, GOOD): PRACTICE_GOOD}.get(both, "")
