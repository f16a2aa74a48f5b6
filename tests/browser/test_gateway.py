"""From the gateway to the register: the employer by link, the apprentice on a phone, the university at a desk."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apprentices import operations
from apprentices.models import Apprentice
from core.audit.sealing import verify
from tests import make
from tests.browser.mails import code_in, link_in

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = timezone.localdate()


@pytest.fixture
def three(site):
    made, manager, tutor = make.finishing("Amara Johnson")
    for person, name in ((manager, "Grace Mensah"), (tutor, "Noor Ali")):
        person.name = name
        person.save(update_fields=["name"])
    return made, manager, tutor


def test_through_the_gateway_to_the_register_and_into_the_first_year(visitor, three, looks_right):
    apprentice, manager, tutor = three
    phone, office = visitor(apprentice.person), visitor(tutor)
    page = f"/apprentices/{apprentice.reference}/gateway/"

    phone.goto(page)
    looks_right(phone)
    expect(phone.get_by_text("Nothing holds up the gateway")).to_be_visible()
    office.goto(page)
    office.get_by_role("button", name="Decide about the gateway").click()
    looks_right(office)
    expect(office.get_by_text("Nothing counts as off-the-job time after it")).to_be_visible()
    office.get_by_role("button", name="Sign", exact=True).click()
    decide_by_link(visitor(), manager, looks_right)
    phone.goto("/")
    phone.get_by_role("link", name="Confirm that you go through the gateway").click()
    phone.get_by_role("button", name="Confirm", exact=True).click()
    looks_right(phone)
    phone.get_by_role("button", name="Sign", exact=True).click()
    phone.wait_for_url(f"**{page}")
    assert Apprentice.objects.get().state == Apprentice.State.GATEWAY

    make.passed_sitting(apprentice, tutor)
    office.goto(page)
    looks_right(office)
    office.get_by_role("link", name="Degree awarded", exact=True).click()
    looks_right(office)
    office.get_by_role("button", name="Record it").click()
    office.wait_for_url(f"**{page}")
    expect(office.get_by_text("Complete").first).to_be_visible()
    give_the_number(phone, office, apprentice, tutor, page, looks_right)
    hand_over(phone, visitor, apprentice, manager, looks_right)
    assert list(verify()) == []


def decide_by_link(browser, manager, looks_right):
    browser.goto(link_in(manager.email))
    looks_right(browser)
    browser.get_by_role("button", name="Send a code").click()
    browser.get_by_label("Code", exact=True).fill(code_in(manager.email))
    browser.get_by_label("Your full name").fill("Grace Mensah")
    browser.get_by_label("Your role").fill("Team manager")
    browser.get_by_role("button", name="Sign", exact=True).click()
    expect(browser.get_by_text("Your side has decided already.")).to_be_visible()
    looks_right(browser)


def give_the_number(phone, office, apprentice, tutor, page, looks_right):
    operations.record_step(apprentice, code="pass_list", on=TODAY, party="university", by=tutor)
    phone.goto(page)
    looks_right(phone)
    phone.get_by_role("link", name="Applied to the register: record it").click()
    phone.get_by_role("button", name="Record it").click()
    phone.get_by_role("link", name="Registered: record it").click()
    phone.get_by_label("Number on the register").fill("SW123456")
    looks_right(phone)
    phone.get_by_role("button", name="Record it").click()
    phone.wait_for_url(f"**{page}")
    expect(phone.get_by_text("Registered social worker")).to_have_count(0)
    office.goto(page)
    office.get_by_role("link", name="Registered", exact=True).click()
    looks_right(office)
    office.get_by_role("button", name="I have found both on the register").click()
    office.wait_for_url(f"**{page}")
    office.goto(f"/apprentices/{apprentice.reference}/")
    looks_right(office)
    expect(office.get_by_text("Registered social worker").first).to_be_visible()


def hand_over(phone, visitor, apprentice, manager, looks_right):
    given = operations.ask_hand_over(apprentice, name="Iris Bell", email="iris@example.org", by=manager)
    phone.goto(f"/apprentices/hand-overs/{given.reference}/answer/")
    looks_right(phone)
    phone.get_by_label("Yes, send the link").check()
    phone.get_by_role("button", name="Send my answer").click()
    phone.wait_for_url("**/gateway/")
    supervisor = visitor()
    supervisor.goto(link_in("iris@example.org"))
    looks_right(supervisor)
    expect(supervisor.get_by_role("heading", name="What Amara Johnson can do")).to_be_visible()


def test_the_list_of_who_is_finishing_and_a_destination_on_a_phone(visitor, three, looks_right):
    apprentice, _, tutor = three
    make.completed("Ben Okoro", cohort=apprentice.cohort)
    office = visitor(tutor)
    office.goto("/apprentices/finishing/")
    looks_right(office)
    done = Apprentice.objects.get(person__name="Ben Okoro")
    asked = done.destinations.get(months=6)
    type(asked).objects.filter(pk=asked.pk).update(due_on=TODAY - datetime.timedelta(days=1))
    office.goto("/apprentices/finishing/after/")
    looks_right(office)
    phone = visitor(done.person)
    phone.goto("/")
    phone.get_by_role("link", name="Say where you are now").click()
    looks_right(phone)
    phone.get_by_label("Employed as a social worker where I trained").check()
    phone.get_by_role("button", name="Send").click()
    phone.wait_for_url("**/gateway/")
    looks_right(phone)
