"""A score card on a phone in a hall without a signal: kept, badged, sent when the signal is back, and never twice."""

import pytest
from playwright.sync_api import expect

from recruitment.models import PanelCandidate, Score, ScoreSheet
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
expect.set_options(timeout=15_000)


@pytest.fixture
def width():
    return "phone"


@pytest.fixture
def scoring(visitor):
    """A panel member on the first question about a candidate."""
    day = make.live_day()
    slot = PanelCandidate.objects.select_related("panel__day").get()
    member = slot.panel.members.select_related("person").first()
    page = visitor(member.person)
    page.goto(f"/recruitment/my-panels/{member.reference}/candidates/{slot.reference}/questions/1/")
    return page, day, member, slot


def test_a_score_given_without_a_signal_is_kept_badged_and_sent_once(scoring, looks_right):
    page, _, member, slot = scoring
    page.context.set_offline(True)
    page.get_by_label("4", exact=True).check()
    page.get_by_label("Why did you give this mark?").fill("Let the other speak")
    expect(page.locator("[data-unsent]")).to_have_text("1 answer not sent")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.locator(".app-draft-status")).to_have_text(
        "Not saved yet – no signal. It is kept on this device and will be sent when the signal is back."
    )
    looks_right(page)
    assert not Score.objects.exists()

    page.context.set_offline(False)
    page.wait_for_url("**/questions/2/")
    expect(page.locator("[data-unsent]")).to_be_hidden()
    assert list(Score.objects.values_list("value", "reason")) == [(4, "Let the other speak")]
    assert ScoreSheet.objects.filter(member=member, candidate=slot).count() == 1


def test_what_was_not_sent_is_badged_on_the_panels_page(scoring, looks_right):
    page, _, member, _ = scoring
    page.route("**/draft/", lambda route: None)
    page.get_by_label("2", exact=True).check()
    expect(page.locator("[data-unsent]")).to_have_text("1 answer not sent")
    page.goto(f"/recruitment/my-panels/{member.reference}/")
    expect(page.locator("[data-unsent]")).to_have_text("1 answer not sent")
    looks_right(page)


def test_when_the_signal_is_back_the_page_sends_what_was_kept_by_itself(scoring):
    page, *_ = scoring
    page.context.set_offline(True)
    page.get_by_label("2", exact=True).check()
    expect(page.locator("[data-unsent]")).to_have_text("1 answer not sent")
    with page.expect_response(lambda answer: answer.url.endswith("/draft/")):
        page.context.set_offline(False)
    expect(page.locator("[data-unsent]")).to_be_hidden()
    assert list(Score.objects.values_list("value", flat=True)) == [2]


def test_what_the_page_keeps_by_itself_is_badged_no_longer(scoring):
    page, *_ = scoring
    with page.expect_response(lambda answer: answer.url.endswith("/draft/")):
        page.get_by_label("3", exact=True).check()
    expect(page.locator("[data-unsent]")).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage).length") == 0
    assert list(Score.objects.values_list("value", flat=True)) == [3]


def test_how_fair_the_day_is_on_a_phone(visitor, looks_right):
    day = make.marked_day(lower_by=2)
    page = visitor(make.coordinator_of(day))
    page.goto(f"/recruitment/selection/days/{day.reference}/fairness/")
    expect(page.get_by_text("Have a quiet word with")).to_have_count(1)
    looks_right(page)
