"""Change an accepted timetable as little as the day allows: what has begun stands, the rest stays if it can."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from recruitment.timetabling.model import Impossible, Timetabling
from recruitment.timetabling.problem import GRID, Candidate, Panel, Problem, Slot, by_candidate
from recruitment.timetabling.proposing import Answer, Found, propose, solved, solver
from recruitment.timetabling.rules import breaches
from recruitment.timetabling.sharing import Place

EFFORTS = (0.2, 0.1, 0.2)
"""What the search for those concerned, for their panels and for everybody may take, in the solver's own measure of work:
people wait for it. A busy machine takes longer and finds the same.
"""

OPEN_EFFORT = 0.1
"""The same for the last search, in which everything that has not begun is open."""

MOVED, SHIFTED, ANOTHER_PANEL = 200, 1, 2000
"""What a change costs: that a slot moves at all, each five minutes by which it does, and another panel."""


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


def replan(rest: Rest, *, seed: int = 1) -> Answer:
    """The rest of the day with the least change found: first of those concerned, then of their panels, then of all.

    Where none of these is found, everything that has not begun is planned from the beginning.
    """
    answer = Answer(Found.NONE_POSSIBLE)
    for (among, places), effort in zip(_rings(rest), EFFORTS, strict=False):
        answer = _search(rest, among, places, seed=seed, effort=effort)
        if answer.found == Found.TIMETABLE:
            return answer
    return propose(rest.problem, seed=seed, first=True, effort=OPEN_EFFORT)


def concerned(rest: Rest) -> frozenset[int]:
    """Candidates whose slots cannot stay as they are."""
    problem = rest.problem
    known = [*problem.fixed, *rest.to_come]
    have = {(slot.candidate, slot.exercise) for slot in known}
    found = {
        candidate.key
        for candidate in problem.candidates
        if any((candidate.key, exercise.key) not in have for exercise in problem.exercises_of(candidate))
    }
    for slot in rest.to_come:
        others = [other for other in rest.to_come if other.candidate == slot.candidate]
        alone = problem.changed(
            candidates=(problem.candidate[slot.candidate],),
            fixed=tuple(problem.fixed_of.get(slot.candidate, ())),
        )
        if slot.candidate not in found and breaches(alone, [*alone.fixed, *_in_rooms_of_now(problem, others)]):
            found.add(slot.candidate)
    return frozenset(found)


def _in_rooms_of_now(problem: Problem, slots: Iterable[Slot]) -> list[Slot]:
    """The slots with a panel, in the room in which the panel is now."""
    return [
        replace(slot, room=problem.panel[slot.panel].room) if slot.panel in problem.panel else slot for slot in slots
    ]


def _rings(rest: Rest) -> Iterable[tuple[frozenset[int], dict[int, tuple[Place, ...]]]]:
    problem, touched = rest.problem, concerned(rest)
    places = _places(rest, touched)
    if not touched:
        yield touched, places
        return
    yield touched, places
    panels = {panel for key in touched for panel, _ in places.get(key, ())}
    near = {key for key, own in places.items() if any(panel in panels for panel, _ in own)}
    yield frozenset(touched | near), places
    yield frozenset(candidate.key for candidate in problem.candidates), _places(rest, touched, new_groups=True)


def _places(rest: Rest, touched: Collection[int], *, new_groups: bool = False) -> dict[int, tuple[Place, ...]]:
    """Everybody keeps their panel and group, except those who are concerned: they may join another group, and where
    their panel cannot see them another panel. ``new_groups``: each panel may have one group more.
    """
    problem = rest.problem
    groups: dict[int, set[int]] = {panel.key: {1} for panel in problem.panels}
    panel_of: dict[int, int] = {}
    group_of: dict[int, int] = {}
    for slot in (*problem.fixed, *rest.to_come):
        if slot.panel is not None:
            panel_of[slot.candidate] = slot.panel
            group_of[slot.candidate] = max(slot.group, group_of.get(slot.candidate, 1))
            groups.setdefault(slot.panel, set()).add(slot.group or 1)
    if new_groups:
        groups = {panel: numbers | {max(numbers) + 1} for panel, numbers in groups.items()}
    found: dict[int, tuple[Place, ...]] = {}
    for candidate in problem.candidates:
        if candidate.key not in touched and candidate.key in panel_of:
            found[candidate.key] = ((panel_of[candidate.key], group_of[candidate.key]),)
            continue
        found[candidate.key] = tuple(
            (panel.key, number)
            for panel in _open_panels(problem, candidate, panel_of.get(candidate.key))
            for number in sorted(groups[panel.key])
        )
    return found


def _open_panels(problem: Problem, candidate: Candidate, own: int | None) -> list[Panel]:
    """Their own panel where it can still see them; else every one that sits now."""
    allowed = problem.panels_for(candidate)
    if any(panel.key == own for panel in allowed):
        return [panel for panel in allowed if panel.key == own]
    return [panel for panel in allowed if panel.ends > problem.now and problem.room[panel.room].lost_from is None]


def _search(
    rest: Rest, among: Collection[int], places: dict[int, tuple[Place, ...]], *, seed: int, effort: float
) -> Answer:
    problem = rest.problem
    stay = [slot for slot in rest.to_come if slot.candidate not in among]
    standing = problem.changed(fixed=tuple(sorted([*problem.fixed, *_in_rooms_of_now(problem, stay)])))
    try:
        timetabling = Timetabling(standing, places, among=among)
    except Impossible:
        return Answer(Found.NONE_POSSIBLE)
    _change_little(timetabling, rest.to_come)
    timetabling.hint(rest.to_come)
    answer = solved(timetabling, solver(seed, effort=effort))
    if answer.found != Found.TIMETABLE:
        return answer
    return Answer(Found.TIMETABLE, tuple(sorted({*standing.fixed, *answer.slots})))


def _change_little(timetabling: Timetabling, before: Sequence[Slot]) -> None:
    """As few slots moved as can be, those that move by as little as can be."""
    model, cost = timetabling.model, []
    known = {(slot.candidate, slot.exercise): slot for slot in before}
    for key, start in timetabling.starts.items():
        if key not in known or isinstance(start, int):
            continue
        was = known[key].start // GRID
        shift = model.new_int_var(0, 24 * 60 // GRID, "")
        moved = model.new_bool_var("")
        model.add_abs_equality(shift, start - was)
        model.add(shift == 0).only_enforce_if(~moved)
        cost += [moved * MOVED, shift * SHIFTED]
    for (who, what, room), here in timetabling.in_room.items():
        if (who, what) in known and known[who, what].room != room and not isinstance(here, int):
            cost.append(here * MOVED)
    was_at = {slot.candidate: slot.panel for slot in before if slot.panel is not None}
    for (who, panel), seen in timetabling.at_panel.items():
        if was_at.get(who, panel) != panel and not isinstance(seen, int):
            cost.append(seen * ANOTHER_PANEL)
    model.minimize(sum(cost))


@dataclass(frozen=True)
class Difference:
    """How one slot changes; ``before`` or ``after`` is None where it goes or is new."""

    before: Slot | None
    after: Slot | None


def differences(before: Iterable[Slot], after: Iterable[Slot]) -> list[Difference]:
    """What a new timetable changes, in the order of the day; a group's number alone is no change."""
    old = {(slot.candidate, slot.exercise): slot for slot in before}
    new = {(slot.candidate, slot.exercise): slot for slot in after}
    found = [
        Difference(old.get(key), new.get(key))
        for key in old.keys() | new.keys()
        if key not in old or key not in new or replace(old[key], group=0) != replace(new[key], group=0)
    ]
    return sorted(found, key=lambda d: (d.after or d.before).start * 10**6 + (d.after or d.before).candidate)  # type: ignore[union-attr]


def waits(slots: Iterable[Slot]) -> dict[int, int]:
    """Candidate → minutes of their day that are not an exercise."""
    return {
        key: max(slot.end for slot in own) - own[0].start - sum(slot.minutes for slot in own)
        for key, own in by_candidate(slots).items()
    }
