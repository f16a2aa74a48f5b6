"""Why a day is impossible, said so that the coordinator can act; what is advised was tried and works."""

from dataclasses import replace

from recruitment.timetabling.problem import Room, Slot
from recruitment.timetabling.proposing import Found, propose
from recruitment.timetabling.relaxing import advise, plain_reasons
from tests.recruitment.timetabling.days import HALL, INTERVIEW, WRITTEN, day


def has_timetable(problem):
    return propose(problem, first=True, patience=2).found == Found.TIMETABLE


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
    assert "need 300 minutes of the panels" in advice.words


def test_two_panels_in_one_room_are_told_apart():
    problem = day()
    problem = problem.changed(panels=tuple(replace(panel, room=1) for panel in problem.panels))
    assert "Panel 1 and Panel 2 are both in Room 1" in words(plain_reasons(problem))[0]


def test_too_few_seats_are_counted():
    problem = day(candidates=10, panels=5, exercises=(INTERVIEW, WRITTEN), seats=1, opens=540, closes=660, lunch=0)
    assert words(plain_reasons(problem))[0].endswith("At least 3 more are needed.")


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
