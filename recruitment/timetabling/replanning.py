"""Change an accepted timetable as little as the day allows: what has begun stands, the rest stays if it can."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from recruitment.timetabling.counting import may_fit
from recruitment.timetabling.model import Impossible, Timetabling
from recruitment.timetabling.problem import Candidate, Panel, Problem, Slot, by_candidate
from recruitment.timetabling.proposing import Answer, Found, propose, solved
from recruitment.timetabling.rest import Rest, in_rooms_of_now
from recruitment.timetabling.rules import breaches
from recruitment.timetabling.sharing import Place
from recruitment.timetabling.work import solver

EFFORTS = (0.2, 0.1, 0.2)
"""What the search for those concerned, for their panels and for everybody may take, in the solver's own measure
of work: people wait for it. A busy machine takes longer and finds the same.
"""

AT_ONCE = 40
"""How many candidates at most are planned in one search, beside those who are concerned themselves."""

OF_A_PANEL = 0.05
"""What the search for the candidates of one panel may take."""

PANELS_TRIED = 4
"""With how many panels a candidate who needs another one is tried, those with least to do first."""

OPEN_TRIES = 2
"""How often everything that has not begun is planned from the beginning where no smaller change is found."""

MOVED, SHIFTED, ANOTHER_PANEL = 200, 1, 2000
"""What a change costs: that a slot moves at all, each five minutes by which it does, and another panel."""


def replan(rest: Rest, *, seed: int = 1) -> Answer:
    """The rest of the day with the least change found: first of those concerned, then of their panels, then of all.

    On a large day candidates are fitted in one by one instead of all at once. Where nothing is found, everything that
    has not begun is planned from the beginning.
    """
    if not may_fit(rest.problem):
        return Answer(Found.NONE_POSSIBLE)
    for number, ((among, places), effort) in enumerate(zip(_rings(rest), EFFORTS, strict=False)):
        if number and len(among) > AT_ONCE:
            break
        answer = _search(rest, among, places, seed=seed, effort=effort)
        if answer.found == Found.TIMETABLE:
            return answer
    answer = _one_by_one(rest, seed=seed)
    if answer.found == Found.TIMETABLE:
        return answer
    return propose(rest.problem, seed=seed, first=True, effort=0, tries=OPEN_TRIES)


def _one_by_one(rest: Rest, *, seed: int) -> Answer:
    """Each of those who are concerned is fitted in with one panel's candidates, who has least time first."""
    problem, touched = rest.problem, concerned(rest)
    places = _places(rest, touched, new_groups=True)
    open_ = sorted(touched, key=lambda key: (_minutes_there(problem.candidate[key]), key))
    for key in tuple(open_):
        busy = Counter(slot.panel for slot in rest.to_come)
        panels = sorted({panel for panel, _ in places[key]}, key=lambda panel: (busy[panel], panel))
        for panel in panels[:PANELS_TRIED] or [None]:
            tried = {**places, key: tuple(place for place in places[key] if place[0] == panel)}
            near = {k for k, own in tried.items() if k not in open_ and own and own[0][0] == panel}
            answer = _search(rest, near | {key}, tried, seed=seed, effort=OF_A_PANEL)
            if answer.found == Found.TIMETABLE:
                break
        else:
            return Answer(Found.NONE_FOUND)
        places, open_ = _placed(tried, answer, key), [other for other in open_ if other != key]
        rest = Rest(problem, tuple(slot for slot in answer.slots if slot not in set(problem.fixed)))
    return Answer(Found.TIMETABLE, tuple(sorted({*problem.fixed, *rest.to_come})))


def _minutes_there(candidate: Candidate) -> int:
    return candidate.latest - candidate.earliest


def _placed(places: dict[int, tuple[Place, ...]], answer: Answer, key: int) -> dict[int, tuple[Place, ...]]:
    """The places with the one that a candidate got."""
    own = [slot for slot in answer.slots if slot.candidate == key and slot.panel is not None]
    if not own:
        return places
    return {**places, key: ((own[0].panel or 0, max(1, *(slot.group for slot in own), 1)),)}


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
        if slot.candidate not in found and breaches(alone, [*alone.fixed, *in_rooms_of_now(problem, others)]):
            found.add(slot.candidate)
    return frozenset(found)


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
    standing = problem.changed(fixed=tuple(sorted([*problem.fixed, *in_rooms_of_now(problem, stay)])))
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
    for key in timetabling.starts:
        shift = timetabling.shift_of(known[key]) if key in known else None
        if shift is not None:
            moved = model.new_bool_var("")
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
