"""What can be said of a day by counting, without a search: why no timetable can be, and whether there may be one.

Everything here must hold in every timetable. Where it holds there may still be none; where it does not there is none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from recruitment.timetabling.problem import (
    GRID,
    Candidate,
    Exercise,
    Panel,
    Problem,
    Room,
    Setting,
    minutes_for,
    up,
)
from recruitment.timetabling.rules import clock


@dataclass(frozen=True)
class Advice:
    """The rule that cannot be kept, and what would make the day possible."""

    rule: str
    words: str


# What can be seen without a search -----------------------------------------------------------------------------------


def plain_reasons(problem: Problem) -> list[Advice]:
    """Why no timetable can be, where counting is enough to say so."""
    if not any(exercise.with_panel for exercise in problem.exercises):
        return [Advice("exercises", "Add an exercise with a panel: somebody has to score the candidates.")]
    if not problem.panels:
        return [Advice("panels", "Add a panel, and complete it.")]
    if not problem.candidates:
        return [Advice("candidates", "Say first which candidates come on this day.")]
    return [*_rooms_shared(problem), *_proofs(problem)]


def may_fit(problem: Problem) -> bool:
    """Whether there may be a timetable, as far as counting says; where not, it is proved that there is none."""
    return next(iter(_proofs(problem)), None) is None


def _proofs(problem: Problem) -> Iterable[Advice]:
    """Each reason for which there can be no timetable."""
    for candidate in problem.candidates:
        yield from _of_candidate(problem, candidate)
    yield from _of_panels(problem)
    yield from _of_few_panels(problem)
    yield from _of_seats(problem)


def _rooms_shared(problem: Problem) -> Iterable[Advice]:
    seen: dict[int, Panel] = {}
    for panel in problem.panels:
        if other := seen.get(panel.room):
            room = problem.room[panel.room].name
            yield Advice(
                "rooms", f"{other.name} and {panel.name} are both in {room}. Give each panel a room of its own."
            )
        seen[panel.room] = panel


def _of_candidate(problem: Problem, candidate: Candidate) -> Iterable[Advice]:
    exercises = _open_exercises(problem, candidate)
    name = f"candidate {candidate.code}"
    if any(exercise.with_panel for exercise in exercises) and not problem.panels_for(candidate):
        if candidate.panels and candidate.step_free:
            words = f"No panel that may see {name} is in a room without steps. Put one of them into such a room."
            yield Advice("access", words)
        else:
            yield Advice("who may see whom", f"No panel may see {name}. Add a panel, or invite them to another day.")
    if any(exercise.setting == Setting.QUIET for exercise in exercises) and not problem.quiet_rooms_for(candidate):
        kind = "a room without steps" if candidate.step_free else "a room"
        yield Advice("rooms", f"There is no room for what {name} does without a panel. Add {kind} for it.")
    if (short := _minutes_short(problem, candidate)) > 0:
        begins, ends = problem.window(candidate)
        needed = max(0, ends - max(begins, problem.now)) + short
        words = (
            f"Candidate {candidate.code} is there from {clock(max(begins, problem.now))} to {clock(ends)}, and "
            f"exercises and breaks take {needed} minutes. They need {short} minutes more, or fewer exercises."
        )
        yield Advice("travel and opening hours", words)


def _minutes_short(problem: Problem, candidate: Candidate) -> int:
    """By how many minutes a candidate is there too short for what they have not begun, with breaks and lunch."""
    open_ = _open_exercises(problem, candidate)
    begins, ends = problem.window(candidate)
    begins, free, hours = max(begins, problem.now), problem.free_after(candidate), problem.hours
    there = max(0, ends - begins)
    exercises = sum(minutes_for(candidate, exercise) for exercise in open_)
    short = exercises + free * max(0, len(open_) - 1) - there
    if hours.lunch and begins <= hours.lunch_from and ends >= hours.lunch_until:
        short = max(short, exercises + free * max(0, len(open_) - 2) - (there - up(hours.lunch)))
    return short if open_ else 0


def _open_exercises(problem: Problem, candidate: Candidate) -> list[Exercise]:
    """What a candidate has not begun and what is not pinned."""
    return [e for e in problem.exercises_of(candidate) if (candidate.key, e.key) not in problem.fixed_slot]


# Minutes of panels ----------------------------------------------------------------------------------------------------


def _capacity(problem: Problem, panel: Panel) -> int:
    """Minutes of a panel at most, each thing it does counted with the change after it."""
    hours = problem.hours
    begins, ends = max(hours.opens, panel.begins, problem.now), min(hours.closes, panel.ends)
    lunch = up(hours.lunch) if begins <= hours.lunch_from and ends >= hours.lunch_until else 0
    pinned = {(s.exercise, s.start, s.end) for s in problem.fixed if s.panel == panel.key and begins <= s.start}
    taken = sum(end - start + up(hours.changeover) for _, start, end in pinned if end <= ends)
    return max(0, ends - begins + up(hours.changeover) - lunch - taken)


def _alone(problem: Problem, candidate: Candidate) -> int:
    """Minutes of a panel that a candidate still takes for themselves, with the change after each."""
    return problem.minutes_alone(candidate, _open_exercises(problem, candidate))


def _who_needs_a_panel(problem: Problem) -> list[Candidate]:
    return [c for c in problem.candidates if any(e.with_panel for e in _open_exercises(problem, c))]


def _free_seats(problem: Problem, exercise: Exercise, panel: Panel) -> int:
    """Places in the groups of a panel that are pinned."""
    taken = Counter(s.group for s in problem.fixed if s.exercise == exercise.key and s.panel == panel.key)
    return sum(max(0, problem.largest_group(exercise, panel) - members) for members in taken.values())


def _group_takes(problem: Problem, exercise: Exercise) -> int:
    return up(exercise.minutes) + up(problem.hours.changeover)


def _most_seen(problem: Problem, panel: Panel, candidates: Sequence[Candidate]) -> int:
    """How many of some candidates a panel can see at most: those who take least of its time, in groups as large as
    can be.
    """
    has, groups = _capacity(problem, panel), problem.group_exercises
    alone = 0
    for number, candidate in enumerate(sorted(candidates, key=lambda c: _alone(problem, c))):
        alone += _alone(problem, candidate)
        together = sum(
            ceil(max(0, number + 1 - _free_seats(problem, e, panel)) / problem.largest_group(e, panel))
            * _group_takes(problem, e)
            for e in groups
            if all(e in _open_exercises(problem, c) for c in candidates)
        )
        if alone + together > has:
            return number
    return len(candidates)


def _needed(problem: Problem, panels: Sequence[Panel], candidates: Sequence[Candidate], most: Sequence[int]) -> int:
    """Minutes that candidates need of some panels at least, where each panel can see so many at most."""
    needed = sum(_alone(problem, candidate) for candidate in candidates)
    for exercise in problem.group_exercises:
        left = sum(1 for c in candidates if exercise in _open_exercises(problem, c))
        left -= sum(_free_seats(problem, exercise, panel) for panel in panels)
        sizes = [
            min(largest, number - begun)
            for panel, number in zip(panels, most, strict=True)
            for largest in [problem.largest_group(exercise, panel)]
            for begun in range(0, number, largest)
        ]
        for size in sorted(sizes, reverse=True):
            if left <= 0:
                break
            left, needed = left - size, needed + _group_takes(problem, exercise)
    return needed


def _of_panels(problem: Problem) -> Iterable[Advice]:
    """All panels together have fewer minutes than the candidates need."""
    if words := _too_little(problem, problem.panels, _who_needs_a_panel(problem)):
        yield Advice("minutes of the panels", f"{words} Make the day longer, add a panel, or invite fewer candidates.")


def _too_little(problem: Problem, panels: Sequence[Panel], candidates: Sequence[Candidate]) -> str:
    """Why these candidates cannot all be seen by these panels in the time there is; empty where they may be."""
    has = sum(_capacity(problem, panel) for panel in panels)
    most = [_most_seen(problem, panel, candidates) for panel in panels]
    for each in ([len(candidates)] * len(panels), most):
        if (needed := _needed(problem, panels, candidates, each)) > has:
            return f"{len(candidates)} candidates need {needed} minutes of the panels, and there are {has}."
    if sum(most) < len(candidates):
        return f"The panels have time for {sum(most)} candidates at most, and {len(candidates)} are to be seen."
    return ""


def _of_few_panels(problem: Problem) -> Iterable[Advice]:
    """Candidates whom only a few of the panels may see need more minutes than those have; the fewest panels named."""
    everybody = _who_needs_a_panel(problem)
    may_see = {candidate.key: frozenset(p.key for p in problem.panels_for(candidate)) for candidate in everybody}
    for panels in sorted({*may_see.values()} - {frozenset(problem.panel)}, key=lambda keys: (len(keys), sorted(keys))):
        theirs = [candidate for candidate in everybody if may_see[candidate.key] <= panels]
        few = [problem.panel[key] for key in sorted(panels)]
        if few and (words := _too_little(problem, few, theirs)):
            names = " and ".join(sorted(problem.panel[key].name for key in panels))
            words = (
                f"Some candidates can be seen by {names} alone. {words} Add a panel that may see them, or another "
                "member to one that may not."
            )
            yield Advice("who may see whom", words)
            return


# Seats ----------------------------------------------------------------------------------------------------------------


def _seat_minutes(problem: Problem) -> tuple[int, int]:
    """Minutes of seats for exercises without a panel: needed and there at most. Nobody sits down between sittings."""
    step = max(GRID, up(problem.hours.sittings))
    needed = sum(sum(_sitting(problem, candidate)) for candidate in problem.candidates)
    return needed, sum(room.seats * (_open_for(problem, room) + step - GRID) for room in problem.rooms if room.quiet)


def _sitting(problem: Problem, candidate: Candidate) -> list[int]:
    """How long each exercise without a panel keeps a seat from the next who sits down."""
    step = max(GRID, up(problem.hours.sittings))
    quiet = (e for e in _open_exercises(problem, candidate) if e.setting == Setting.QUIET)
    return [-(-minutes_for(candidate, exercise) // step) * step for exercise in quiet]


def _open_for(problem: Problem, room: Room) -> int:
    closes = min(problem.hours.closes, room.lost_from or 24 * 60)
    return max(0, closes - max(problem.hours.opens, problem.now))


def _of_seats(problem: Problem) -> Iterable[Advice]:
    """Exercises without a panel need more minutes of seats than there are, or more people than can sit down in turn."""
    needed, has = _seat_minutes(problem)
    rooms = [room for room in problem.rooms if room.quiet]
    seats = sum(room.seats for room in rooms)
    lengths = [length for candidate in problem.candidates for length in _sitting(problem, candidate)]
    step = max(GRID, up(problem.hours.sittings))
    turns = [(_open_for(problem, room) + step - GRID) // min(lengths, default=GRID) for room in rooms]
    in_turn = sum(room.seats * times for room, times in zip(rooms, turns, strict=True))
    if seats and (needed > has or len(lengths) > in_turn):
        share = max(needed / max(has, 1), len(lengths) / max(in_turn, 1)) - 1
        words = (
            f"There are {seats} seats for exercises without a panel. At least {ceil(share * seats)} more are needed."
        )
        yield Advice("seats", words)


def pressure(problem: Problem) -> float:
    """How full the day is: of the minutes of panels and of seats, the larger part that is needed."""
    everybody = _who_needs_a_panel(problem)
    has = sum(_capacity(problem, panel) for panel in problem.panels)
    needed = _needed(problem, problem.panels, everybody, [_most_seen(problem, p, everybody) for p in problem.panels])
    sitting, seats = _seat_minutes(problem)
    return max(needed / max(has, 1), sitting / max(seats, 1))
