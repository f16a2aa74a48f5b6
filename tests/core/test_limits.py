"""One source cannot post without end what anybody may post; everybody else goes on as before."""

from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from core import links
from core.accounts.models import User
from core.notifications.models import Message
from recruitment.models import Application, Booking
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def limits(settings):
    settings.ACCOUNT_RATE_LIMITS = {"public_form": "2/10m/ip", "fresh_link": "2/10m/ip", "one_time_code": "2/10m/ip"}
    cache.clear()
    yield
    cache.clear()


def from_elsewhere():
    return Client(REMOTE_ADDR="192.0.2.7")


def answers(url, *posts, client=Client):
    return [client().post(url, data).status_code for data in posts]


def people(number):
    return [{"name": f"Person {n}", "email": f"p{n}@example.org"} for n in range(number)]


def test_a_source_that_books_and_books_is_asked_to_wait_and_others_book_on():
    session = make.information_session(capacity=9)
    url = reverse("recruitment:session", args=[session.reference])
    assert answers(url, *people(4)) == [302, 302, 429, 429]
    assert answers(url, {"name": "Ada", "email": "ada@example.org"}, client=from_elsewhere) == [302]
    assert set(Booking.objects.values_list("person__email", flat=True)) == {
        "p0@example.org",
        "p1@example.org",
        "ada@example.org",
    }


def test_beginning_an_application_counts_with_bookings():
    campaign = make.campaign()
    session = make.information_session(campaign)
    answers(reverse("recruitment:session", args=[session.reference]), *people(1))
    assert answers(reverse("recruitment:begin", args=[campaign.reference]), *people(2)) == [302, 429]
    assert Application.objects.count() == 1


@pytest.mark.parametrize("name", ["recruitment:fresh_link", "apprentices:fresh_link"])
def test_asking_for_fresh_links(name):
    assert answers(reverse(name), *people(3)) == [302, 302, 429]


def test_a_fresh_link_in_place_of_one_that_has_run_out():
    assert answers(reverse("fresh_link", args=["nobody-ever-had-this"]), {}, {}, {}) == [302, 302, 429]


def test_one_time_codes_asked_for_and_tried_over_many_links():
    apprentice = make.apprentice()
    statuses = []
    for _ in range(3):
        manager = make.line_manager(apprentice)
        _, address = links.make(person=manager, purpose="confirm_time", subject=manager)
        browser = Client()
        browser.get(urlsplit(address).path)
        url = reverse("apprentices:link_code", args=[manager.reference])
        statuses.append(browser.post(url, {"code": "000000", "name": "M", "role": "Line manager"}).status_code)
    assert statuses == [200, 200, 429]


@pytest.mark.parametrize("name", ["agree_by_link", "send_agreement_code"])
def test_one_time_codes_of_a_break_in_learning(name):
    asked = make.asked_break(make.apprentice_with_people()[0], starts_in=5)
    manager = asked.apprentice.involvements.get(kind="line_manager").person
    _, address = links.make(person=manager, purpose="agree_break", subject=asked)
    browser = Client()
    browser.get(urlsplit(address).path)
    url = reverse(f"apprentices:{name}", args=[asked.reference])
    typed = {"code": "000000", "name": "M", "role": "Line manager", "terms": asked.terms, "confirmed": "on"}
    assert browser.post(url, typed).status_code in (200, 302)
    assert browser.post(url, typed).status_code in (200, 302)
    assert browser.post(url, typed).status_code == 429


def test_looking_is_not_counted_and_a_forged_source_changes_nothing():
    url = reverse("recruitment:fresh_link")
    assert [Client().get(url).status_code for _ in range(5)] == [200] * 5
    forged = [
        Client(headers={"X-Forwarded-For": f"10.0.0.{n}"}).post(url, {"email": f"p{n}@example.org"}).status_code
        for n in range(3)
    ]
    assert forged == [302, 302, 429]


def test_the_answer_is_a_page_that_says_what_to_do():
    url = reverse("recruitment:fresh_link")
    answers(url, *people(2))
    page = Client().post(url, {"email": "p9@example.org"}).content.decode()
    assert "Wait a few minutes, go back and try again." in page


def test_where_the_cache_is_down_people_are_let_in():
    away = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "redis://127.0.0.1:1/0",
        "OPTIONS": {"socket_connect_timeout": 1},
    }
    url = reverse("recruitment:session", args=[make.information_session().reference])
    with override_settings(CACHES={"default": away}):
        assert answers(url, *people(3)) == [302, 302, 302]


def test_the_product_itself_limits_each_of_them():
    from config.settings import base

    assert {"public_form", "fresh_link", "one_time_code", "login", "login_failed"} <= set(base.ACCOUNT_RATE_LIMITS)


def test_nobody_is_written_to_by_a_post_that_was_refused():
    url = reverse("recruitment:begin", args=[make.campaign().reference])
    answers(url, *people(3))
    assert not User.objects.filter(email="p2@example.org").exists()
    assert not Message.objects.filter(to_email="p2@example.org").exists()
