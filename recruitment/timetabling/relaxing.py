"""Why no timetable is possible, and the least that would have to give way: every answer here was tried, and works.

Whom a panel may not see and what a candidate needs to take part are never given up. Where one of these is the cause,
the way out is another panel or another room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil

from recruitment.timetabling.problem import (
    GRID,
    Candidate,
    Panel,
    Problem,
    Room,
    Setting,
    minutes_for,
    up,
)
from recruitment.timetabling.rules import clock

Solve = Callable[[Problem], bool]
"""Whether a problem has a timetable, as far as is found."""


@dataclass(frozen=True)
class Relaxation:
    """One rule that can give way, step by step. ``steps`` are amounts from least to most."""

    rule: str
    steps: Sequence[int]
    apply: Callable[[Problem, int], Problem]
    words: Callable[[Problem, int], str]


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
    return [
        *_rooms_shared(problem),
        *(advice for candidate in problem.candidates for advice in _of_candidate(problem, candidate)),
        *_of_panels(problem),
        *_of_seats(problem),
    ]


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
    exercises = problem.exercises_of(candidate)
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
    begins, ends = problem.window(candidate)
    needed = sum(minutes_for(candidate, exercise) for exercise in exercises)
    needed += problem.free_after(candidate) * max(0, len(exercises) - 1)
    if (short := needed - max(0, ends - begins)) > 0:
        words = (
            f"Candidate {candidate.code} is there from {clock(begins)} to {clock(ends)}, and exercises and breaks "
            f"take {needed} minutes. They need {short} minutes more, or fewer exercises."
        )
        yield Advice("travel and opening hours", words)


def _of_panels(problem: Problem) -> Iterable[Advice]:
    """All panels together have fewer minutes than the candidates need."""
    hours = problem.hours
    changeover = up(hours.changeover)
    has = sum(
        min(hours.closes, panel.ends) - max(hours.opens, panel.begins, problem.now) + changeover - up(hours.lunch)
        for panel in problem.panels
    )
    open_ = [
        (candidate, exercise)
        for candidate in problem.candidates
        for exercise in problem.exercises_of(candidate)
        if (candidate.key, exercise.key) not in problem.fixed_slot and exercise.with_panel
    ]
    alone = sum(minutes_for(c, e) + changeover for c, e in open_ if e.setting == Setting.ALONE)
    together = sum(
        ceil(sum(1 for _, e in open_ if e == exercise) / exercise.largest_group) * (up(exercise.minutes) + changeover)
        for exercise in problem.exercises
        if exercise.setting == Setting.GROUP
    )
    if problem.now == 0 and open_ and (short := alone + together - has) > 0:
        panels = len(problem.panels)
        words = (
            f"The candidates need {alone + together} minutes of the panels, and {panels} panels have {has}. Make the "
            f"day at least {up(short / max(panels, 1))} minutes longer, add a panel, or invite fewer candidates."
        )
        yield Advice("minutes of the panels", words)


def _of_seats(problem: Problem) -> Iterable[Advice]:
    seats = sum(room.seats for room in problem.rooms if room.quiet)
    quiet = [exercise for exercise in problem.exercises if exercise.setting == Setting.QUIET]
    if not quiet or not seats or problem.now:
        return
    needed = sum(minutes_for(c, e) for c in problem.candidates for e in problem.exercises_of(c) if e in quiet)
    length = problem.hours.closes - problem.hours.opens
    if needed > seats * length:
        more = ceil(needed / length) - seats
        yield Advice(
            "seats", f"There are {seats} seats for exercises without a panel. At least {more} more are needed."
        )


# What a search can say ----------------------------------------------------------------------------------------------


def advise(
    problem: Problem, solve: Solve, *, progress: Callable[[int, int], None] = lambda done, of: None
) -> list[Advice]:
    """For each rule that alone makes the day impossible, the least by which it would have to give way.

    Where no rule alone is the cause, a longer day is tried together with each of the others.
    """
    found: list[Advice] = []
    rules = list(_relaxations(problem))
    for number, relaxation in enumerate(rules):
        if (least := _least(problem, relaxation, solve)) is not None:
            found.append(Advice(relaxation.rule, relaxation.words(problem, least)))
        progress(number + 1, len(rules))
    return found or _two_together(problem, rules, solve)


def _least(problem: Problem, relaxation: Relaxation, solve: Solve) -> int | None:
    """The least amount with which a timetable was found, by halving; None where even the most fails."""
    steps = list(relaxation.steps)
    if not steps or not solve(relaxation.apply(problem, steps[-1])):
        return None
    low, high = 0, len(steps) - 1
    while low < high:
        middle = (low + high) // 2
        if solve(relaxation.apply(problem, steps[middle])):
            high = middle
        else:
            low = middle + 1
    return steps[high]


def _two_together(problem: Problem, rules: list[Relaxation], solve: Solve) -> list[Advice]:
    longer = next(rule for rule in rules if rule.rule == "opening hours")
    most = longer.steps[-1]
    for other in rules:
        if other.rule == longer.rule or not other.steps:
            continue
        if (least := _least(longer.apply(problem, most), other, solve)) is not None:
            both = f"{longer.words(problem, most)} {other.words(problem, least)} Both are needed."
            return [Advice(f"{longer.rule}, and {other.rule}", both)]
    return []


def _relaxations(problem: Problem) -> Iterable[Relaxation]:
    hours = problem.hours
    yield Relaxation("opening hours", range(15, 121, 15), _end_later, _words_end_later)
    if not problem.now:
        yield Relaxation("opening hours", range(15, 61, 15), _begin_earlier, _words_begin_earlier)
    if hours.lunch > 15:
        yield Relaxation("lunch", range(GRID, hours.lunch - 10, GRID), _shorter_lunch, _words_lunch)
    if hours.between:
        yield Relaxation("breaks", range(GRID, hours.between + 1, GRID), _shorter_breaks, _words_breaks)
    if hours.changeover:
        yield Relaxation("changeover", range(GRID, hours.changeover + 1, GRID), _shorter_changeover, _words_changeover)
    if _limited(problem):
        yield Relaxation("travel", range(15, 181, 15), _wider_windows, _words_windows)
    if any(exercise.setting == Setting.GROUP for exercise in problem.exercises):
        yield Relaxation("size of groups", range(1, 4), _larger_groups, _words_groups)
    if any(exercise.setting == Setting.QUIET for exercise in problem.exercises):
        yield Relaxation("seats", range(1, len(problem.candidates) + 1), _more_seats, _words_seats)
    if problem.fixed and not problem.now:
        yield Relaxation("pinned slots", [1], _without_pins, lambda p, n: "Let go of the slots that are pinned.")
    yield Relaxation("number of panels", range(1, 4), _more_panels, _words_panels)


def _with_hours(problem: Problem, **fields: int) -> Problem:
    return problem.changed(hours=replace(problem.hours, **fields))


def _end_later(problem: Problem, minutes: int) -> Problem:
    was = problem.hours.closes
    panels = tuple(replace(p, ends=p.ends + minutes) if p.ends == was else p for p in problem.panels)
    return _with_hours(problem.changed(panels=panels), closes=was + minutes)


def _words_end_later(problem: Problem, minutes: int) -> str:
    return f"Let the day end at {clock(problem.hours.closes + minutes)}, {minutes} minutes later."


def _begin_earlier(problem: Problem, minutes: int) -> Problem:
    return _with_hours(problem, opens=problem.hours.opens - minutes)


def _words_begin_earlier(problem: Problem, minutes: int) -> str:
    return f"Let the day begin at {clock(problem.hours.opens - minutes)}, {minutes} minutes earlier."


def _shorter_lunch(problem: Problem, minutes: int) -> Problem:
    return _with_hours(problem, lunch=problem.hours.lunch - minutes)


def _words_lunch(problem: Problem, minutes: int) -> str:
    return f"Make the lunch break {problem.hours.lunch - minutes} minutes instead of {problem.hours.lunch}."


def _shorter_breaks(problem: Problem, minutes: int) -> Problem:
    return _with_hours(problem, between=problem.hours.between - minutes)


def _words_breaks(problem: Problem, minutes: int) -> str:
    left = problem.hours.between - minutes
    return f"Give candidates {left} minutes between exercises instead of {problem.hours.between}; agreed rest stays."


def _shorter_changeover(problem: Problem, minutes: int) -> Problem:
    return _with_hours(problem, changeover=problem.hours.changeover - minutes)


def _words_changeover(problem: Problem, minutes: int) -> str:
    left = problem.hours.changeover - minutes
    return f"Give panels {left} minutes between candidates instead of {problem.hours.changeover}."


def _limited(problem: Problem) -> list[Candidate]:
    hours = problem.hours
    return [c for c in problem.candidates if c.earliest > hours.opens or c.latest < hours.closes]


def _wider_windows(problem: Problem, minutes: int) -> Problem:
    wider = (replace(c, earliest=c.earliest - minutes, latest=c.latest + minutes) for c in problem.candidates)
    return problem.changed(candidates=tuple(wider))


def _words_windows(problem: Problem, minutes: int) -> str:
    codes = ", ".join(candidate.code for candidate in _limited(problem))
    return f"Ask those who come later or leave earlier ({codes}) whether they can be there {minutes} minutes longer."


def _larger_groups(problem: Problem, more: int) -> Problem:
    exercises = (replace(e, largest_group=e.largest_group + more) for e in problem.exercises)
    panel_rooms = {panel.room for panel in problem.panels}
    rooms = (replace(r, seats=r.seats + more) if r.key in panel_rooms else r for r in problem.rooms)
    return problem.changed(exercises=tuple(exercises), rooms=tuple(rooms))


def _words_groups(problem: Problem, more: int) -> str:
    sizes = [e.largest_group + more for e in problem.exercises if e.setting == Setting.GROUP]
    return f"Let groups be larger: up to {max(sizes)} candidates, in rooms that take them."


def _more_seats(problem: Problem, more: int) -> Problem:
    room = next((r for r in problem.rooms if r.quiet and r.lost_from is None), None)
    if room is None:
        return problem
    rooms = (replace(r, seats=r.seats + more) if r is room else r for r in problem.rooms)
    return problem.changed(rooms=tuple(rooms))


def _words_seats(problem: Problem, more: int) -> str:
    return f"Have {more} more seats for exercises without a panel."


def _without_pins(problem: Problem, _: int) -> Problem:
    return problem.changed(fixed=())


def _more_panels(problem: Problem, more: int) -> Problem:
    """Panels that may see everybody, each in a room of its own."""
    highest = max([*problem.panel, 0])
    top = max([*problem.room, 0])
    rooms = tuple(Room(top + n, "another room", 12) for n in range(1, more + 1))
    panels = tuple(Panel(highest + n, "another panel", top + n) for n in range(1, more + 1))
    keys = {panel.key for panel in panels}
    candidates = tuple(replace(c, panels=c.panels | keys) for c in problem.candidates)
    return problem.changed(rooms=problem.rooms + rooms, panels=problem.panels + panels, candidates=candidates)


def _words_panels(problem: Problem, more: int) -> str:
    panels = "one more panel" if more == 1 else f"{more} more panels"
    return f"Have {panels} of people whom no candidate knows, each in a room of its own."
