"""Whatever is sent to an address, it answers in words: a page, a form with its errors, a refusal. Never with a 500."""

from __future__ import annotations

from copy import deepcopy

import pytest
from django.db import transaction
from django.urls import reverse

from tests.access import addresses, hostile
from tests.access.matrix import ROWS
from tests.access.test_of_allauth import OPEN

pytestmark = [pytest.mark.django_db, pytest.mark.hostile, pytest.mark.usefixtures("plain")]
ADDRESSES = addresses.every_address()
SEEN_MOST = ("lead", "coordinator", "consortium", "tutor", "placements", "apprentice", "member")
"""Of several who may come, one for whom there is something on the page."""
LOOKED_AT = sorted(name for name, method in ROWS if method == "get" and ROWS[name, method])
POSTED_TO = sorted(name for name, method in ROWS if method == "post" and ROWS[name, method])
WITH_A_PLACE = sorted(name for name, path in ADDRESSES.items() if "<" in path)
PLACES_OF_ALLAUTH = {
    "account_confirm_email": {"key": "nobody-ever-had-this"},
    "account_reset_password_from_key": {"uidb36": "9" * 400, "key": "nobody-ever-had-this"},
    "mfa_edit_webauthn": {"pk": int("9" * 25)},
    "mfa_remove_webauthn": {"pk": int("9" * 25)},
}
SAYS_SO = (200, 204, 301, 302, 303, 400, 403, 404, 405, 409, 410, 413, 422, 429)


@pytest.fixture
def ask(world):
    """Ask as somebody who may; what it did is rolled back."""

    def asked(name, method, url="", data=None, *, times=1):
        browser = world.browsers[who_may(name, method)]
        cookies = deepcopy(browser.cookies)
        url = url or reverse(name, kwargs=addresses.arguments(world, ADDRESSES[name]))
        with transaction.atomic():
            for _ in range(times):
                response = getattr(browser, method)(url, data)
                response.content if not response.streaming else b"".join(response.streaming_content)
            transaction.set_rollback(True)
        browser.cookies = cookies
        assert response.status_code in SAYS_SO, (url[:200], method, response.status_code)
        return response

    return asked


def who_may(name, method):
    """Somebody who is let in; where the demo's doors are shut to all, somebody who is not."""
    may = ROWS.get((name, method)) or ROWS.get((name, "post")) or {"lead"}
    return next((who for who in SEEN_MOST if who in may), min(may))


@pytest.mark.parametrize("name", LOOKED_AT)
def test_a_page_answers_whatever_it_is_asked_with(ask, name):
    for query in hostile.queries(ask(name, "get")):
        ask(name, "get", data=query)


@pytest.mark.parametrize("name", WITH_A_PLACE)
def test_an_address_of_something_else_or_of_nothing_leads_nowhere(world, ask, name):
    method = "get" if (name, "get") in ROWS else "post"
    fitting = addresses.arguments(world, ADDRESSES[name])
    others = [world.hackney.reference, world.other_session.reference]
    for place, kind in addresses.places(ADDRESSES[name]).items():
        for value in hostile.references(kind, others):
            ask(name, method, reverse(name, kwargs={**fitting, place: value}))


@pytest.mark.parametrize("name", POSTED_TO)
def test_a_form_answers_whatever_is_posted(world, ask, name):
    page = ask(name, "get") if (name, "get") in ROWS else None
    for data in hostile.posts(page):
        ask(name, "post", data=data)
    ask(name, "post", data=hostile.fitting(page), times=2)


@pytest.mark.parametrize("who", ["nobody", "lead"])
@pytest.mark.parametrize("name", sorted(OPEN))
def test_a_page_of_allauth_answers_whatever_it_is_sent(world, who, name):
    browser, places = world.browsers[who], PLACES_OF_ALLAUTH.get(name, {})
    url, cookies = reverse(name, kwargs=places), deepcopy(browser.cookies)
    with transaction.atomic():
        page = browser.get(url)
        for data in (*hostile.posts(page), hostile.fitting(page)):
            assert browser.post(url, data).status_code in SAYS_SO
        for query in hostile.queries(page):
            assert browser.get(url, query).status_code in SAYS_SO
        transaction.set_rollback(True)
    browser.cookies = cookies
