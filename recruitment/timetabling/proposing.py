"""Find a timetable: who goes where first, then the hours, panel by panel; the same seed gives the same timetable."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from ortools.sat.python import cp_model

from recruitment.timetabling.counting import may_fit
from recruitment.timetabling.model import Impossible, Timetabling
from recruitment.timetabling.problem import GRID, Panel, Problem, Slot
from recruitment.timetabling.sharing import Places, every_place, share_out
from recruitment.timetabling.work import solver

EFFORT = 0.05
"""What finding one panel's hours may take, in the solver's own measure of work: the same on every machine."""

TRIES = 4
"""How often candidates are shared out, or panels taken in another order, before everything is left open."""

OPEN_EFFORT = 0.5
"""The same for the search in which everything is open: it seldom finds what the others did not, but it can prove."""


class Found(StrEnum):
    TIMETABLE = "timetable"
    NONE_POSSIBLE = "none_possible"
    """It is proved that no timetable keeps every rule."""
    NONE_FOUND = "none_found"
    """None was found with the work that was allowed; there may be one."""


@dataclass(frozen=True)
class Answer:
    found: Found
    slots: tuple[Slot, ...] = ()


def propose(
    problem: Problem,
    *,
    seed: int = 1,
    first: bool = False,
    effort: float = OPEN_EFFORT,
    tries: int = TRIES,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Answer:
    """A timetable in which candidates wait little; or that there is none. ``first``: any timetable will do.

    ``effort``: what the last search, in which everything is open, may take; none at 0. ``tries``: how often before.
    """
    if not may_fit(problem):
        return Answer(Found.NONE_POSSIBLE)
    last: Panel | None = None
    for number in range(tries):
        places = share_out(problem, seed=seed + number // 2)
        if places is None:
            return Answer(Found.NONE_POSSIBLE)
        order = _order(problem, places, last)
        slots, last = _panel_by_panel(problem, places, order, seed=seed, first=first, progress=progress)
        if slots is not None:
            return Answer(Found.TIMETABLE, slots)
    if not effort:
        return Answer(Found.NONE_FOUND)
    return everything_open(problem, seed=seed, effort=effort)


def _order(problem: Problem, places: Places, hard: Panel | None) -> list[Panel]:
    """Panels with most candidates first; before them the one whose hours were not found the last time."""
    crowd = {panel.key: 0 for panel in problem.panels}
    for own in places.values():
        crowd[own[0][0]] += 1
    return sorted(problem.panels, key=lambda panel: (panel != hard, -crowd[panel.key], panel.key))


def _panel_by_panel(
    problem: Problem,
    places: Places,
    order: list[Panel],
    *,
    seed: int,
    first: bool,
    progress: Callable[[int, int], None],
) -> tuple[tuple[Slot, ...] | None, Panel | None]:
    """The hours of one panel's candidates after the other, each around what is taken already; or where it failed."""
    slots = problem.fixed
    without_panel = {c.key for c in problem.candidates} - places.keys()
    parts: list[tuple[Panel | None, set[int]]] = [
        (panel, {key for key, own in places.items() if own[0][0] == panel.key}) for panel in order
    ]
    parts.append((None, without_panel))
    for number, (panel, among) in enumerate(parts):
        if among:
            answer = hours(problem.changed(fixed=slots), places, among=among, seed=seed, first=first)
            if answer.found != Found.TIMETABLE:
                return None, panel
            slots = tuple(sorted({*slots, *answer.slots}))
        progress(number + 1, len(parts))
    return slots, None


def hours(problem: Problem, places: Places, *, among: Collection[int], seed: int, first: bool = False) -> Answer:
    """The hours of some candidates, for whom a place each is known."""
    try:
        timetabling = Timetabling(problem, places, among=among)
    except Impossible:
        return Answer(Found.NONE_POSSIBLE)
    if not first:
        _wait_little(timetabling)
    return solved(timetabling, solver(seed, effort=EFFORT))


def everything_open(problem: Problem, *, seed: int, effort: float) -> Answer:
    """A timetable in which nothing is decided before the search, or the proof that there is none."""
    try:
        timetabling = Timetabling(problem, every_place(problem))
    except Impossible:
        return Answer(Found.NONE_POSSIBLE)
    return solved(timetabling, solver(seed, effort=effort))


def solved(timetabling: Timetabling, with_solver: cp_model.CpSolver) -> Answer:
    status = with_solver.solve(timetabling.model)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Answer(Found.TIMETABLE, timetabling.slots(with_solver))
    return Answer(Found.NONE_POSSIBLE if status == cp_model.INFEASIBLE else Found.NONE_FOUND)


def _wait_little(timetabling: Timetabling) -> None:
    """Candidates' days as short as can be, from the first exercise to the last."""
    model, hours = timetabling.model, timetabling.problem.hours
    opens, closes = hours.opens // GRID, hours.closes // GRID
    spans = []
    for candidate in timetabling.among:
        own = [start for (who, _), start in timetabling.starts.items() if who == candidate.key]
        if len(own) < 2:
            continue
        first, last = model.new_int_var(0, closes, ""), model.new_int_var(opens, 24 * 60 // GRID, "")
        for start in own:
            model.add(first <= start)
            model.add(last >= start)
        spans.append(last - first)
    model.minimize(sum(spans))
