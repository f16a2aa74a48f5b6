"""Pages and steps of selection within their ceilings of queries beyond a constant page, however many take part."""

import pytest
from django.urls import reverse

from recruitment.models import Application, Group, PanelMember
from recruitment.operations import selection_days
from tests import make
from tests.queries import beyond_the_constant_page

pytestmark = pytest.mark.django_db
CRITERIA = 6


def page(name, *records):
    return reverse(f"recruitment:{name}", args=[record.reference for record in records])


def scored_panel(candidates: int):
    """A room of five, each of whom scored every candidate on six criteria; scoring is closed."""
    day = make.live_day(candidates=candidates, criteria=CRITERIA)
    room = day.panels.get()
    for _ in range(2):
        make.panel_member(room, Group.EMPLOYER, state=PanelMember.State.CONFIRMED)
    for slot in room.candidates.all():
        make.all_scores(slot)
    return day, room


@pytest.fixture(scope="module")
def costs():
    """What each page costs for so many candidates; found once, as scores for twelve take a while to give."""
    return {}


@pytest.mark.parametrize("candidates", [1, 12])
def test_the_scoring_grid_of_a_panel_of_five(candidates, costs):
    day, room = scored_panel(candidates)
    coordinator = make.coordinator_of(day)
    browser = make.signed_in(coordinator)
    member = room.members.first()
    found = {"member": beyond_the_constant_page(make.signed_in(member.person), page("my_panel", member))}
    selection_days.close_scoring(day=day, by=coordinator)
    found["grid"] = beyond_the_constant_page(browser, page("outcomes", day))
    costs[candidates] = found

    assert {name: cost for name, cost in found.items() if cost > 8} == {}
    assert all(other == found for other in costs.values())


def test_saving_a_score_by_its_page():
    day = make.live_day(criteria=CRITERIA)
    member, slot = day.panels.get().members.first(), day.panels.get().candidates.get()
    browser = make.signed_in(member.person)
    address = reverse("recruitment:score_question", args=[member.reference, slot.reference, 1])
    first = beyond_the_constant_page(browser, address, {"value": "3", "reason": "As seen"})
    again = beyond_the_constant_page(browser, address, {"value": "4", "reason": "As seen"})
    assert max(first, again) <= 10


def test_the_list_of_applications_of_3_and_of_300():
    campaign = make.campaign()
    browser = make.signed_in(make.coordinator_of(campaign))
    costs = []
    for numbers in (range(3), range(3, 300)):
        for number in numbers:
            make.application(campaign, state=Application.State.ELIGIBLE, code=f"T{number:03}")
        costs.append(beyond_the_constant_page(browser, page("applications")))
    assert costs[0] == costs[1]
    assert costs[0] <= 6
