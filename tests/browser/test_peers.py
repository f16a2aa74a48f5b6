"""A shadowing day from the offer to the credited hours, released by link; a learning set from joining to its notes."""

from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apprentices.models import LearningSet, SetMeeting, ShadowingAsk, ShadowingDay, Standing
from apprentices.operations import peers
from core.audit.sealing import verify
from tests import make
from tests.browser.mails import code_in, link_in

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = timezone.localdate()
AHEAD = make.next_working_day()


@pytest.fixture
def places(site):
    return make.boroughs("Camden", "Hackney")


@pytest.fixture
def amara(places):
    return make.learner("Amara Johnson", at=places[1])


def test_a_day_is_offered_asked_for_released_agreed_held_and_credited(visitor, places, amara, looks_right):
    host = make.host(places[0], "Grace Mensah")
    desk, phone, by_link = visitor(host), visitor(amara.person), visitor()

    offer_a_day(desk, looks_right)
    ask_for_it(phone, looks_right)
    release_by_link(by_link, amara, looks_right)
    agree(desk, looks_right)
    the_day_comes()
    say_who_was_there(desk, looks_right)
    reflect(phone, looks_right)

    assert Standing.objects.get(pk=amara.pk).confirmed_hours == Decimal("5.5")
    assert list(verify()) == []


def offer_a_day(page, looks_right):
    page.goto("/apprentices/shadowing/")
    looks_right(page)
    page.get_by_role("link", name="Offer a day").click()
    page.get_by_role("button", name="Offer it").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    looks_right(page)
    page.get_by_label("What is the day?").fill("AMHP duty desk")
    page.get_by_label("What will an apprentice see?").fill("Calls, planning, writing up.")
    page.get_by_label("On which dates?").fill(f"{AHEAD:%d/%m/%Y}")
    page.get_by_label("Start time").fill("09:30")
    page.get_by_label("End time").fill("16:30")
    page.get_by_label("Hours of learning").fill("6")
    page.get_by_label("Place", exact=True).fill("Town Hall, ask for Grace")
    page.get_by_label("I accept this for my team").check(force=True)
    page.get_by_role("button", name="Offer it").click()
    expect(page.get_by_text("Apprentices of the consortium see it now.")).to_be_visible()
    looks_right(page)


def ask_for_it(page, looks_right):
    page.goto("/apprentices/time/")
    page.get_by_role("link", name="Find a shadowing day").click()
    looks_right(page)
    page.get_by_role("link", name="AMHP duty desk").click()
    looks_right(page)
    page.get_by_role("button", name="Ask for this day").click()
    looks_right(page)
    page.get_by_label("What do you want to learn there?").fill("How thresholds are weighed.")
    page.get_by_label("I keep to this").check(force=True)
    page.get_by_role("button", name="Ask for this day").click()
    expect(page.get_by_text("Your line manager releases you first")).to_be_visible()
    looks_right(page)


def release_by_link(page, amara, looks_right):
    manager = make.manager_of(amara)
    page.goto(link_in(manager.email))
    looks_right(page)
    page.get_by_role("button", name="Send a code").click()
    page.get_by_label("Code", exact=True).fill(code_in(manager.email))
    page.get_by_label("Your full name").fill("Tom Okafor")
    page.get_by_label("Yes, in paid time").check(force=True)
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("The host is asked now")).to_be_visible()
    looks_right(page)


def agree(page, looks_right):
    page.goto("/")
    expect(page.get_by_text("Answer who asks for “AMHP duty desk”")).to_be_visible()
    page.get_by_role("link", name="Answer who asks for “AMHP duty desk”").click()
    expect(page.get_by_text("Amara, Hackney, year 1").first).to_be_visible()
    expect(page.get_by_text("Johnson")).to_have_count(0)
    looks_right(page)
    page.get_by_role("link", name="Answer", exact=False).first.click()
    looks_right(page)
    page.get_by_label("Yes", exact=True).check(force=True)
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("Amara has a place.")).to_be_visible()
    looks_right(page)


def the_day_comes():
    """Two weeks later: the day lies behind."""
    past = make.last_working_day()
    ShadowingDay.objects.update(date=past)
    ShadowingAsk.objects.get().apprentice.calendar.update(date=past)


def say_who_was_there(page, looks_right):
    page.goto("/")
    page.get_by_role("link", name="Say who was at “AMHP duty desk”").click()
    looks_right(page)
    page.get_by_label("Was there for less").check(force=True)
    page.get_by_label("Hours of Amara").fill("5.5")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved: 1 apprentice there.")).to_be_visible()
    looks_right(page)


def reflect(page, looks_right):
    page.goto("/")
    page.get_by_role("link", name="Write what you take from “AMHP duty desk”").click()
    looks_right(page)
    page.get_by_label("What do you take from the day?").fill("It decides what it does not know.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("5.5 hours are credited; you need not log them.").first).to_be_visible()
    looks_right(page)
    page.goto("/apprentices/shadowing/mine/")
    looks_right(page)
    page.goto("/apprentices/me/")
    looks_right(page)


def test_a_learning_set_is_begun_joined_met_and_noted(visitor, places, amara, looks_right):
    facilitator = make.host(places[0], "Grace Mensah")
    desk, phone = visitor(facilitator), visitor(amara.person)

    begin(desk, looks_right)
    one = LearningSet.objects.get()
    for _ in range(3):
        peers.join_learning_set(one, apprentice=make.learner(at=places[0]))
    join(phone, looks_right)
    plan(desk, one, looks_right)
    SetMeeting.objects.update(date=make.last_working_day())
    amara.calendar.update(date=make.last_working_day())
    take_the_register(desk, looks_right)
    write_and_agree(phone, one, looks_right)

    assert Standing.objects.get(pk=amara.pk).confirmed_hours == Decimal(2)


def begin(page, looks_right):
    page.goto("/apprentices/learning-sets/")
    page.get_by_role("link", name="Begin a learning set").click()
    looks_right(page)
    page.get_by_label("Topic").fill("Thresholds")
    page.get_by_role("button", name="Begin the set").click()
    expect(page.get_by_role("link", name="Thresholds")).to_be_visible()
    looks_right(page)


def join(page, looks_right):
    page.goto("/apprentices/learning-sets/")
    page.get_by_role("link", name="Thresholds").click()
    looks_right(page)
    page.get_by_role("button", name="Join this set").click()
    expect(page.get_by_text("You are in.")).to_be_visible()
    looks_right(page)


def plan(page, one, looks_right):
    page.goto(f"/apprentices/learning-sets/{one.reference}/")
    looks_right(page)
    page.get_by_role("button", name="Plan a meeting").click()
    for part, value in (("Day", AHEAD.day), ("Month", AHEAD.month), ("Year", AHEAD.year)):
        page.get_by_label(part, exact=True).fill(str(value))
    page.get_by_label("Start time").fill("13:00")
    page.get_by_label("End time").fill("15:00")
    page.get_by_label("Hours of learning").fill("2")
    page.get_by_label("Place, or that it is online").fill("Online")
    looks_right(page)
    page.get_by_role("button", name="Plan this meeting").click()
    expect(page.get_by_text("Planned. Its members are told.")).to_be_visible()


def take_the_register(page, looks_right):
    page.goto("/")
    page.get_by_role("link", name="Say who was at “Thresholds”").click()
    looks_right(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The hours count for 4 apprentices.")).to_be_visible()
    looks_right(page)


def write_and_agree(page, one, looks_right):
    meeting = one.meetings.get()
    page.goto(f"/apprentices/learning-sets/meetings/{meeting.reference}/")
    looks_right(page)
    page.get_by_role("button", name="Write the notes").click()
    looks_right(page)
    page.get_by_label("What does the set take from this meeting?").fill("Who draws a threshold, and who may move it.")
    page.get_by_label("Nobody who uses services can be recognised").check(force=True)
    page.get_by_role("button", name="Save the notes").click()
    page.get_by_role("button", name="I agree to these notes").click()
    expect(page.get_by_text("Agreed.", exact=True)).to_be_visible()
    looks_right(page)
