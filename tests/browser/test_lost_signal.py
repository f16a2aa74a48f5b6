"""On a train: what is typed without a signal stays on the device, is sent when it is back, and is wiped on leaving."""

import pytest
from playwright.sync_api import Page, expect

from assessment.models import EvidenceVersion
from tests import make

STORED = "Object.keys(localStorage).length"


@pytest.fixture
def writing(visitor):
    """An apprentice on the page of an evidence draft."""

    def open_page() -> Page:
        evidence = make.draft_evidence(make.portfolio_owner(), text="Before the tunnel.")
        page = visitor(evidence.apprentice.person)
        page.goto(f"/assessment/evidence/{evidence.reference}/write/")
        return page

    return open_page


def test_what_is_saved_without_a_signal_is_sent_when_it_is_back(writing, looks_right):
    page = writing()
    page.context.set_offline(True)
    page.get_by_label("What you want to say").fill("Written in the tunnel.")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator(".app-draft-status")).to_have_text(
        "Not saved yet – no signal. It is kept on this device and will be sent when the signal is back."
    )
    looks_right(page)
    page.context.set_offline(False)
    page.wait_for_url("**/link/")
    assert EvidenceVersion.objects.get().text == "Written in the tunnel."
    assert page.evaluate(STORED) == 0


def test_what_was_typed_comes_back_after_a_reload_and_goes_at_signing_out(writing):
    page = writing()
    page.context.set_offline(True)
    page.get_by_label("What you want to say").fill("Half a thought")
    expect(page.locator(".app-draft-status")).to_have_text("Not saved yet – no signal. It is kept on this device.")
    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_label("What you want to say")).to_have_value("Half a thought")
    expect(page.locator(".app-draft-status")).to_have_text("We put back what you typed before. It is not saved yet.")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/")
    assert page.evaluate(STORED) == 0


def test_a_press_waits_for_the_save_that_is_under_way(writing):
    """On a slow line the page's own save and the button's are never two versions of the same text."""
    page, held = writing(), []
    page.route(
        "**/write/", lambda route: held.append(route) if "hx-request" in route.request.headers else route.continue_()
    )
    with page.expect_request(lambda request: "hx-request" in request.headers):
        page.get_by_label("What you want to say").fill("Typed before the press.")
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_timeout(500)
    assert page.url.endswith("/write/")
    held.pop().continue_()
    page.wait_for_url("**/link/")
    assert EvidenceVersion.objects.get().text == "Typed before the press."
