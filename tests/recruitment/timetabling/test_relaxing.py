"""Why a day is impossible, said so that the coordinator can act; what is advised was tried and works."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from recruitment.timetabling.counting import may_fit, plain_reasons
from recruitment.timetabling.problem import Room, Slot
from recruitment.timetabling.proposing import Found, everything_open, propose
from recruitment.timetabling.relaxing import LESS_MAY_DO, advise
from tests.recruitment.timetabling.days import DISCUSSION, HALL, INTERVIEW, WRITTEN, day


def has_timetable(problem):
    return propose(problem, first=True, effort=0.3).found == Found.TIMETABLE


def words(advice):
    return [one.words for one in advice]


def test_a_candidate_whom_no_panel_may_see_is_named():
    assert words(plain_reasons(day(own={2: {"panels": frozenset()}}))) == [
        "No panel may see candidate C002. Add a panel, or invite them to another day."
    ]


def test_a_room_without_steps_is_asked_for():
    problem = day(panels=1, own={1: {"step_free": True}})
    problem = problem.changed(rooms=tuple(replace(room, step_free=False) for room in problem.rooms))
    assert [advice.rule for advice in plain_reasons(problem)] == ["access", "rooms"]


def test_a_candidate_who_is_there_too_short_is_told_by_how_much():
    [advice] = plain_reasons(day(own={1: {"earliest": 15 * 60, "latest": 16 * 60}}))
    assert "They need 50 minutes more" in advice.words


def test_panels_with_too_few_minutes_are_counted():
    problem = day(candidates=12, panels=1, exercises=(INTERVIEW,), opens=540, closes=780, lunch=30)
    [advice] = plain_reasons(problem)
    assert advice.rule == "minutes of the panels"
    assert "12 candidates need 300 minutes of the panels, and there are 245." in advice.words


def test_two_panels_in_one_room_are_told_apart():
    problem = day()
    problem = problem.changed(panels=tuple(replace(panel, room=1) for panel in problem.panels))
    assert "Panel 1 and Panel 2 are both in Room 1" in words(plain_reasons(problem))[0]


def test_too_few_seats_are_counted():
    problem = day(candidates=10, panels=5, exercises=(INTERVIEW, WRITTEN), seats=1, opens=540, closes=660, lunch=0)
    assert words(plain_reasons(problem))[0].endswith("At least 4 more are needed.")


def test_a_day_that_is_possible_needs_no_advice_on_what_can_be_counted():
    assert plain_reasons(day()) == []


def test_the_least_that_helps_is_said_for_each_rule():
    problem = day(candidates=5, panels=1, exercises=(INTERVIEW,), opens=9 * 60, closes=10 * 60 + 55, lunch=0)
    assert not has_timetable(problem)
    advice = advise(problem, has_timetable)
    assert {one.rule for one in advice} == {"opening hours", "changeover", "number of panels"}
    assert "Let the day end at 11:10, 15 minutes later." in words(advice)
    assert "Let the day begin at 08:45, 15 minutes earlier." in words(advice)


def test_seats_are_advised_where_seats_are_short():
    problem = day(candidates=6, panels=3, exercises=(WRITTEN,), seats=2, opens=540, closes=600, lunch=0, sittings=5)
    assert "Have 4 more seats for exercises without a panel." in words(advise(problem, has_timetable))


def test_a_pin_that_is_in_the_way_is_named():
    problem = day(candidates=3, panels=1, exercises=(INTERVIEW,), opens=540, closes=615, lunch=0)
    pinned = problem.changed(fixed=(Slot(1, 1, 560, 20, room=1, panel=1),))
    assert has_timetable(problem)
    assert not has_timetable(pinned)
    assert "Let go of the slots that are pinned." in words(advise(pinned, has_timetable))


def test_two_rules_that_only_help_together_are_said_together():
    problem = day(
        candidates=6, panels=1, exercises=(INTERVIEW, WRITTEN), seats=1, opens=540, closes=600, lunch=0, sittings=5
    )
    [advice] = advise(problem, has_timetable)
    assert advice.words.endswith("Both are needed.")
    assert "seats" in advice.rule or "panels" in advice.rule


def test_what_a_candidate_needs_is_never_up_for_advice():
    problem = day(candidates=2, panels=1, own={1: {"step_free": True}})
    problem = problem.changed(
        rooms=(Room(1, "Room 1", 8, step_free=False), Room(HALL, "Hall", 9, step_free=False, quiet=True))
    )
    assert all("steps" not in one.words for one in advise(problem, has_timetable))


def test_candidates_whom_only_one_panel_may_see_are_counted_and_the_panel_is_named():
    own = {key: {"panels": frozenset([1])} for key in range(1, 10)}
    problem = day(candidates=12, panels=3, exercises=(INTERVIEW,), own=own, opens=540, closes=740, lunch=0)
    [advice] = plain_reasons(problem)
    assert advice.rule == "who may see whom"
    assert advice.words.startswith("Some candidates can be seen by Panel 1 alone. 9 candidates need 225 minutes")
    assert not may_fit(problem)


def test_groups_count_as_whole_groups():
    problem = day(candidates=14, panels=2, exercises=(DISCUSSION,), opens=540, closes=600, lunch=0)
    assert not may_fit(problem)
    assert may_fit(problem.changed(hours=replace(problem.hours, closes=605)))


def test_pinned_slots_take_their_minutes_when_it_is_counted():
    problem = day(candidates=3, panels=1, exercises=(INTERVIEW,), opens=540, closes=610, lunch=0)
    assert may_fit(problem.changed(fixed=(Slot(1, 1, 540, 20, room=1, panel=1),)))
    assert not may_fit(problem.changed(fixed=(Slot(1, 1, 540, 30, room=1, panel=1),)))


@given(
    candidates=st.integers(1, 14),
    panels=st.integers(1, 3),
    closes=st.integers(60, 110).map(lambda n: n * 5 + 300),
    seats=st.integers(1, 6),
    lunch=st.sampled_from([0, 30]),
)
@settings(max_examples=25, deadline=None)
def test_what_counting_rules_out_has_no_timetable(candidates, panels, closes, seats, lunch):
    problem = day(
        candidates=candidates, panels=panels, seats=seats, opens=540, closes=closes, lunch=lunch, lunch_from=600
    )
    if not may_fit(problem):
        assert everything_open(problem, seed=1, effort=0.5).found != Found.TIMETABLE


def test_where_it_was_not_found_out_whether_less_is_enough_that_is_said():
    problem = day(candidates=6, panels=2, exercises=(INTERVIEW,), closes=900, lunch=0, between=0, changeover=0)

    def from_half_past_four(changed):
        return changed.hours.closes >= 990

    [few] = advise(problem, from_half_past_four, searches=5)
    [many] = advise(problem, from_half_past_four, searches=20)
    assert few.words == "Let the day end at 17:00, 120 minutes later." + LESS_MAY_DO
    assert many.words == "Let the day end at 16:30, 90 minutes later."


def test_a_search_is_made_no_more_often_than_allowed():
    asked = []

    def never(problem):
        asked.append(problem)
        return False

    advise(day(candidates=12, panels=2, opens=540, closes=700), never, searches=4)
    assert len(asked) <= 4 + 3 + 1
