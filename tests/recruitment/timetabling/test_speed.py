"""The largest day: 120 candidates, six exercises, 13 panels of three."""

import time
from dataclasses import replace

import pytest

from recruitment.timetabling.counting import plain_reasons
from recruitment.timetabling.proposing import Found, propose
from recruitment.timetabling.relaxing import advise
from recruitment.timetabling.replanning import replan
from recruitment.timetabling.rest import Away, Gone, PanelGone, PanelLate, RoomLost, rest_of_day
from recruitment.timetabling.rules import breaches
from tests.recruitment.timetabling.days import HALL, large_day

pytestmark = [pytest.mark.slow, pytest.mark.once]

PROPOSED_IN, REPLANNED_IN, ADVISED_IN = 30, 5, 60
"""Seconds of the processor: one worker on a machine that does nothing else takes as long by the clock."""


@pytest.fixture(scope="module")
def proposed():
    problem = large_day()
    began = time.process_time()
    answer = propose(problem)
    return problem, answer, time.process_time() - began


def test_the_largest_day_has_its_timetable_in_half_a_minute(proposed):
    problem, answer, seconds = proposed
    assert answer.found == Found.TIMETABLE
    assert breaches(problem, answer.slots) == []
    assert seconds < PROPOSED_IN


@pytest.mark.parametrize(
    "changes",
    [
        [Away(1, begins=0, until=690)],
        [Gone(5, begins=0), Gone(17, begins=640)],
        [RoomLost(4, begins=660)],
        [RoomLost(101, begins=660)],
        [PanelLate(6, until=680)],
    ],
    ids=["late", "two did not come", "room of a panel lost", "library lost", "panel behind"],
)
def test_the_rest_of_the_largest_day_is_planned_again_in_five_seconds(proposed, changes):
    problem, answer, _ = proposed
    began = time.process_time()
    rest = rest_of_day(problem, answer.slots, changes, now=655)
    again = replan(rest)
    assert time.process_time() - began < REPLANNED_IN
    assert again.found == Found.TIMETABLE
    assert breaches(rest.problem, again.slots) == []


@pytest.mark.parametrize(
    "changes",
    [
        [PanelGone(3, begins=660)],
        [PanelLate(key, until=690) for key in range(1, 7)],
        [RoomLost(100, begins=660)],
    ],
    ids=["panel gone", "six panels behind", "hall lost"],
)
def test_that_the_rest_of_the_largest_day_cannot_be_planned_is_known_in_five_seconds(proposed, changes):
    problem, answer, _ = proposed
    began = time.process_time()
    again = replan(rest_of_day(problem, answer.slots, changes, now=655))
    assert time.process_time() - began < REPLANNED_IN
    assert again.found != Found.TIMETABLE


def shorter(problem):
    return problem.changed(hours=replace(problem.hours, closes=16 * 60 + 15))


def with_fewer_seats(problem):
    return problem.changed(rooms=tuple(replace(r, seats=12) if r.key == HALL else r for r in problem.rooms))


@pytest.mark.parametrize(
    ("problem", "rule"),
    [
        (shorter(large_day()), "opening hours"),
        (large_day(panels=11), "number of panels"),
        (with_fewer_seats(large_day()), "seats"),
    ],
    ids=["a short day", "few panels", "few seats"],
)
def test_what_would_help_on_the_largest_day_is_known_in_a_minute(problem, rule):
    assert propose(problem).found != Found.TIMETABLE
    began = time.process_time()
    plain = plain_reasons(problem)
    advice = advise(problem, lambda changed: propose(changed, first=True, effort=0, tries=1).found == Found.TIMETABLE)
    assert time.process_time() - began < ADVISED_IN
    assert rule in {one.rule for one in [*plain, *advice]}
