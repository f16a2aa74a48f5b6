"""Who may open what: every address × everybody in the cast. Who is not named in the matrix is refused, in words or as
if nothing were there. An address without a row fails."""

from __future__ import annotations

from copy import deepcopy

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from tests.access import addresses
from tests.access.matrix import DOORS, ROWS

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("plain")]
ADDRESSES = addresses.every_address()


def is_let_in(response: HttpResponse) -> bool:
    """Whether somebody got the page, or its own answer to an empty form. 403, 404 and a closed link (410) are doors."""
    if response.status_code in (301, 302):
        return not response.url.startswith(DOORS)
    return response.status_code in (200, 204, 400, 409, 422)


def test_every_address_has_a_row():
    assert {name for name, _ in ROWS} == set(ADDRESSES)


@pytest.mark.parametrize(("name", "method"), sorted(ROWS), ids=lambda part: part)
def test_only_those_named_are_let_in(world, name, method):
    url = reverse(name, kwargs=addresses.arguments(world, ADDRESSES[name]))
    posted = addresses.posted(world, name) if method == "post" else None
    let_in = set()
    for who, browser in world.browsers.items():
        cookies = deepcopy(browser.cookies)
        with transaction.atomic():
            if is_let_in(getattr(browser, method)(url, posted)):
                let_in.add(who)
            transaction.set_rollback(True)
        browser.cookies = cookies
    assert let_in == ROWS[name, method]
