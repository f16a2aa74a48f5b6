"""What pages and steps may cost, as multiples of the signed-in constant page that are measured in one run."""

import datetime
from itertools import count

import pytest
from django.utils import timezone

ROLES = {
    "consortium_manager": "consortium_manager",
    "workforce_lead": "workforce_lead",
    "placement_coordinator": "placement_coordinator",
    "admissions_tutor": "admissions_tutor",
    "recruitment coordinator": "coordinator",
    "tutor": "tutor",
    "line_manager": "line_manager",
    "practice_educator": "practice_educator",
    "panel member": "member",
    "apprentice": "learner",
}
growth: dict[int, float] = {}


@pytest.mark.parametrize("role", ROLES)
def test_home(portal, role):
    measured = portal.measure(f"home: {role.replace('_', ' ')}", who=ROLES[role], path="/", budget=6)
    assert measured.ratio <= measured.budget


def test_the_list_of_50_apprentices(portal):
    measured = portal.measure("list", who="everybody", budget=8)
    growth[portal.apprentices] = measured.ratio
    assert measured.ratio <= measured.budget


@pytest.mark.parametrize(
    "asked", ["sort=-confirmed", "sort=next_review", "sort=-evidence", "track=behind", "state=active", "page=last"]
)
def test_the_same_list_sorted_filtered_or_far_down(portal, asked):
    last = min(200, portal.apprentices // 50)
    address = f"{portal.addresses['list']}?{asked.replace('last', str(last))}"
    measured = portal.measure(
        f"list, {asked}, beside page 1", who="everybody", path=address, against=portal.addresses["list"], budget=1.5
    )
    assert measured.ratio <= measured.budget


@pytest.mark.parametrize(
    ("name", "who", "budget"),
    [
        ("portfolio of 30", "usual", 9),
        ("portfolio of 400", "largest", 25),
        ("queue", "assessor", 12),
        ("sign-off", "assessor", 8),
        ("grid", "coordinator", 6),
        ("tile map", "consortium_manager", 5),
        ("applications", "sift_coordinator", 8),
        ("sift", "sift_coordinator", 8),
        ("sift results", "sift_coordinator", 8),
        ("own sift", "sifter", 8),
        ("answer", "sifter", 8),
    ],
)
def test_a_page(portal, name, who, budget):
    measured = portal.measure(name, who=who, budget=budget)
    assert measured.ratio <= measured.budget


def test_saving_an_entry(portal):
    """An hour of another day each time: the same time of the same day twice would be asked about."""
    days = (timezone.localdate() - datetime.timedelta(days=number) for number in count(2))
    answers = (
        {
            "activity": "private_study",
            "length": "1",
            "when": "other",
            "other_date_day": str(day.day),
            "other_date_month": str(day.month),
            "other_date_year": str(day.year),
            "four_tests": "yes",
        }
        for day in days
    )
    measured = portal.measure("entry", who="learner", answers=answers, budget=6)
    assert measured.ratio <= measured.budget


def test_saving_a_score(portal):
    answers = ({"value": str(1 + number % 5), "reason": f"As seen, {number}"} for number in count())
    measured = portal.measure("score", who="member", answers=answers, budget=6)
    assert measured.ratio <= measured.budget


def test_saving_a_mark_of_the_sift(portal):
    answers = ({"value": str(3 + number % 2)} for number in count())
    path = portal.addresses["answer"]
    measured = portal.measure("saving a mark", who="sifter", path=path, answers=answers, budget=6)
    assert measured.ratio <= measured.budget


def test_ten_times_as_many_apprentices_cost_a_page_no_more():
    sizes = sorted(growth)
    assert growth[sizes[-1]] <= 1.2 * growth[sizes[0]]
