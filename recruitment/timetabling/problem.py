"""What a timetable is made from. Times of day are whole minutes after midnight; lengths are whole minutes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

GRID = 5
"""Minutes. Everything begins on a five-minute mark, and takes a whole number of them."""


class Setting(StrEnum):
    """How an exercise is done."""

    ALONE = "alone"
    """One candidate with their panel."""
    GROUP = "group"
    """Several candidates of one panel together, with it."""
    QUIET = "quiet"
    """Candidates of any panel side by side in a room, without a panel: a written task, a test."""


@dataclass(frozen=True)
class Exercise:
    """``largest_group``: how many do it together at most; of no meaning where one does it alone."""

    key: int
    name: str
    minutes: int
    setting: Setting
    largest_group: int = 1

    @property
    def with_panel(self) -> bool:
        return self.setting != Setting.QUIET


@dataclass(frozen=True)
class Room:
    """``seats`` for candidates. ``quiet``: exercises without a panel are held here. ``lost_from``: of no use then."""

    key: int
    name: str
    seats: int
    step_free: bool = True
    quiet: bool = False
    lost_from: int | None = None


@dataclass(frozen=True)
class Panel:
    """A complete panel. It stays in its room, and the candidates come. ``begins``, ``ends``: when it sits."""

    key: int
    name: str
    room: int
    begins: int = 0
    ends: int = 24 * 60


@dataclass(frozen=True)
class Candidate:
    """What the timetable minds for one candidate.

    ``panels``: those that may see them, as the rule of composition and of conflicts answers. ``extra_time``: per cent
    more for what they do alone or on paper. ``rest``: minutes free after each exercise. ``earliest``, ``latest``: when
    they can be there and must leave. ``leaves_out``: exercises that they do not do (any more).
    """

    key: int
    code: str
    panels: frozenset[int]
    extra_time: int = 0
    rest: int = 0
    step_free: bool = False
    own_room: bool = False
    earliest: int = 0
    latest: int = 24 * 60
    leaves_out: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Hours:
    """The frame of the day.

    ``between``: a candidate's minutes from one exercise to the next. ``changeover``: a panel's minutes from one
    candidate to the next. ``lunch``: minutes that everybody has free in one piece from ``lunch_from`` to
    ``lunch_until``. ``sittings``: exercises without a panel begin only every so many minutes, so that people come in
    together.
    """

    opens: int = 9 * 60
    closes: int = 17 * 60
    between: int = 10
    changeover: int = 5
    lunch: int = 30
    lunch_from: int = 12 * 60
    lunch_until: int = 14 * 60
    sittings: int = 15


@dataclass(frozen=True, order=True)
class Slot:
    """One candidate does one exercise. ``group`` tells the groups of a panel apart; 0 where there is none."""

    candidate: int
    exercise: int
    start: int
    minutes: int
    room: int
    panel: int | None = None
    group: int = 0

    @property
    def end(self) -> int:
        return self.start + self.minutes

    def overlaps(self, other: Slot, *, apart: int = 0) -> bool:
        return self.start < other.end + apart and other.start < self.end + apart


@dataclass(frozen=True)
class Problem:
    """Everything that is given. ``fixed`` slots stay as they are; nothing else begins before ``now``."""

    hours: Hours
    exercises: tuple[Exercise, ...]
    rooms: tuple[Room, ...]
    panels: tuple[Panel, ...]
    candidates: tuple[Candidate, ...]
    fixed: tuple[Slot, ...] = ()
    now: int = 0

    def __hash__(self) -> int:
        return id(self)

    @cached_property
    def exercise(self) -> dict[int, Exercise]:
        return {exercise.key: exercise for exercise in self.exercises}

    @cached_property
    def room(self) -> dict[int, Room]:
        return {room.key: room for room in self.rooms}

    @cached_property
    def panel(self) -> dict[int, Panel]:
        return {panel.key: panel for panel in self.panels}

    @cached_property
    def candidate(self) -> dict[int, Candidate]:
        return {candidate.key: candidate for candidate in self.candidates}

    @cached_property
    def fixed_slot(self) -> dict[tuple[int, int], Slot]:
        return {(slot.candidate, slot.exercise): slot for slot in self.fixed}

    @cached_property
    def fixed_of(self) -> dict[int, list[Slot]]:
        return by_candidate(self.fixed)

    def exercises_of(self, candidate: Candidate) -> list[Exercise]:
        """What a candidate is to do."""
        return [exercise for exercise in self.exercises if exercise.key not in candidate.leaves_out]

    def meets_a_panel(self, candidate: Candidate) -> bool:
        """Whether a candidate does anything with a panel, on the whole of the day."""
        return any(exercise.with_panel for exercise in self.exercises_of(candidate))

    @cached_property
    def group_exercises(self) -> list[Exercise]:
        return [exercise for exercise in self.exercises if exercise.setting == Setting.GROUP]

    def panels_for(self, candidate: Candidate) -> list[Panel]:
        """Panels that may see a candidate, in rooms that they can get to."""
        fixed = {
            slot.panel for slot in self.fixed if slot.candidate == candidate.key and slot.panel in candidate.panels
        }
        allowed = [panel for panel in self.panels if panel.key in (fixed or candidate.panels)]
        return [panel for panel in allowed if self.room[panel.room].step_free or not candidate.step_free]

    def quiet_rooms_for(self, candidate: Candidate) -> list[Room]:
        return [
            room for room in self.rooms if room.quiet and room.seats and (room.step_free or not candidate.step_free)
        ]

    def window(self, candidate: Candidate) -> tuple[int, int]:
        """From when and until when a candidate can have exercises."""
        return max(self.hours.opens, candidate.earliest), min(self.hours.closes, candidate.latest)

    def free_after(self, candidate: Candidate) -> int:
        """Minutes that a candidate has free after each exercise."""
        return up(max(self.hours.between, candidate.rest))

    def minutes_alone(self, candidate: Candidate, exercises: Iterable[Exercise]) -> int:
        """Minutes of a panel that a candidate takes for themselves in some exercises, with the change after each."""
        alone = [exercise for exercise in exercises if exercise.setting == Setting.ALONE]
        return sum(minutes_for(candidate, exercise) + up(self.hours.changeover) for exercise in alone)

    def largest_group(self, exercise: Exercise, panel: Panel) -> int:
        return max(1, min(exercise.largest_group, self.room[panel.room].seats))

    def changed(self, **fields: object) -> Problem:
        return replace(self, **fields)  # type: ignore[arg-type]


def up(minutes: float) -> int:
    """Minutes, rounded up to the grid."""
    return int(-(-minutes // GRID)) * GRID


def minutes_for(candidate: Candidate, exercise: Exercise) -> int:
    """How long an exercise takes a candidate. In a group, time is the same for all: plan it long enough."""
    if exercise.setting == Setting.GROUP:
        return up(exercise.minutes)
    return up(exercise.minutes * (100 + candidate.extra_time) / 100)


def by_candidate(slots: Iterable[Slot]) -> dict[int, list[Slot]]:
    """Candidate → their slots in the order of the day."""
    found: dict[int, list[Slot]] = {}
    for slot in sorted(slots, key=lambda slot: slot.start):
        found.setdefault(slot.candidate, []).append(slot)
    return found
