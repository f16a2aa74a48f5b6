"""What is missing, in sentences: facts in, sentences out."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apprentices.audit_file import gaps

D = datetime.date
DAY = datetime.timedelta(days=1)
FIRST = D(2026, 1, 1)
DAYS = st.integers(0, 60).map(lambda days: FIRST + days * DAY)
SPANS = st.lists(st.tuples(DAYS, DAYS).map(lambda pair: (min(pair), max(pair))), max_size=4)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (D(2026, 3, 3), D(2026, 6, 9), "between 3 March and 9 June 2026"),
        (D(2025, 12, 1), D(2026, 1, 9), "between 1 December 2025 and 9 January 2026"),
    ],
)
def test_two_days_are_said_with_the_year_once(first, last, said):
    assert gaps.between(first, last) == said


@given(first=DAYS, last=DAYS, spans=SPANS)
def test_every_day_is_either_covered_or_in_a_gap_and_never_both(first, last, spans):
    free = gaps.uncovered(first, last, spans)
    number = (last - first).days + 1
    for day in (first + n * DAY for n in range(max(number, 0))):
        covered = any(begins <= day <= ends for begins, ends in spans)
        in_gap = sum(begins <= day <= ends for begins, ends in free)
        assert in_gap == (0 if covered else 1)
    assert all(first <= begins <= ends <= last for begins, ends in free)


def agreement(**changed):
    facts = {
        "signed_on": D(2026, 8, 20),
        "starts_on": D(2026, 9, 1),
        "ends_on": D(2029, 8, 31),
        "programme_start": D(2026, 9, 1),
        "planned_end": D(2029, 8, 31),
    }
    return list(gaps.agreement_gaps(gaps.AgreementFacts(**(facts | changed))))


def test_an_agreement_that_fits_the_plan_has_no_gap():
    assert agreement() == []


def test_what_is_wrong_with_an_agreement_is_said_one_by_one():
    assert agreement(signed_on=None, starts_on=None, ends_on=None) == ["No apprenticeship agreement is recorded."]
    assert agreement(ends_on=D(2029, 7, 31)) == [
        "Agreement's end date differs from the plan's: 31 July 2029 in the agreement, 31 August 2029 in the plan."
    ]
    assert agreement(signed_on=D(2026, 9, 2), ends_on=None) == [
        "The agreement was signed on 2 September 2026, after the start on 1 September 2026.",
        "The agreement's end date is not recorded.",
    ]


def test_a_section_of_the_plan_names_who_has_not_confirmed_it():
    waiting = gaps.SectionFacts("Employer", ["the apprentice", "the employer"])
    assert list(gaps.plan_gaps([waiting, gaps.SectionFacts("University", [])])) == [
        "The plan's section “Employer” is not confirmed by the apprentice and the employer."
    ]
    assert list(gaps.plan_gaps([])) == ["There is no training plan."]


def in_twelve_weeks(last):
    return last + datetime.timedelta(weeks=12)


START, UNTIL = D(2026, 1, 5), D(2026, 6, 9)


def reviewed(*signed_on, until=UNTIL, away=(), unsigned=()):
    facts = gaps.ReviewFacts(start=START, until=until, signed_on=signed_on, unsigned=unsigned, away=away)
    return list(gaps.review_gaps(facts, next_due=in_twelve_weeks))


def test_a_stretch_without_a_signed_review_is_named_by_its_days():
    assert reviewed(D(2026, 3, 3)) == ["No signed review between 3 March and 9 June 2026."]
    assert reviewed(D(2026, 3, 3), D(2026, 5, 20)) == []


def test_a_break_stops_the_clock_of_reviews():
    assert reviewed(D(2026, 2, 1), away=[(D(2026, 2, 20), D(2026, 5, 1))]) == []


def test_a_review_that_waits_for_somebody_says_for_whom():
    assert reviewed(D(2026, 3, 20), until=D(2026, 4, 1), unsigned=[(D(2026, 3, 28), ["the employer"])]) == [
        "The review of 28 March 2026 is not signed by the employer."
    ]


@given(st.lists(st.integers(1, 84), max_size=12))
def test_reviews_that_never_wait_longer_than_the_rule_leave_no_gap(steps):
    days, day = [], D(2026, 1, 5)
    for step in steps:
        day += step * DAY
        days.append(day)
    assert reviewed(*days, until=day + 84 * DAY) == []
    assert len(reviewed(*days, until=day + 85 * DAY)) == 1


def logged(*days, away=(), **fields):
    facts = gaps.LogFacts(start=D(2026, 1, 15), until=D(2026, 6, 20), confirmed_on=days, away=away, **fields)
    return list(gaps.log_gaps(facts))


def test_months_without_confirmed_time_stand_in_one_sentence_where_they_follow_each_other():
    assert logged(D(2026, 2, 3)) == ["No confirmed off-the-job time from March 2026 to May 2026."]
    assert logged(D(2026, 2, 3), D(2026, 3, 3), D(2026, 5, 5)) == ["No confirmed off-the-job time in April 2026."]


def test_a_month_that_was_partly_a_break_is_no_gap():
    assert logged(D(2026, 2, 3), D(2026, 3, 3), D(2026, 5, 5), away=[(D(2026, 4, 20), D(2026, 5, 2))]) == []


def test_waiting_entries_are_counted_with_the_oldest_day():
    days = [D(2026, month, 2) for month in (2, 3, 4, 5)]
    assert logged(*days, waiting=2, waiting_since=D(2026, 5, 30)) == [
        "2 entries of the log wait for confirmation, the oldest of 30 May 2026."
    ]


def test_days_without_employment_are_named_and_a_break_between_employers_is_none():
    stretches = [(D(2026, 1, 1), D(2026, 3, 31)), (D(2026, 5, 1), None)]
    facts = {"start": D(2026, 1, 1), "until": D(2026, 6, 30), "stretches": stretches}
    assert list(gaps.employment_gaps(gaps.EmploymentFacts(**facts))) == [
        "No employment is recorded between 1 April and 30 April 2026."
    ]
    over = gaps.EmploymentFacts(**facts, breaks=[(D(2026, 4, 1), D(2026, 4, 30))])
    assert list(gaps.employment_gaps(over)) == []


def test_hours_under_the_minimum_count_only_once_the_period_is_over():
    facts = {"minimum": Decimal(835), "planned": Decimal(900), "actual": Decimal("800.5"), "statement_owed": False}
    assert list(gaps.hours_gaps(gaps.HoursFacts(**facts, over=False))) == []
    assert list(gaps.hours_gaps(gaps.HoursFacts(**facts, over=True))) == [
        "800.5 hours are confirmed, 34.5 hours under the minimum."
    ]


def test_quarters_breaks_gateway_and_placements():
    ends = [D(2026, 4, 30), D(2026, 7, 31)]
    assert list(gaps.quarter_gaps(ends, [D(2026, 4, 30)])) == [
        "The log is not closed for the 1 quarter to 31 July 2026."
    ]
    assert list(gaps.quarter_gaps(ends, ends)) == []
    late = gaps.BreakFacts(starts_on=D(2026, 2, 1), missing=["the employer"], expected_return=D(2026, 4, 1))
    assert list(gaps.break_gaps([late], on=D(2026, 4, 2))) == [
        "The break from 1 February 2026 is not agreed by the employer.",
        "The return from the break was expected on 1 April 2026 and is not recorded.",
    ]
    past = gaps.GatewayFacts(planned_end=D(2026, 4, 1), learning=True, reached=False)
    assert list(gaps.gateway_gaps(past, on=D(2026, 4, 2))) == [
        "The planned end was 1 April 2026, and the gateway is not recorded."
    ]
    short = gaps.PlacementFacts(
        name="First placement", ended=True, needed=Decimal(70), confirmed=Decimal("69.5"), waiting=1
    )
    assert list(gaps.placement_gaps([short])) == [
        "First placement: 1 day waits for confirmation.",
        "First placement ended with 69.5 of 70 days confirmed.",
    ]
