"""Timetables that are proposed keep every rule; each rule is seen to bind; the seed alone decides."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recruitment.timetabling.problem import Exercise, Room, Setting, Slot, by_candidate, minutes_for
from recruitment.timetabling.proposing import Found, propose
from recruitment.timetabling.rules import breaches
from recruitment.timetabling.sharing import share_out
from tests.recruitment.timetabling.days import DISCUSSION, HALL, INTERVIEW, ROLE_PLAY, WRITTEN, day

NOON = 12 * 60


def proposed(problem, **how):
    answer = propose(problem, **how)
    assert answer.found == Found.TIMETABLE
    assert breaches(problem, answer.slots) == []
    return answer.slots


def test_everybody_does_every_exercise_once_with_one_panel():
    problem = day(candidates=8)
    slots = proposed(problem)

    assert len(slots) == len({(slot.candidate, slot.exercise) for slot in slots}) == 8 * 3
    assert all(len({s.panel for s in own if s.panel}) == 1 for own in by_candidate(slots).values())


def test_the_same_seed_gives_the_same_timetable():
    problem = day(candidates=8)
    assert propose(problem, seed=7) == propose(problem, seed=7)


def test_panels_share_the_minutes_that_the_timetable_takes_of_them():
    """Changes of seven minutes take ten in the timetable, so three short exercises are more than a long one."""
    long, *short = (
        Exercise(key, f"Exercise {key}", minutes, Setting.ALONE) for key, minutes in enumerate((60, 15, 15, 15))
    )
    leaves_out = {1: {1, 2, 3}, 2: {0}, 3: {0, 2, 3}}
    problem = day(
        candidates=3,
        exercises=(long, *short),
        own={key: {"leaves_out": frozenset(out)} for key, out in leaves_out.items()},
        changeover=7,
    )
    places = share_out(problem, seed=1)
    assert places[1] == places[3] != places[2]


def test_a_panel_that_may_not_see_a_candidate_never_does():
    problem = day(own={1: {"panels": frozenset({2})}, 2: {"panels": frozenset({2})}})
    slots = proposed(problem)
    assert {slot.panel for slot in slots if slot.candidate in (1, 2) and slot.panel} == {2}


def test_nobody_begins_before_they_can_be_there_or_is_kept_longer():
    slots = proposed(day(own={1: {"earliest": 11 * 60}, 2: {"latest": NOON}}))
    own = by_candidate(slots)
    assert own[1][0].start >= 11 * 60
    assert own[2][-1].end <= NOON


def test_extra_time_rest_and_a_room_of_ones_own_are_given():
    problem = day(candidates=4, own={1: {"extra_time": 25, "rest": 30}, 2: {"own_room": True}})
    slots = proposed(problem)
    own = by_candidate(slots)
    assert [s.minutes for s in own[1]] == [
        minutes_for(problem.candidate[1], problem.exercise[s.exercise]) for s in own[1]
    ]
    assert {s.minutes for s in own[1] if s.exercise in (1, 4)} == {25, 50}
    assert all(after.start - before.end >= 30 for before, after in zip(own[1], own[1][1:], strict=False))
    alone = next(s for s in own[2] if s.exercise == WRITTEN.key)
    assert not any(s.overlaps(alone) for s in slots if s.room == HALL and s.candidate != 2)


def test_who_cannot_use_steps_is_given_rooms_without_them():
    problem = day(own={1: {"step_free": True}})
    rooms = tuple(replace(room, step_free=room.key != 1) for room in problem.rooms)
    slots = proposed(problem.changed(rooms=rooms))
    assert all(slot.room != 1 for slot in slots if slot.candidate == 1)


def test_groups_are_no_larger_than_the_exercise_and_the_room_allow():
    problem = day(candidates=9, panels=1, exercises=(replace(DISCUSSION, largest_group=4),))
    slots = proposed(problem)
    sizes = [sum(1 for s in slots if s.start == start) for start in {s.start for s in slots}]
    assert sorted(sizes) == [3, 3, 3]


def test_nobody_is_alone_in_a_group_where_another_sharing_is_as_good():
    slots = proposed(day(candidates=3, panels=2))
    groups = [(slot.panel, slot.group) for slot in slots if slot.exercise == DISCUSSION.key]
    assert all(groups.count(group) > 1 for group in groups)


def test_what_is_pinned_stays_where_it_is():
    pinned = Slot(3, INTERVIEW.key, 15 * 60, 20, room=2, panel=2)
    problem = day().changed(fixed=(pinned,))
    assert pinned in proposed(problem)


def test_a_day_that_cannot_be_is_proved_so():
    problem = day(candidates=5, panels=1, exercises=(INTERVIEW,), opens=9 * 60, closes=10 * 60 + 55)
    assert propose(problem).found == Found.NONE_POSSIBLE


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("every exercise once", lambda p, s: s[1:]),
        (
            "who may see whom",
            lambda p, s: [replace(x, panel=3 - x.panel, room=3 - x.room) if x.panel else x for x in s],
        ),
        ("travel and opening hours", lambda p, s: [replace(x, start=x.start + 480) for x in s]),
        ("extra time", lambda p, s: [replace(x, minutes=x.minutes - 5) for x in s]),
        ("breaks", lambda p, s: [replace(x, start=600) for x in s]),
        ("lunch", lambda p, s: [replace(x, start=NOON, minutes=120) for x in s[:1]] + list(s[1:])),
        ("groups", lambda p, s: [replace(x, start=x.start + x.candidate * 5) for x in s]),
        ("seats", lambda p, s: [replace(x, start=600) for x in s]),
        ("access", lambda p, s: [replace(x, room=300) for x in s]),
        ("one thing at a time", lambda p, s: [replace(x, start=600) for x in s]),
    ],
)
def test_a_broken_rule_is_found_by_its_name(rule, change):
    own = {key: {"panels": frozenset({1 + key % 2})} for key in range(1, 7)} | {1: {"step_free": True, "panels": {2}}}
    problem = day(own=own, seats=2)
    problem = problem.changed(rooms=(*problem.rooms, Room(300, "Attic", 9, step_free=False)))
    slots = proposed(problem)
    assert rule in {breach.rule for breach in breaches(problem, change(problem, slots))}


@st.composite
def days(draw):
    """Small days of every kind: who may see whom, windows, access, groups, seats."""
    number, panels = draw(st.integers(1, 9)), draw(st.integers(1, 3))
    keys = st.frozensets(st.integers(1, panels), min_size=1)
    own = {
        key: {
            "panels": draw(keys),
            "extra_time": draw(st.sampled_from([0, 0, 25, 50])),
            "rest": draw(st.sampled_from([0, 0, 20])),
            "earliest": draw(st.sampled_from([0, 0, 600])),
            "latest": draw(st.sampled_from([1440, 1440, 900])),
            "own_room": draw(st.booleans()),
        }
        for key in range(1, number + 1)
    }
    exercises = draw(
        st.lists(st.sampled_from([INTERVIEW, ROLE_PLAY, DISCUSSION, WRITTEN]), min_size=1, max_size=4, unique=True)
    )
    lunch = draw(st.sampled_from([0, 30, 60]))
    return day(
        candidates=number,
        panels=panels,
        own=own,
        exercises=tuple(exercises),
        seats=draw(st.integers(1, 8)),
        lunch=lunch,
    )


@settings(max_examples=25, deadline=None)
@given(days(), st.integers(1, 1000))
def test_whatever_is_proposed_keeps_every_rule(problem, seed):
    answer = propose(problem, seed=seed, effort=0.3)
    if answer.found == Found.TIMETABLE:
        assert breaches(problem, answer.slots) == []
    else:
        assert answer.slots == ()
