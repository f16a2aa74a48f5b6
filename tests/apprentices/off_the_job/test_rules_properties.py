"""What must hold of the off-the-job requirement for any plan, not only for the worked cases."""

from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from apprentices.off_the_job.facts import Facts, Segment
from apprentices.off_the_job.periods import last_day, whole_months
from apprentices.off_the_job.rule_sets import load_rule_sets, rule_set_for
from apprentices.off_the_job.rules import requirement
from apprentices.off_the_job.what_if import what_if_all

RULE_SETS = load_rule_sets()
FIRST_DAY_OF_B, FIRST_DAY_OF_C = date(2022, 8, 1), date(2025, 8, 1)

starts_in_a = st.dates(date(2017, 5, 1), FIRST_DAY_OF_B - timedelta(days=1))
starts_in_b = st.dates(FIRST_DAY_OF_B, FIRST_DAY_OF_C - timedelta(days=1))
starts_in_c = st.dates(FIRST_DAY_OF_C, date(2035, 12, 31))
starts_by_hours = starts_in_a | starts_in_b
any_start = starts_by_hours | starts_in_c
weekly = st.decimals(Decimal(1), Decimal(60), places=2)
part_time = st.decimals(Decimal(5), Decimal("29.99"), places=2)
lengths = st.integers(1, 72)
published = st.decimals(Decimal(187), Decimal(1600), places=2)


def worked_out(**facts):
    return requirement(Facts(**facts), rule_sets=RULE_SETS)


@given(any_start)
def test_exactly_one_rule_set_covers_each_start(start):
    assert [rule_set.code for rule_set in RULE_SETS if rule_set.covers(start)] == [rule_set_for(start, RULE_SETS).code]


@given(any_start, weekly, lengths, published)
def test_era_is_that_of_the_start(start, hours, months, minimum):
    era = worked_out(start=start, weekly_hours=hours, months=months, published_min=minimum).era

    assert era == ("A" if start < FIRST_DAY_OF_B else "B" if start < FIRST_DAY_OF_C else "C")


@given(starts_by_hours, weekly, lengths, lengths)
def test_longer_plan_never_asks_for_fewer_hours(start, hours, shorter, longer):
    assume(shorter <= longer)

    assert (
        worked_out(start=start, weekly_hours=hours, months=shorter).minimum_hours
        <= worked_out(start=start, weekly_hours=hours, months=longer).minimum_hours
    )


@given(starts_by_hours, weekly, weekly, lengths)
def test_more_weekly_hours_never_ask_for_fewer_hours_of_training(start, fewer, more, months):
    assume(fewer <= more)

    assert (
        worked_out(start=start, weekly_hours=fewer, months=months).minimum_hours
        <= worked_out(start=start, weekly_hours=more, months=months).minimum_hours
    )


@given(starts_in_b, st.decimals(Decimal(30), Decimal(60), places=2), lengths)
def test_hours_above_thirty_play_no_part_from_august_2022(start, hours, months):
    assert (
        worked_out(start=start, weekly_hours=hours, months=months).minimum_hours
        == worked_out(start=start, weekly_hours=30, months=months).minimum_hours
    )


@given(starts_by_hours, part_time, st.integers(12, 18))
def test_extended_part_time_plan_has_at_least_the_training_of_thirty_hours(start, hours, full_time_months):
    full_time = worked_out(start=start, weekly_hours=30, months=full_time_months)
    extended = worked_out(start=start, weekly_hours=hours, ft_months=full_time_months)

    assert extended.months >= full_time_months
    assert extended.minimum_hours >= full_time.minimum_hours
    assert extended.eligible


@given(any_start, weekly, lengths, published, st.integers(0, 24), st.decimals(0, 4, places=1))
def test_break_or_absence_never_changes_hours(start, hours, months, minimum, break_months, absence):
    facts = {"start": start, "weekly_hours": hours, "months": months, "published_min": minimum}
    without = worked_out(**facts)
    paused = worked_out(**facts, break_months=break_months, absence_weeks=absence)

    assert (paused.minimum_hours, paused.planned_hours) == (without.minimum_hours, without.planned_hours)
    assert paused.planned_end == last_day(start, months + break_months)


@given(starts_by_hours, weekly, st.lists(lengths, min_size=1, max_size=5).filter(lambda parts: sum(parts) <= 120))
def test_splitting_a_period_changes_nothing(start, hours, parts):
    whole = worked_out(start=start, weekly_hours=hours, months=sum(parts))
    split = worked_out(start=start, segments=tuple(Segment(months=part, weekly_hours=hours) for part in parts))

    assert (split.minimum_hours, split.planned_end) == (whole.minimum_hours, whole.planned_end)


@given(starts_by_hours, weekly, weekly, st.integers(1, 36), st.integers(1, 36), st.integers(0, 24))
def test_change_of_hours_never_changes_what_was_agreed_at_the_start(start, hours, later, before, after, extension):
    agreed = worked_out(start=start, weekly_hours=hours, months=before + after)
    changed = worked_out(
        start=start,
        original_months=before + after,
        segments=(
            Segment(months=before, weekly_hours=hours),
            Segment(months=after + extension, weekly_hours=later),
        ),
    )

    assert changed.minimum_hours == agreed.minimum_hours
    assert changed.planned_end_shift_months == extension


@given(any_start, weekly, lengths, published, st.data())
def test_prior_learning_never_adds_hours_and_the_plan_is_never_under_the_minimum(start, hours, months, minimum, data):
    plan = data.draw(st.decimals(Decimal(1), Decimal(3000), places=2))
    recognised = data.draw(st.decimals(0, plan, places=2))
    facts = {"start": start, "weekly_hours": hours, "months_no_rpl": months, "published_min": minimum}
    without = worked_out(**facts, plan_no_rpl=plan)
    with_it = worked_out(**facts, plan_no_rpl=plan, rpl_hours=recognised)

    assert with_it.minimum_hours <= without.minimum_hours
    assert with_it.planned_hours <= without.planned_hours
    assert with_it.planned_hours >= with_it.minimum_hours


@given(starts_in_c, published, st.decimals(0, 187, places=2))
def test_prior_learning_comes_off_the_published_minimum_hour_for_hour(start, minimum, recognised):
    result = worked_out(start=start, published_min=minimum, rpl_hours=recognised)

    assert result.minimum_hours == minimum - recognised
    assert result.eligible is (result.minimum_hours >= 187)


@given(any_start, weekly, lengths, st.integers(1, 24), published)
def test_assessment_after_the_gateway_never_changes_hours(start, hours, months, assessment, minimum):
    facts = {"start": start, "weekly_hours": hours, "published_min": minimum}
    training = worked_out(**facts, months=months)
    with_it = worked_out(**facts, months=months + assessment, assessment_months=assessment)

    assert (with_it.minimum_hours, with_it.planned_hours) == (training.minimum_hours, training.planned_hours)
    assert (with_it.months, with_it.planned_end) == (training.months, training.planned_end)


@given(starts_by_hours, st.integers(52, 2080), lengths)
def test_term_time_hours_are_those_of_the_average_week(start, a_year, months):
    by_year = worked_out(start=start, annual_hours=a_year, months=months)
    twice_the_year = worked_out(start=start, annual_hours=2 * a_year, months=months)

    assert by_year.weekly_hours == ((Decimal(a_year) / 52 + Decimal("0.005")) // Decimal("0.01")) * Decimal("0.01")
    assert by_year.minimum_hours <= twice_the_year.minimum_hours


@given(any_start, weekly, lengths, published, st.decimals(0, 3000, places=2))
def test_hours_logged_so_far_never_change_the_requirement(start, hours, months, minimum, actual):
    inputs = {"start": start.isoformat(), "weekly_hours": hours, "months": months, "published_min": minimum}
    without, with_it = what_if_all([inputs, inputs | {"actual": actual}])

    assert with_it["minimum_hours"] == without["minimum_hours"]
    assert with_it["left_to_minimum"] == float(max(Decimal(str(without["minimum_hours"])) - actual, 0))
    assert with_it["under_plan"] >= with_it["left_to_minimum"]


@given(starts_by_hours, weekly, lengths)
def test_result_is_exact_to_the_hundredth(start, hours, months):
    """By hand in whole hundred-thousandths: rate × 46.4 × months ÷ 12, rounded half up."""
    result = worked_out(start=start, weekly_hours=hours, months=months)
    hundredths = int(hours * 100)
    rate = 60_000 if start >= FIRST_DAY_OF_B and hours >= 30 else hundredths * 20
    exact_twelfths = rate * 464 * months

    assert result.minimum_hours == Decimal((2 * exact_twelfths + 12 * 10**3) // (2 * 12 * 10**3)) / 100


@given(starts_by_hours, weekly, lengths)
def test_learner_record_never_shows_less_than_the_minimum(start, hours, months):
    rounding = worked_out(start=start, weekly_hours=hours, months=months).rounding

    assert rounding.exact <= rounding.learner_record < rounding.exact + Decimal("1.01")


@given(st.dates(date(2017, 5, 1), date(2040, 12, 31)), st.integers(1, 120))
def test_whole_months_are_found_again(start, months):
    end = last_day(start, months)

    assert whole_months(start, end) == months
    assert last_day(start, months + 1) > end


odd = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.lists(st.integers(), max_size=2)
)
odd_cases = st.dictionaries(
    st.sampled_from([field.name for field in fields(Facts)]),
    odd
    | st.sampled_from(
        ["2021-09-06", "2023-09-04", "2025-09-08", "36", 36, 37, "1e5", [{"months": 3, "weekly_hours": 20}]]
    ),
)


@given(odd | st.lists(odd | odd_cases, max_size=3))
def test_whatever_is_asked_is_answered_or_refused_in_words(document):
    try:
        answers = what_if_all(document)
    except ValueError as refused:
        assert str(refused) == "Give a list of cases, or a document with such a list under “vectors”."
    else:
        assert [bool(answer["explanation"]) or bool(answer["concerns"]) for answer in answers] == [True] * len(document)
