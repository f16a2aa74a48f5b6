"""Changes on the day: what has begun stands, the rest keeps every rule, and as little as can be moves."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recruitment.timetabling.problem import by_candidate
from recruitment.timetabling.proposing import Found, propose
from recruitment.timetabling.replanning import differences, replan
from recruitment.timetabling.rest import (
    Away,
    Gone,
    LeftOut,
    PanelGone,
    PanelLate,
    RoomLost,
    Ticked,
    rest_of_day,
)
from recruitment.timetabling.rules import breaches
from tests.recruitment.timetabling.days import HALL, INTERVIEW, WRITTEN, day, large_day

NOW = 10 * 60 + 30


@pytest.fixture(scope="module")
def accepted():
    problem = day(candidates=8, panels=3, spare=True)
    return problem, propose(problem, seed=3).slots


def after(accepted, *changes, now=NOW):
    problem, slots = accepted
    rest = rest_of_day(problem, slots, changes, now=now)
    answer = replan(rest)
    assert answer.found == Found.TIMETABLE
    assert breaches(rest.problem, answer.slots) == []
    begun = {slot for slot in slots if slot.start < now}
    return begun, answer.slots, differences(slots, answer.slots)


def test_where_nothing_changes_nothing_moves(accepted):
    _, slots, moved = after(accepted)
    assert moved == []
    assert slots == accepted[1]


def test_who_did_not_come_leaves_everybody_else_where_they_are(accepted):
    _, slots, moved = after(accepted, Gone(1, begins=0), now=9 * 60)
    assert {d.before.candidate for d in moved} == {1}
    assert all(d.after is None for d in moved)
    assert not any(slot.candidate == 1 for slot in slots)


def test_who_goes_home_keeps_what_is_done(accepted):
    who = accepted[1][0].candidate
    first = by_candidate(accepted[1])[who][0]
    begun, slots, _ = after(accepted, Gone(who, begins=first.end), now=first.end)
    assert [slot for slot in slots if slot.candidate == who] == [s for s in begun if s.candidate == who]


def test_who_is_late_does_everything_once_they_are_there(accepted):
    _, slots, _ = after(accepted, Away(2, begins=0, until=13 * 60), now=9 * 60 + 15)
    own = by_candidate(slots)[2]
    assert len(own) == 3
    assert own[0].start >= 13 * 60


def test_a_panel_whose_room_is_lost_goes_to_the_spare_room_at_the_same_times(accepted):
    _, slots, moved = after(accepted, RoomLost(1, begins=NOW))
    assert moved
    assert all(d.after.start == d.before.start and d.after.room == 200 for d in moved if d.before.start >= NOW)
    assert not any(slot.room == 1 and slot.end > NOW for slot in slots)


def test_candidates_of_a_panel_that_cannot_go_on_are_seen_by_another_from_the_beginning(accepted):
    cut = {s.candidate for s in accepted[1] if s.panel == 1 and s.end > NOW}
    _, slots, _ = after(accepted, PanelGone(1, begins=NOW))
    assert cut
    for who in cut:
        met = [s for s in slots if s.candidate == who and s.panel]
        assert len(met) == 2
        assert {s.panel for s in met}.isdisjoint({1})
        assert all(s.start >= NOW for s in met)


def test_a_panel_that_is_behind_begins_nothing_before_it_has_caught_up(accepted):
    _, slots, _ = after(accepted, PanelLate(2, until=NOW + 30))
    assert not any(s.panel == 2 and NOW <= s.start < NOW + 30 for s in slots)


def test_an_exercise_may_be_left_out(accepted):
    late = next(s for s in accepted[1] if s.exercise == WRITTEN.key and s.start >= NOW)
    _, slots, moved = after(accepted, LeftOut(late.candidate, WRITTEN.key))
    assert [d.before for d in moved] == [late]
    assert late not in slots


def test_where_it_cannot_be_done_nothing_is_pretended():
    problem = day(candidates=6, panels=1, exercises=(INTERVIEW,), opens=540, closes=720, lunch=0)
    slots = propose(problem).slots
    answer = replan(rest_of_day(problem, slots, [PanelLate(1, until=690)], now=600))
    assert (answer.found, answer.slots) == (Found.NONE_POSSIBLE, ())


def test_what_is_ticked_as_begun_stands_and_what_is_not_is_planned_from_now(accepted):
    problem, slots = accepted
    first = min((s for s in slots if s.panel == 1), key=lambda s: s.start)
    later = min((s for s in slots if s.panel == 1 and s.start > first.start), key=lambda s: s.start)
    ticked = Ticked(
        begun=frozenset({(first.candidate, first.exercise)}),
        waiting=frozenset((s.candidate, s.exercise) for s in slots if s.panel == 1 and first.start < s.start < NOW),
        panels_free={1: NOW + 10},
        candidates_free={first.candidate: NOW + 15},
    )
    rest = rest_of_day(problem, slots, [], now=NOW, ticked=ticked)
    answer = replan(rest)
    assert answer.found == Found.TIMETABLE
    assert breaches(rest.problem, answer.slots) == []
    assert first in answer.slots
    new = [s for s in answer.slots if s.panel == 1 and s not in rest.problem.fixed]
    assert later.start < NOW
    assert all(s.start >= NOW + 10 for s in new)
    again = [s for s in answer.slots if s.candidate == first.candidate and s not in rest.problem.fixed]
    assert all(s.start >= NOW + 15 for s in again)


def test_what_has_ended_is_not_done_again_whatever_happens_to_the_room(accepted):
    problem, slots = accepted
    done = min((s for s in slots if s.panel == 1 and s.start < NOW < s.end + 60), key=lambda s: -s.end)
    ended = Ticked(ended=frozenset({(done.candidate, done.exercise)}))
    lost = RoomLost(1, begins=done.end - 5)
    assert done in rest_of_day(problem, slots, [lost], now=NOW, ticked=ended).problem.fixed
    assert done not in rest_of_day(problem, slots, [lost], now=NOW).problem.fixed


def test_on_a_large_day_those_of_a_lost_panel_are_shared_out_and_nobody_else_is_asked_to_change_panels():
    problem = large_day(candidates=84, panels=13)
    slots = propose(problem, first=True).slots
    rest = rest_of_day(problem, slots, [PanelGone(3, begins=660)], now=655)
    answer = replan(rest)
    assert answer.found == Found.TIMETABLE
    assert breaches(rest.problem, answer.slots) == []
    cut = {s.candidate for s in slots if s.panel == 3 and s.end > 660}
    assert {d.before.candidate for d in differences(slots, answer.slots) if d.before.panel != d.after.panel} <= cut


def test_the_same_day_is_planned_again_the_same_way(accepted):
    problem, slots = accepted
    rest = rest_of_day(problem, slots, [RoomLost(HALL, begins=NOW), PanelLate(2, until=NOW + 20)], now=NOW)
    assert replan(rest) == replan(rest)


CHANGES = st.one_of(
    st.builds(Away, st.integers(1, 8), st.just(0), st.integers(120, 156).map(lambda n: n * 5)),
    st.builds(Gone, st.integers(1, 8), st.integers(108, 180).map(lambda n: n * 5)),
    st.builds(RoomLost, st.sampled_from([1, 2, 3, HALL]), st.just(NOW)),
    st.builds(PanelGone, st.integers(1, 3), st.just(NOW)),
    st.builds(PanelLate, st.integers(1, 3), st.integers(126, 144).map(lambda n: n * 5)),
    st.builds(LeftOut, st.integers(1, 8), st.sampled_from([1, 3, 4])),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(CHANGES, min_size=1, max_size=3))
def test_whatever_happens_the_rest_keeps_every_rule_and_what_was_done_stands(accepted, changes):
    problem, slots = accepted
    rest = rest_of_day(problem, slots, changes, now=NOW)
    answer = replan(rest)
    if answer.found == Found.TIMETABLE:
        assert breaches(rest.problem, answer.slots) == []
        assert set(rest.problem.fixed) <= set(answer.slots)
        assert all(slot.start >= NOW for slot in set(answer.slots) - set(rest.problem.fixed))
