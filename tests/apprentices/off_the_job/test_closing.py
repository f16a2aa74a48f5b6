"""What closes the gap: free working days, at most one a week, before the feast by which they fit; and what the plan
makes of patterns, leave and breaks.
"""

import time
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apprentices.off_the_job.closing import closing, easter
from apprentices.off_the_job.forecast import DatedHours, Period, Plan, expected_hours, standing

MONDAY = date(2025, 9, 8)
END = date(2028, 9, 7)
PLAN = Plan(start=MONDAY, end=END, hours=Decimal(900))
JANUARY = date(2026, 1, 12)


@pytest.mark.parametrize(
    ("year", "sunday"),
    [(2025, date(2025, 4, 20)), (2026, date(2026, 4, 5)), (2027, date(2027, 3, 28)), (2038, date(2038, 4, 25))],
)
def test_easter_falls_on_its_sunday(year, sunday):
    assert easter(year) == sunday


def test_two_study_days_before_easter_close_a_gap_of_fourteen_hours():
    found = closing(PLAN, Decimal(14), on=JANUARY)

    assert found.dates == (date(2026, 1, 13), date(2026, 1, 19))
    assert found.sentence == (
        "Two more study days of 7 hours before Easter close the gap. "
        "The first free days: 13 January 2026, 19 January 2026."
    )


def test_days_with_teaching_leave_breaks_and_bank_holidays_are_not_free():
    first = JANUARY + timedelta(days=1)
    plan = Plan(
        start=MONDAY,
        end=END,
        hours=Decimal(900),
        sessions=[DatedHours(first, Decimal(6))],
        leave=[Period(first + timedelta(days=1), first + timedelta(days=1))],
        bank_holidays=frozenset({first + timedelta(days=2)}),
        breaks=[Period(first + timedelta(days=3), first + timedelta(days=10))],
    )

    assert closing(plan, Decimal(1), on=JANUARY).dates == (date(2026, 1, 26),)


def test_a_gap_that_no_free_week_is_left_for_is_said_so():
    found = closing(PLAN, Decimal(60), on=END - timedelta(weeks=4))

    assert not found.fits
    assert found.sentence.startswith("60 hours are more than a study day in every free week that is left.")


def test_no_gap_or_no_time_left_closes_nothing():
    assert closing(PLAN, Decimal(0), on=JANUARY) is None
    assert closing(PLAN, Decimal(-5), on=JANUARY) is None
    assert closing(PLAN, Decimal(5), on=END) is None


def test_where_two_weeks_take_turns_only_their_own_days_are_worked():
    plan = Plan(start=MONDAY, end=END, hours=Decimal(100), working_days=(0, 1), other_week=(3, 4))

    worked = [number for number in range(14) if plan.is_working_day(MONDAY + timedelta(days=number))]

    assert worked == [0, 1, 10, 11]
    assert plan.days_a_week == 2


# Properties --------------------------------------------------------------------------------------------------

numbers = st.integers(0, 1000)
patterns = st.lists(st.integers(0, 4), min_size=1, max_size=5, unique=True).map(tuple)


@st.composite
def plans(draw):
    days = draw(st.lists(numbers, max_size=12))
    away = draw(st.lists(st.tuples(numbers, st.integers(0, 40)), max_size=3))
    return Plan(
        start=MONDAY,
        end=END,
        hours=Decimal(draw(st.integers(0, 1500))),
        sessions=[DatedHours(MONDAY + timedelta(days=number), Decimal(6)) for number in days],
        working_days=draw(patterns),
        other_week=draw(st.none() | patterns),
        leave=[
            Period(MONDAY + timedelta(days=first), MONDAY + timedelta(days=first + length)) for first, length in away
        ],
    )


@given(plans(), numbers, st.integers(1, 400))
def test_days_that_close_a_gap_are_free_working_days_one_a_week_and_enough(plan, number, gap):
    on = MONDAY + timedelta(days=number)
    found = closing(plan, Decimal(gap), on=on)
    taken = {session.on for session in plan.sessions}

    assert all(plan.is_working_day(day) and day not in taken and on < day <= plan.end for day in found.dates)
    weeks = {day - timedelta(days=day.weekday()) for day in found.dates}
    assert len(weeks) == len(found.dates)
    assert found.fits == (len(found.dates) * 7 >= gap)


@given(plans(), numbers)
def test_a_cycle_of_two_equal_weeks_is_one_week(plan, number):
    on = MONDAY + timedelta(days=number)
    once = Plan(**{**_fields(plan), "other_week": None})
    twice = Plan(**{**_fields(plan), "other_week": plan.working_days})

    assert expected_hours(once, on) == expected_hours(twice, on)
    assert once.days_a_week == twice.days_a_week


@given(plans(), numbers)
def test_leave_moves_no_session_and_changes_no_total(plan, number):
    without = Plan(**{**_fields(plan), "leave": ()})

    assert expected_hours(plan, plan.end) == expected_hours(without, plan.end)
    if plan.sessions and sum(s.hours for s in plan.sessions) >= plan.hours:
        on = MONDAY + timedelta(days=number)
        assert expected_hours(plan, on) == expected_hours(without, on)


@given(plans(), numbers, st.integers(0, 900))
def test_nobody_is_behind_who_has_what_the_plan_expects(plan, number, more):
    on = MONDAY + timedelta(days=number)
    done = expected_hours(plan, on) + more

    result = standing(plan, [DatedHours(MONDAY, done)] if done else [], on=on)

    assert not result.behind
    assert result.forecast_difference >= -Decimal("0.01") * (on < plan.end)


def _fields(plan):
    names = ("start", "end", "hours", "sessions", "working_days", "other_week", "leave")
    return {name: getattr(plan, name) for name in names}


def test_the_plan_of_three_years_with_a_cycle_and_leave_costs_little():
    sessions = [DatedHours(MONDAY + timedelta(days=7 * week), Decimal(6)) for week in range(130)]
    leave = [Period(MONDAY + timedelta(days=30 * n), MONDAY + timedelta(days=30 * n + 2)) for n in range(36)]
    plan = Plan(
        start=MONDAY,
        end=END,
        hours=Decimal(900),
        sessions=sessions,
        leave=leave,
        other_week=(0, 1),
        working_days=(2, 3),
    )

    before = time.process_time()
    for _ in range(5):
        standing(plan, [], on=JANUARY, every="week")
        closing(plan, Decimal(100), on=JANUARY)
    assert (time.process_time() - before) / 5 < 0.02
