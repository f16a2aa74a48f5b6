"""What the record and a full home page cost in queries: the same for little and for much, within what is stated."""

import datetime

import pytest
from django.utils import timezone

from tests import make
from tests.queries import beyond_the_constant_page

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
RECORD_AT_MOST = 27
"""Queries of an apprentice's record beyond the constant page: eight sections of four apps, and what is open on it."""


def test_the_record_costs_each_of_those_who_read_it_the_same_for_little_and_for_much():
    apprentice, manager, tutor = make.apprentice_with_people()
    make.training_plan(apprentice)
    make.portfolio_frameworks(apprentice)
    placement = make.placement(apprentice, hours=None)
    readers = {
        "apprentice": apprentice.person,
        "line manager": manager,
        "tutor": tutor,
        "practice educator": placement.practice_educator.person,
        "workforce lead": make.appointment(at=apprentice.employer, as_="workforce_lead").person,
        "compliance officer": make.appointment(at=apprentice.cohort.university, as_="compliance_officer").person,
    }

    def more(number):
        for days in range(number):
            make.entry(apprentice, date=TODAY - datetime.timedelta(days=days), submitted=True)
            make.sent_evidence(apprentice)
            make.involvement(apprentice, "mentor", person=make.person())

    def costs():
        browsers = {reader: make.signed_in(person) for reader, person in readers.items()}
        address = f"/apprentices/{apprentice.reference}/"
        return {reader: beyond_the_constant_page(browser, address) for reader, browser in browsers.items()}

    more(2)
    few = costs()
    more(10)

    assert costs() == few
    assert {reader: cost for reader, cost in few.items() if cost > RECORD_AT_MOST} == {}


def test_what_is_there_for_few_is_read_only_where_it_is_there():
    """A break to agree costs its own reading, and nobody else's home page a query."""
    apprentice, manager, _ = make.apprentice_with_people()
    _, other_manager, _ = make.apprentice_with_people()
    quiet = beyond_the_constant_page(make.signed_in(other_manager), "/")
    assert beyond_the_constant_page(make.signed_in(manager), "/") == quiet

    make.asked_break(apprentice, starts_in=9)

    page = make.signed_in(manager)
    assert f"Read the break in learning asked for by {apprentice}" in page.get("/").content.decode()
    assert beyond_the_constant_page(page, "/") == quiet + 2
    assert beyond_the_constant_page(make.signed_in(other_manager), "/") == quiet
