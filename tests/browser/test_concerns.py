"""A concern from the phone of the apprentice to the end: outside the line, told, planned, reviewed; and one held."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apprentices import operations
from apprentices.models import Concern, ConcernArrangements
from apprentices.telling import LINK_PURPOSE
from core import links
from tests import make
from tests.browser.mails import code_in

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def circle(site):
    make.activity()
    circle = make.concern_circle()
    for person, name in (
        (circle.manager, "Grace Mensah"),
        (circle.tutor, "Noor Ali"),
        (circle.educator, "Dele Okoro"),
    ):
        person.name = name
        person.save(update_fields=["name"])
    ConcernArrangements.objects.create(
        organisation=circle.apprentice.employer,
        team="Safeguarding duty team",
        phone="020 7946 0001",
        kept_by=circle.safeguarding,
    )
    return circle


def type_date(page, question, date):
    group = page.get_by_role("group", name=question)
    for part in ("Day", "Month", "Year"):
        group.get_by_label(part, exact=True).fill(str(getattr(date, part.lower())))


def press(page, name, looks_right):
    page.get_by_role("button", name=name, exact=True).click()
    looks_right(page)


def test_an_apprentice_raises_a_concern_outside_the_line_and_replies(visitor, circle, looks_right):
    phone = visitor(circle.apprentice.person)
    phone.goto("/apprentices/time/")
    phone.get_by_role("link", name="Somebody may be at risk: what to do now").click()
    looks_right(phone)
    expect(phone.get_by_text("Safeguarding duty team: 020 7946 0001")).to_be_visible()
    phone.get_by_role("button", name="Raise a concern outside my line").click()
    looks_right(phone)
    press(phone, "Check", looks_right)
    expect(phone.get_by_role("alert")).to_contain_text("There is a problem")
    phone.get_by_label("Dele Okoro (practice educator)").check()
    phone.get_by_label("Supervision, support, workload or learning opportunities").check()
    phone.get_by_label("What happened?").fill("Supervision was cancelled five times.")
    press(phone, "Check", looks_right)
    expect(phone.get_by_text("Cam Compliance deals with it and reads all of this.")).to_be_visible()
    press(phone, "Send it", looks_right)
    phone.get_by_role("button", name="Reply in your own words").click()
    looks_right(phone)
    phone.get_by_label("Who comes along with you? (optional)").fill("Bimpe, from the union")
    press(phone, "Send", looks_right)
    expect(phone.get_by_text("Comes along: Bimpe, from the union")).to_be_visible()

    concern = Concern.objects.get()
    assert (concern.lead, concern.told_by) == (circle.compliance, circle.apprentice.person)
    educator = visitor(circle.educator)
    educator.goto(f"/apprentices/concerns/{concern.reference}/")
    expect(educator.get_by_role("heading", level=1)).to_contain_text("Page not found")


def test_a_lead_triages_tells_plans_reviews_and_closes(visitor, circle, looks_right):
    concern = make.raised_concern(circle)
    desk = visitor(circle.lead)
    desk.goto("/")
    desk.get_by_role("link", name="Triage a concern").click()
    looks_right(desk)
    desk.get_by_role("button", name="Triage", exact=True).click()
    looks_right(desk)
    desk.get_by_label("Formal action plan: actions with measure, support and a review").check()
    press(desk, "Continue", looks_right)
    desk.get_by_label("How was the apprentice told, and what was said?").fill("We sat down together.")
    press(desk, "Record that the apprentice was told", looks_right)
    desk.goto(f"/apprentices/concerns/{concern.reference}/plan/formal/")
    desk.get_by_label("What is to be done?").fill("Write up each visit within two working days")
    desk.get_by_label("How does everybody see that it is done?").fill("Four of four in time")
    desk.get_by_label("Who does it?").select_option(label="Amara Johnson (the apprentice)")
    type_date(desk, "By when?", TODAY + 14 * DAY)
    desk.get_by_label("What support is there?").fill("An hour kept free")
    type_date(desk, "When is the plan reviewed?", TODAY + 28 * DAY)
    desk.get_by_label("Grace Mensah (line manager)").check()
    looks_right(desk)
    press(desk, "Begin the plan", looks_right)
    press(desk, "It is done", looks_right)
    desk.get_by_role("link", name="Record the review").click()
    desk.get_by_label("What did the review find?").fill("Four of four.")
    press(desk, "Record the review", looks_right)
    desk.get_by_role("link", name="Close as resolved").click()
    desk.get_by_label("How was it resolved?").fill("Each visit was written up in time.")
    press(desk, "Close as resolved", looks_right)
    expect(desk.get_by_text("Resolved", exact=True).first).to_be_visible()
    desk.goto("/apprentices/concerns/")
    looks_right(desk)


def test_a_safeguarding_lead_holds_and_two_people_prolong(visitor, circle, looks_right):
    concern = make.raised_concern(circle, hold_asked=True)
    phone, desk = visitor(circle.safeguarding), visitor(circle.lead)
    phone.goto("/")
    phone.get_by_role("link", name="Decide whether telling an apprentice is held").click()
    looks_right(phone)
    phone.get_by_role("button", name="Hold telling the apprentice").click()
    looks_right(phone)
    phone.get_by_label("A police enquiry").check()
    phone.get_by_label("Why would telling the apprentice now harm it?").fill("Statements are taken on Friday.")
    press(phone, "Hold telling the apprentice", looks_right)
    phone.get_by_role("button", name="Ask to hold it longer").click()
    phone.get_by_label("Why would telling the apprentice still harm the enquiry?").fill("One is missing.")
    press(phone, "Ask", looks_right)
    desk.goto("/")
    desk.get_by_role("link", name="Look at a hold as the second person").click()
    desk.get_by_role("button", name="Look at it as the second person").click()
    looks_right(desk)
    desk.get_by_label("Yes: the enquiry would still be harmed").check()
    press(desk, "Record", looks_right)
    assert concern.holds.filter(state="in_force").count() == 2
    operations.end_hold(concern, by=circle.safeguarding)


def test_a_line_manager_by_link_speaks_up_about_the_placement_which_is_protected_until_somebody_decides(
    visitor, circle, looks_right
):
    placement = make.placement(circle.apprentice)
    link = links.make(person=circle.manager, purpose=LINK_PURPOSE, subject=circle.manager)[1]
    phone = visitor()
    phone.goto(link)
    phone.get_by_role("link", name="Raise a concern").click()
    looks_right(phone)
    press(phone, "Send a code", looks_right)
    phone.get_by_label("Code", exact=True).fill(code_in(circle.manager.email))
    phone.get_by_label("Your full name").fill("Grace Mensah")
    press(phone, "Continue", looks_right)
    phone.get_by_role("link", name="Amara Johnson").click()
    phone.get_by_label("The placement at", exact=False).check()
    phone.get_by_label("Wrongdoing or danger at work").check()
    phone.get_by_label("What happened?").fill("Reviews are signed that nobody held.")
    press(phone, "Check", looks_right)
    press(phone, "Send it", looks_right)
    expect(phone.get_by_text("looks at it first")).to_be_visible()

    coordinator, lead = visitor(make.placement_coordinator(circle.apprentice)), visitor(Concern.objects.get().lead)
    coordinator.goto(f"/placements/{placement.reference}/")
    looks_right(coordinator)
    expect(coordinator.get_by_text("decides on this change at present. Ask them first.")).to_be_visible()
    expect(coordinator.get_by_role("button", name="End it early")).to_have_count(0)
    lead.goto(f"/apprentices/concerns/{Concern.objects.get().reference}/")
    looks_right(lead)
    lead.get_by_role("link", name="Let the placement be changed").click()
    lead.get_by_label("End it early").check()
    type_date(lead, "Until when does this hold?", TODAY + 7 * DAY)
    lead.get_by_label("Why, and what does the apprentice say to it?").fill("She asks for it.")
    looks_right(lead)
    press(lead, "Let it be changed", looks_right)
    coordinator.reload()
    expect(coordinator.get_by_role("button", name="End it early")).to_be_visible()
