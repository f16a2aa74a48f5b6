"""What must hold in every timetable, checked without the solver: for tests, and for what people change by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from recruitment.timetabling.problem import Candidate, Problem, Setting, Slot, by_candidate, minutes_for, up


@dataclass(frozen=True)
class Breach:
    """A rule that a timetable breaks. ``rule`` is its name; ``words`` say where, for the person who runs the day."""

    rule: str
    words: str


def clock(minutes: int) -> str:
    """A time of day: 09:05."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def breaches(problem: Problem, slots: Sequence[Slot]) -> list[Breach]:
    """Every rule that is broken, in the order in which a person would look."""
    return [
        *_every_exercise_once(problem, slots),
        *_candidates(problem, slots),
        *_panels(problem, slots),
        *_groups(problem, slots),
        *_quiet_rooms(problem, slots),
    ]


def _every_exercise_once(problem: Problem, slots: Sequence[Slot]) -> Iterable[Breach]:
    counted: dict[tuple[int, int], int] = defaultdict(int)
    for slot in slots:
        counted[slot.candidate, slot.exercise] += 1
    for candidate in problem.candidates:
        for exercise in problem.exercises_of(candidate):
            if (times := counted[candidate.key, exercise.key]) != 1:
                words = f"Candidate {candidate.code} has “{exercise.name}” {times} times."
                yield Breach("every exercise once", words)


def _candidates(problem: Problem, slots: Sequence[Slot]) -> Iterable[Breach]:
    for key, own in by_candidate(slots).items():
        candidate = problem.candidate[key]
        yield from _window(problem, candidate, own)
        yield from _free_between(problem, candidate, own)
        yield from _whom_they_meet(problem, candidate, own)
        if not _has_lunch(problem, own):
            yield Breach("lunch", f"Candidate {candidate.code} has no lunch break of {problem.hours.lunch} minutes.")


def _window(problem: Problem, candidate: Candidate, own: list[Slot]) -> Iterable[Breach]:
    begins, ends = problem.window(candidate)
    for slot in own:
        if slot in problem.fixed:
            continue
        if slot.start < begins or slot.end > ends:
            words = f"Candidate {candidate.code} can be there from {clock(begins)} to {clock(ends)} only."
            yield Breach("travel and opening hours", words)
        if slot.start < problem.now:
            yield Breach("time", f"{clock(slot.start)} is over for candidate {candidate.code}.")
        exercise = problem.exercise[slot.exercise]
        if slot.minutes < minutes_for(candidate, exercise):
            yield Breach("extra time", f"Candidate {candidate.code} needs more time in “{exercise.name}”.")


def _free_between(problem: Problem, candidate: Candidate, own: list[Slot]) -> Iterable[Breach]:
    for before, after in pairwise(own):
        free = after.start - before.end
        needed = 0 if before in problem.fixed and after in problem.fixed else problem.free_after(candidate)
        if free < needed:
            words = f"Candidate {candidate.code} has {max(free, 0)} minutes free before {clock(after.start)}"
            yield Breach("breaks", f"{words}, and is to have {needed}.")


def _whom_they_meet(problem: Problem, candidate: Candidate, own: list[Slot]) -> Iterable[Breach]:
    met = {slot.panel for slot in own if slot.panel is not None}
    if len(met) > 1:
        yield Breach("one panel", f"Candidate {candidate.code} meets more than one panel.")
    for slot in own:
        room = problem.room[slot.room]
        if slot in problem.fixed:
            continue
        if slot.panel is not None and slot.panel not in candidate.panels:
            name = problem.panel[slot.panel].name if slot.panel in problem.panel else "This panel"
            yield Breach("who may see whom", f"{name} may not see candidate {candidate.code}.")
        if candidate.step_free and not room.step_free:
            yield Breach("access", f"Candidate {candidate.code} cannot get to {room.name}.")
        if room.lost_from is not None and slot.end > room.lost_from:
            yield Breach("rooms", f"{room.name} cannot be used from {clock(room.lost_from)}.")


def _has_lunch(problem: Problem, own: Sequence[Slot], changeover: int = 0) -> bool:
    hours = problem.hours
    if not hours.lunch:
        return True
    free_from = hours.lunch_from
    for slot in sorted(own, key=lambda slot: slot.start):
        if slot.start - free_from >= up(hours.lunch):
            return True
        free_from = max(free_from, slot.end + changeover)
    return hours.lunch_until - free_from >= up(hours.lunch)


def _panels(problem: Problem, slots: Sequence[Slot]) -> Iterable[Breach]:
    sessions: dict[int, dict[tuple[int, int, int, int], Slot]] = defaultdict(dict)
    for slot in slots:
        if slot.panel in problem.panel:
            setting = problem.exercise[slot.exercise].setting
            alone = slot.candidate if setting == Setting.ALONE else 0
            sessions[slot.panel][slot.exercise, slot.start, slot.group, alone] = slot
    for key, found in sessions.items():
        panel, own = problem.panel[key], sorted(found.values(), key=lambda slot: slot.start)
        for before, after in pairwise(own):
            if before.overlaps(after, apart=up(problem.hours.changeover)):
                yield Breach("one thing at a time", f"{panel.name} has two things to do at {clock(after.start)}.")
        for slot in own:
            if slot not in problem.fixed and (slot.start < panel.begins or slot.end > panel.ends):
                words = f"{panel.name} sits from {clock(panel.begins)} to {clock(panel.ends)} only."
                yield Breach("hours of a panel", words)
        if not _has_lunch(problem, own, changeover=up(problem.hours.changeover)):
            yield Breach("lunch", f"{panel.name} has no lunch break of {problem.hours.lunch} minutes.")


def _groups(problem: Problem, slots: Sequence[Slot]) -> Iterable[Breach]:
    groups: dict[tuple[int, int, int], list[Slot]] = defaultdict(list)
    for slot in slots:
        if slot.panel in problem.panel and problem.exercise[slot.exercise].setting == Setting.GROUP:
            groups[slot.exercise, slot.panel, slot.group].append(slot)
    for (exercise_key, panel_key, number), members in groups.items():
        exercise, panel = problem.exercise[exercise_key], problem.panel[panel_key]
        name = f"Group {number} of {panel.name}"
        if len({slot.start for slot in members}) > 1:
            yield Breach("groups", f"{name} does not begin “{exercise.name}” together.")
        fixed = sum(1 for slot in members if slot in problem.fixed)
        if len(members) > max(problem.largest_group(exercise, panel), fixed):
            yield Breach("groups", f"{name} is too large for “{exercise.name}”.")


def _quiet_rooms(problem: Problem, slots: Sequence[Slot]) -> Iterable[Breach]:
    by_room: dict[int, list[Slot]] = defaultdict(list)
    for slot in slots:
        if slot.panel is None:
            by_room[slot.room].append(slot)
    for key, own in by_room.items():
        room = problem.room[key]
        for moment in sorted({slot.start for slot in own}):
            there = [slot for slot in own if slot.start <= moment < slot.end]
            alone = any(problem.candidate[slot.candidate].own_room for slot in there)
            if len(there) > (1 if alone else room.seats):
                yield Breach("seats", f"{room.name} is too full at {clock(moment)}.")
