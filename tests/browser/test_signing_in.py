"""Signing in, in every way there is: each page in our look, by keyboard and by passkey, under the strict policy."""

import pytest
from playwright.sync_api import expect

from tests import make

ENTRANCES = {
    "/accounts/login/": "Sign in",
    "/accounts/login/code/": "Sign in with a code",
    "/accounts/password/reset/": "Choose a new password",
    "/accounts/password/reset/key/1-ended/": "This link has ended",
    "/accounts/signup/": "Accounts come by invitation",
}


@pytest.mark.parametrize("address", ENTRANCES)
def test_every_way_in_is_a_page_of_ours(visitor, looks_right, address):
    page = visitor()
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text(ENTRANCES[address])
    looks_right(page)


def test_a_wrong_password_is_said_first_and_the_address_stays(visitor, looks_right):
    make.person(email="ada@example.org", password=make.PASSWORD)
    page = visitor()
    page.goto("/accounts/login/")
    page.get_by_label("Email address").fill("ada@example.org")
    page.get_by_label("Password", exact=True).fill("not the password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The email address or the password is not right. Check both.")
    expect(page).to_have_title("Error: Sign in – Social Work Apprenticeships")
    expect(page.get_by_label("Email address")).to_have_value("ada@example.org")
    looks_right(page)


@pytest.fixture
def with_fingerprint_reader():
    """Give a page's device a reader that always recognises its owner."""

    def give(page):
        device = page.context.new_cdp_session(page)
        device.send("WebAuthn.enable")
        always = ("hasResidentKey", "hasUserVerification", "isUserVerified", "automaticPresenceSimulation")
        options = {"protocol": "ctap2", "transport": "internal", **dict.fromkeys(always, True)}
        device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return page

    return give


def test_a_passkey_is_added_once_and_signs_in_from_then_on(visitor, looks_right, with_fingerprint_reader):
    ada = make.person("Ada Okafor", email="ada@example.org", password=make.PASSWORD)
    page = with_fingerprint_reader(visitor(ada))
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Password", exact=True).fill(make.PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name of the passkey").fill("My phone")
    page.get_by_label("Let it sign me in without a password").check()
    looks_right(page)
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    looks_right(page)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("link", name="A. Okafor")).to_be_visible()
