"""The hours of the day as a model for CP-SAT: one variable for each start, one rule after the other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

from ortools.sat.python import cp_model

from recruitment.timetabling.problem import (
    GRID,
    Candidate,
    Exercise,
    Panel,
    Problem,
    Setting,
    Slot,
    minutes_for,
    up,
)
from recruitment.timetabling.sharing import Places

Key = tuple[int, int]
"""A candidate and an exercise."""


class Impossible(Exception):
    """A candidate or an exercise has nowhere to be at all."""


class Timetabling:
    """The model of a problem in which each candidate may take one of some places. All times within are marks of five
    minutes. Of candidates who are not ``among`` those asked for, only what is fixed counts.

    A group's hours are variables of the group; its members share them. Where only one place is open to a candidate,
    nothing is left to choose, and the model is small.
    """

    def __init__(self, problem: Problem, places: Places, *, among: Collection[int] | None = None) -> None:
        self.problem, self.places = problem, places
        self.model = cp_model.CpModel()
        self.starts: dict[Key, cp_model.IntVar | int] = {}
        self.at_panel: dict[Key, cp_model.IntVar | int] = {}
        """Candidate, panel → whether they are seen there."""
        self.in_group: dict[tuple[int, int, int, int], cp_model.IntVar | int] = {}
        """Candidate, exercise, panel, number of the group → whether they do it there."""
        self.in_room: dict[tuple[int, int, int], cp_model.IntVar | int] = {}
        """Candidate, exercise without a panel, room → whether they do it there."""
        self.group_starts: dict[tuple[int, int, int], cp_model.IntVar] = {}
        self._with_panel: dict[int, list[cp_model.IntervalVar]] = defaultdict(list)
        self._in_quiet: dict[int, list[tuple[cp_model.IntervalVar, int]]] = defaultdict(list)
        self._busy: dict[int, list[cp_model.IntervalVar]] = defaultdict(list)
        self.among = [candidate for candidate in problem.candidates if among is None or candidate.key in among]
        for candidate in problem.candidates:
            if candidate in self.among:
                self._choose_panel(candidate)
                for exercise in problem.exercises_of(candidate):
                    self._place(candidate, exercise)
            else:
                for slot in problem.fixed_of.get(candidate.key, ()):
                    self._keep_fixed(candidate, slot)
        self._keep_panels()
        self._keep_quiet_rooms()
        self._keep_candidates()

    # What is chosen -----------------------------------------------------------------------------------------------

    def _choose_panel(self, candidate: Candidate) -> None:
        if not self.problem.meets_a_panel(candidate):
            return
        panels = sorted({panel for panel, _ in self.places.get(candidate.key, ())})
        if not panels:
            raise Impossible
        if len(panels) == 1:
            self.at_panel[candidate.key, panels[0]] = 1
            return
        for panel in panels:
            self.at_panel[candidate.key, panel] = self.model.new_bool_var("")
        self.model.add_exactly_one(self.at_panel[candidate.key, panel] for panel in panels)

    def _place(self, candidate: Candidate, exercise: Exercise) -> None:
        key = (candidate.key, exercise.key)
        fixed = self.problem.fixed_slot.get(key)
        if fixed:
            self._keep_fixed(candidate, fixed)
            return
        length = minutes_for(candidate, exercise) // GRID
        self.starts[key] = self._start(candidate, exercise, length)
        self._busy[candidate.key].append(
            self.model.new_fixed_size_interval_var(
                self.starts[key], length + self.problem.free_after(candidate) // GRID, ""
            )
        )
        if exercise.setting == Setting.QUIET:
            self._choose_quiet_room(candidate, exercise, length)
        elif exercise.setting == Setting.GROUP:
            self._choose_group(candidate, exercise)
        else:
            self._come_alone(candidate, exercise, length)

    def _start(self, candidate: Candidate, exercise: Exercise, length: int) -> cp_model.IntVar:
        begins, ends = self.problem.window(candidate)
        step = up(self.problem.hours.sittings) if exercise.setting == Setting.QUIET else GRID
        opens = self.problem.hours.opens
        first, last = max(begins, self.problem.now), ends // GRID - length
        marks = range(opens // GRID, last + 1, max(1, step // GRID))
        domain = [mark for mark in marks if mark * GRID >= first]
        if not domain:
            raise Impossible
        return self.model.new_int_var_from_domain(cp_model.Domain.from_values(domain), "")

    def _keep_fixed(self, candidate: Candidate, slot: Slot) -> None:
        """Pinned, past or running: the slot stands, and what it takes is taken."""
        start, length = slot.start // GRID, up(slot.minutes) // GRID
        self.starts[slot.candidate, slot.exercise] = start
        if slot.panel is None:
            seats = self.problem.room[slot.room].seats if candidate.own_room else 1
            self._in_quiet[slot.room].append((self.model.new_fixed_size_interval_var(start, length, ""), seats))
            self.in_room[slot.candidate, slot.exercise, slot.room] = 1
        elif slot.group and self.problem.exercise[slot.exercise].setting == Setting.GROUP:
            self.in_group[slot.candidate, slot.exercise, slot.panel, slot.group] = 1
            self.model.add(self._group_start(slot.exercise, slot.panel, slot.group) == start)
        else:
            self._with_panel[slot.panel].append(self._panel_interval(start, length))
        own = self.problem.fixed_of[slot.candidate]
        next_start = min((other.start for other in own if other.start >= slot.end), default=24 * 60) // GRID
        rest = min(length + self.problem.free_after(candidate) // GRID, max(next_start - start, length))
        self._busy[slot.candidate].append(self.model.new_fixed_size_interval_var(start, rest, ""))

    def _panel_interval(self, start: cp_model.IntVar | int, length: int) -> cp_model.IntervalVar:
        return self.model.new_fixed_size_interval_var(start, length + up(self.problem.hours.changeover) // GRID, "")

    def _come_alone(self, candidate: Candidate, exercise: Exercise, length: int) -> None:
        start = self.starts[candidate.key, exercise.key]
        changeover = up(self.problem.hours.changeover) // GRID
        for (who, panel), seen in self.at_panel.items():
            if who != candidate.key:
                continue
            begins, ends = self._sits(self.problem.panel[panel])
            self.model.add(start >= begins).only_enforce_if(seen)
            self.model.add(start <= ends - length).only_enforce_if(seen)
            self._with_panel[panel].append(
                self.model.new_optional_fixed_size_interval_var(start, length + changeover, seen, "")
            )

    def _sits(self, panel: Panel) -> tuple[int, int]:
        return -(-panel.begins // GRID), panel.ends // GRID

    def _choose_group(self, candidate: Candidate, exercise: Exercise) -> None:
        start = self.starts[candidate.key, exercise.key]
        for (who, panel), seen in list(self.at_panel.items()):
            if who != candidate.key:
                continue
            numbers = [number for at, number in self.places[candidate.key] if at == panel]
            goes = []
            for number in numbers:
                joins = seen if len(numbers) == 1 else self.model.new_bool_var("")
                self.in_group[candidate.key, exercise.key, panel, number] = joins
                self.model.add(start == self._group_start(exercise.key, panel, number)).only_enforce_if(joins)
                goes.append(joins)
            if len(numbers) > 1:
                self.model.add(sum(goes) == seen)

    def _group_start(self, exercise: int, panel: int, number: int) -> cp_model.IntVar:
        key = (exercise, panel, number)
        if key not in self.group_starts:
            hours = self.problem.hours
            self.group_starts[key] = self.model.new_int_var(hours.opens // GRID, hours.closes // GRID, "")
        return self.group_starts[key]

    def _choose_quiet_room(self, candidate: Candidate, exercise: Exercise, length: int) -> None:
        rooms = self.problem.quiet_rooms_for(candidate)
        if not rooms:
            raise Impossible
        start = self.starts[candidate.key, exercise.key]
        chosen: list[cp_model.IntVar | int] = [1]
        if len(rooms) > 1:
            chosen = [self.model.new_bool_var("") for _ in rooms]
            self.model.add_exactly_one(chosen)
        for room, here in zip(rooms, chosen, strict=True):
            self.in_room[candidate.key, exercise.key, room.key] = here
            interval = self.model.new_optional_fixed_size_interval_var(start, length, here, "")
            self._in_quiet[room.key].append((interval, room.seats if candidate.own_room else 1))
            if room.lost_from is not None:
                self.model.add(start <= room.lost_from // GRID - length).only_enforce_if(here)

    # What must hold -----------------------------------------------------------------------------------------------

    def _keep_panels(self) -> None:
        """A panel does one thing at a time, and has its lunch."""
        self._keep_groups()
        for panel in self.problem.panels:
            self.model.add_no_overlap([*self._with_panel[panel.key], *self._lunch()])

    def _keep_groups(self) -> None:
        """A group meets while its panel sits, and is not too large."""
        members: dict[tuple[int, int, int], list[cp_model.IntVar | int]] = defaultdict(list)
        standing: Counter[tuple[int, int, int]] = Counter()
        for (who, what, at, number), joins in self.in_group.items():
            members[what, at, number].append(joins)
            standing[what, at, number] += (who, what) in self.problem.fixed_slot
        for key, all_joins in members.items():
            exercise, panel = self.problem.exercise[key[0]], self.problem.panel.get(key[1])
            start, length = self.group_starts[key], up(exercise.minutes) // GRID
            meets = self._any(all_joins)
            size = length + up(self.problem.hours.changeover) // GRID
            interval = self.model.new_optional_fixed_size_interval_var(start, size, meets, "")
            self._with_panel[key[1]].append(interval)
            if panel is None or standing[key] == len(all_joins):
                continue
            self.model.add(sum(all_joins) <= max(self.problem.largest_group(exercise, panel), standing[key]))
            if standing[key]:
                continue  # its hour is fixed, and was right when it was
            begins, ends = self._sits(panel)
            self.model.add(start >= begins).only_enforce_if(meets)
            self.model.add(start <= ends - length).only_enforce_if(meets)

    def _any(self, joins: Sequence[cp_model.IntVar | int]) -> cp_model.IntVar | int:
        if any(isinstance(join, int) for join in joins):
            return 1
        if len(joins) == 1:
            return joins[0]
        meets = self.model.new_bool_var("")
        self.model.add_max_equality(meets, joins)
        return meets

    def _lunch(self) -> list[cp_model.IntervalVar]:
        hours = self.problem.hours
        if not hours.lunch:
            return []
        length = up(hours.lunch) // GRID
        start = self.model.new_int_var(hours.lunch_from // GRID, hours.lunch_until // GRID - length, "")
        return [self.model.new_fixed_size_interval_var(start, length, "")]

    def _keep_quiet_rooms(self) -> None:
        for key, taken in self._in_quiet.items():
            room = self.problem.room[key]
            self.model.add_cumulative([interval for interval, _ in taken], [seats for _, seats in taken], room.seats)

    def _keep_candidates(self) -> None:
        """A candidate is in one place at a time, free between two exercises, and has their lunch."""
        for candidate in self.among:
            self.model.add_no_overlap([*self._busy[candidate.key], *self._lunch()])

    # What a search starts from ------------------------------------------------------------------------------------

    def shift_of(self, slot: Slot) -> cp_model.IntVar | None:
        """How far what a slot stands for moves in time, either way; ``None`` where nothing is left to choose."""
        start = self.starts.get((slot.candidate, slot.exercise))
        if start is None or isinstance(start, int):
            return None
        shift = self.model.new_int_var(0, 24 * 60 // GRID, "")
        self.model.add_abs_equality(shift, start - slot.start // GRID)
        return shift

    def hint(self, slots: Iterable[Slot]) -> None:
        """Begin the search from a timetable that is near."""
        known = {(slot.candidate, slot.exercise): slot for slot in slots}
        for key, start in self.starts.items():
            if key in known and not isinstance(start, int):
                self.model.add_hint(start, known[key].start // GRID)
        for (exercise, panel, number), start in self.group_starts.items():
            of_group = (s for s in known.values() if (s.exercise, s.panel, s.group) == (exercise, panel, number))
            if slot := next(of_group, None):
                self.model.add_hint(start, slot.start // GRID)
        for (who, panel), seen in self.at_panel.items():
            if not isinstance(seen, int):
                self.model.add_hint(seen, any(k[0] == who and s.panel == panel for k, s in known.items()))
        for (who, what, room), here in self.in_room.items():
            if not isinstance(here, int) and (who, what) in known:
                self.model.add_hint(here, known[who, what].room == room)

    # What is read out -----------------------------------------------------------------------------------------------

    def slots(self, solver: cp_model.CpSolver) -> tuple[Slot, ...]:
        """The timetable that was found."""
        rooms = {(c, e): room for (c, e, room), here in self.in_room.items() if _is(solver, here)}
        groups = {(c, e): (panel, n) for (c, e, panel, n), here in self.in_group.items() if _is(solver, here)}
        panels = {candidate: panel for (candidate, panel), here in self.at_panel.items() if _is(solver, here)}
        found = []
        for (who, what), start in self.starts.items():
            if slot := self.problem.fixed_slot.get((who, what)):
                found.append(slot)
                continue
            minutes = minutes_for(self.problem.candidate[who], self.problem.exercise[what])
            at = solver.value(start) * GRID
            if (who, what) in rooms:
                found.append(Slot(who, what, at, minutes, rooms[who, what]))
                continue
            panel, number = groups.get((who, what), (panels[who], 0))
            found.append(Slot(who, what, at, minutes, self.problem.panel[panel].room, panel, number))
        return tuple(sorted(found))


def _is(solver: cp_model.CpSolver, variable: cp_model.IntVar | int) -> bool:
    return bool(variable) if isinstance(variable, int) else solver.boolean_value(variable)
