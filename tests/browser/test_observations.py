"""A direct observation from the plan to the signature: the apprentice, the supervisor who observes, the educator."""

import datetime
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from assessment.models import Observation
from core.audit.sealing import verify
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
expect.set_options(timeout=15_000)


@pytest.fixture
def placement(site):
    made = make.observed_placement(
        make.portfolio_owner("Amara Johnson"),
        practice_educator=make.educator("Grace Mensah"),
        supervisor=make.person("Sol Campbell"),
    )
    return made


def fill_moment(page, date, time):
    for part, value in (("Day", date.day), ("Month", date.month), ("Year", date.year)):
        page.get_by_label(part, exact=True).fill(str(value))
    page.get_by_label(re.compile("At what time|When did it begin")).fill(time)


def test_a_direct_observation_from_the_plan_to_the_signature(visitor, placement, looks_right):
    phone, site_desk, desk = (
        visitor(placement.apprentice.person),
        visitor(placement.supervisor),
        visitor(placement.practice_educator.person),
    )

    plan_it(phone, looks_right)
    they_agree_and_it_is_moved(phone, looks_right)
    take_notes_without_a_signal_and_report(site_desk, looks_right)
    reflect(phone, looks_right)
    countersign(desk, looks_right)

    made = Observation.objects.get()
    assert (made.state, made.minutes, made.observer_as) == (Observation.State.SIGNED, 45, "supervisor")
    assert list(verify()) == []
    phone.goto("/assessment/")
    phone.get_by_role("link", name="What your evidence covers").click()
    looks_right(phone)


def plan_it(page, looks_right):
    page.goto("/assessment/")
    page.get_by_role("link", name="Direct observations in placements").click()
    expect(page.get_by_text("0 of 3 observed, 0 of 2 by the practice educator.")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Plan an observation").click()
    page.get_by_label("Sol Campbell, workplace supervisor").check()
    fill_moment(page, timezone.localdate() + datetime.timedelta(days=2), "14:30")
    page.get_by_label("Where, in neutral words").fill("A visit at home")
    page.get_by_label("What the apprentice wants to show").fill("Whose agenda the first conversation follows.")
    looks_right(page)
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_text("Planned, and the others have been told.")).to_be_visible()
    looks_right(page)


def they_agree_and_it_is_moved(page, looks_right):
    page.get_by_role("button", name="The person or family agreed").click()
    page.get_by_label("In words, face to face or by phone").check()
    today = timezone.localdate()
    for part, value in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        page.get_by_label(part, exact=True).fill(str(value))
    page.get_by_role("button", name="Save that they agreed").click()
    expect(page.get_by_text("Tell them that they can cancel, then tick this").first).to_be_visible()
    looks_right(page)
    page.get_by_label("They know that they can cancel").check()
    page.get_by_role("button", name="Save that they agreed").click()
    page.get_by_role("link", name="Move it").click()
    fill_moment(page, today + datetime.timedelta(days=3), "10:00")
    page.get_by_label("The person or family wished it").check()
    looks_right(page)
    page.get_by_role("button", name="Move it").click()
    expect(page.get_by_text("That is their right at any time, and no failure of anybody.")).to_be_visible()
    looks_right(page)
    page.get_by_role("link", name="Cancel it").click()
    looks_right(page)


def take_notes_without_a_signal_and_report(page, looks_right):
    page.goto("/")
    page.get_by_role("link", name="Observe Amara Johnson at work").click()
    looks_right(page)
    page.get_by_role("button", name="It took place").click()
    page.context.set_offline(True)
    page.get_by_label("Your notes").fill("Asked what mattered. Waited.")
    expect(page.locator(".app-draft-status")).to_contain_text("It is kept on this device")
    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_label("Your notes")).to_have_value("Asked what mattered. Waited.")
    fill_moment(page, timezone.localdate() - datetime.timedelta(days=1), "10am")
    page.get_by_label("How long was it?").fill("45 minutes")
    looks_right(page)
    page.get_by_role("button", name="Save, and go on to the report").click()

    expect(page.get_by_label("What you saw", exact=True)).to_have_value("Asked what mattered. Waited.")
    page.get_by_label("What you saw", exact=True).fill("She asked what mattered. A child born 3 March 2019 played.")
    page.get_by_label(re.compile("PCF statement 1")).fill("She put her list away.")
    page.get_by_role("button", name="Check before you sign").click()
    expect(page.get_by_text("Take out what looks like a date of birth").first).to_be_visible()
    looks_right(page)
    page.get_by_label("What you saw", exact=True).fill("She asked what mattered. A child played.")
    page.get_by_role("button", name="Check before you sign").click()
    expect(page.get_by_text("I observed Amara Johnson as workplace supervisor.")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("Signed. Amara Johnson reads your report now")).to_be_visible()
    page.get_by_role("link", name="Write down what the person or family said").click()
    page.get_by_label("What they said about it").fill("She listened to me.")
    page.get_by_label("In words, face to face or by phone").check()
    today = timezone.localdate()
    for part, value in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        page.get_by_label(part, exact=True).fill(str(value))
    page.get_by_label("They know that the apprentice").check()
    looks_right(page)
    page.get_by_role("button", name="Save what they said").click()
    expect(page.get_by_text("She listened to me.")).to_be_visible()
    looks_right(page)


def reflect(page, looks_right):
    page.goto("/")
    page.get_by_role("link", name="Write your reflection on an observation").click()
    page.get_by_role("button", name="Write your reflection").click()
    expect(page.get_by_text("She put her list away.")).to_be_visible()
    page.get_by_label("Your reflection").fill("I would say at the start how long we have.")
    looks_right(page)
    page.get_by_role("button", name="Send your reflection").click()
    expect(page.get_by_text("your practice educator judges and signs next")).to_be_visible()
    looks_right(page)


def countersign(page, looks_right):
    page.goto("/")
    page.get_by_role("link", name="Judge and sign an observation of Amara Johnson").click()
    page.get_by_role("button", name="Judge and sign").click()
    page.get_by_label("Sufficient").check()
    page.get_by_label("Your judgement in words").fill("She listens before she acts.")
    looks_right(page)
    page.get_by_role("button", name="Check before you sign").click()
    expect(page.get_by_text("I countersign the report of Sol Campbell.")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text(re.compile("Fingerprint of what was signed: [0-9a-f]{64}"))).to_be_visible()
    looks_right(page)


def test_how_many_are_asked_for_and_how_many_there_are(visitor, placement, looks_right):
    make.observation(placement, observer=placement.supervisor)
    office = visitor(make.placement_coordinator(placement.apprentice))
    office.goto(f"/placements/{placement.reference}/")
    expect(office.get_by_text("1 of 3 observed, 0 of 2 by the practice educator; 1 signed.")).to_be_visible()
    looks_right(office)
    office.get_by_role("link", name=re.compile("^How many")).click()
    office.get_by_label("Placement 1: observations in all").fill("4")
    looks_right(office)
    office.get_by_role("button", name="Save").click()
    expect(office.get_by_text("It holds for placements under way too.")).to_be_visible()
    page = visitor(placement.practice_educator.person)
    page.goto("/assessment/observations/")
    looks_right(page)
