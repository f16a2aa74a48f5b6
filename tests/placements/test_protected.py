"""A placement that a concern protects: no ordinary step changes it before who deals with the concern decides."""

import datetime
import html

import pytest
from django.urls import reverse
from django.utils import timezone

from apprentices import operations as apprentices
from apprentices.models import Concern, PlacementDecision
from apprentices.permissions import may_change_placement_of
from core.audit.models import Event
from core.notifications.models import Message
from core.workflow import StepRefused
from placements import permissions
from placements.models import Placement
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
STEPS = {"end": "end_early", "pause": "pause", "dates": "change_dates", "not_go_ahead": "decline"}


@pytest.fixture
def circle():
    return make.concern_circle()


@pytest.fixture
def placement(circle):
    return make.placement(circle.apprentice)


@pytest.fixture
def coordinator(circle):
    return make.placement_coordinator(circle.apprentice)


def spoken_up(circle, **fields):
    return make.raised_concern(circle, by=circle.apprentice.person, **({"about": "host", "kind": "treatment"} | fields))


def decided(concern, change, **fields):
    return apprentices.decide_on_placement(
        concern, **({"change": change, "until": TODAY + 7 * DAY, "words": "She asks for it."} | fields), by=concern.lead
    )


def answers(user, placement):
    """What this person is told on the page of each step."""
    browser = make.signed_in(user)
    return {
        change: browser.get(reverse(f"placements:{name}", args=[placement.reference])).status_code
        for change, name in STEPS.items()
    }


def test_nobody_changes_it_while_the_concern_is_open_and_the_no_says_whom_to_ask_and_nothing_else(
    circle, placement, coordinator
):
    assert set(answers(coordinator, placement).values()) == {200}
    concern = spoken_up(circle)

    assert set(answers(coordinator, placement).values()) == {403}
    refused = make.signed_in(coordinator).get(reverse("placements:end_early", args=[placement.reference]))
    page = make.signed_in(coordinator).get(reverse("placements:placement", args=[placement.reference]))
    for shown in (refused, page):
        words = html.unescape(shown.content.decode())
        assert f"{concern.lead} decides on this change at present. Ask them first." in words
        assert "concern needs" not in words and "whistle" not in words.lower()
    assert "End it early" not in page.content.decode()
    assert make.signed_in(concern.lead).get(f"/apprentices/concerns/{concern.reference}/").status_code == 200


def test_one_change_is_let_through_for_some_days_and_each_open_concern_is_asked(circle, placement, coordinator):
    concern = spoken_up(circle)
    Message.objects.all().delete()
    decision = decided(concern, "end")

    assert answers(coordinator, placement) == {"end": 200, "pause": 403, "dates": 403, "not_go_ahead": 403}
    assert list(Message.objects.values_list("to", "kind")) == [(circle.apprentice.person_id, "concern_needs_you")]
    assert Event.objects.about(concern).filter(step="decided on the placement").count() == 1
    after = may_change_placement_of(circle.apprentice, "end", on=decision.ends_on + DAY)
    assert not after
    spoken_up(circle, about="somebody_else", kind="whistleblowing")
    assert not permissions.may_change(coordinator, placement, "end")


def test_it_is_over_with_the_concern_and_no_other_sort_of_concern_protects(circle, placement, coordinator):
    concern = spoken_up(circle)
    apprentices.close_concern(reviewed(concern), to="resolved", words="The host has changed the rota.", by=concern.lead)
    make.raised_concern(circle, told=True)

    assert set(answers(coordinator, placement).values()) == {200}
    with pytest.raises(StepRefused):
        decided(concern, "end")


def reviewed(concern):
    apprentices.start_plan(
        concern,
        to="informal",
        action=apprentices.PlannedAction(what="Another desk", measure="", owner=concern.lead, due_on=TODAY, support=""),
        review_on=TODAY + DAY,
        people=[],
        by=concern.lead,
    )
    apprentices.settle_concern_action(concern.actions.get(), to="done", by=concern.lead)
    apprentices.review_concern(concern, words="Done.", by=concern.lead)
    return concern


def test_a_break_and_leaving_are_no_ordinary_steps(circle, placement):
    spoken_up(circle)
    apprentices.withdraw(
        circle.apprentice, last_day=TODAY, trigger="apprentice", code="own_choice", note="", by=circle.lead
    )
    assert Placement.objects.get(pk=placement.pk).state == Placement.State.ENDED_EARLY


@pytest.mark.parametrize(
    "fields", [{"until": TODAY - DAY}, {"until": TODAY + 29 * DAY}, {"words": " "}, {"change": "sell"}]
)
def test_a_decision_names_one_change_its_reason_and_a_near_last_day(circle, placement, fields):
    concern = spoken_up(circle)
    with pytest.raises(StepRefused):
        decided(concern, **({"change": "end"} | fields))
    assert not PlacementDecision.objects.exists()


def test_whoever_deals_with_it_decides_on_a_page_and_the_apprentice_reads_why(circle, placement):
    concern = spoken_up(circle)
    address = f"/apprentices/concerns/{concern.reference}/placement/"
    until = TODAY + 7 * DAY
    typed = {"change": "pause", "words": "She asks for two quiet weeks.", "until_day": until.day}
    typed |= {"until_month": until.month, "until_year": until.year}

    assert make.signed_in(circle.lead).get(address).status_code == 404
    assert make.signed_in(circle.apprentice.person).get(address).status_code == 403
    make.signed_in(concern.lead).post(address, typed)

    page = make.signed_in(circle.apprentice.person).get(f"/apprentices/concerns/{concern.reference}/")
    assert "She asks for two quiet weeks." in page.content.decode()
    assert Concern.objects.protecting_placement().get() == concern
