"""What is left of a day after what has happened: what has begun stands, what was missed or cut short is done again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from recruitment.timetabling.problem import Candidate, Problem, Slot


@dataclass(frozen=True)
class Away:
    """A candidate is late (``begins`` at the day's beginning) or unwell for a time: they miss what lies in it."""

    candidate: int
    begins: int
    until: int


@dataclass(frozen=True)
class Gone:
    """A candidate did not come, or went home: nothing more for them from then on."""

    candidate: int
    begins: int


@dataclass(frozen=True)
class LeftOut:
    """A candidate does not do an exercise."""

    candidate: int
    exercise: int


@dataclass(frozen=True)
class RoomLost:
    room: int
    begins: int


@dataclass(frozen=True)
class PanelGone:
    """A panel is no longer complete. Whom it has not seen in full is seen by another one, from the beginning."""

    panel: int
    begins: int


@dataclass(frozen=True)
class PanelLate:
    """A panel is behind: it begins nothing before ``until``."""

    panel: int
    until: int


Change = Away | Gone | LeftOut | RoomLost | PanelGone | PanelLate


@dataclass(frozen=True)
class Ticked:
    """What people in the room said, by candidate and exercise: it goes before the clock.

    ``waiting`` was to have begun by now and has not. ``panels_free``, ``candidates_free``: when a panel or a candidate
    that has begun something is to be expected free for the next.
    """

    begun: frozenset[tuple[int, int]] = frozenset()
    ended: frozenset[tuple[int, int]] = frozenset()
    waiting: frozenset[tuple[int, int]] = frozenset()
    panels_free: Mapping[int, int] = field(default_factory=dict)
    candidates_free: Mapping[int, int] = field(default_factory=dict)

    def has_begun(self, slot: Slot, now: int) -> bool:
        key = (slot.candidate, slot.exercise)
        return key in self.begun or key in self.ended or (slot.start < now and key not in self.waiting)


@dataclass(frozen=True)
class Rest:
    """What is left of a day after changes: the problem with its past fixed, and the slots that are still to come."""

    problem: Problem
    to_come: tuple[Slot, ...]


def rest_of_day(
    problem: Problem, accepted: Sequence[Slot], changes: Sequence[Change], *, now: int, ticked: Ticked | None = None
) -> Rest:
    """The problem of the rest of the day. What has begun before ``now`` and was not missed or cut short is fixed, and
    what has ended stands whatever happened afterwards.
    """
    ticked = ticked or Ticked()
    for change in changes:
        problem = _changed(problem, change)
    problem = _free_from(_panels_in_other_rooms(problem, accepted), ticked)

    def is_done(slot: Slot) -> bool:
        if (slot.candidate, slot.exercise) in ticked.ended:
            return True
        return ticked.has_begun(slot, now) and not any(_cuts(change, slot) for change in changes)

    kept: list[Slot] = []
    to_come: list[Slot] = []
    seen_elsewhere = _to_be_seen_by_another(problem, accepted, changes, is_done)
    for slot in accepted:
        left_out = slot.exercise in problem.candidate[slot.candidate].leaves_out
        if left_out and not ticked.has_begun(slot, now):
            continue
        if slot.panel is not None and slot.candidate in seen_elsewhere:
            continue
        (kept if is_done(slot) else to_come).append(slot)
    gone = {change.candidate: change.begins for change in changes if isinstance(change, Gone)}
    candidates = _without_what_is_to_come(problem, gone, {(slot.candidate, slot.exercise) for slot in kept})
    to_come = [slot for slot in to_come if slot.candidate not in gone]
    return Rest(problem.changed(candidates=candidates, fixed=tuple(sorted(kept)), now=now), tuple(sorted(to_come)))


def _without_what_is_to_come(
    problem: Problem, gone: Collection[int], kept: Collection[tuple[int, int]]
) -> tuple[Candidate, ...]:
    """Candidates, those who have gone without what they have not done."""
    everything = {exercise.key for exercise in problem.exercises}
    return tuple(
        replace(c, leaves_out=frozenset(e for e in everything if (c.key, e) not in kept)) if c.key in gone else c
        for c in problem.candidates
    )


def _free_from(problem: Problem, ticked: Ticked) -> Problem:
    """The problem with panels and candidates busy for as long as what they have begun is to be expected to take."""
    panels = (replace(p, begins=max(p.begins, ticked.panels_free.get(p.key, 0))) for p in problem.panels)
    candidates = (
        replace(c, earliest=max(c.earliest, ticked.candidates_free.get(c.key, 0))) for c in problem.candidates
    )
    return problem.changed(panels=tuple(panels), candidates=tuple(candidates))


def _changed(problem: Problem, change: Change) -> Problem:
    """The problem with what a change says."""
    if isinstance(change, Away):
        return _with_candidate(problem, change.candidate, earliest=change.until)
    if isinstance(change, LeftOut):
        left_out = problem.candidate[change.candidate].leaves_out | {change.exercise}
        return _with_candidate(problem, change.candidate, leaves_out=left_out)
    if isinstance(change, RoomLost):
        rooms = (replace(r, lost_from=change.begins) if r.key == change.room else r for r in problem.rooms)
        return problem.changed(rooms=tuple(rooms))
    if isinstance(change, PanelLate):
        panels = (replace(p, begins=change.until) if p.key == change.panel else p for p in problem.panels)
        return problem.changed(panels=tuple(panels))
    if isinstance(change, PanelGone):
        panels = (replace(p, ends=change.begins) if p.key == change.panel else p for p in problem.panels)
        return problem.changed(panels=tuple(panels))
    return problem


def _with_candidate(problem: Problem, key: int, **fields: Any) -> Problem:
    return problem.changed(candidates=tuple(replace(c, **fields) if c.key == key else c for c in problem.candidates))


def _cuts(change: Change, slot: Slot) -> bool:
    """Whether a slot that had begun was missed or could not be ended because of a change."""
    if isinstance(change, Away):
        return slot.candidate == change.candidate and slot.start < change.until and slot.end > change.begins
    if isinstance(change, Gone):
        return slot.candidate == change.candidate and slot.end > change.begins
    if isinstance(change, RoomLost):
        return slot.room == change.room and slot.end > change.begins
    if isinstance(change, PanelGone):
        return slot.panel == change.panel and slot.end > change.begins
    return False


def _panels_in_other_rooms(problem: Problem, accepted: Sequence[Slot]) -> Problem:
    """A panel whose room is lost goes to a room that is free all day and that its candidates can use, if any is."""
    panels = list(problem.panels)
    for number, panel in enumerate(panels):
        if problem.room[panel.room].lost_from is None:
            continue
        used = {p.room for p in panels}
        own = [slot for slot in accepted if slot.panel == panel.key]
        needs_step_free = any(problem.candidate[slot.candidate].step_free for slot in own)
        largest = max((sum(1 for s in own if s.start == slot.start) for slot in own), default=1)
        free = [
            room
            for room in problem.rooms
            if not room.quiet and room.key not in used and room.lost_from is None and room.seats >= largest
        ]
        for room in free:
            if room.step_free or not needs_step_free:
                panels[number] = replace(panel, room=room.key)
                break
    return problem.changed(panels=tuple(panels))


def _to_be_seen_by_another(
    problem: Problem, accepted: Sequence[Slot], changes: Sequence[Change], is_done: Callable[[Slot], bool]
) -> frozenset[int]:
    """Candidates whose panel can no longer see them in full: they see another one from the beginning."""
    left = {change.panel for change in changes if isinstance(change, PanelGone)}
    left |= {panel.key for panel in problem.panels if problem.room[panel.room].lost_from is not None}
    return frozenset(slot.candidate for slot in accepted if slot.panel in left and not is_done(slot))


def in_rooms_of_now(problem: Problem, slots: Iterable[Slot]) -> list[Slot]:
    """The slots with a panel, in the room in which the panel is now."""
    return [
        replace(slot, room=problem.panel[slot.panel].room) if slot.panel in problem.panel else slot for slot in slots
    ]
