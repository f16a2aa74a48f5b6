"""What an answer costs in queries: as much for many rows as for few, and little beyond a signed-in constant page."""

from collections.abc import Callable

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

CONSTANT = "/help/"
"""The simplest page that a signed-in person can ask for: the frame, and the same words for everybody."""

OF_THE_TEST = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")
"""Inside a test, which is a transaction, every transaction of the portal's is a savepoint; in life it is no query."""


def counted(done: Callable[[], object]) -> list[str]:
    """The queries of whatever is done, in their order."""
    with CaptureQueriesContext(connection) as captured:
        done()
    return [query["sql"] for query in captured if not query["sql"].startswith(OF_THE_TEST)]


def queries(browser: Client, address: str, answers: dict[str, object] | None = None) -> list[str]:
    """What a page asks of the database once everything that happens at the first visit has happened.

    With ``answers`` they are posted, and have to be accepted; else the page is opened.
    """
    answer: list[HttpResponse] = []
    if answers is None:
        browser.get(address)
        found = counted(lambda: answer.append(browser.get(address)))
    else:
        found = counted(lambda: answer.append(browser.post(address, answers)))
    assert answer[0].status_code == (200 if answers is None else 302)
    return found


def beyond_the_constant_page(browser: Client, address: str, answers: dict[str, object] | None = None) -> int:
    """How many queries more than the constant page an address costs this person."""
    return len(queries(browser, address, answers)) - len(queries(browser, CONSTANT))
