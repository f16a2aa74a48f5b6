"""The off-the-job requirement: worked cases, the edges of each rule, and words for what makes no sense."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from apprentices.off_the_job.facts import Facts
from apprentices.off_the_job.periods import last_day, whole_months
from apprentices.off_the_job.rule_sets import load_published_minimums, load_rule_sets, published_minimum, rule_set_for
from apprentices.off_the_job.rules import requirement
from apprentices.off_the_job.what_if import what_if, what_if_all

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))
RULE_SETS = load_rule_sets()
ERA_A = {"start": "2021-09-06", "weekly_hours": 37, "months": 36}
ERA_B = {"start": "2023-09-04", "weekly_hours": 37, "months": 36}
ERA_C = {"start": "2025-09-08", "published_min": 835}


def worked_out(**data):
    return requirement(Facts.from_data(data), rule_sets=RULE_SETS)


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda vector: vector["id"])
def test_worked_case(vector):
    answer = what_if(vector)

    assert {name: answer[name] for name in vector["expected"]} == vector["expected"]


def test_all_worked_cases_at_once_as_the_command_asks_them():
    answers = what_if_all(VECTORS)

    assert [(answer["id"], answer["minimum_hours"]) for answer in answers] == [
        (vector["id"], vector["expected"]["minimum_hours"]) for vector in VECTORS["vectors"]
    ]
    assert json.loads(json.dumps(answers)) == answers


@pytest.mark.parametrize(
    ("start", "rule_set"),
    [
        ("2022-07-31", "A-2021-22"),
        ("2022-08-01", "B-2022-23"),
        ("2023-07-31", "B-2022-23"),
        ("2023-08-01", "B-2023-25"),
        ("2025-07-31", "B-2023-25"),
        ("2025-08-01", "C-2025-26"),
        ("2026-07-31", "C-2025-26"),
        ("2026-08-01", "C-2026-27"),
    ],
)
def test_rules_are_those_of_the_first_day(start, rule_set):
    assert rule_set_for(date.fromisoformat(start), RULE_SETS).code == rule_set


def test_no_rules_are_held_for_a_start_before_there_were_any():
    with pytest.raises(ValueError) as refused:
        worked_out(**ERA_B | {"start": "2017-04-30"})

    assert str(refused.value) == "No off-the-job rules are held for a start on 30 April 2017. Check the date."


def test_thirty_hours_are_full_time_and_a_little_less_is_not():
    assert worked_out(**ERA_B | {"weekly_hours": 30}).minimum_hours == Decimal("835.20")
    assert worked_out(**ERA_B | {"weekly_hours": "29.9"}).minimum_hours == Decimal("832.42")


def test_term_time_hours_are_averaged_over_the_year():
    full_time_on_average = worked_out(start="2023-09-04", annual_hours=1560, months=36)
    less = worked_out(start="2023-09-04", annual_hours=1443, months=36)

    assert full_time_on_average.weekly_rate == Decimal("6.00")
    assert full_time_on_average.minimum_hours == Decimal("835.20")
    assert less.weekly_hours == Decimal("27.75")
    assert less.minimum_hours == Decimal("772.56")


def test_average_that_does_not_end_is_still_exact():
    """56,160 ÷ 1,080 is 52 months exactly, though 1,080 hours a year are 20.769230… a week."""
    part_time = worked_out(start="2023-09-04", annual_hours=1080, ft_months=36)

    assert part_time.minimum_extended_months == Decimal("52.00")
    assert part_time.months == 52
    assert part_time.minimum_hours == Decimal("835.20")


def test_part_time_length_is_worked_out_where_it_is_not_given():
    part_time = worked_out(start="2021-09-06", weekly_hours="22.2", ft_months=36)

    assert (part_time.months, part_time.minimum_hours) == (49, Decimal("841.23"))


def test_part_time_plan_that_was_not_extended_is_pointed_out():
    part_time = worked_out(start="2023-09-04", weekly_hours=20, ft_months=36, months=36)

    assert part_time.minimum_hours == Decimal("556.80")
    assert part_time.eligible
    assert part_time.concerns == (
        "The plan of 36 months is shorter than the 54 months that part-time hours ask for. "
        "Agree a longer plan or record why it is realistic.",
    )


@pytest.mark.parametrize("facts", [ERA_A, ERA_B], ids=["A", "B"])
def test_change_of_hours_leaves_the_hours_agreed_at_the_start(facts):
    unchanged = worked_out(**facts)
    changed = worked_out(**facts, segments=[{"months": 18, "weekly_hours": 37}, {"months": 18, "weekly_hours": "18.5"}])

    assert changed.minimum_hours == unchanged.minimum_hours
    assert changed.planned_end == unchanged.planned_end


def test_agreed_extension_moves_the_end_and_not_the_hours():
    extended = worked_out(
        start="2023-09-04",
        original_months=36,
        segments=[{"months": 18, "weekly_hours": 37}, {"months": 27, "weekly_hours": 20}],
    )

    assert extended.minimum_hours == Decimal("835.20")
    assert (extended.months, extended.planned_end_shift_months) == (36, 9)
    assert extended.planned_end == date(2027, 6, 3)


def test_short_absence_changes_nothing_and_a_long_one_is_named_a_break():
    short = worked_out(**ERA_B, absence_weeks=4)
    long = worked_out(**ERA_B, absence_weeks=5)

    assert short.minimum_hours == long.minimum_hours == Decimal("835.20")
    assert short.concerns == ()
    assert long.concerns == (
        "An absence of 5 weeks is longer than 4: record it as a break in learning. The hours stay the same.",
    )


def test_prior_learning_with_the_length_kept_leaves_the_minimum_in_full():
    kept = worked_out(**ERA_B, plan_no_rpl=1000, months_no_rpl=36, rpl_hours=200, duration_reduced=False)

    assert kept.minimum_hours == Decimal("835.20")
    assert kept.planned_hours == Decimal("835.20")
    assert (kept.rpl_percent, kept.price_cut_percent) == (Decimal("20.00"), Decimal("10.00"))


def test_length_after_prior_learning_is_worked_out_where_it_is_not_given():
    shortened = worked_out(start="2024-09-02", weekly_hours=37, months_no_rpl=36, plan_no_rpl=1000, rpl_hours=200)

    assert (shortened.months, shortened.minimum_hours) == (29, Decimal("672.80"))
    assert shortened.planned_hours == Decimal("800.00")


def test_prior_learning_before_august_2022_has_no_price_formula():
    assert worked_out(**ERA_A, plan_no_rpl=1200, rpl_hours=120).price_cut_percent is None


@pytest.mark.parametrize(
    ("facts", "eligible"),
    [
        (ERA_A | {"months": 12}, True),
        (ERA_A | {"months": 11}, False),
        (ERA_B | {"months": 12}, True),
        (ERA_B | {"months": 11}, False),
        (ERA_B | {"weekly_hours": 15, "months": 24}, True),
        (ERA_B | {"weekly_hours": 15, "months": 23}, False),
        (ERA_C | {"published_min": 278, "rpl_hours": 91}, True),
        (ERA_C | {"published_min": 278, "rpl_hours": "91.01"}, False),
        (ERA_C | {"months": 8}, True),
        (ERA_C | {"months": 7}, False),
    ],
)
def test_floors_of_each_era(facts, eligible):
    assert worked_out(**facts).eligible is eligible


def test_published_minimum_ignores_hours_length_and_breaks():
    plain = worked_out(**ERA_C)
    busy = worked_out(
        **ERA_C,
        weekly_hours=18,
        months=54,
        break_months=6,
        segments=[{"months": 27, "weekly_hours": 18}, {"months": 27, "weekly_hours": 30}],
    )

    assert busy.minimum_hours == plain.minimum_hours == Decimal("835.00")


def test_published_minimum_is_asked_for():
    with pytest.raises(ValueError) as refused:
        worked_out(start="2025-09-08")

    assert str(refused.value) == "Enter the minimum hours published for the standard for this start date."


def test_what_if_takes_the_held_minimum_and_says_that_it_is_a_placeholder():
    answer = what_if({"id": "lead's question", "inputs": {"start": "2025-09-08"}})

    assert answer["minimum_hours"] == 835
    assert answer["explanation"][-1].startswith(
        "No published minimum was given: ST0510 is held with 835 hours. Placeholder"
    )


def test_published_minimum_is_found_by_date():
    minimums = load_published_minimums()

    assert published_minimum("ST0510", date(2025, 8, 1), minimums).placeholder is True
    assert published_minimum("ST0510", date(2025, 7, 31), minimums) is None
    assert published_minimum("ST9999", date(2025, 8, 1), minimums) is None


def test_plan_under_the_minimum_is_raised_to_it():
    assert worked_out(**ERA_C, plan_no_rpl=700).planned_hours == Decimal("835.00")


def test_three_ways_of_writing_the_minimum():
    rounding = worked_out(**ERA_A).rounding

    assert (rounding.exact, rounding.calculator, rounding.learner_record) == (Decimal("1030.08"), 1030, 1031)


def test_explanation_can_be_followed_line_by_line():
    assert worked_out(**ERA_A).explanation == (
        "First started on 6 September 2021: the rules of 2021 to 2022 hold to the end (20% of paid hours).",
        "36 months ÷ 12 × 46.4 teaching weeks = 139.2 weeks (52 weeks less 5.6 of statutory leave a year).",
        "37 hours × 20% = 7.4 hours a week.",
        "37 hours × 20% × 139.2 weeks = 1,030.08 hours.",
        "Minimum: 1,030.08 hours exactly, 1,030 as the GOV.UK calculator rounds, "
        "1,031 whole hours in the learner record.",
    )


def test_dates_on_whole_months_count_as_months_and_others_by_the_day():
    by_months = worked_out(start="2023-09-04", end="2026-09-03", weekly_hours=37)
    a_day_more = worked_out(start="2023-09-04", end="2026-09-04", weekly_hours=37)

    assert (by_months.months, by_months.minimum_hours) == (36, Decimal("835.20"))
    assert (a_day_more.months, a_day_more.minimum_hours) == (None, Decimal("836.73"))
    assert a_day_more.planned_end == date(2026, 9, 4)


def test_break_moves_an_end_that_is_held_as_a_date():
    assert worked_out(start="2023-09-04", end="2026-09-20", weekly_hours=37, break_months=2).planned_end == date(
        2026, 11, 20
    )


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2021, 9, 6), 36, date(2024, 9, 5)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2022, 7, 31), 1, date(2022, 8, 30)),
        (date(2022, 8, 1), 12, date(2023, 7, 31)),
        (date(2022, 12, 1), 1, date(2022, 12, 31)),
    ],
)
def test_periods_of_whole_months(start, months, end):
    assert last_day(start, months) == end
    assert whole_months(start, end) == months


def test_review_and_activity_dates_follow_the_rule_set():
    early = rule_set_for(date(2022, 8, 1), RULE_SETS)
    late = rule_set_for(date(2025, 8, 1), RULE_SETS)

    assert early.next_review_due(date(2022, 8, 1)) == date(2022, 10, 24)
    assert late.next_review_due(date(2025, 8, 1)) == date(2025, 11, 30)
    assert late.next_review_due(date(2025, 11, 30)) == date(2026, 2, 28)
    assert early.next_activity_due(date(2022, 9, 1)) == date(2022, 9, 29)
    assert late.next_activity_due(date(2026, 1, 31)) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"weekly_hours": 37}, "Give the day on which the apprentice first started."),
        (ERA_B | {"start": "4 September"}, "The start must be a date, such as 2027-09-06."),
        (ERA_B | {"start": "2023-02-29"}, "The start must be a date, such as 2027-09-06."),
        (ERA_C | {"start": "2927-09-06"}, "The start is after 2100. Check the date."),
        (ERA_B | {"weekly_hours": 0}, "Weekly hours must be more than 0 and at most 80."),
        (ERA_B | {"weekly_hours": 170}, "Weekly hours must be more than 0 and at most 80."),
        (ERA_B | {"weekly_hours": "many"}, "Weekly hours must be a number, such as 36 or 22.2."),
        (ERA_B | {"weekly_hours": float("nan")}, "Weekly hours must be a number, such as 36 or 22.2."),
        (ERA_B | {"weekly_hours": True}, "Weekly hours must be a number."),
        (ERA_B | {"weekly_hours": [37]}, "Weekly hours must be a number."),
        (ERA_B | {"months": 0}, "The planned length must be 1 or more and at most 120."),
        (ERA_B | {"months": "36.5"}, "The planned length must be a whole number of months."),
        (ERA_B | {"break_months": -1}, "Months of break must be 0 or more and at most 120."),
        (ERA_B | {"rpl_hours": -5}, "Hours of prior learning must be 0 or more and at most 20000."),
        (ERA_B | {"segments": "later"}, "Changes of hours must be a list of months with weekly hours."),
        (ERA_B | {"segments": [{"months": 3}]}, "Each change of hours needs its months and its weekly hours."),
        (
            ERA_B | {"original_months": 40},
            "The length agreed at the start cannot be more than the length with its extension.",
        ),
        (ERA_B | {"end": "2023-09-04"}, "The end must be after the start."),
        (
            ERA_B | {"duration_reduced": "perhaps"},
            "Whether the length was cut for prior learning must be true or false.",
        ),
        (
            ERA_B | {"plan_no_rpl": 100, "rpl_hours": 101},
            "The hours of prior learning cannot be more than the hours that were planned without it.",
        ),
        ({"start": "2023-09-04", "months": 36}, "Enter the weekly hours, or the paid hours a year."),
        ({"start": "2023-09-04", "weekly_hours": 37}, "Enter the planned length in months."),
        (
            {"start": "2023-09-04", "weekly_hours": 37, "months_no_rpl": 36, "rpl_hours": 100},
            "Enter the hours planned before prior learning, or the planned length in months.",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(facts, words):
    with pytest.raises(ValueError) as refused:
        worked_out(**facts)

    assert str(refused.value) == words


def test_one_senseless_case_does_not_stop_the_others():
    answers = what_if_all(
        [{"id": "good", "inputs": ERA_B}, {"id": "bad", "inputs": ERA_B | {"months": -1}}, "nonsense"]
    )

    assert [answer["minimum_hours"] for answer in answers] == [835.2, None, None]
    assert [answer["concerns"] for answer in answers] == [
        [],
        ["The planned length must be 1 or more and at most 120."],
        ["A case must be names with values."],
    ]


def test_hours_logged_so_far_never_change_the_requirement_and_unknown_names_are_told():
    answer = what_if({"id": "x", "inputs": ERA_B | {"actual": 900, "weeklyhours": 20}})

    assert answer["minimum_hours"] == 835.2
    assert answer["explanation"][-1] == "Not used: weeklyhours."
