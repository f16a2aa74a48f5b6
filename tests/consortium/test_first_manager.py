"""The first consortium manager of an empty portal: invited from the machine, once."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from consortium import reference_data
from consortium.models import Appointment
from core.links.models import SignedLink
from core.notifications.models import Message

pytestmark = pytest.mark.django_db
PASSWORD = "four quiet canal boats"


@pytest.fixture
def loaded():
    reference_data.load()


def invite(email="marcia@example.org", name="Marcia Powell"):
    call_command("invite_first_manager", email, name, verbosity=0)


def join(client):
    path = re.search(r"https?://[^/]+(/link/\S+)", Message.objects.latest("pk").body)[1]
    page = client.get(path, follow=True).redirect_chain[-1][0]
    return client.post(page, {"name": "Marcia Powell", "password": PASSWORD})


def managers():
    held = Appointment.objects.accepted().on(timezone.localdate()).filter(role__code="consortium_manager")
    return list(held.values_list("person__email", flat=True))


def test_the_mail_opens_the_portal_to_its_first_manager(loaded):
    invite()
    assert managers() == []
    assert Message.objects.latest("pk").subject.startswith("Whoever runs this portal invites you: Consortium manager")
    join(Client())
    assert managers() == ["marcia@example.org"]


def test_nobody_is_invited_past_a_manager_who_is_there(loaded):
    invite()
    join(Client())
    with pytest.raises(CommandError, match="Marcia Powell is consortium manager"):
        invite("mallory@example.org", "Mallory")
    assert Message.objects.count() == 1


def test_a_lost_mail_is_sent_again_and_the_link_before_is_dead(loaded):
    invite()
    invite()
    assert Message.objects.count() == 2
    assert SignedLink.objects.live().count() == 1
    join(Client())
    assert managers() == ["marcia@example.org"]


def test_an_invitation_to_a_mistyped_address_is_taken_back(loaded):
    invite("marica@example.org")
    invite()
    assert list(SignedLink.objects.live().values_list("person__email", flat=True)) == ["marcia@example.org"]


def test_an_empty_database_says_what_comes_first():
    with pytest.raises(CommandError, match="Load the reference data first"):
        invite()


def test_an_address_that_is_none_is_said(loaded):
    with pytest.raises(CommandError, match="not an email address"):
        invite("marcia at example.org")
