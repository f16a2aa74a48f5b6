"""Signing in: nobody learns who has an account, and nobody gets anywhere on a password alone."""

import datetime
import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from core.accounts.middleware import OPEN, SETTING_UP, SHOWING
from core.notifications.models import Message
from tests import make

pytestmark = pytest.mark.django_db

HOME = "/"
LOGIN = "/accounts/login/"


class CountingHasher(MD5PasswordHasher):
    """A real hasher that counts how often it works."""

    worked = 0

    def encode(self, password, salt):
        CountingHasher.worked += 1
        return super().encode(password, salt)


@pytest.fixture
def reader():
    """Somebody whose role reads other people's records, with a password and nothing more."""
    return make.appointment(make.person("Grace Mensah", email="grace@example.org", password=make.PASSWORD)).person


def second_step(user):
    """Give somebody an app with codes; answers with its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


@pytest.mark.parametrize(("seconds", "taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_code_of_a_phone_that_is_half_a_minute_wrong_is_taken(seconds, taken):
    secret, now = generate_totp_secret(), datetime.datetime(2026, 11, 27, 9, 0, 15, tzinfo=datetime.UTC)
    with time_machine.travel(now + datetime.timedelta(seconds=seconds), tick=False):
        shown = make.code_of(secret)
    with time_machine.travel(now, tick=False):
        assert validate_totp_code(secret, shown) is taken


def sign_in(client, email="grace@example.org", password=make.PASSWORD):
    return client.post(LOGIN, {"login": email, "password": password})


def said(response):
    """The page without what differs in every answer."""
    text = re.sub(r'(nonce|value)="[^"]*"', "", response.content.decode())
    return re.sub(r"(grace|nobody)@example.org", "", text)


class TestNobodyLearnsWhoHasAnAccount:
    def test_sign_up_is_closed_with_a_plain_page(self):
        response = Client().get("/accounts/signup/")
        assert "Accounts come by invitation" in response.content.decode()
        assert Client().post("/accounts/signup/", {"email": "a@b.org", "password1": "x" * 14}).status_code == 200

    def test_a_wrong_password_and_an_unknown_address_read_the_same(self, reader):
        known = sign_in(Client(), password="wrong wrong wrong")
        unknown = sign_in(Client(), email="nobody@example.org", password="wrong wrong wrong")
        assert (known.status_code, said(known)) == (unknown.status_code, said(unknown))
        assert "The email address or the password is not right" in known.content.decode()

    def test_a_wrong_password_and_an_unknown_address_cost_the_same_work(self, reader, settings):
        settings.PASSWORD_HASHERS = ["tests.core.test_accounts.CountingHasher"]
        reader.set_password(make.PASSWORD)
        reader.save()
        make.person(email="bylink@example.org")
        work = []
        for email in ("grace@example.org", "bylink@example.org", "nobody@example.org"):
            CountingHasher.worked = 0
            sign_in(Client(), email=email, password="wrong wrong wrong")
            work.append(CountingHasher.worked)
        assert work == [1, 1, 1]

    @pytest.mark.parametrize(
        ("path", "field"), [("/accounts/password/reset/", "email"), ("/accounts/login/code/", "email")]
    )
    def test_asking_for_a_reset_or_a_code_answers_the_same_and_writes_one_mail_either_way(self, reader, path, field):
        answers = {}
        for email in ("grace@example.org", "nobody@example.org"):
            response = Client().post(path, {field: email})
            answers[email] = (response.status_code, response.url, Message.objects.filter(to_email=email).count())
        assert answers["grace@example.org"] == answers["nobody@example.org"]
        assert answers["grace@example.org"][2] == 1

    @pytest.mark.parametrize("path", ["/recruitment/apply/fresh-link/", "/apprentices/time/fresh-link/"])
    def test_asking_for_a_fresh_link_reads_the_same_whether_one_is_sent_or_not(self, reader, path):
        make.application(who=reader)
        make.entry(apprentice := make.apprentice(), submitted=True)
        make.line_manager(apprentice, reader)
        pages = [Client().post(path, {"email": f"{who}@example.org"}, follow=True) for who in ("grace", "nobody")]
        assert Message.objects.filter(to=reader).count() == 1
        assert said(pages[0]) == said(pages[1])

    def test_whoever_invites_hears_the_same_of_a_known_and_an_unknown_address(self, reader):
        lead = make.appointment(at=make.service(), as_="workforce_lead")
        today, browser = timezone.localdate(), make.signed_in(lead.person)
        form = {"name": "Grace Mensah", "role": make.role("line_manager").pk}
        form |= {f"starts_on_{part}": getattr(today, part) for part in ("day", "month", "year")}
        url, heard = reverse("consortium:invite", args=[lead.organisation.reference]), []
        for who in ("grace", "nobody"):
            response = browser.post(url, form | {"email": f"{who}@example.org"})
            heard.append(
                (response.url, [str(said).replace(who, "") for said in get_messages(response.wsgi_request)][-1:])
            )
        assert heard[0] == heard[1]
        assert "We sent an invitation to" in heard[0][1][0]

    def test_the_mail_to_an_unknown_address_makes_no_account(self):
        Client().post("/accounts/password/reset/", {"email": "nobody@example.org"})
        message = Message.objects.get()
        assert message.to is None
        assert "/password/reset/key/" not in message.body


class TestTheSecondStep:
    def test_a_password_alone_leads_to_setting_up(self, reader):
        client = Client()
        sign_in(client)
        assert client.get(HOME).url == reverse("mfa_activate_totp")

    def test_every_address_asks_for_the_second_step_first(self, reader):
        client = Client()
        client.force_login(reader)
        open_to_them = OPEN | SETTING_UP | SHOWING
        asked = 0
        for name, path in addresses():
            if name in open_to_them or not path.startswith("/"):
                continue
            response = client.get(path)
            if response.status_code == 404 and response.resolver_match is None:
                continue
            assert response.status_code == 302, name
            assert response.url in (reverse("mfa_activate_totp"), reverse("account_logout")), name
            asked += 1
        assert asked > 20

    def test_a_role_given_in_the_middle_of_a_session_asks_at_the_next_request(self):
        person = make.person(password=make.PASSWORD)
        client = Client()
        client.force_login(person)
        assert client.get(HOME).status_code == 200
        make.appointment(person)
        assert client.get(HOME).url == reverse("mfa_activate_totp")

    def test_a_role_that_reads_nobody_else_needs_none(self):
        mentor = make.appointment(as_="mentor").person
        client = Client()
        client.force_login(mentor)
        assert client.get(HOME).status_code == 200

    def test_with_the_app_the_code_is_asked_for_and_opens_everything(self, reader):
        secret = second_step(reader)
        client = Client()
        assert sign_in(client).url == reverse("mfa_authenticate")
        assert client.get(HOME).url.startswith(LOGIN)
        assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
        assert client.post(reverse("mfa_authenticate"), {"code": make.code_of(secret)}).url == HOME
        assert client.get(HOME).status_code == 200

    def test_a_session_begun_on_the_password_does_not_open_when_the_owner_sets_the_step_up_elsewhere(self, reader):
        thief = Client()
        sign_in(thief)
        secret = second_step(reader)
        assert thief.get(HOME).url == f"{reverse('mfa_reauthenticate')}?next=%2F"
        assert thief.get(reverse("mfa_view_recovery_codes")).url.startswith(reverse("mfa_reauthenticate"))
        assert thief.get(reverse("mfa_activate_totp")).url.startswith(reverse("mfa_reauthenticate"))
        thief.post(reverse("mfa_reauthenticate"), {"code": make.code_of(secret)})
        assert thief.get(HOME).status_code == 200

    def test_a_code_by_mail_does_not_stand_for_the_second_step(self, reader):
        second_step(reader)
        client = Client()
        client.post("/accounts/login/code/", {"email": "grace@example.org"})
        mailed = re.search(r"code is:\s+(\S+)", Message.objects.latest("pk").body)[1]
        client.post("/accounts/login/code/confirm/", {"code": mailed})
        assert client.get(HOME).url.startswith(LOGIN)

    def test_a_new_password_by_mail_does_not_skip_the_second_step(self, reader):
        second_step(reader)
        Client().post("/accounts/password/reset/", {"email": "grace@example.org"})
        link = re.search(r"https?://[^/]+(/accounts/\S+)", Message.objects.get().body)[1]
        client = Client()
        page = client.get(link, follow=True).redirect_chain[-1][0]
        client.post(page, {"password1": "seven new wooden doors", "password2": "seven new wooden doors"})
        assert client.get(HOME).url.startswith(LOGIN)
        assert sign_in(client, password="seven new wooden doors").url == reverse("mfa_authenticate")
        assert Client().get(link, follow=True).redirect_chain[-1:] != [(page, 302)]

    def test_the_last_second_step_of_somebody_who_needs_one_stays(self, reader):
        client = make.signed_in(reader)
        passkey = Authenticator.objects.create(user=reader, type="webauthn", data={"name": "Phone"})
        response = client.post(reverse("mfa_remove_webauthn", args=[passkey.pk]))
        assert response.status_code == 403
        assert "Your role needs a second step and this is your last one." in response.content.decode()

    def test_another_passkey_of_somebody_else_is_not_there(self, reader):
        passkey = Authenticator.objects.create(user=make.person(), type="webauthn", data={"name": "Phone"})
        assert make.signed_in(reader).post(reverse("mfa_remove_webauthn", args=[passkey.pk])).status_code == 404

    def test_the_app_cannot_be_switched_off_while_the_role_needs_it(self, reader):
        secret = second_step(reader)
        client = Client()
        sign_in(client)
        client.post(reverse("mfa_authenticate"), {"code": make.code_of(secret)})
        client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})
        page = client.post(reverse("mfa_deactivate_totp")).content.decode()
        assert "You cannot remove your last second step." in page
        assert Authenticator.objects.filter(user=reader, type="totp").exists()


@pytest.mark.django_db(transaction=True)
def test_setting_up_the_app_opens_this_session(reader):
    client = Client()
    sign_in(client)
    client.post(f"{reverse('account_reauthenticate')}", {"password": make.PASSWORD})
    client.get(reverse("mfa_activate_totp"))
    secret = client.session["mfa.totp.secret"]
    assert client.post(reverse("mfa_activate_totp"), {"code": make.code_of(secret)}).url == reverse(
        "mfa_view_recovery_codes"
    )
    assert client.get(HOME).status_code == 200
    assert Authenticator.objects.filter(user=reader, type="recovery_codes").exists()


class TestLimits:
    @pytest.fixture(autouse=True)
    def limits(self, settings):
        settings.ACCOUNT_RATE_LIMITS = {"login": "10/m/ip", "login_failed": "10/m/ip,5/300s/key"}
        cache.clear()
        yield
        cache.clear()

    def test_after_five_wrong_passwords_even_the_right_one_waits(self, reader):
        for _ in range(5):
            sign_in(Client(), password="wrong wrong wrong")
        response = sign_in(Client())
        assert "There were too many tries." in response.content.decode()

    def test_a_forged_source_changes_nothing(self, reader):
        answers = []
        for number in range(12):
            client = Client(headers={"X-Forwarded-For": f"10.0.0.{number}"})
            answers.append(client.post(LOGIN, {"login": f"n{number}@example.org", "password": "wrong wrong wrong"}))
        assert [response.status_code for response in answers][-2:] == [429, 429]


class TestClosedAccounts:
    def test_a_closed_account_is_signed_out_at_the_next_request(self, reader):
        client = make.signed_in(reader)
        assert client.get(HOME).status_code == 200
        reader.is_active = False
        reader.save()
        assert client.get(HOME).url.startswith(LOGIN)

    def test_a_closed_account_cannot_sign_in(self, reader):
        reader.is_active = False
        reader.save()
        client = Client()
        sign_in(client)
        assert client.get(HOME).url.startswith(LOGIN)


@pytest.mark.parametrize(
    ("password", "taken"),
    [
        ("eleven char", False),
        ("a" * 129, False),
        ("qwertyuiop12", False),
        ("password1234", False),
        ("ä sentence of mine", True),
    ],
)
def test_passwords_have_12_to_128_characters_and_are_not_common(password, taken):
    person = make.person(password=make.PASSWORD)
    make.signed_in(person).post(
        "/accounts/password/change/",
        {"oldpassword": make.PASSWORD, "password1": password, "password2": password},
    )
    person.refresh_from_db()
    assert person.check_password(password) is taken


def test_changing_the_password_ends_the_other_sessions():
    person = make.person(password=make.PASSWORD)
    here, elsewhere = make.signed_in(person), make.signed_in(person)
    new = "seven new wooden doors"
    here.post("/accounts/password/change/", {"oldpassword": make.PASSWORD, "password1": new, "password2": new})
    assert elsewhere.get(HOME).url.startswith(LOGIN)


def addresses():
    """Every named address that needs no argument, with namespaces."""

    def walk(patterns, namespace="", before="/"):
        for pattern in patterns:
            path = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                inside = f"{pattern.namespace}:" if pattern.namespace else ""
                yield from walk(pattern.url_patterns, namespace + inside, path)
            elif isinstance(pattern, URLPattern) and pattern.name and not re.search(r"[<^(]", path):
                yield namespace + pattern.name, path

    return sorted(set(walk(get_resolver().url_patterns)))
