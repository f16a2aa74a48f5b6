"""Confirming by link: it opens what waits for one person, a code to that person lets them act, a forwarder cannot."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from apprentices.models import OffTheJobEntry
from apprentices.telling import LINK_PURPOSE
from core import links
from core.audit.signatures import Signature
from core.links.models import SignedLink
from core.notifications.models import Message
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return make.person("Grace Mensah", email="grace@example.org")


@pytest.fixture
def apprentice(manager):
    made = make.apprentice("Amara Johnson")
    make.line_manager(made, manager)
    return made


@pytest.fixture
def entry(apprentice):
    return make.entry(apprentice, submitted=True)


@pytest.fixture
def page(manager):
    return f"/apprentices/time/by-link/{manager.reference}/"


def opened(manager):
    """A browser in which the link of this person was opened, and the page it led to."""
    browser = Client()
    _, address = links.make(person=manager, purpose=LINK_PURPOSE, subject=manager)
    path = "/link/" + address.split("/link/")[1]
    return browser, browser.get(path, follow=True)


def with_code(browser, page, **typed):
    browser.post(page + "send-code/")
    code = re.search(r"\b\d{6}\b", Message.objects.filter(kind="one_time_code").latest("pk").body)[0]
    return browser.post(page + "code/", {"code": code, "name": "Grace A. Mensah", "role": "Team manager"} | typed)


def ticked(entry):
    return {"entry": [f"{entry.reference}:{OffTheJobEntry.objects.get(pk=entry.pk).version}"]}


def test_the_link_opens_what_waits_and_lets_nobody_act_yet(manager, entry, page):
    browser, answer = opened(manager)

    assert answer.redirect_chain[-1][0] == page
    assert "Amara Johnson" in answer.content.decode()
    assert "Confirm what is ticked" not in answer.content.decode()
    refused = browser.post(page, ticked(entry))
    assert refused.url == page + "code/"
    assert not OffTheJobEntry.objects.confirmed().exists()


def test_a_code_to_the_person_lets_them_confirm_with_name_and_role(manager, entry, page):
    browser, _ = opened(manager)

    with_code(browser, page)
    browser.post(page, ticked(entry))

    signature = Signature.objects.get()
    assert (signature.signer, signature.signer_name, signature.signer_role, signature.method) == (
        manager,
        "Grace A. Mensah",
        "Team manager",
        Signature.Method.LINK_AND_CODE,
    )
    entry.refresh_from_db()
    assert entry.confirmed_by == manager


def test_a_wrong_code_lets_nobody_act(manager, entry, page):
    browser, _ = opened(manager)

    answer = with_code(browser, page, code="000000 ")
    browser.post(page, ticked(entry))

    assert answer.context["form"].errors["code"] == ["That is not the code that we sent. Check the newest mail."]
    assert not OffTheJobEntry.objects.confirmed().exists()


def test_the_proof_lasts_half_an_hour(manager, entry, page):
    browser, _ = opened(manager)
    with_code(browser, page)
    session = browser.session
    [proof] = session["proved"].values()
    proof["until"] -= 31 * 60
    session.save()

    assert browser.post(page, ticked(entry)).url == page + "code/"
    assert not OffTheJobEntry.objects.confirmed().exists()


def test_asking_and_not_agreeing_need_the_code_too(manager, entry, page):
    browser, _ = opened(manager)
    ask = f"{page}{entry.reference}/ask/"
    not_agree = f"{page}{entry.reference}/not-agree/"

    assert [browser.get(url).url for url in (ask, not_agree)] == [page + "code/"] * 2

    with_code(browser, page)
    browser.post(ask, {"question": "Which afternoon?"})
    entry.refresh_from_db()
    assert (entry.state, entry.question, entry.asked_by) == ("queried", "Which afternoon?", manager)


def test_without_the_link_the_page_is_not_there_for_anybody(manager, entry, page):
    other = make.person()
    elsewhere, _ = opened(other)

    assert [browser.get(page).status_code for browser in (Client(), make.signed_in(other), elsewhere)] == [404] * 3


def test_a_revoked_or_expired_link_closes_at_once(manager, entry, page):
    browser, _ = opened(manager)
    with_code(browser, page)

    SignedLink.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))

    assert browser.get(page).status_code == 404
    assert browser.post(page, ticked(entry)).status_code == 404


def test_a_manager_whose_part_has_ended_finds_nothing_behind_the_link(manager, entry, page, apprentice):
    apprentice.involvements.filter(person=manager).update(ends_on=timezone.localdate() - datetime.timedelta(days=1))

    browser, answer = opened(manager)

    assert "No time waits for you." in answer.content.decode()
    assert browser.get(f"{page}{entry.reference}/ask/").status_code == 404


def test_a_fresh_link_goes_to_whom_time_waits_for_and_the_answer_is_the_same_for_all(manager, entry):
    browser = Client()

    answers = [
        browser.post("/apprentices/time/fresh-link/", {"email": email}, follow=True).content.decode()
        for email in ("grace@example.org", "nobody@example.org", "Grace@Example.org")
    ]

    said = [re.search(r"If off-the-job time waits[^<]*", answer)[0] for answer in answers]
    assert said[0] == said[1] == said[2]
    mail = Message.objects.get(kind="time_fresh_link")
    assert (mail.to, mail.secret) == (manager, True)


@pytest.mark.parametrize("email", ["", "nonsense", "a" * 400 + "@example.org", "x\x00@example.org"])
def test_what_is_no_address_is_said_so(email):
    answer = Client().post("/apprentices/time/fresh-link/", {"email": email})

    assert answer.status_code == 200
    assert answer.context["form"].errors["email"]
