"""The conditions of the gateway and the order of the steps, from the data of a version, without a database."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apprentices.finish_rules import CHECKS, KINDS, Declared, Finish, Known, LevelTwo, checked, not_met
from apprentices.off_the_job.comparison import Comparison
from tests import make

DAY = datetime.date(2027, 6, 1)
FIRST, SECOND = Finish.from_data(make.finish("1.0")), Finish.from_data(make.finish("2.0"))
DECLARED = Declared(DAY, "Noor Ali")


def known(**fields):
    """Everything is met, but for what a test says."""
    actual, planned = fields.pop("actual", "905"), fields.pop("planned", "900")
    return Known(
        **{
            "hours": Comparison(minimum=Decimal(835), planned=Decimal(planned), actual=Decimal(actual)),
            "statement_asked": True,
            "stated": False,
            "planned_end_on": DAY,
            "placement_days": Decimal(170),
            "skills_days": 30,
            "milestones": {"last_placement_passed": DAY, "portfolio_ratified": DAY},
            "level_two": {"english": LevelTwo("university", DAY), "maths": LevelTwo("nobody")},
            "declared": {"credits": DECLARED, "assessment_case": DECLARED},
        }
        | fields
    )


def found(code, **fields):
    return next(one for one in checked(FIRST, known(**fields)) if one.condition.code == code)


def test_with_everything_there_nothing_is_missing():
    assert not_met(checked(FIRST, known())) == []
    assert not_met(checked(SECOND, known())) == []


def test_hours_are_measured_against_the_minimum_and_against_the_plan_apart():
    assert (found("hours_minimum", actual="800").met, found("hours_planned", actual="800").met) == (False, False)
    assert (found("hours_minimum", actual="850").met, found("hours_planned", actual="850").met) == (True, False)
    assert found("hours_planned", actual="850").turn == ("employer",)
    assert found("hours_planned", actual="850").why == (
        "50 hours under plan. The employer states why, from 4 May 2027 on, or the hours are reached."
    )
    assert found("hours_planned", actual="850", stated=True).met
    assert found("hours_planned", actual="850", statement_asked=False).met


@pytest.mark.parametrize(
    ("placement", "skills", "met"),
    [("170", 30, True), ("170", 29, False), ("160", 40, False), ("200", 0, True), ("169.5", 30, False)],
)
def test_of_two_hundred_days_at_most_thirty_are_skills_days(placement, skills, met):
    assert found("practice_days", placement_days=Decimal(placement), skills_days=skills).met is met


def test_what_the_portal_does_not_know_of_a_placement_its_party_declares():
    missing = found("last_placement", milestones={})
    assert (missing.met, missing.turn) == (False, ("university",))
    assert found("last_placement", milestones={}, declared={"last_placement": DECLARED}).met


def test_english_and_maths_hold_up_only_where_a_source_says_so():
    both = {"english": LevelTwo("university", DAY)}
    assert found("english_maths", level_two={**both, "maths": LevelTwo("employer")}).blocks
    assert found("english_maths", level_two={**both, "maths": LevelTwo("nobody")}).met
    unknown = found("english_maths", level_two=both)
    assert (unknown.blocks, unknown.turn) == (True, ("employer", "university"))


def test_a_source_that_the_version_does_not_wait_for_is_said_and_holds_nothing_up():
    data = make.finish()
    condition = next(c for c in data["gateway"]["conditions"] if c["code"] == "english_maths")
    condition["holds_up_for"] = ["university"]
    level_two = {"english": LevelTwo("university", DAY), "maths": LevelTwo("employer")}
    every = checked(Finish.from_data(data), known(level_two=level_two))
    one = next(c for c in every if c.condition.code == "english_maths")
    assert (one.met, one.blocks) == (False, False)
    assert "which does not hold up the gateway" in one.why


def test_the_versions_have_their_own_names_and_components():
    assert (FIRST.gateway_name, FIRST.assessment_name, FIRST.inside_programme) == (
        "Gateway",
        "End-point assessment",
        False,
    )
    assert (SECOND.gateway_name, SECOND.assessment_name, SECOND.inside_programme) == (
        "Gateway to completion",
        "Apprenticeship assessment",
        True,
    )
    assert ([code for code, _ in FIRST.components], SECOND.components) == (["presentation", "scenario"], ())
    assert [step.name for step in FIRST.steps][:3] == [
        "End-point assessment booked",
        "End-point assessment taken",
        "End-point assessment passed",
    ]


@pytest.mark.parametrize("finish", [FIRST, SECOND])
def test_the_data_names_only_checks_kinds_and_steps_that_exist(finish):
    codes = [step.code for step in finish.steps]
    assert {condition.check for condition in finish.conditions} <= set(CHECKS)
    assert {step.kind for step in finish.steps} == set(KINDS)
    assert len(set(codes)) == len(codes)
    assert codes.index("passed") < codes.index(finish.complete_after) < codes.index("registered")


def test_a_version_that_says_nothing_has_no_gateway():
    empty = Finish.from_data({})
    assert (empty.is_known, checked(empty, known()), empty.steps) == (False, [], ())


sources = st.sampled_from(["university", "employer", "funding", "nobody"])
level_two = st.builds(LevelTwo, sources, st.one_of(st.none(), st.just(DAY)))
anything = st.builds(
    known,
    actual=st.integers(0, 1200).map(str),
    planned=st.integers(835, 1100).map(str),
    stated=st.booleans(),
    statement_asked=st.booleans(),
    placement_days=st.integers(0, 250).map(Decimal),
    skills_days=st.integers(0, 60),
    milestones=st.dictionaries(st.sampled_from(["last_placement_passed", "portfolio_ratified"]), st.just(DAY)),
    level_two=st.dictionaries(st.sampled_from(["english", "maths"]), level_two),
    declared=st.dictionaries(
        st.sampled_from(["credits", "assessment_case", "portfolio", "last_placement"]), st.just(DECLARED)
    ),
)


@given(anything)
def test_whatever_is_known_every_condition_says_why_and_what_is_not_met_says_whose_turn_it_is(case):
    for one in checked(FIRST, case):
        assert one.why.endswith(".")
        assert one.met or one.turn
        assert not (one.met and one.blocks)


@given(anything, st.integers(0, 300))
def test_more_hours_and_more_days_never_take_a_condition_away(case, more):
    fields = {name: getattr(case, name) for name in case.__dataclass_fields__}
    hours = Comparison(minimum=case.hours.minimum, planned=case.hours.planned, actual=case.hours.actual + more)
    later = Known(**(fields | {"hours": hours, "placement_days": case.placement_days + more}))
    before, after = checked(FIRST, case), checked(FIRST, later)
    assert [a.condition.code for a, b in zip(before, after, strict=True) if a.met and not b.met] == []
