"""Who goes to which panel and into which group: decided first, evenly, so that the hours can be found quickly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from math import ceil

from ortools.sat.python import cp_model

from recruitment.timetabling.problem import Candidate, Panel, Problem
from recruitment.timetabling.work import solver

Place = tuple[int, int]
"""A panel and the number of a group in it, from 1."""

Places = Mapping[int, tuple[Place, ...]]
"""Candidate → the places that are open to them."""


ALONE_IN_A_GROUP = 300
"""What it costs that somebody does a group exercise alone: as much as half an hour more for the busiest panel."""


def every_place(problem: Problem) -> Places:
    """All places that the rules allow, shared out by nobody yet."""
    groups = _most_groups(problem)
    return {
        candidate.key: tuple(
            (panel.key, number) for panel in problem.panels_for(candidate) for number in range(1, groups + 1)
        )
        for candidate in problem.candidates
    }


def share_out(problem: Problem, *, seed: int, effort: float = 1.0) -> Places | None:
    """One place for each candidate: panels with as even a load as can be, then groups of those who are there together.

    None where candidates cannot be shared out, whatever the hours.
    """
    model = cp_model.CpModel()
    sees: dict[int, dict[int, cp_model.IntVar]] = {
        candidate.key: {panel.key: model.new_bool_var("") for panel in problem.panels_for(candidate)}
        for candidate in problem.candidates
        if problem.meets_a_panel(candidate)
    }
    for panels in sees.values():
        model.add_exactly_one(panels.values())
    _balance(problem, model, sees)
    found = solver(seed, effort=effort)
    if found.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    seen: dict[int, list[Candidate]] = {panel.key: [] for panel in problem.panels}
    for key, panels in sees.items():
        panel = next(panel for panel, variable in panels.items() if found.boolean_value(variable))
        seen[panel].append(problem.candidate[key])
    return {key: place for panel in problem.panels for key, place in _in_groups(problem, panel, seen[panel.key])}


def _in_groups(problem: Problem, panel: Panel, members: list[Candidate]) -> Iterable[tuple[int, tuple[Place, ...]]]:
    """Groups of even size, those who come late or leave early together. Who is in a group already stays in it."""
    largest = _largest(problem, panel)
    kept = {slot.candidate: slot.group for slot in problem.fixed if slot.panel == panel.key and slot.group}
    number = max([*kept.values(), ceil(len(members) / largest)], default=1)
    sizes = Counter(kept.values())
    even = ceil(len(members) / max(1, number))
    for candidate in sorted(members, key=lambda c: (sum(problem.window(c)), c.key)):
        if (group := kept.get(candidate.key)) is None:
            open_groups = [n for n in range(1, number + 1) if sizes[n] < even]
            group = open_groups[0] if open_groups else number
            sizes[group] += 1
        yield candidate.key, ((panel.key, group),)


def _largest(problem: Problem, panel: Panel) -> int:
    """How many may be in a group of a panel, whichever group exercise it does."""
    sizes = [problem.largest_group(exercise, panel) for exercise in problem.group_exercises]
    return min(sizes, default=len(problem.candidates))


def _most_groups(problem: Problem) -> int:
    if not problem.group_exercises:
        return 1
    smallest = min((_largest(problem, panel) for panel in problem.panels), default=1)
    return ceil(len(problem.candidates) / smallest)


def _balance(problem: Problem, model: cp_model.CpModel, sees: dict[int, dict[int, cp_model.IntVar]]) -> None:
    """The busiest panel as little busy as it can be; those who are there for a part of the day spread evenly."""
    most, pressed = model.new_int_var(0, 10**6, ""), model.new_int_var(0, len(problem.candidates), "")
    for panel in problem.panels:
        own = {key: panels[panel.key] for key, panels in sees.items() if panel.key in panels}
        load = [_takes(problem, problem.candidate[key]) * variable for key, variable in own.items()]
        model.add(sum(load) <= most)
        model.add(sum(own[key] for key in own if _is_pressed(problem, problem.candidate[key])) <= pressed)
    model.minimize(most * 10 + pressed + sum(_alone_in_groups(problem, model, sees)) * ALONE_IN_A_GROUP)


def _alone_in_groups(
    problem: Problem, model: cp_model.CpModel, sees: dict[int, dict[int, cp_model.IntVar]]
) -> list[cp_model.IntVar]:
    """Panels that see a single candidate, who would do the group exercise alone; on a large day there are none."""
    if not problem.group_exercises or len(sees) >= 3 * len(problem.panels):
        return []
    lonely = []
    for panel in problem.panels:
        own = [panels[panel.key] for panels in sees.values() if panel.key in panels]
        single, none = model.new_bool_var(""), model.new_bool_var("")
        model.add(sum(own) == 0).only_enforce_if(none)
        model.add(sum(own) >= 2).only_enforce_if(~none, ~single)
        lonely.append(single)
    return lonely


def _is_pressed(problem: Problem, candidate: Candidate) -> bool:
    return problem.window(candidate) != (problem.hours.opens, problem.hours.closes)


def _takes(problem: Problem, candidate: Candidate) -> int:
    """Minutes of a panel on the whole of the day: whom it has seen, or is to see at a fixed time, is its share too."""
    return problem.minutes_alone(candidate, problem.exercises_of(candidate))
