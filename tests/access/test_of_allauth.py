"""The pages of allauth that are open, each with its reason; the others are shut, and a new one fails until judged."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import get_resolver, reverse

from core.notifications.models import Message
from tests import make
from tests.access import addresses

pytestmark = pytest.mark.django_db

OPEN = {
    "account_login": "address and password",
    "account_logout": "",
    "account_inactive": "says that an account is closed",
    "account_signup": "says that accounts come by invitation, and makes none",
    "account_reauthenticate": "the password again, before something that needs care",
    "account_email_verification_sent": "says where the mail went that confirms an address",
    "account_confirm_email": "confirms, by its link, the address that an account came with",
    "account_change_password": "asks for the one before; the owner is told by mail",
    "account_set_password": "only where there is none yet; the owner is told by mail",
    "account_reset_password": "the same answer for every address",
    "account_reset_password_done": "",
    "account_reset_password_from_key": "a link of one hour, used once; the owner is told by mail",
    "account_reset_password_from_key_done": "",
    "account_request_login_code": "the same answer for every address",
    "account_confirm_login_code": "three tries for a code",
    "mfa_index": "",
    "mfa_authenticate": "the second step",
    "mfa_reauthenticate": "",
    "mfa_activate_totp": "the owner is told by mail",
    "mfa_deactivate_totp": "not the last one of somebody who needs it; the owner is told by mail",
    "mfa_view_recovery_codes": "",
    "mfa_download_recovery_codes": "",
    "mfa_generate_recovery_codes": "the owner is told by mail",
    "mfa_list_webauthn": "",
    "mfa_add_webauthn": "the owner is told by mail",
    "mfa_edit_webauthn": "the name of one's own passkey",
    "mfa_remove_webauthn": "not the last one of somebody who needs it; the owner is told by mail",
    "mfa_reauthenticate_webauthn": "",
    "mfa_login_webauthn": "a passkey alone",
    "usersessions_list": "ends one's other sessions",
}
SHUT = {"account_email": "an address changes by nobody's own hand"}


def test_every_page_of_allauth_is_judged():
    names = {name for name, _ in addresses.walk(get_resolver()) if name.startswith(addresses.OF_ALLAUTH)}
    assert names == set(OPEN) | set(SHUT)


@pytest.mark.parametrize("posted", [{"action_add": "", "email": "new@example.org"}, {"action_primary": ""}, {}])
def test_nobody_adds_or_changes_an_address_by_themselves(posted):
    person = make.person(email="grace@example.org", password=make.PASSWORD)
    for browser in (make.signed_in(person), Client()):
        assert browser.get("/accounts/email/").status_code == 404
        assert browser.post("/accounts/email/", posted).status_code == 404
    person.refresh_from_db()
    assert person.email == "grace@example.org"
    assert list(EmailAddress.objects.values_list("email", flat=True)) == ["grace@example.org"]


def test_the_account_page_leads_to_no_shut_door():
    page = make.signed_in(make.person()).get(reverse("portal:account")).content.decode()
    assert "/accounts/email/" not in page
    assert "/accounts/password/change/" in page


def test_the_owner_is_told_of_a_new_password():
    person = make.person(email="grace@example.org", password=make.PASSWORD)
    browser = Client()
    browser.post("/accounts/login/", {"login": person.email, "password": make.PASSWORD})
    new = "rivers lamps and clocks"
    browser.post("/accounts/password/change/", {"oldpassword": make.PASSWORD, "password1": new, "password2": new})
    told = Message.objects.get()
    assert (told.to, told.kind) == (person, "password_changed")
    assert "Your password was changed." in told.body
