"""Where somebody stands against their plan: the calendar's own steps, breaks, bank holidays and the last day."""

from datetime import date, timedelta
from decimal import Decimal
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apprentices.off_the_job.forecast import DatedHours, Period, Plan, Point, State, expected_hours, standing

MONDAY = date(2025, 9, 8)
BANK_HOLIDAYS = frozenset({date(2025, 12, 25), date(2025, 12, 26), date(2026, 1, 1)})


def on(day, hours):
    return DatedHours(day, Decimal(hours))


def every_week(first, number, hours=7):
    return [on(first + timedelta(weeks=week), hours) for week in range(number)]


TEN_WEEKS = Plan(start=MONDAY, end=MONDAY + timedelta(days=69), hours=Decimal(100))
DAY_RELEASE = Plan(start=MONDAY, end=MONDAY + timedelta(days=69), hours=Decimal(70), sessions=every_week(MONDAY, 10))


def test_nobody_is_behind_before_the_block_that_comes_in_week_five():
    block = [on(MONDAY + timedelta(weeks=4, days=day), 14) for day in range(5)]
    plan = Plan(start=MONDAY, end=MONDAY + timedelta(days=69), hours=Decimal(70), sessions=block)

    week_three = standing(plan, [], on=MONDAY + timedelta(weeks=3))
    week_six = standing(plan, [], on=MONDAY + timedelta(weeks=6))

    assert (week_three.expected_to_date, week_three.state) == (Decimal("0.00"), State.ON_TRACK)
    assert (week_six.expected_to_date, week_six.state) == (Decimal("70.00"), State.BEHIND)


def test_calendar_rises_in_steps_and_never_between_them():
    days = [MONDAY + timedelta(days=number) for number in (-1, 0, 1, 6, 7)]

    assert [expected_hours(DAY_RELEASE, day) for day in days] == [0, 7, 7, 7, 14]


def test_without_a_calendar_hours_are_spread_over_working_days():
    days = [MONDAY + timedelta(days=number) for number in (0, 4, 6, 7, 69)]

    assert [expected_hours(TEN_WEEKS, day) for day in days] == [2, 10, 10, 12, 100]


def test_bank_holidays_leave_and_breaks_ask_for_nothing():
    christmas = Plan(
        start=date(2025, 12, 22),
        end=date(2026, 1, 9),
        hours=Decimal(60),
        bank_holidays=BANK_HOLIDAYS,
        leave=[Period(date(2025, 12, 29), date(2025, 12, 30))],
        breaks=[Period(date(2026, 1, 5), date(2026, 1, 7))],
    )

    asked = [
        day
        for number in range(19)
        if expected_hours(christmas, day := date(2025, 12, 22) + timedelta(days=number))
        > expected_hours(christmas, day - timedelta(days=1))
    ]

    assert asked == [
        date(2025, 12, 22),
        date(2025, 12, 23),
        date(2025, 12, 24),
        date(2025, 12, 31),
        date(2026, 1, 2),
        date(2026, 1, 8),
        date(2026, 1, 9),
    ]


def test_time_after_the_published_calendar_is_spread_and_time_within_it_is_not():
    half = Plan(
        start=MONDAY,
        end=MONDAY + timedelta(days=69),
        hours=Decimal(100),
        sessions=every_week(MONDAY, 5),
        published_until=MONDAY + timedelta(days=34),
    )

    assert expected_hours(half, MONDAY + timedelta(days=34)) == Decimal("35.00")
    assert expected_hours(half, MONDAY + timedelta(days=41)) == Decimal("48.00")
    assert expected_hours(half, half.end) == Decimal("100.00")


def test_hours_without_a_day_are_named_and_fall_due_at_the_end():
    plan = Plan(
        start=MONDAY,
        end=MONDAY + timedelta(days=69),
        hours=Decimal(80),
        sessions=every_week(MONDAY, 10),
        published_until=MONDAY + timedelta(days=69),
    )

    assert standing(plan, [], on=MONDAY).undated == Decimal("10.00")
    assert expected_hours(plan, plan.end - timedelta(days=1)) == Decimal("70.00")
    assert expected_hours(plan, plan.end) == Decimal("80.00")


def test_sessions_inside_a_break_are_planned_again_later():
    paused = Plan(
        start=MONDAY,
        end=MONDAY + timedelta(days=97),
        hours=Decimal(70),
        sessions=every_week(MONDAY, 10),
        breaks=[Period(MONDAY + timedelta(days=14), MONDAY + timedelta(days=41))],
    )

    assert expected_hours(paused, MONDAY + timedelta(days=41)) == Decimal("14.00")
    assert expected_hours(paused, MONDAY + timedelta(days=63)) == Decimal("42.00")
    assert expected_hours(paused, paused.end) == Decimal("70.00")


def test_sentence_on_track():
    ahead = standing(DAY_RELEASE, [on(MONDAY, "24.5")], on=MONDAY + timedelta(days=15))

    assert ahead.sentence == "On track: 24.5 of 21 planned hours by today."
    assert ahead.difference == Decimal("3.50")
    assert ahead.behind is False


def test_behind_means_by_more_than_the_tolerance():
    plan, today = DAY_RELEASE, MONDAY + timedelta(days=28)

    just_within = standing(plan, [on(MONDAY, 21)], on=today, tolerance=Decimal(14))
    just_over = standing(plan, [on(MONDAY, "20.99")], on=today, tolerance=Decimal(14))

    assert just_within.sentence == "On track: 21 of 35 planned hours by today."
    assert just_over.sentence == "Behind plan: 20.99 of 35 planned hours by today."
    assert (just_within.behind, just_over.behind) == (False, True)


def test_forecast_goes_on_at_the_rate_at_which_the_plan_came_true():
    behind = standing(DAY_RELEASE, [on(MONDAY, 21)], on=MONDAY + timedelta(days=28), tolerance=Decimal(7))

    assert behind.forecast_end_total == Decimal("42.00")
    assert behind.forecast_difference == Decimal("-28.00")
    assert behind.forecast_sentence == "At this rate you finish 28 hours short of the plan on 16 November 2025."


def test_forecast_believes_the_plan_until_there_is_enough_to_go_by():
    first_week = standing(DAY_RELEASE, [], on=MONDAY)

    assert first_week.forecast_end_total == Decimal("63.00")


def test_being_ahead_is_kept_and_not_multiplied():
    ahead = standing(DAY_RELEASE, [on(MONDAY, 70)], on=MONDAY + timedelta(days=28))

    assert ahead.forecast_end_total == Decimal("105.00")
    assert ahead.forecast_sentence == "At this rate you finish 35 hours over the plan on 16 November 2025."


def test_nobody_is_behind_on_a_break():
    paused = Plan(
        start=MONDAY,
        end=MONDAY + timedelta(days=69),
        hours=Decimal(70),
        sessions=every_week(MONDAY, 5),
        breaks=[Period(MONDAY + timedelta(days=21), MONDAY + timedelta(days=27))],
    )

    during = standing(paused, [], on=MONDAY + timedelta(days=23))

    assert (during.state, during.behind) == (State.ON_BREAK, False)
    assert during.sentence == "On a break in learning until 5 October 2025: 0 of 21 planned hours by today."


def test_before_the_start_and_after_the_end():
    before = standing(DAY_RELEASE, [], on=MONDAY - timedelta(days=1))
    after = standing(DAY_RELEASE, [on(MONDAY, 63)], on=DAY_RELEASE.end + timedelta(days=1))

    assert before.sentence == "Starts on 8 September 2025, with 70 hours planned."
    assert after.sentence == "The plan ended on 16 November 2025: 63 of 70 planned hours."
    assert (after.forecast_end_total, after.forecast_sentence, after.needed_a_week) == (Decimal("63.00"), "", None)


def test_what_is_left_to_the_minimum_is_told_apart_from_the_plan():
    plan = Plan(start=MONDAY, end=MONDAY + timedelta(days=69), hours=Decimal(80), minimum=Decimal(70))

    assert standing(plan, [on(MONDAY, 30)], on=MONDAY).left_to_minimum == Decimal("40.00")
    assert standing(plan, [on(MONDAY, 75)], on=MONDAY).left_to_minimum == Decimal("0.00")


def test_hours_a_week_that_close_the_gap_allow_for_statutory_leave_only_where_leave_is_not_dated():
    today = MONDAY - timedelta(days=1)
    leave = [Period(MONDAY, MONDAY + timedelta(days=6))]
    with_leave = Plan(start=MONDAY, end=MONDAY + timedelta(days=69), hours=Decimal(90), leave=leave)

    assert standing(TEN_WEEKS, [], on=today).needed_a_week == Decimal("11.21")
    assert standing(with_leave, [], on=today).needed_a_week == Decimal("10.00")


def test_points_of_the_chart_by_month():
    points = standing(DAY_RELEASE, [on(MONDAY, 7)], on=date(2025, 9, 20)).points

    assert points == (
        Point(date(2025, 9, 8), Decimal(7), Decimal(7), None),
        Point(date(2025, 9, 20), Decimal(14), Decimal(7), Decimal(7)),
        Point(date(2025, 9, 30), Decimal(28), None, Decimal(21)),
        Point(date(2025, 10, 31), Decimal(56), None, Decimal(49)),
        Point(date(2025, 11, 16), Decimal(70), None, Decimal(63)),
    )


def test_points_of_the_chart_by_week_fall_on_sundays():
    points = standing(DAY_RELEASE, [], on=MONDAY, every="week").points

    assert [point.on.weekday() for point in points[1:]] == [6] * 10
    assert points[-1].on == DAY_RELEASE.end


def test_hours_after_today_are_left_out():
    assert standing(DAY_RELEASE, [on(MONDAY, 7), on(MONDAY + timedelta(days=7), 7)], on=MONDAY).confirmed == 7


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"end": MONDAY - timedelta(days=1)}, "The plan ends before it starts."),
        ({"hours": Decimal(-1)}, "Planned hours cannot be under 0."),
        ({"working_days": (0, 7)}, "Working days are days of the week, from 0 for Monday to 6 for Sunday."),
    ],
)
def test_plan_that_makes_no_sense_is_refused_in_words(change, words):
    with pytest.raises(ValueError) as refused:
        Plan(**{"start": MONDAY, "end": MONDAY + timedelta(days=69), "hours": Decimal(100)} | change)

    assert str(refused.value) == words


amounts = st.decimals(Decimal("0.25"), Decimal(12), places=2)
day_numbers = st.integers(0, 400)
dated = st.lists(
    st.builds(lambda number, hours: on(MONDAY + timedelta(days=number), hours), day_numbers, amounts), max_size=40
)
periods = st.lists(
    st.builds(
        lambda number, length: Period(MONDAY + timedelta(days=number), MONDAY + timedelta(days=number + length)),
        day_numbers,
        st.integers(0, 60),
    ),
    max_size=3,
)
plans = st.builds(
    lambda sessions, hours, breaks, leave, published: Plan(
        start=MONDAY,
        end=MONDAY + timedelta(days=400),
        hours=hours,
        sessions=sessions,
        breaks=breaks,
        leave=leave,
        published_until=published,
    ),
    dated,
    st.decimals(Decimal(1), Decimal(1500), places=2),
    periods,
    periods,
    st.none() | day_numbers.map(lambda number: MONDAY + timedelta(days=number)),
)


@given(plans, day_numbers, day_numbers)
def test_expectation_never_falls(plan, one, other):
    earlier, later = sorted((one, other))

    assert expected_hours(plan, MONDAY + timedelta(days=earlier)) <= expected_hours(
        plan, MONDAY + timedelta(days=later)
    )


@given(plans)
def test_expectation_ends_at_the_whole_plan(plan):
    whole = max(plan.hours, sum((s.hours for s in plan.sessions if not plan.on_break(s.on)), Decimal(0)))

    assert expected_hours(plan, plan.end) == whole


@given(plans, dated, day_numbers)
def test_confirmed_hours_add_up_exactly_and_the_forecast_never_takes_them_away(plan, confirmed, number):
    today = MONDAY + timedelta(days=number)

    result = standing(plan, confirmed, on=today)

    assert result.confirmed == sum((credit.hours for credit in confirmed if credit.on <= today), Decimal(0))
    assert result.forecast_end_total >= result.confirmed
    assert result.points[-1].forecast == result.forecast_end_total


@given(plans, st.integers(0, 399))
def test_a_day_of_break_asks_for_nothing(plan, number):
    today = MONDAY + timedelta(days=number)
    before = today - timedelta(days=1)

    if plan.on_break(today):
        assert expected_hours(plan, today) == expected_hours(plan, before)


def test_a_hundred_thousand_entries_add_up_to_the_hundredth():
    entries = [on(MONDAY, "0.01")] * 100_000

    assert standing(DAY_RELEASE, entries, on=MONDAY).confirmed == Decimal("1000.00")


def test_forecast_of_three_years_takes_less_than_20_milliseconds_of_work():
    plan = Plan(
        start=MONDAY,
        end=date(2028, 9, 7),
        hours=Decimal(835),
        sessions=every_week(MONDAY, 60),
        bank_holidays=BANK_HOLIDAYS,
        leave=[Period(date(2026, 8, 3), date(2026, 8, 14)), Period(date(2027, 8, 2), date(2027, 8, 13))],
        breaks=[Period(date(2026, 2, 2), date(2026, 4, 30))],
    )
    confirmed = every_week(MONDAY, 60)

    def cost():
        began = process_time()
        standing(plan, confirmed, on=date(2026, 12, 1), every="week")
        return process_time() - began

    assert min(cost() for _ in range(5)) < 0.02


def test_hours_that_wait_count_for_whether_somebody_is_behind_and_for_no_other_figure():
    today = MONDAY + timedelta(weeks=4)
    without = standing(DAY_RELEASE, [on(MONDAY, 7)], on=today)
    with_waiting = standing(DAY_RELEASE, [on(MONDAY, 7)], on=today, waiting=Decimal(14))

    assert (without.state, without.sentence) == (State.BEHIND, "Behind plan: 7 of 35 planned hours by today.")
    assert (with_waiting.state, with_waiting.sentence) == (
        State.ON_TRACK,
        "On track once 14 hours are confirmed: 7 of 35 planned hours by today.",
    )
    assert (with_waiting.confirmed, with_waiting.difference) == (without.confirmed, without.difference)
    assert with_waiting.points == without.points
