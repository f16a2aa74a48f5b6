"""The rules of practice learning: every reason, and what holds for whatever is asked."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from placements import rules
from placements.rules import Designated, Educator, Other, Place, Plan, Stage

START, END = datetime.date(2027, 1, 11), datetime.date(2027, 6, 25)
LONG_AGO = datetime.date(2020, 1, 1)
TEAM = Place(
    team="Hospital discharge, Camden",
    service="adults",
    kind="hospital",
    statutory=True,
    approved_from=LONG_AGO,
    approved_to=datetime.date(2030, 1, 1),
)
PLAN = Plan(number=1, last=False, starts_on=START, ends_on=END, place=TEAM, independence_declared=True)
GRACE = Educator(
    name="Grace",
    designations=(Designated(Stage.STAGE_2, LONG_AGO),),
    registration_checked_on=LONG_AGO,
    last_supported_on=datetime.date(2026, 12, 1),
)

days = st.dates(datetime.date(2015, 1, 1), datetime.date(2040, 1, 1))


def codes(reasons):
    return [reason.code for reason in reasons]


def at_stage(stage, **fields):
    return replace(GRACE, designations=(Designated(stage, LONG_AGO),), **fields)


# The practice educator


def test_somebody_designated_checked_current_and_free_may_take_a_placement():
    assert rules.educator_reasons(PLAN, GRACE) == []


@pytest.mark.parametrize("stage", list(Stage))
def test_any_stage_takes_a_first_placement(stage):
    assert rules.educator_reasons(PLAN, at_stage(stage)) == []


def test_a_last_placement_needs_stage_2():
    last = replace(PLAN, last=True)
    assert rules.educator_reasons(last, GRACE) == []
    assert codes(rules.educator_reasons(last, at_stage(Stage.STAGE_1))) == ["stage"]


def test_working_towards_stage_2_needs_somebody_at_stage_2_beside_them():
    last, learning = replace(PLAN, last=True), at_stage(Stage.WORKING_TOWARDS_STAGE_2, name="Ama")
    assert codes(rules.educator_reasons(last, learning)) == ["overseer"]
    assert rules.educator_reasons(last, learning, GRACE) == []
    assert codes(rules.educator_reasons(last, learning, at_stage(Stage.STAGE_1))) == ["overseer"]
    assert codes(rules.educator_reasons(last, learning, replace(GRACE, capacity=1, other_routes=1))) == ["capacity"]


def test_a_stage_must_hold_to_the_last_day():
    ends = replace(GRACE, designations=(Designated(Stage.STAGE_2, LONG_AGO, END - datetime.timedelta(days=1)),))
    assert codes(rules.educator_reasons(PLAN, ends)) == ["stage"]


def test_currency_must_last_to_the_end():
    lapsing = replace(GRACE, last_supported_on=datetime.date(2025, 6, 24))
    assert [reason.words for reason in rules.educator_reasons(PLAN, lapsing)] == [
        "Grace's currency runs out on 24 June 2027, before the last day."
    ]
    assert rules.educator_reasons(PLAN, replace(GRACE, last_supported_on=datetime.date(2025, 6, 25))) == []


def test_neither_line_manager_nor_apprentice_nor_somebody_undeclared():
    assert codes(rules.educator_reasons(PLAN, replace(GRACE, manages_the_apprentice=True))) == ["line_manager"]
    assert codes(rules.educator_reasons(PLAN, replace(GRACE, is_the_apprentice=True))) == ["own"]
    assert codes(rules.educator_reasons(replace(PLAN, independence_declared=False), GRACE)) == ["independence"]


def test_places_taken_on_other_days_do_not_stand_in_the_way():
    before = (START - datetime.timedelta(days=90), START - datetime.timedelta(days=1))
    assert rules.educator_reasons(PLAN, replace(GRACE, commitments=(before,))) == []
    assert codes(rules.educator_reasons(PLAN, replace(GRACE, commitments=((START, START),)))) == ["capacity"]


def test_currency_warns_from_18_months():
    supported = datetime.date(2026, 1, 15)
    grace = replace(GRACE, last_supported_on=supported)
    assert grace.currency_on(datetime.date(2027, 7, 14)) == rules.Currency.CURRENT
    assert grace.currency_on(datetime.date(2027, 7, 15)) == rules.Currency.RUNNING_OUT
    assert grace.currency_on(datetime.date(2028, 1, 15)) == rules.Currency.RUNNING_OUT
    assert grace.currency_on(datetime.date(2028, 1, 16)) == rules.Currency.LAPSED


@given(supported=days, on=days, later=st.integers(0, 2000))
def test_currency_never_comes_back_by_waiting(supported, on, later):
    grace = replace(GRACE, designations=(), last_supported_on=supported)
    order = list(rules.Currency)
    now, then = grace.currency_on(on), grace.currency_on(on + datetime.timedelta(days=later))
    assert order.index(now) <= order.index(then)


@given(
    spans=st.lists(st.tuples(days, days).map(sorted).map(tuple), max_size=8), window=st.tuples(days, days).map(sorted)
)
def test_the_most_at_once_is_what_counting_every_day_gives(spans, window):
    first, last = window
    edges = {first, last, *(d for span in spans for d in span if first <= d <= last)}
    counted = max(sum(a <= day <= b for a, b in spans) for day in edges)
    assert rules.most_at_once(spans, (first, last)) == counted


@given(capacity=st.integers(1, 5), taken=st.integers(0, 8))
def test_a_place_is_free_exactly_while_fewer_are_taken_than_there_are(capacity, taken):
    grace = replace(GRACE, capacity=capacity, commitments=((START, END),) * taken)
    assert ("capacity" in codes(rules.educator_reasons(PLAN, grace))) == (taken >= capacity)


# Setting and pattern


def test_a_setting_is_approved_for_all_of_the_dates():
    assert rules.setting_reasons(PLAN) == []
    assert codes(rules.setting_reasons(replace(PLAN, place=replace(TEAM, approved_to=None)))) == ["setting"]
    ending = replace(TEAM, approved_to=END - datetime.timedelta(days=1))
    assert codes(rules.setting_reasons(replace(PLAN, place=ending))) == ["setting"]


OWN = replace(PLAN, own_team=True, new_duties="Duty desk", caseload_taken_off="Reviews")
CHILDREN = replace(TEAM, team="Assessment, Hackney", service="children", kind="children_assessment")


def pattern(plan, *others, allowed=True):
    return codes(rules.pattern_reasons(plan, others, own_team_allowed=allowed))


def test_one_placement_may_be_in_the_own_team_where_the_university_allows_it():
    assert pattern(OWN) == []
    assert pattern(OWN, allowed=False) == ["own_team"]
    assert pattern(replace(OWN, new_duties=" ")) == ["own_team"]
    assert pattern(replace(OWN, caseload_taken_off="")) == ["own_team"]


def test_never_both_in_the_own_team():
    other = Other(number=1, place=CHILDREN, own_team=True)
    assert "own_team" in pattern(replace(OWN, number=2, last=True), other)


def test_two_placements_contrast_with_each_other():
    same_kind = replace(TEAM, team="Hospital discharge, Lambeth")
    assert pattern(PLAN, Other(number=2, place=CHILDREN)) == []
    assert pattern(PLAN, Other(number=2, place=same_kind)) == ["contrast"]
    assert pattern(replace(PLAN, contrast="Other people, other work"), Other(number=2, place=same_kind)) == []
    assert pattern(replace(PLAN, contrast="Says nothing"), Other(number=2, place=TEAM)) == ["contrast"]


def test_at_least_one_placement_is_statutory():
    voluntary = replace(CHILDREN, team="Advocacy", statutory=False)
    last = replace(PLAN, number=2, last=True, place=replace(TEAM, statutory=False))
    assert pattern(last, Other(number=1, place=voluntary)) == ["statutory"]
    assert pattern(last, Other(number=1, place=CHILDREN)) == []
    assert pattern(replace(last, place=TEAM), Other(number=1, place=voluntary)) == []


@given(
    own=st.tuples(st.booleans(), st.booleans()),
    statutory=st.tuples(st.booleans(), st.booleans()),
    allowed=st.booleans(),
)
def test_whatever_pair_the_rules_let_through_keeps_every_promise(own, statutory, allowed):
    first = replace(
        PLAN, own_team=own[0], new_duties="x", caseload_taken_off="x", place=replace(TEAM, statutory=statutory[0])
    )
    last = replace(OWN, number=2, last=True, own_team=own[1], place=replace(CHILDREN, statutory=statutory[1]))
    if pattern(first, allowed=allowed):
        return
    if pattern(last, Other(number=1, place=first.place, own_team=first.own_team), allowed=allowed):
        return
    assert sum(own) <= int(allowed)
    assert any(statutory)


# The first day


@given(met=st.sets(st.sampled_from(list(rules.CONDITIONS))), hosted=st.booleans())
def test_what_is_missing_and_what_is_met_are_all_there_is(met, hosted):
    missing = rules.missing_before_start(met, hosted=hosted)
    asked = [code for code in rules.CONDITIONS if hosted or code != rules.HOSTING_AGREEMENT]
    assert missing == [code for code in asked if code not in met]


# Days

MONDAY = datetime.date(2027, 2, 1)
DAY = rules.Day(date=MONDAY, kind="present", today=MONDAY, starts_on=START, ends_on=END)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"live": False}, "state"),
        ({"learning": False}, "learning"),
        ({"date": MONDAY + datetime.timedelta(days=1)}, "date"),
        ({"date": START - datetime.timedelta(days=1)}, "date"),
        ({"calendar": frozenset({"leave"})}, "leave"),
        ({"calendar": frozenset({"break"})}, "break"),
        ({"calendar": frozenset({"taught_day"})}, "taught"),
        ({"date": datetime.date(2027, 1, 30)}, "weekend"),
        ({"kind": "absent"}, "absence"),
    ],
)
def test_a_day_that_cannot_be_logged_says_why(change, code):
    assert rules.day_reasons(DAY) == []
    assert codes(rules.day_reasons(replace(DAY, **change))) == [code]


def test_a_weekend_with_a_note_and_leave_as_a_day_away_are_right():
    assert rules.day_reasons(replace(DAY, date=datetime.date(2027, 1, 30), note="Duty weekend")) == []
    assert rules.day_reasons(replace(DAY, kind="absent", absence="leave", calendar=frozenset({"leave"}))) == []


def test_a_bank_holiday_is_asked_about_and_not_refused():
    holiday = replace(DAY, bank_holiday=True)
    assert rules.day_reasons(holiday) == []
    assert rules.day_warnings(holiday) == ["1 February 2027 is a bank holiday. Check that it is right."]
    assert rules.day_warnings(replace(holiday, kind="absent")) == []


@given(
    date=st.dates(datetime.date(2026, 1, 1), datetime.date(2028, 1, 1)),
    today=st.dates(datetime.date(2026, 1, 1), datetime.date(2028, 1, 1)),
    kind=st.sampled_from(list(rules.WORTH)),
    calendar=st.frozensets(st.sampled_from(["leave", "break", "taught_day", "study_day"])),
)
def test_a_day_that_may_be_logged_took_place_within_the_placement(date, today, kind, calendar):
    day = replace(DAY, date=date, today=today, kind=kind, calendar=calendar, absence="sick", note="x")
    if not rules.day_reasons(day):
        assert START <= date <= min(END, today)
        assert not (day.counts and calendar & {"leave", "break"})


def test_what_days_are_worth():
    assert {"present": 1, "half": Decimal("0.5"), "made_up": 1, "absent": 0, "away": 0} == rules.WORTH
