"""The accounts that people and programs try the demo with."""

import datetime
import json
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.utils import timezone

from apprentices.models import Involvement
from tests import make

pytestmark = pytest.mark.django_db
FIELDS = ["email", "password", "role", "organisation", "totp_secret", "note"]


@pytest.fixture
def demo(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def camden():
    """The adults' service of a borough that the demo shows."""
    return make.service_in(make.borough("Camden"))


def listed():
    answer = StringIO()
    call_command("demo_accounts", "--json", stdout=answer)
    return json.loads(answer.getvalue())


def test_every_account_has_exactly_these_fields_and_they_open_it(demo, camden):
    lead = make.appointment(at=camden, as_="workforce_lead").person

    (account,) = listed()

    lead.refresh_from_db()
    assert list(account) == FIELDS
    assert (account["email"], account["role"]) == (lead.email, "workforce_lead")
    assert lead.check_password(account["password"])
    assert Authenticator.objects.get(user=lead).type == Authenticator.Type.TOTP
    assert listed() == [account]


def test_two_people_of_a_role_are_named_and_no_third(demo, camden):
    people = [make.appointment(at=camden, as_="line_manager").person.email for _ in range(3)]

    assert [account["email"] for account in listed()] == people[:2]


def test_somebody_who_assesses_across_boroughs_is_named_while_the_relation_holds(demo, camden):
    today = timezone.localdate()
    apprentice = make.apprentice(at=camden)
    near, far, gone = (make.person() for _ in range(3))
    make.appointment(near, at=camden, as_="practice_educator")
    make.appointment(gone, as_="practice_educator")
    make.appointment(far, as_="practice_educator")
    educates = {"of": apprentice, "kind": Involvement.Kind.PRACTICE_EDUCATOR}
    make.involvement(**educates, person=near)
    make.involvement(**educates, person=gone, ends_on=today - datetime.timedelta(days=1))
    make.involvement(**educates, person=far, ends_on=today + datetime.timedelta(days=90))

    noted = {account["email"]: account["note"] for account in listed() if account["role"] == "practice_educator"}

    name = camden.short_name
    across = f"assesses an apprentice of another borough: {apprentice.reference}, {name}"
    assert noted == {near.email: "", far.email: across}


def test_who_is_refused_is_named_too(demo, camden):
    make.appointment(at=camden, as_="workforce_lead", ends_on=timezone.localdate() - datetime.timedelta(days=1))
    make.person(is_active=False)

    assert [account["note"] for account in listed()] == ["role has ended", "account is disabled"]


def test_where_people_are_real_nobody_is_named(settings):
    settings.DEMO_MODE = False

    with pytest.raises(CommandError, match="not a demo"):
        listed()
