"""Why no timetable is possible, and the least that would have to give way: every answer here was tried, and works.

Whom a panel may not see and what a candidate needs to take part are never given up. Where one of these is the cause,
the way out is another panel or another room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from recruitment.timetabling.counting import Advice, may_fit, pressure
from recruitment.timetabling.problem import GRID, Candidate, Panel, Problem, Room, Setting
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


SEARCHES = 10
"""How often at most a timetable is looked for: each search takes a second or two on the largest day."""

OF_A_RULE = 5
"""How many of them may go to one rule."""

LESS_MAY_DO = " Perhaps less is enough; we did not find out."


@dataclass
class _Searches:
    """A search that is done a limited number of times, the same on every machine."""

    solve: Solve
    left: int

    def found(self, problem: Problem) -> bool:
        self.left -= 1
        return self.solve(problem)


def advise(
    problem: Problem,
    solve: Solve,
    *,
    searches: int = SEARCHES,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> list[Advice]:
    """For each rule that alone makes the day impossible, the least found by which it would have to give way.

    What cannot be enough is known by counting, so that a search is needed for the rest alone; rules that make the day
    less full come first. Where no rule alone is
    the cause, a longer day is tried together with each of the others.
    """
    found: list[Advice] = []
    rules = sorted(_relaxations(problem), key=lambda rule: pressure(rule.apply(problem, rule.steps[-1])))
    with_search = _Searches(solve, searches)
    for number, relaxation in enumerate(rules):
        if (least := _least(problem, relaxation, with_search)) is not None:
            found.append(Advice(relaxation.rule, _said(problem, relaxation, *least)))
        progress(number + 1, len(rules))
    if not found:
        with_search.left = max(with_search.left, searches // 2)
    return found or _two_together(problem, rules, with_search)


def _said(problem: Problem, relaxation: Relaxation, amount: int, is_least: bool) -> str:
    return relaxation.words(problem, amount) + ("" if is_least else LESS_MAY_DO)


def _least(problem: Problem, relaxation: Relaxation, searches: _Searches) -> tuple[int, bool] | None:
    """The least amount with which a timetable was found, and whether less was seen not to do; None where none does."""
    steps = list(relaxation.steps)
    low = _first(steps, lambda amount: may_fit(relaxation.apply(problem, amount)))
    if low is None or not searches.left:
        return None
    stop = max(0, searches.left - OF_A_RULE)
    if searches.found(relaxation.apply(problem, steps[low])):
        return steps[low], True
    high = len(steps) - 1
    if low == high or searches.left <= stop or not searches.found(relaxation.apply(problem, steps[high])):
        return None
    low += 1
    while low < high and searches.left > stop:
        middle = (low + high) // 2
        if searches.found(relaxation.apply(problem, steps[middle])):
            high = middle
        else:
            low = middle + 1
    return steps[high], low == high


def _first(steps: Sequence[int], is_enough: Callable[[int], bool]) -> int | None:
    """The number of the first step that is enough, by halving; None where even the last is not."""
    if not steps or not is_enough(steps[-1]):
        return None
    low, high = 0, len(steps) - 1
    while low < high:
        middle = (low + high) // 2
        if is_enough(steps[middle]):
            high = middle
        else:
            low = middle + 1
    return high


def _two_together(problem: Problem, rules: list[Relaxation], searches: _Searches) -> list[Advice]:
    longer = next(rule for rule in rules if rule.rule == "opening hours")
    most = longer.steps[-1]
    for other in rules:
        if other.rule == longer.rule or not other.steps:
            continue
        if (least := _least(longer.apply(problem, most), other, searches)) is not None:
            both = f"{longer.words(problem, most)} {_said(problem, other, *least)} Both are needed."
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
