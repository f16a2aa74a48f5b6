"""At which level of a framework an apprentice is assessed now: by the placements of their standard, as data."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

READINESS = "RFDP"


@dataclass(frozen=True)
class Stage:
    """A level by its code, and in words."""

    level: str
    words: str


def stage_of(placements: Sequence[Mapping[str, Any]], *, readiness_passed: bool, placements_passed: int) -> Stage:
    """``placements`` as the version of the standard has them: [{"name", "days", "level"}], in order."""
    if not readiness_passed or not placements:
        return Stage(READINESS, "Readiness for direct practice")
    current = placements[min(placements_passed, len(placements) - 1)]
    return Stage(current["level"], f"End of {current['name'].lower()}")


def milestones_passed(reached: Collection[str]) -> tuple[bool, int]:
    """From the kinds of milestones reached: whether readiness is passed, and how many placements are."""
    return "readiness_passed" in reached, sum(
        kind in reached for kind in ("first_placement_passed", "last_placement_passed")
    )
