"""Until the one moment of release nothing that anybody reads differs between a pass and a fail: not by a byte.

Everybody who does not decide walks through every page that they can reach, once in a world in which the portfolio is
passed and once in one in which it is not. Pages, downloads, feeds and mails are compared.
"""

import datetime
import re
from importlib import import_module
from itertools import count

import pytest
import time_machine
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.urls import reverse

from apprentices.models import Involvement
from assessment.operations import boards
from core.notifications.models import Message
from tests import make
from tests.make import decisions

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NOW = datetime.datetime(2027, 3, 9, 10, 30, tzinfo=datetime.UTC)
SCRAPED = (
    (r"csrfmiddlewaretoken\" value=\"\w+\"", "csrf"),
    (r"name=\"once\" value=\"[^\"]+\"", "once"),
    (r"nonce=\"[^\"]+\"", "nonce"),
    (r"content=\"[0-9a-f]{16}\"", "whose drafts"),
    (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "id of the device"),
    (r"[0-9a-f]{64}", "hash"),
    (r"/link/[\w-]+/", "/link/token/"),
    (r"\b[2-9b-df-hj-np-tv-z]{12}\b", "reference"),
    (r"(Team|Council|University|Consortium|Service|adults|children|Cohort|Borough|Person) \d+", r"\1"),
    (r"(person|user|council|university|borough|cohort)[-_]?\d+", r"\1"),
    (r"\bSW\d{6}\b", "SW"),
)
"""What is random or counted on in every page, whatever is decided."""

MOST_PAGES = 90
HREF = re.compile(r'href="(/[^"#]*)"')
LEFT_OUT = ("/accounts/", "/static/", "/demo", "/help", "/favicon", "/notices")


def plain(text: str) -> str:
    for pattern, said in SCRAPED:
        text = re.sub(pattern, said, text)
    return text


def walk(user) -> list[tuple[str, str]]:
    """Every page and download that somebody reaches from their home page, as it reads."""
    browser = make.signed_in(user)
    ahead, seen, found = [reverse("portal:home"), f"{reverse('portal:search')}?q=Amara"], set(), []
    while ahead and len(found) < MOST_PAGES:
        address = ahead.pop(0)
        if plain(address) in seen or address.startswith(LEFT_OUT):
            continue
        seen.add(plain(address))
        answer = browser.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        is_sheet = body[:2] == b"PK"
        text = "" if is_sheet else body.decode()
        found.append((plain(address), f"{answer.status_code} {plain(text)}"))
        ahead += [link.replace("&amp;", "&") for link in HREF.findall(text)]
    return found


def number_from_the_start() -> None:
    """Let PostgreSQL count its rows as if no world had been before: it does not take back the numbers of a rollback."""
    every = apps.get_models(include_auto_created=True)
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), every):
            cursor.execute(sql)


def world(outcome: str, upto: str) -> tuple[dict[str, list[tuple[str, str]]], list[tuple[str, str, str]]]:
    """A world in which a portfolio gets so far, and what everybody who does not decide reads in it."""
    number_from_the_start()
    for name in ("consortium", "people", "placements", "selection"):  # by name: make.consortium is a function too
        vars(import_module(f"tests.make.{name}"))["numbers"] = count(1)  # the same invented names in both worlds
    chain = decisions.chain(supervisor=make.person("Sol Campbell"))
    employer, university = chain.apprentice.employer, chain.apprentice.cohort.university
    readers = {
        "apprentice": chain.amara,
        "manager": chain.manager,
        "supervisor": chain.placement.supervisor,
        "lead": make.appointment(make.person("Lena Ford"), at=employer).person,
        "principal": make.appointment(make.person("Pia Cole"), at=employer, as_="principal_social_worker").person,
        "coordinator": make.appointment(make.person("Cy Reed"), at=university, as_="placement_coordinator").person,
        "compliance": make.appointment(make.person("Kim Day"), at=university, as_="compliance_officer").person,
        "mentor": make.involvement(chain.apprentice, Involvement.Kind.MENTOR, person=make.person("Mo Hart")).person,
        "host": make.appointment(
            make.person("Hal Moss"), at=chain.placement.setting.organisation, as_="practice_educator_lead"
        ).person,
    }
    STEPS[upto](chain, outcome)
    mails = sorted(
        (message.to.name, plain(message.subject), plain(message.body))
        for message in Message.objects.filter(to__in=readers.values())
    )
    return {name: walk(user) for name, user in readers.items()}, mails


def _recommended(chain, outcome):
    return decisions.recommended(_handed_in(chain), outcome, by=chain.grace, without_report_because="She is on leave.")


def _handed_in(chain):
    return decisions.handed_in(chain)


def _answered(chain, outcome):
    submission = decisions.reviewed(_recommended(chain, outcome), by=chain.helen)
    if outcome == "fail":
        decisions.second_opinion(chain, submission, "accepted")
    return submission


def _decided(chain, outcome):
    submission = decisions.reviewed(_recommended(chain, outcome), by=chain.helen)
    if outcome == "fail":
        decisions.second_opinion(chain, submission)
    decisions.panel_said(chain, submission)
    sitting = decisions.board(chain)
    decisions.decided(chain, submission, sitting)
    boards.close_results(sitting, by=chain.secretary)


STEPS = {"recommended": _recommended, "answered": _answered, "decided": _decided}


@pytest.mark.parametrize("upto", list(STEPS))
def test_before_the_release_a_pass_and_a_fail_are_the_same_to_the_last_byte(upto):
    found = {}
    with time_machine.travel(NOW, tick=False):
        for outcome in ("pass", "fail"):
            with transaction.atomic():
                found[outcome] = world(outcome, upto)
                transaction.set_rollback(True)
    (passed, told_of_pass), (failed, told_of_fail) = found["pass"], found["fail"]
    assert told_of_pass == told_of_fail
    for name, pages in passed.items():
        assert len(pages) > 5, name
        assert [address for address, _ in pages] == [address for address, _ in failed[name]], name
        for (address, one), (_, other) in zip(pages, failed[name], strict=True):
            assert one == other, (name, address)


def test_what_is_compared_does_differ_once_it_is_released():
    with time_machine.travel(NOW, tick=False):
        chain = decisions.chain()
        submission = decisions.released(chain, "fail", at=NOW + datetime.timedelta(hours=2))
        record = reverse("apprentices:record", args=[chain.apprentice.reference])
        page = make.signed_in(chain.manager).get(record).content.decode()
        assert "Not passed, one repeat allowed" in page
        assert "No employment decision should rest on it" in page
        own = make.signed_in(chain.amara).get(reverse("assessment:submission", args=[submission.reference]))
        assert "This result is provisional" in own.content.decode()
