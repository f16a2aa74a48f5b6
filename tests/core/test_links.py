"""Signed links: they open one thing for one person, and sign only with a code sent to that person."""

import datetime
import re

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from core import links
from core.links.models import OneTimeCode, SignedLink
from core.notifications.models import Message
from core.registry import LinkPurpose, link_purposes
from core.workflow import StepRefused
from tests import make

pytestmark = pytest.mark.django_db
PURPOSE = "read the portal's health (tests)"


@pytest.fixture(autouse=True)
def purpose():
    link_purposes._entries[PURPOSE] = LinkPurpose(view_name="file", days=3)
    yield
    del link_purposes._entries[PURPOSE]


@pytest.fixture
def made():
    subject = make.organisation()
    link, address = links.make(person=make.person(), purpose=PURPOSE, subject=subject)
    return link, address.split("//", 1)[1].split("/", 1)[1], subject


def open_it(client: Client, path: str):
    return client.get("/" + path)


def granted(client: Client, **which):
    request = RequestFactory().get("/")
    request.session = client.session
    return links.grant(request, purpose=PURPOSE, **which)


def said(response) -> str:
    """The page without what differs in every answer: nonces, form tokens and the link's own address."""
    return re.sub(r'((nonce|value|csrfmiddlewaretoken)="[^"]*"|/link/[^/]*/)', "", response.content.decode())


def test_only_the_hash_of_the_token_is_kept(made):
    link, path, _ = made
    token = path.split("/")[1]
    assert len(token) * 6 >= 128
    assert token not in {str(v) for v in SignedLink.objects.values().get(pk=link.pk).values()}
    assert link.token_hash == links.hash_token(token)


def test_opening_goes_to_the_clean_address_of_its_purpose_and_is_not_told_to_other_sites(made):
    _, path, subject = made
    response = open_it(Client(), path)
    assert (response.status_code, response.url) == (302, f"/files/{subject.reference}/")
    assert response["Referrer-Policy"] == "no-referrer"


def test_opening_twice_works_because_mail_scanners_open_links(made):
    _, path, subject = made
    open_it(Client(), path)
    client = Client()
    assert open_it(client, path).status_code == 302
    assert granted(client, subject=subject) == made[0]


def test_a_grant_is_for_the_browser_that_opened_the_link_and_for_its_subject_only(made):
    link, path, subject = made
    client = Client()
    open_it(client, path)
    assert granted(client, subject=subject) == link
    assert granted(client, subject=make.organisation()) is None
    assert granted(Client(), subject=subject) is None


@pytest.mark.parametrize("how", ["revoked", "expired", "person switched off"])
def test_a_link_closes_at_the_next_request(made, how):
    link, path, subject = made
    client = Client()
    open_it(client, path)
    if how == "revoked":
        SignedLink.objects.filter(pk=link.pk).revoke()
    elif how == "expired":
        SignedLink.objects.filter(pk=link.pk).update(expires_at=timezone.now())
    else:
        link.person.is_active = False
        link.person.save()
    assert granted(client, subject=subject) is None
    assert open_it(Client(), path).status_code == 410


def test_an_unknown_token_is_answered_like_an_expired_one(made):
    link, path, _ = made
    SignedLink.objects.filter(pk=link.pk).revoke()
    known, unknown = open_it(Client(), path), open_it(Client(), "link/nobody-ever-had-this/")
    assert (unknown.status_code, said(unknown)) == (known.status_code, said(known))


def test_who_knew_the_session_before_does_not_share_what_the_link_opens(made):
    link, path, subject = made
    planted, victim = Client(), Client()
    session = planted.session
    session["seen"] = True
    session.save()
    victim.cookies["sessionid"] = planted.cookies["sessionid"] = session.session_key
    open_it(victim, path)
    assert granted(victim, subject=subject) == link
    assert granted(planted, subject=subject) is None


def test_a_link_to_what_is_gone_and_a_token_that_is_no_page_open_nothing(made):
    link, path, subject = made
    SignedLink.objects.filter(pk=link.pk).update(subject_id=subject.pk + 1000)
    assert open_it(Client(), path).status_code == 410
    person = make.person()
    _, calendar = links.make(person=person, purpose="calendar feed", subject=person)
    browser = make.signed_in(person)
    assert open_it(browser, calendar.split("//", 1)[1].split("/", 1)[1]).status_code == 410
    assert "grants" not in browser.session


class TestCodes:
    def code_sent(self, link) -> str:
        links.send_code(link)
        return re.search(r"\b\d{6}\b", Message.objects.filter(to=link.person).latest("pk").subject)[0]

    def test_the_code_goes_to_the_person_of_the_link_and_is_not_kept_readable(self, made):
        code = self.code_sent(made[0])
        message = Message.objects.get()
        assert (message.to_email, message.secret) == (made[0].person.email, True)
        assert code not in OneTimeCode.objects.get().code_hash

    def test_the_right_code_works_once(self, made):
        code = self.code_sent(made[0])
        links.use_code(made[0], f" {code[:3]} {code[3:]} ")
        with pytest.raises(StepRefused, match="run out"):
            links.use_code(made[0], code)

    def test_five_wrong_tries_use_it_up(self, made):
        code = self.code_sent(made[0])
        wrong = f"{(int(code) + 1) % 10**6:06d}"
        for _ in range(5):
            with pytest.raises(StepRefused, match="not the code"):
                links.use_code(made[0], wrong)
        with pytest.raises(StepRefused, match="five times"):
            links.use_code(made[0], code)

    def test_it_runs_out_after_fifteen_minutes(self, made):
        code = self.code_sent(made[0])
        OneTimeCode.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
        with pytest.raises(StepRefused, match="run out"):
            links.use_code(made[0], code)

    def test_a_new_code_stops_the_older_one(self, made):
        older, newer = self.code_sent(made[0]), self.code_sent(made[0])
        if older != newer:
            with pytest.raises(StepRefused):
                links.use_code(made[0], older)
        links.use_code(made[0], newer)

    def test_five_codes_an_hour_are_enough(self, made):
        for _ in range(5):
            links.send_code(made[0])
        with pytest.raises(StepRefused, match="Five codes"):
            links.send_code(made[0])
