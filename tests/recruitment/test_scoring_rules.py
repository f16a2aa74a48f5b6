"""Scores become totals and ranks by stated rules, whatever the order in which people scored."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from recruitment.scoring import Candidate, CriterionRule, Rules, Sheet, TieRule, outcome, outcomes, sheet_mean

GROUPS = ("employer", "university", "lived_experience")
WEIGHTS = {"employer": 375, "university": 375, "lived_experience": 250}
CRITERIA = (CriterionRule(1), CriterionRule(2))
RULES = Rules(WEIGHTS, CRITERIA)


def sheet(member, group, *scores):
    return Sheet(member, group, dict(enumerate(scores, start=1)))


def candidate(key, *sheets, **fields):
    expected = fields.pop("expected", {one.member: one.group for one in sheets})
    return Candidate(key, sheets, expected, **fields)


def test_the_total_is_the_weighted_sum_of_the_means_of_the_groups():
    seen = candidate(
        1,
        sheet(1, "employer", 4, 4),
        sheet(2, "employer", 2, 2),
        sheet(3, "university", 5, 5),
        sheet(4, "lived_experience", 1, 3),
    )

    row = outcome(seen, RULES)

    assert row.group_means == {
        "employer": Decimal("3.00"),
        "university": Decimal("5.00"),
        "lived_experience": Decimal("2.00"),
    }
    assert row.total == Decimal("3.50")


def test_a_criterion_with_more_weight_counts_for_more_within_a_sheet():
    assert sheet_mean(sheet(1, "employer", 5, 2), (CriterionRule(1, weight=3), CriterionRule(2))) == Fraction(17, 4)


def test_a_missing_group_blocks_the_outcome_and_is_not_weighted_away():
    row = outcome(candidate(1, sheet(1, "employer", 5, 5), sheet(2, "university", 5, 5)), RULES)

    assert (row.total, row.final, row.missing_groups, row.blocked) == (None, None, ("lived_experience",), True)


def test_a_missing_person_is_named_and_the_rest_of_the_group_counts():
    expected = {1: "employer", 2: "university", 3: "lived_experience", 4: "lived_experience"}
    seen = candidate(
        1,
        sheet(1, "employer", 3, 3),
        sheet(2, "university", 3, 3),
        sheet(3, "lived_experience", 3, 3),
        expected=expected,
    )

    row = outcome(seen, RULES)

    assert (row.missing_members, row.total, row.blocked) == ((4,), Decimal("3.00"), False)


def test_one_group_under_a_floor_is_discussed_whatever_the_total():
    rules = Rules(WEIGHTS, (CriterionRule(1, floor=Decimal(2)), CriterionRule(2)))
    seen = candidate(1, sheet(1, "employer", 5, 5), sheet(2, "university", 5, 5), sheet(3, "lived_experience", 1, 5))

    row = outcome(seen, rules)

    assert (row.under_floor, row.total) == ((1,), Decimal("4.50"))


def test_a_floor_speaks_even_where_the_total_cannot():
    rules = Rules(WEIGHTS, (CriterionRule(1, floor=Decimal(2)), CriterionRule(2)))

    row = outcome(candidate(1, sheet(1, "employer", 1, 5)), rules)

    assert (row.under_floor, row.total) == ((1,), None)


def all_three(key, *scores, **fields):
    return candidate(key, *(sheet(number, group, *scores) for number, group in enumerate(GROUPS)), **fields)


def test_equal_totals_share_a_rank_and_the_next_rank_is_left_out():
    rows = outcomes([all_three(1, 3, 3), all_three(2, 4, 4), all_three(3, 4, 4)], RULES)

    assert [(row.key, row.rank, row.tied) for row in rows] == [(2, 1, True), (3, 1, True), (1, 3, False)]


def test_where_the_day_says_so_the_first_criterion_decides_between_equal_totals():
    rules = Rules(WEIGHTS, CRITERIA, TieRule.CRITERIA_IN_ORDER)

    rows = outcomes([all_three(1, 3, 5), all_three(2, 5, 3), all_three(3, 5, 3)], rules)

    assert [(row.key, row.rank, row.tied) for row in rows] == [(2, 1, True), (3, 1, True), (1, 3, False)]


def test_an_agreed_score_ranks_and_the_total_stays_beside_it():
    rows = outcomes([all_three(1, 3, 3, agreed=Decimal("4.50")), all_three(2, 4, 4)], RULES)

    assert [(row.key, row.total, row.final, row.rank) for row in rows] == [
        (1, Decimal("3.00"), Decimal("4.50"), 1),
        (2, Decimal("4.00"), Decimal("4.00"), 2),
    ]


def test_an_agreed_score_does_not_get_round_a_missing_group():
    row = outcome(candidate(1, sheet(1, "employer", 5, 5), agreed=Decimal(5)), RULES)

    assert row.final is None


@pytest.mark.parametrize("weights", [{"employer": 999}, {"employer": 1001, "university": -1}, {}])
def test_weights_that_do_not_sum_to_one_are_refused(weights):
    with pytest.raises(ValueError, match="sum to 1000"):
        Rules(weights, CRITERIA)


# Properties -------------------------------------------------------------------------------------------------------

marks = some.integers(1, 5)
groups = some.sampled_from(GROUPS)


@some.composite
def rules(draw):
    first = draw(some.integers(0, 1000))
    second = draw(some.integers(0, 1000 - first))
    criteria = tuple(
        CriterionRule(
            key, draw(some.integers(1, 5)), draw(some.none() | some.sampled_from([Decimal(2), Decimal("2.5")]))
        )
        for key in range(1, draw(some.integers(1, 4)) + 1)
    )
    weights = dict(zip(GROUPS, (first, second, 1000 - first - second), strict=True))
    return Rules(weights, criteria, draw(some.sampled_from(TieRule)))


@some.composite
def days(draw, whole=False):
    stated = draw(rules())
    members = dict(enumerate(draw(some.lists(groups, max_size=5)) + (list(GROUPS) if whole else [])))
    seen = []
    for key in range(draw(some.integers(1, 6))):
        sheets = [
            Sheet(member, group, {c.key: draw(marks) for c in stated.criteria})
            for member, group in members.items()
            if whole or draw(some.booleans())
        ]
        agreed = draw(some.none() | some.decimals(1, 5, places=2))
        seen.append(Candidate(key, sheets, members, agreed))
    return stated, seen


@given(days(whole=True))
def test_a_total_stays_on_the_scale(day):
    stated, seen = day
    assert all(1 <= row.total <= 5 for row in outcomes(seen, stated))


@given(days())
def test_a_row_has_a_rank_exactly_where_no_group_with_weight_is_missing(day):
    stated, seen = day
    for row in outcomes(seen, stated):
        absent = {g for g, weight in stated.weights.items() if weight and row.group_means[g] is None}
        assert set(row.missing_groups) == absent
        assert (row.rank is None) == bool(absent)


@given(days(), some.randoms())
def test_the_order_in_which_sheets_and_candidates_come_changes_nothing(day, chance):
    stated, seen = day
    shuffled = [replace(one, sheets=chance.sample(list(one.sheets), len(one.sheets))) for one in seen]
    chance.shuffle(shuffled)

    first = {row.key: row for row in outcomes(seen, stated)}
    second = {row.key: row for row in outcomes(shuffled, stated)}

    assert first == second


@given(days(whole=True))
def test_ranks_follow_scores_and_count_those_who_are_better(day):
    stated, seen = day
    plain = Rules(stated.weights, stated.criteria, TieRule.SHARED)
    rows = outcomes(seen, plain)
    for row in rows:
        assert row.rank == 1 + sum(other.final > row.final for other in rows)
        assert row.tied == (sum(other.final == row.final for other in rows) > 1)


@given(days(whole=True), some.data())
def test_a_better_mark_never_lowers_a_total(day, data):
    stated, seen = day
    chosen = seen[0]
    position = data.draw(some.integers(0, len(chosen.sheets) - 1))
    better = chosen.sheets[position]
    raised = Sheet(better.member, better.group, {key: min(5, mark + 1) for key, mark in better.scores.items()})
    sheets = [raised if number == position else one for number, one in enumerate(chosen.sheets)]

    assert outcome(replace(chosen, sheets=sheets), stated).total >= outcome(chosen, stated).total
