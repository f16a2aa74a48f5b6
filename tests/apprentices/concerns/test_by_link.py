"""Somebody without an account raises a concern from any page that a link opened, and reads how it ends, with a code."""

import re

import pytest
from django.test import Client

from apprentices import operations
from apprentices.models import Concern
from apprentices.telling import LINK_PURPOSE
from core import links
from core.notifications.models import Message
from tests import make

pytestmark = pytest.mark.django_db
SAID = "The team leaves her alone on home visits."


@pytest.fixture
def circle():
    return make.concern_circle()


@pytest.fixture
def manager(circle):
    made = make.person("Grace Mensah", email="grace@example.org")
    made.set_unusable_password()
    made.save()
    make.line_manager(circle.apprentice, made)
    return made


def opened(address):
    browser = Client()
    browser.get("/link/" + address.split("/link/")[1])
    return browser


def came_by_link(person):
    return opened(links.make(person=person, purpose=LINK_PURPOSE, subject=person)[1])


def typed_code(browser, person):
    """The code that went to this person; answers where it leads."""
    page = f"/apprentices/time/by-link/{person.reference}/"
    browser.post(page + "send-code/")
    code = re.search(r"\b\d{6}\b", Message.objects.filter(kind="one_time_code").latest("pk").body)[0]
    return browser.post(page + "code/", {"code": code, "name": "Grace Mensah", "role": "Team manager"}).url


def form_of(person, apprentice):
    return f"/apprentices/concerns/raise/{person.reference}/{apprentice.reference}/"


def raised(browser, person, apprentice):
    typed = {"about": "host", "kind": "support", "happened": SAID, "wished": "", "confirmed": "yes"}
    return browser.post(form_of(person, apprentice), typed, follow=True)


def test_a_line_manager_raises_one_after_a_code_about_those_whom_they_manage_alone(circle, manager):
    browser = came_by_link(manager)
    choose = f"/apprentices/concerns/raise/{manager.reference}/"
    assert choose in browser.get(f"/apprentices/time/by-link/{manager.reference}/").content.decode()
    assert browser.get(choose).url == f"/apprentices/time/by-link/{manager.reference}/code/"
    assert raised(browser, manager, circle.apprentice).redirect_chain[0][0].endswith("/code/")
    assert not Concern.objects.exists()

    browser.get(choose)
    assert typed_code(browser, manager) == choose
    assert str(circle.apprentice) in browser.get(choose).content.decode()
    assert browser.get(form_of(manager, make.apprentice("Ben Okafor"))).status_code == 404
    answer = raised(browser, manager, circle.apprentice).content.decode()

    concern = Concern.objects.get()
    assert (concern.raised_by, concern.account.happened) == (manager, SAID)
    assert f"Sent. {concern.lead} looks at it first" in answer
    assert browser.get(f"/apprentices/concerns/{concern.reference}/by-link/").status_code == 404


def test_nobody_elses_link_opens_the_way(circle, manager):
    elsewhere = came_by_link(make.person())
    assert elsewhere.get(f"/apprentices/concerns/raise/{manager.reference}/").status_code == 404
    assert elsewhere.get(form_of(manager, circle.apprentice)).status_code == 404


def test_when_it_is_closed_a_mail_brings_them_to_how_it_ended_and_a_forwarder_reads_nothing(circle, manager):
    concern = make.raised_concern(circle, by=manager, told=True, happened=SAID)
    operations.start_plan(
        concern,
        to="informal",
        action=make.concern_action(circle),
        review_on=concern.triage_due_on,
        people=[],
        by=circle.lead,
    )
    operations.settle_concern_action(concern.actions.get(), to="dropped", by=circle.lead)
    operations.review_concern(concern, words="Talked.", by=circle.lead)
    operations.close_concern(concern, to="resolved", words="Two go together now.", by=circle.lead)

    mail = Message.objects.filter(to=manager).latest("pk")
    assert (mail.subject, mail.secret) == ("A concern needs you", True)
    browser = opened(re.search(r"http\S+", mail.body)[0])
    page = f"/apprentices/concerns/{concern.reference}/by-link/"
    assert browser.get(page).url == f"/apprentices/time/by-link/{manager.reference}/code/"
    assert typed_code(browser, manager) == page
    words = browser.get(page).content.decode()
    assert "Two go together now." in words and SAID in words
    assert [what for what in ("Reply in your own words", "Triage", "/done/", "Concerns</a>") if what in words] == []

    circle.apprentice.involvements.filter(person=manager).delete()
    assert browser.get(page).status_code == 404
