"""One candidate fitted in by hand: with a panel and at a time that a person chose, while nobody else moves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from recruitment.timetabling.model import Impossible, Timetabling
from recruitment.timetabling.problem import GRID, Problem, Slot
from recruitment.timetabling.proposing import Found, solved
from recruitment.timetabling.rest import Rest, in_rooms_of_now
from recruitment.timetabling.rules import clock
from recruitment.timetabling.work import solver

EFFORT = 0.1
NEW_GROUP = 300
"""What it costs, in steps of five minutes, that the candidate does a group exercise in a group of their own."""


@dataclass(frozen=True)
class NoRoom(Exception):
    """The candidate cannot begin with the panel at that time. ``words`` say what is in the way, and what would fit."""

    words: str


def fit_in(rest: Rest, candidate: int, panel: int, start: int) -> tuple[Slot, ...]:
    """The timetable with a candidate at a panel, whose first exercise with it begins at ``start``.

    What they have begun without a panel stands; what they have done with another panel is done again with this one.
    """
    around = _around(rest, candidate, panel)
    if (own := _own_slots(around, rest, candidate, panel, start, exactly=True)) is None:
        raise NoRoom(_in_the_way(around, rest, candidate, panel, start))
    others = [slot for slot in (*rest.problem.fixed, *rest.to_come) if slot.candidate != candidate]
    return tuple(sorted([*others, *own]))


def _around(rest: Rest, candidate: int, panel: int) -> Problem:
    """The problem of this candidate and this panel alone; everybody else stands where they are."""
    problem = rest.problem
    own = [s for s in problem.fixed if s.candidate == candidate and s.panel in (None, panel)]
    others = [s for s in (*problem.fixed, *in_rooms_of_now(problem, rest.to_come)) if s.candidate != candidate]
    fixed = [*own, *(s for s in others if s.panel in (None, panel))]
    panels_of = {candidate: frozenset([panel])}
    candidates = (replace(c, panels=panels_of.get(c.key, c.panels)) for c in problem.candidates)
    return problem.changed(panels=(problem.panel[panel],), candidates=tuple(candidates), fixed=tuple(sorted(fixed)))


def _own_slots(
    around: Problem, rest: Rest, candidate: int, panel: int, start: int, *, exactly: bool
) -> list[Slot] | None:
    """The slots of the candidate; not ``exactly``: as near to ``start`` as can be. None where they do not fit."""
    groups = {slot.group for slot in around.fixed if slot.panel == panel and slot.group}
    new = max(groups, default=0) + 1
    places = {candidate: tuple((panel, number) for number in sorted(groups | {new}))}
    try:
        timetabling = Timetabling(around, places, among={candidate})
    except Impossible:
        return None
    with_panel = [
        variable
        for (_, exercise), variable in timetabling.starts.items()
        if not isinstance(variable, int) and around.exercise[exercise].with_panel
    ]
    if not with_panel:
        return None
    model = timetabling.model
    first, last = (model.new_int_var(0, 24 * 60 // GRID, "") for _ in range(2))
    model.add_min_equality(first, with_panel)
    model.add_max_equality(last, with_panel)
    without_panel = (slot for slot in rest.to_come if slot.candidate == candidate and slot.panel is None)
    shifts = [timetabling.shift_of(slot) for slot in without_panel]
    cost: list[Any] = [last - first, *(shift for shift in shifts if shift is not None)]
    cost += [joins * NEW_GROUP for (*_, number), joins in timetabling.in_group.items() if number == new]
    if exactly:
        model.add(first == start // GRID)
    else:
        apart = model.new_int_var(0, 24 * 60 // GRID, "")
        model.add_abs_equality(apart, first - start // GRID)
        cost.append(apart * NEW_GROUP * GRID)
    model.minimize(sum(cost))
    answer = solved(timetabling, solver(1, effort=EFFORT))
    if answer.found != Found.TIMETABLE:
        return None
    return [slot for slot in answer.slots if slot.candidate == candidate]


def _in_the_way(around: Problem, rest: Rest, candidate: int, panel: int, start: int) -> str:
    who, name = around.candidate[candidate], around.panel[panel].name
    fits = _own_slots(around, rest, candidate, panel, start, exactly=False)
    words = (
        f"Candidate {who.code} cannot begin with {name} at {clock(start)}. {_cause(around, candidate, panel, start)}"
    )
    if fits is None:
        return f"{words} No other time fits on this day either."
    return f"{words} The nearest time that fits is {clock(min(slot.start for slot in fits if slot.panel == panel))}."


def _cause(around: Problem, candidate: int, panel: int, start: int) -> str:
    who, sits = around.candidate[candidate], around.panel[panel]
    begins, ends = around.window(who)
    if start < around.now:
        return "That time is over."
    if not begins <= start < ends:
        return f"They can be there from {clock(begins)} to {clock(ends)} only."
    if not sits.begins <= start < sits.ends:
        return f"{sits.name} cannot begin anything then."
    for slot in around.fixed:
        name = around.exercise[slot.exercise].name
        if slot.start <= start < slot.end + around.hours.changeover and slot.panel == panel:
            return f"{sits.name} has “{name}” with {around.candidate[slot.candidate].code} then."
        if slot.start <= start < slot.end and slot.candidate == candidate:
            return f"They do “{name}” then."
    return f"What they do with {sits.name} does not fit in from then on."
