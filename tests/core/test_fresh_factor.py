"""What would hurt most in a stranger's hands asks again who one is, and then goes on by itself."""

import datetime
import io

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consortium.imports import INVITATIONS
from consortium.models import Invitation, Organisation
from core.accounts.fresh import MANY_PEOPLE
from core.imports import steps
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
ANSWERS = {
    "name": "Priya Shah",
    "email": "priya@example.org",
    "starts_on_day": TODAY.day,
    "starts_on_month": TODAY.month,
    "starts_on_year": TODAY.year,
}


@pytest.fixture
def lead():
    return make.appointment(make.person("Grace Mensah", password=make.PASSWORD))


def inviting(lead):
    url = reverse("consortium:invite", args=[lead.organisation.reference])
    return url, ANSWERS | {"role": make.role("practice_educator").pk}


def with_app(person):
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    return secret


def test_a_role_is_given_after_the_second_step_is_shown_again_and_nothing_is_typed_twice(lead):
    secret = with_app(lead.person)
    browser, (url, answers) = make.signed_in(lead.person, shown=False), inviting(lead)

    asked = browser.post(url, answers)

    assert (asked.status_code, asked.url.split("?")[0]) == (302, reverse("mfa_reauthenticate"))
    assert Invitation.objects.count() == 0
    gone_on = browser.post(asked.url, {"code": make.code_of(secret), "next": url})
    assert gone_on.url == reverse("consortium:organisation", args=[lead.organisation.reference])
    assert Invitation.objects.get().appointment.person.email == "priya@example.org"


def test_a_wrong_code_gives_nobody_a_role(lead):
    with_app(lead.person)
    browser, (url, answers) = make.signed_in(lead.person, shown=False), inviting(lead)
    asked = browser.post(url, answers)
    browser.post(asked.url, {"code": "000000", "next": url})
    assert Invitation.objects.count() == 0


def test_the_password_again_does_not_stand_for_the_second_step(lead):
    with_app(lead.person)
    browser, (url, answers) = make.signed_in(lead.person, shown=False), inviting(lead)
    browser.post(url, answers)
    browser.post(reverse("account_reauthenticate"), {"password": make.PASSWORD, "next": url})
    assert Invitation.objects.count() == 0


def test_it_is_fresh_for_ten_minutes(lead):
    url, answers = inviting(lead)
    browser = make.signed_in(lead.person)
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=9), tick=False):
        browser.post(url, answers)
    assert Invitation.objects.count() == 1
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=11), tick=False):
        late = browser.post(url, answers | {"email": "ravi@example.org"})
    assert late.url.split("?")[0] == reverse("account_reauthenticate")
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize(("people", "status"), [(MANY_PEOPLE, 200), (MANY_PEOPLE + 1, 302)])
def test_a_list_of_many_people_is_taken_out_with_a_fresh_factor(people, status):
    office = make.organisation(Organisation.Kind.CONSORTIUM_OFFICE)
    manager = make.appointment(make.person(), at=office, as_="consortium_manager").person
    for _ in range(people - 1):
        make.appointment(at=office)
    browser: Client = make.signed_in(manager, shown=False)
    url = f"{reverse('consortium:people')}?format=csv"
    answer = browser.get(url)
    assert answer.status_code == status
    if status == 302:
        assert answer.url.split("?")[0] == reverse("account_reauthenticate")
        assert make.signed_in(manager).get(url).status_code == 200


def test_the_demo_asks_nobody(lead, settings):
    settings.DEMO_MODE = True
    url, answers = inviting(lead)
    make.signed_in(lead.person, shown=False).post(url, answers)
    assert Invitation.objects.count() == 1


def test_nobody_without_a_factor_is_asked_for_one_that_they_do_not_have(lead):
    assert not Authenticator.objects.filter(user=lead.person).exists()
    url, answers = inviting(lead)
    browser = make.signed_in(lead.person, shown=False)
    asked = browser.post(url, answers)
    browser.post(asked.url, {"password": make.PASSWORD, "next": url})
    assert Invitation.objects.count() == 1


def test_a_spreadsheet_of_roles_asks_as_one_role_does(lead):
    rows = "Name,Email address,Role\nPriya Shah,priya@example.org,Practice educator\n"
    make.role("practice_educator")
    options = {"organisation": lead.organisation.reference}
    brought = steps.bring(
        io.BytesIO(rows.encode()), name="people.csv", kind=INVITATIONS, by=lead.person, options=options
    )
    url = reverse("apply_import", args=[brought.reference])
    asked = make.signed_in(lead.person, shown=False).post(url)
    assert asked.url.split("?")[0] == reverse("account_reauthenticate")
    make.signed_in(lead.person).post(url)
    make.do_owed_work()
    assert Invitation.objects.count() == 1
