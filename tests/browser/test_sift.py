"""The sift: planned, two sifters named, answers marked with the keys alone, two marks brought together, shortlisted."""

import pytest
from playwright.sync_api import expect

from recruitment.models import Application, Sifted
from tests import make
from tests.browser.test_substitutes_and_fees import link_for

pytestmark = pytest.mark.django_db(transaction=True)
expect.set_options(timeout=15_000)

ANCHORS = ["No example", "An example of others", "An own example", "With what was learned", "With thought and values"]


@pytest.fixture
def people(site):
    campaign = make.campaign(employer=make.service(name="Hackney Children's Services"))
    employer = campaign.places.get().employer
    one = make.appointment(make.person("Joan Lewis"), employer, "line_manager").person
    other = make.appointment(make.person("Sam Iqbal"), employer, "practice_educator").person
    lead = make.appointment(make.person("Lena Ward"), employer).person
    make.application(campaign, make.person("Amara Johnson"), state=Application.State.ELIGIBLE, why="I am Amara.")
    return campaign, make.coordinator_of(campaign), one, other, lead


def test_from_plan_to_shortlist(visitor, people, looks_right):
    campaign, coordinator, one, other, lead = people
    plan(visitor(coordinator), campaign, (one, other), looks_right)
    first, second = visitor(one), visitor(other)
    read_by_keys(first, "4", looks_right)
    read_by_hand(second, looks_right)
    bring_together(first, second, looks_right)
    assert (Sifted.objects.get().state, str(Sifted.objects.get().total)) == ("read", "3.00")
    shortlist(visitor(lead), looks_right)
    application = Application.objects.get()
    assert application.state == "not_progressed"
    assert "Tell us about one real situation" in application.feedback


def plan(page, campaign, sifters, looks_right):
    page.goto(f"/recruitment/campaigns/{campaign.reference}/")
    page.get_by_role("link", name="Sift of the applications").click()
    page.get_by_label("How many of a hundred").fill("100")
    looks_right(page)
    page.get_by_role("button", name="Save").click()
    looks_right(page)
    page.get_by_role("button", name="Add what is looked for").click()
    page.get_by_label("Why social work").check()
    page.get_by_label("What is looked for").fill("Learns from experience")
    for mark, text in enumerate(ANCHORS, start=1):
        page.get_by_label(f"What a {mark} looks like").fill(text)
    looks_right(page)
    page.get_by_role("button", name="Add criterion").click()
    for sifter in sifters:
        page.get_by_role("button", name="Name a sifter").click()
        page.get_by_label("Their work email address").fill(sifter.email)
        looks_right(page)
        page.get_by_role("button", name="Name as sifter").click()
    page.get_by_role("button", name="Open the sift").click()
    expect(page.get_by_text("Answers marked: 0 of 2")).to_be_visible()
    looks_right(page)


def read_by_keys(page, key, looks_right):
    page.goto("/")
    page.get_by_role("link", name="Read 1 answer in the sift").click()
    looks_right(page)
    page.get_by_role("button", name="Begin to read").click()
    expect(page.get_by_text("I am [name].")).to_be_visible()
    looks_right(page)
    page.keyboard.press(key)
    expect(page.get_by_role("radio", name=key)).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_text("You have marked every answer")).to_be_visible()


def read_by_hand(page, looks_right):
    page.goto("/")
    page.get_by_role("link", name="Read 1 answer in the sift").click()
    page.get_by_role("button", name="Begin to read").click()
    page.get_by_role("radio", name="1").check()
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("link", name="a 1 needs a reason")).to_be_visible()
    looks_right(page)
    page.get_by_label("No example", exact=True).check()
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("link", name="compare your marks").click()
    looks_right(page)


def bring_together(first, second, looks_right):
    second.get_by_role("radio", name="3").check()
    second.get_by_label("Why", exact=True).fill("There is an example, but little was learned from it.")
    second.get_by_role("button", name="Put this mark forward").click()
    expect(second.get_by_text("Your colleague has not agreed yet")).to_be_visible()
    first.goto("/")
    first.get_by_role("link", name="Talk about an application").click()
    looks_right(first)
    first.get_by_role("button", name="Agree to this mark").click()
    expect(first.get_by_text("Agreed. The marks that you both gave")).to_be_visible()


def shortlist(page, looks_right):
    page.goto("/recruitment/campaigns/")
    page.get_by_role("link", name="Campaign").last.click()
    page.get_by_role("link", name="What the sift comes to").click()
    looks_right(page)
    page.get_by_role("link", name=Application.objects.get().code).click()
    looks_right(page)
    page.get_by_role("button", name="Shortlist").click()
    page.get_by_label("Do not shortlist").check()
    page.get_by_label("If not, the reason").select_option(label="Others were ranked higher")
    looks_right(page)
    page.get_by_role("button", name="Record decision").click()
    expect(page.get_by_text("Not shortlisted by")).to_be_visible()


def test_a_panel_member_reads_by_link_alone(visitor, people, looks_right):
    campaign, coordinator, *_ = people
    sift = make.sift(campaign)
    place = make.panellist(campaign.run_by, who=make.person("Ines Able"))
    desk = visitor(coordinator)
    desk.goto(f"/recruitment/sifts/{sift.reference}/")
    desk.get_by_role("button", name="Ask a panel member").click()
    looks_right(desk)
    desk.get_by_label("Who").select_option(label="Ines Able")
    desk.get_by_role("button", name="Ask to sift").click()
    expect(desk.get_by_text("They are told by mail")).to_be_visible()
    looks_right(desk)
    desk.get_by_role("button", name="Open the sift").click()
    phone = visitor()
    phone.goto(link_for(place.person, "sift_to_read"))
    looks_right(phone)
    phone.get_by_text("I cannot do this").click()
    looks_right(phone)
    phone.get_by_role("button", name="Begin to read").click()
    expect(phone.get_by_text("Amara")).to_have_count(0)
    looks_right(phone)
    phone.get_by_label("3", exact=True).check()
    phone.get_by_role("button", name="Save and go on").click()
    phone.get_by_label("3", exact=True).check()
    phone.get_by_role("button", name="Save and go on").click()
    expect(phone.get_by_text("You have marked every answer")).to_be_visible()
    phone.get_by_text("I cannot do this").click()
    phone.get_by_role("button", name="Stop reading").click()
    expect(phone.get_by_text("somebody else reads the rest")).to_be_visible()
    looks_right(phone)
