"""Breaks, gaps without learning and the end of employment, as rules over dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apprentices.off_the_job import breaks
from apprentices.off_the_job.breaks import Gap

WEEKS, MONTHS = {"kind": "weeks", "weeks": 4}, {"kind": "calendar_month"}
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("first", "last", "moved"),
    [
        (date(2026, 3, 1), date(2026, 5, 31), date(2028, 12, 5)),
        (date(2026, 3, 10), date(2026, 6, 9), date(2028, 12, 5)),
        (date(2026, 3, 10), date(2026, 3, 10), date(2028, 9, 6)),
        (date(2026, 3, 10), date(2026, 4, 20), date(2028, 10, 17)),
    ],
    ids=["three months", "three months from a tenth", "one day", "six weeks"],
)
def test_the_planned_end_moves_by_the_length_of_the_break(first, last, moved):
    assert breaks.moved_end(date(2028, 9, 5), first, last) == moved


@given(
    end=st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    first=st.dates(date(2024, 1, 1), date(2026, 1, 1)),
    days=st.integers(0, 500),
)
def test_a_break_always_moves_the_end_later_by_about_its_length(end, first, days):
    moved = breaks.moved_end(end, first, first + days * DAY)
    assert moved > end
    assert abs((moved - end).days - (days + 1)) <= 3


def test_a_clear_calendar_month_between_two_days_with_learning_asks_for_a_break():
    first, last = date(2026, 3, 10), date(2026, 6, 30)
    assert breaks.gaps(first, last, [], MONTHS) == [(first, last)]
    each_month = [date(2026, 4, 29), date(2026, 5, 4)]
    assert breaks.gaps(first, last, each_month, MONTHS) == [(date(2026, 5, 5), last)]
    assert breaks.gaps(first, last, [*each_month, date(2026, 6, 1)], MONTHS) == []


def test_up_to_four_weeks_without_learning_ask_for_no_break():
    first = date(2026, 3, 2)
    assert breaks.gaps(first, first + 27 * DAY, [], WEEKS) == []
    assert breaks.gaps(first, first + 28 * DAY, [], WEEKS) == [(first, first + 28 * DAY)]


@pytest.mark.parametrize(
    ("on", "step"), [(date(2026, 3, 24), None), (date(2026, 3, 25), 15), (date(2026, 4, 3), 15), (date(2026, 4, 4), 25)]
)
def test_by_weeks_prompts_come_on_days_15_and_25_after_the_last_training(on, step):
    found = breaks.quiet(date(2026, 3, 10), on, WEEKS)
    assert (found and found.step) == step
    if found:
        assert (found.period, found.break_needed_after) == ("2026-03-10", date(2026, 4, 7))


@pytest.mark.parametrize(
    ("last", "on", "step"),
    [
        (date(2026, 3, 1), date(2026, 3, 31), None),
        (date(2026, 3, 31), date(2026, 4, 14), None),
        (date(2026, 3, 31), date(2026, 4, 15), 15),
        (date(2026, 2, 1), date(2026, 4, 25), 25),
    ],
    ids=["trained this month", "early", "mid-month", "late"],
)
def test_by_calendar_months_prompts_come_on_the_15th_and_25th_of_a_month_without_training(last, on, step):
    found = breaks.quiet(last, on, MONTHS)
    assert (found and found.step) == step
    if found:
        assert (found.period, found.break_needed_after) == ("2026-04", date(2026, 4, 30))


def clock(redundant=True, planned_end=date(2028, 9, 5), percent=40):
    return breaks.clock(
        last_day_employed=date(2026, 3, 31), redundant=redundant, planned_end=planned_end, percent_complete=percent
    )


@pytest.mark.parametrize(
    ("on", "says"),
    [
        (date(2026, 4, 30), Gap.NOTHING),
        (date(2026, 5, 1), Gap.BREAK),
        (date(2026, 6, 23), Gap.BREAK),
        (date(2026, 6, 24), Gap.LEAVE),
    ],
)
def test_between_employers_30_days_are_nothing_then_a_break_and_after_twelve_weeks_the_end(on, says):
    assert clock().says(on) == clock(redundant=False).says(on) == says


def test_redundancy_near_the_end_or_with_three_quarters_done_is_funded_to_the_end():
    near, far = date(2026, 9, 30), date(2026, 10, 1)
    assert clock(planned_end=near).funded_to_end
    assert not clock(planned_end=far).funded_to_end
    assert clock(percent=75).funded_to_end
    assert not clock(percent=74).funded_to_end


def test_no_other_end_of_employment_is_funded_to_the_end():
    assert not clock(redundant=False, planned_end=date(2026, 5, 1), percent=99).funded_to_end


def test_breaks_are_no_part_of_what_is_done():
    start, end = date(2026, 1, 1), date(2026, 12, 31)
    assert breaks.percent_complete(start=start, planned_end=end, on=date(2026, 7, 2), days_on_break=0) == 50
    assert breaks.percent_complete(start=start, planned_end=end, on=date(2026, 7, 2), days_on_break=73) == 30


def test_the_qualifying_period_counts_its_first_and_last_day():
    start = date(2026, 9, 7)
    assert breaks.within_qualifying_period(start=start, last_day=start + 41 * DAY, days=42)
    assert not breaks.within_qualifying_period(start=start, last_day=start + 42 * DAY, days=42)
