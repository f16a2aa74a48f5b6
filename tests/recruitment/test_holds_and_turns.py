"""How long a place is held, and whose turn it is: rules without a database."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruitment import holds, rotation

LONDON = ZoneInfo("Europe/London")
DAY = datetime.date(2027, 3, 20)


def at(days_before, hour=10, minute=0):
    date = DAY - datetime.timedelta(days=days_before)
    return datetime.datetime.combine(date, datetime.time(hour, minute), tzinfo=LONDON)


@pytest.mark.parametrize(
    ("asked", "until"),
    [
        (at(20), at(18)),
        (at(14), at(12)),
        (at(13), at(12)),
        (at(3), at(2)),
        (at(2), at(2, 14)),
        (at(2, 19), at(1, 10)),
        (at(2, 23), at(1, 12)),
        (at(1, 5), at(1, 12)),
        (at(0, 8, 30), at(0, 9)),
    ],
)
def test_a_hold_is_shorter_the_nearer_the_day_and_short_ones_run_by_day(asked, until):
    assert holds.held_until(asked, DAY) == until


@given(st.integers(0, 60), st.integers(0, 23), st.integers(0, 59))
def test_a_hold_ends_after_it_begins_and_never_at_night_within_the_last_days(days, hour, minute):
    asked = at(days, hour, minute)
    until = holds.held_until(asked, DAY)
    assert until > asked
    if days < 3:
        assert holds.WAKING[0] < until.time() <= holds.WAKING[1]


def test_an_invitation_waits_five_days_where_there_is_time():
    assert (holds.answer_by(at(20), DAY), holds.answer_by(at(5), DAY)) == (at(15), at(4))


def standing(key, answer="yes", load=0, last_on=None, most=None, trained=True):
    return rotation.Standing(
        key=key, lot=str(key), answer=answer, load=load, last_on=last_on, most=most, trained=trained
    )


def test_who_said_yes_comes_first_then_who_sat_least_then_who_waited_longest():
    long_ago, lately = datetime.date(2026, 5, 1), datetime.date(2026, 9, 1)
    people = [
        standing(1, answer="", load=0),
        standing(2, load=2, last_on=long_ago),
        standing(3, load=1, last_on=lately),
        standing(4, load=1, last_on=long_ago),
        standing(5, load=0),
        standing(6, answer="maybe", load=0),
    ]
    assert [s.key for s in rotation.in_turn(people)] == [5, 4, 3, 2, 1, 6]


@pytest.mark.parametrize(
    ("left_out", "why"),
    [
        ({"answer": "no"}, "Said no for this day."),
        ({"trained": False}, "Training for panels is not current."),
        ({"load": 3, "most": 3}, "Wants at most 3 days a year."),
    ],
)
def test_who_is_not_asked_and_why(left_out, why):
    one = standing(1, **left_out)
    assert (rotation.in_turn([one]), rotation.why_not(one)) == ([], why)


@given(
    st.lists(
        st.builds(
            standing,
            st.integers(),
            st.sampled_from(["yes", "maybe", ""]),
            st.integers(0, 9),
            st.none() | st.dates(datetime.date(2026, 1, 1), DAY),
        ),
        unique_by=lambda s: s.key,
    )
)
def test_turns_lose_nobody_and_do_not_depend_on_who_came_first(people):
    turns = rotation.in_turn(people)
    assert sorted(s.key for s in turns) == sorted(s.key for s in people)
    assert turns == rotation.in_turn(reversed(people))
