"""Two figures beside the hours that took place: the minimum decides on compliance, the plan on variance."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apprentices.off_the_job.comparison import Comparison, statement_may_be_made
from apprentices.off_the_job.rule_sets import load_rule_sets

RULES = {rules.code: rules for rules in load_rule_sets()}
PLANNED_END = date(2028, 9, 5)
amounts = st.decimals(0, 3000, places=2)


def compared(actual, minimum="672.80", planned="800"):
    return Comparison(minimum=Decimal(minimum), planned=Decimal(planned), actual=Decimal(actual))


@pytest.mark.parametrize(
    ("actual", "compliant", "left", "under"),
    [
        ("0", False, "672.80", "800"),
        ("672.80", True, "0", "127.20"),
        ("800", True, "0", "0"),
        ("812.5", True, "0", "0"),
    ],
)
def test_minimum_and_plan_are_each_compared_with_the_actual(actual, compliant, left, under):
    found = compared(actual)

    assert (found.compliant, found.left_to_minimum, found.under_plan) == (compliant, Decimal(left), Decimal(under))


@given(amounts, amounts, amounts)
def test_nobody_is_further_under_the_plan_than_hours_are_missing(minimum, more, actual):
    found = Comparison(minimum=minimum, planned=minimum + more, actual=actual)

    assert found.compliant is (found.left_to_minimum == 0)
    assert found.under_plan >= found.left_to_minimum
    assert found.under_plan - found.left_to_minimum <= more


def may_be_made(actual="700", rules="C-2025-26", *, on=PLANNED_END, at_gateway=False):
    return statement_may_be_made(compared(actual), RULES[rules], planned_end=PLANNED_END, at_gateway=at_gateway, on=on)


def test_employer_says_why_hours_stay_under_the_plan_from_four_weeks_before_its_end():
    assert not may_be_made(on=date(2028, 8, 7))
    assert may_be_made(on=date(2028, 8, 8))
    assert may_be_made(on=date(2029, 1, 1))
    assert may_be_made(on=date(2028, 5, 1), at_gateway=True)


def test_no_statement_where_the_plan_is_reached_or_the_rules_ask_for_none():
    assert not may_be_made("800")
    assert not may_be_made(rules="A-2021-22")
    assert may_be_made(rules="B-2022-23")
