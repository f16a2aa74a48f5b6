"""One candidate fitted in by hand: nobody else moves, and a clash is refused with what is in the way and what fits."""

import re

import pytest

from recruitment.timetabling.by_hand import NoRoom, fit_in
from recruitment.timetabling.problem import by_candidate
from recruitment.timetabling.proposing import propose
from recruitment.timetabling.rest import rest_of_day
from recruitment.timetabling.rules import breaches
from tests.recruitment.timetabling.days import day


@pytest.fixture(scope="module")
def accepted():
    problem = day(candidates=6, panels=2)
    return problem, propose(problem).slots


@pytest.fixture
def rest(accepted):
    return rest_of_day(*accepted, [], now=0)


@pytest.fixture
def mover(accepted):
    return next(slot for slot in accepted[1] if slot.panel == 1)


def free_at(accepted, panel):
    """A time from which a panel has nothing to do."""
    return max(14 * 60, *(slot.end + 5 for slot in accepted[1] if slot.panel == panel))


def test_a_candidate_is_seen_by_the_panel_and_at_the_time_that_was_chosen(accepted, rest, mover):
    start = free_at(accepted, 2)
    slots = fit_in(rest, mover.candidate, 2, start)
    own = [slot for slot in by_candidate(slots)[mover.candidate] if slot.panel]
    assert {slot.panel for slot in own} == {2}
    assert min(slot.start for slot in own) == start
    assert breaches(rest.problem, slots) == []


def test_nobody_else_moves(accepted, rest, mover):
    start = free_at(accepted, 2)
    slots = fit_in(rest, mover.candidate, 2, start)
    assert {s for s in slots if s.candidate != mover.candidate} == {
        s for s in accepted[1] if s.candidate != mover.candidate
    }


def test_a_clash_is_refused_with_what_is_in_the_way_and_a_time_that_fits(accepted, rest, mover):
    taken = next(s for s in accepted[1] if s.panel == 2 and s.exercise == 1)
    with pytest.raises(NoRoom) as clash:
        fit_in(rest, mover.candidate, 2, taken.start)
    assert f"Panel 2 has “Interview” with C{taken.candidate:03} then." in clash.value.words
    hour, minute = re.search(r"The nearest time that fits is (\d\d):(\d\d)\.", clash.value.words).groups()
    fits = int(hour) * 60 + int(minute)
    own = [slot for slot in fit_in(rest, mover.candidate, 2, fits) if slot.candidate == mover.candidate and slot.panel]
    assert ({slot.panel for slot in own}, min(slot.start for slot in own)) == ({2}, fits)


def test_a_time_outside_of_the_day_is_refused(rest, mover):
    with pytest.raises(NoRoom) as clash:
        fit_in(rest, mover.candidate, 2, 18 * 60)
    assert "They can be there from 09:00 to 17:00 only." in clash.value.words
