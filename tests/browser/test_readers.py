"""Readers from other boroughs: an offer is made and confirmed, a panel asks, the reader answers, all see balances."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apprentices.equality import Grouped
from assessment.equity.figures import figures_of
from assessment.equity.outcomes import Outcome
from assessment.models import EquityReport, PortfolioReader, ReadingRequest
from tests import make

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def panel(site):
    """A panel of a university with one portfolio that is read in full, and three people on the register."""
    made = make.panel_declared(make.assessment_panel(make.portfolio_for_panel()))
    make.item_in_full(made.items[0])
    for name in ("Rosa Reader", "Sam Second"):
        make.portfolio_reader(name)
    make.portfolio_reader("Tess Third", service="children")
    return made


def test_from_an_offer_to_two_readers_who_are_named(visitor, panel, looks_right):
    service = make.service(name="Sutton adults")
    lead = make.appointment(make.person("Lena Lead"), service, "workforce_lead").person
    offering = make.appointment(make.person("Uma Offers"), service, "practice_educator").person
    page = visitor(offering)
    page.goto("/assessment/readers/")
    looks_right(page)
    page.get_by_role("button", name="Offer to read").click()
    page.get_by_label("Adults' and children's services").check()
    page.get_by_label("End of last placement").check()
    looks_right(page)
    page.get_by_role("button", name="Offer to read").click()
    expect(page.get_by_text("has been asked to confirm it")).to_be_visible()
    looks_right(page)
    office = visitor(lead)
    office.goto("/")
    office.get_by_role("link", name="Answer the offer of Uma Offers to read portfolios").click()
    office.get_by_label("Yes: they may read").check()
    looks_right(office)
    office.get_by_role("button", name="Send the answer").click()
    looks_right(office)
    assert PortfolioReader.objects.get(person=offering).state == PortfolioReader.State.CONFIRMED

    desk = visitor(panel.secretary)
    desk.goto(f"/assessment/readers/panels/{panel.meeting.reference}/")
    looks_right(desk)
    desk.get_by_role("button", name="Ask these readers").click()
    expect(desk.get_by_text("2 readers asked")).to_be_visible()
    looks_right(desk)
    for request in ReadingRequest.objects.select_related("reader__person"):
        reader = visitor(request.reader.person)
        reader.goto("/")
        reader.get_by_role("link", name="Say whether you will read a portfolio").click()
        looks_right(reader)
        reader.get_by_label("I have had nothing to do with this apprentice").check()
        reader.get_by_role("button", name="Yes, I will read it").click()
        looks_right(reader)
    desk.reload()
    looks_right(desk)
    desk.get_by_role("button", name="Give them seats and name them as readers").click()
    expect(desk.get_by_text("Readers of 1 portfolio named")).to_be_visible()
    desk.get_by_role("link", name="Who reads for whom").click()
    looks_right(desk)


def test_whom_to_choose_when_the_rule_finds_too_few(visitor, panel, looks_right):
    PortfolioReader.objects.filter(person__name="Sam Second").update(service="children")
    desk = visitor(panel.secretary)
    desk.goto(f"/assessment/readers/panels/{panel.meeting.reference}/")
    expect(desk.get_by_text("One reader is missing.")).to_be_visible()
    looks_right(desk)
    desk.get_by_role("link", name="Choose somebody yourself").click()
    looks_right(desk)
    desk.get_by_label("Sam Second").check()
    desk.get_by_label("Why them?").fill("Has read at this level before.")
    desk.get_by_role("button", name="Ask this reader").click()
    expect(desk.get_by_text("Chosen because: Has read at this level before.")).to_be_visible()


def test_outcomes_by_group_and_what_they_cannot_say(visitor, site, looks_right):
    university = make.university("University of Wandle")
    officer = make.appointment(make.person(), university, "compliance_officer").person
    passed, not_passed = Outcome.STRAIGHT.value, Outcome.NOT_PASSED.value
    counts = {
        "Female": {passed: 160, not_passed: 15},
        "Male": {passed: 31, not_passed: 14},
        "Not said": {passed: 4},
    }
    outcomes = dict(enumerate([passed] * 195 + [not_passed] * 29))
    EquityReport.objects.create(
        university=university,
        year=2025,
        first_day=timezone.localdate(),
        last_day=timezone.localdate(),
        figures=figures_of(outcomes, [Grouped("sex", "By sex", counts)]),
    )
    desk = visitor(officer)
    desk.goto("/assessment/outcomes/")
    looks_right(desk)
    desk.get_by_role("link", name="2023 to 2026: University of Wandle").click()
    expect(desk.get_by_text("Nothing can be said: hidden.").first).to_be_visible()
    looks_right(desk)
