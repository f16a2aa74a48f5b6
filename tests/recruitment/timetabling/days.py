"""Invented days for the solver: small ones by hand, large ones by a seed."""

from __future__ import annotations

import random
from typing import Any

from recruitment.timetabling.problem import Candidate, Exercise, Hours, Panel, Problem, Room, Setting

INTERVIEW = Exercise(1, "Interview", 20, Setting.ALONE)
ROLE_PLAY = Exercise(2, "Role play", 10, Setting.ALONE)
DISCUSSION = Exercise(3, "Group discussion", 30, Setting.GROUP, 6)
WRITTEN = Exercise(4, "Written task", 40, Setting.QUIET)
REASONING = Exercise(5, "Verbal reasoning", 30, Setting.QUIET)
REFLECTION = Exercise(6, "Reflection on paper", 20, Setting.QUIET)
HALL = 100


def day(
    *,
    candidates: int = 6,
    panels: int = 2,
    exercises: tuple[Exercise, ...] = (INTERVIEW, DISCUSSION, WRITTEN),
    seats: int = 12,
    own: dict[int, dict[str, Any]] | None = None,
    spare: bool = False,
    **hours: Any,
) -> Problem:
    """A day on which every panel may see everybody. ``own``: candidate → what differs for them."""
    keys = frozenset(range(1, panels + 1))
    rooms = [Room(key, f"Room {key}", 8) for key in keys] + [Room(HALL, "Hall", seats, quiet=True)]
    if spare:
        rooms.append(Room(200, "Spare room", 8))
    return Problem(
        Hours(**hours),
        exercises,
        tuple(rooms),
        tuple(Panel(key, f"Panel {key}", key) for key in keys),
        tuple(
            Candidate(key, f"C{key:03}", **({"panels": keys} | (own or {}).get(key, {})))
            for key in range(1, candidates + 1)
        ),
    )


def large_day(seed: int = 1, *, candidates: int = 120, panels: int = 13) -> Problem:
    """120 candidates, six exercises, 13 panels of three: four fifths of the pairs may meet, a tenth come late, a tenth
    leave early, some have extra time, rest, or no steps.
    """
    dice = random.Random(seed)
    keys = range(1, panels + 1)
    rooms = [Room(key, f"Room {key}", 8, step_free=key % 3 != 0) for key in keys]
    rooms += [Room(HALL, "Hall", 30, quiet=True), Room(101, "Library", 12, quiet=True), Room(200, "Spare", 8)]
    return Problem(
        Hours(opens=8 * 60 + 30, closes=17 * 60 + 30),
        (INTERVIEW, ROLE_PLAY, DISCUSSION, WRITTEN, REASONING, REFLECTION),
        tuple(rooms),
        tuple(Panel(key, f"Panel {key}", key) for key in keys),
        tuple(
            Candidate(
                key,
                f"C{key:03}",
                panels=frozenset(panel for panel in keys if dice.random() < 0.8),
                extra_time=25 if dice.random() < 0.1 else 0,
                rest=15 if dice.random() < 0.05 else 0,
                step_free=dice.random() < 0.05,
                earliest=10 * 60 if dice.random() < 0.1 else 0,
                latest=15 * 60 if dice.random() < 0.1 else 24 * 60,
            )
            for key in range(1, candidates + 1)
        ),
    )
