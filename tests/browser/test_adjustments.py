"""An adjustment from the question to a different agreement; and support: a scan, a mentor, a visit."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apprentices import operations
from apprentices.models import Adjustment, SkillsScan
from core.audit.sealing import verify
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def trio(site):
    apprentice, manager, tutor = make.apprentice_with_people("Amara Johnson")
    for person, name in ((manager, "Grace Mensah"), (tutor, "Noor Ali")):
        person.name = name
        person.save(update_fields=["name"])
    return apprentice, manager, tutor


def test_an_adjustment_is_asked_for_offered_differently_and_agreed(visitor, trio, looks_right):
    apprentice, manager, _ = trio
    phone, desk = visitor(apprentice.person), visitor(manager)

    phone.goto(f"/apprentices/{apprentice.reference}/adjustments/")
    looks_right(phone)
    phone.get_by_role("button", name="Ask for an adjustment").click()
    looks_right(phone)
    phone.get_by_role("button", name="Continue").click()
    looks_right(phone)
    expect(phone.get_by_role("alert")).to_contain_text("There is a problem")
    phone.get_by_label("What would help?").fill("Written notes of supervision")
    group = phone.get_by_role("group", name="Who has to do something?")
    group.get_by_label("Employer: your line managers").check()
    phone.get_by_role("button", name="Continue").click()
    looks_right(phone)
    expect(phone.get_by_text("Interim help starts today")).to_be_visible()
    phone.get_by_role("button", name="Ask for it").click()
    phone.wait_for_url("**/adjustments/*/")
    looks_right(phone)
    made = Adjustment.objects.get()

    desk.goto("/")
    looks_right(desk)
    desk.get_by_role("link", name="Decide on an adjustment for Amara Johnson").click()
    looks_right(desk)
    desk.get_by_role("button", name="Decide").click()
    desk.get_by_label("We offer something else in its place").check()
    looks_right(desk)
    desk.get_by_role("button", name="Send the decision").click()
    looks_right(desk)
    expect(desk.get_by_role("alert")).to_contain_text("Enter what you offer in its place")
    desk.get_by_label("If something else: what do you offer?").fill("A recording of supervision")
    desk.get_by_role("button", name="Send the decision").click()
    desk.wait_for_url(f"**/adjustments/{made.reference}/")
    looks_right(desk)

    phone.goto("/")
    phone.get_by_role("link", name="Say whether something else will do").click()
    looks_right(phone)
    phone.get_by_role("button", name="Say whether this will do").click()
    phone.get_by_label("Yes, this will do").check()
    looks_right(phone)
    phone.get_by_role("button", name="Send my answer").click()
    looks_right(phone)
    expect(phone.get_by_text("Agreed in its place")).to_be_visible()
    phone.goto(f"/apprentices/{apprentice.reference}/who-sees-this/")
    looks_right(phone)
    expect(phone.get_by_text("employer, until")).to_be_visible()
    phone.goto(f"/apprentices/adjustments/{made.reference}/")
    phone.get_by_role("button", name="Stop sharing with the employer").click()
    expect(phone.get_by_text("Not shared with the employer any more.")).to_be_visible()
    looks_right(phone)
    assert desk.goto(f"/apprentices/adjustments/{made.reference}/").status == 404
    assert list(verify()) == []


def test_a_scan_is_filled_in_by_two_and_shown_side_by_side(visitor, trio, looks_right):
    apprentice, _, tutor = trio
    make.ksbs(apprentice)
    phone, desk = visitor(apprentice.person), visitor(tutor)

    desk.goto(f"/apprentices/{apprentice.reference}/support/")
    looks_right(desk)
    desk.get_by_role("link", name="All skills scans").click()
    looks_right(desk)
    desk.get_by_role("button", name="Begin a skills scan").click()
    looks_right(desk)
    scan = SkillsScan.objects.get()

    phone.goto("/")
    phone.get_by_role("link", name="Do your skills scan").click()
    looks_right(phone)
    phone.get_by_role("link", name="1. Knowledge, skills and behaviours").click()
    phone.get_by_label("Some", exact=True).first.check()
    looks_right(phone)
    phone.get_by_role("button", name="Keep and go on").click()
    phone.get_by_role("button", name="Keep", exact=True).click()
    expect(phone.get_by_text("1 of 8 answered")).to_be_visible()
    make.answered(scan, "apprentice", apprentice.person)
    make.answered(scan, "university", tutor, level="confident", words="Seen in class")
    phone.reload()
    looks_right(phone)
    expect(phone.get_by_text("Seen in class").first).to_be_visible()
    desk.reload()
    desk.get_by_role("button", name="Record that it was discussed").click()
    desk.get_by_label("What did you talk about, and what follows?").fill("We begin with law.")
    looks_right(desk)
    desk.get_by_role("button", name="It was discussed").click()
    looks_right(desk)
    expect(desk.get_by_text("We begin with law.")).to_be_visible()


def test_support_a_mentor_and_a_visit(visitor, trio, looks_right):
    apprentice, _, tutor = trio
    mentor = make.mentor(apprentice.employer, "Ola Mentor")
    phone, office = visitor(apprentice.person), visitor(tutor)

    office.goto(f"/apprentices/{apprentice.reference}/support/")
    office.get_by_role("button", name="Write into the support plan").click()
    office.get_by_label("Study skills").check()
    office.get_by_label("What is needed?").fill("To plan a week")
    office.get_by_label("What is offered?").fill("Five sessions")
    office.get_by_label("Who offers it?").fill("The library")
    looks_right(office)
    office.get_by_role("button", name="Write it into the plan").click()
    office.get_by_role("button", name="Find a mentor").click()
    office.get_by_label("Ola Mentor").check()
    looks_right(office)
    office.get_by_role("button", name="Propose this mentor").click()
    office.get_by_role("button", name="Plan a workplace visit").click()
    for part in ("Day", "Month", "Year"):
        office.get_by_label(part, exact=True).fill(str(getattr(TODAY + DAY, part.lower())))
    office.get_by_label("At what time?").fill("10am")
    office.get_by_label("At the workplace").check()
    office.get_by_label("Address or link").fill("Town Hall")
    looks_right(office)
    office.get_by_role("button", name="Plan the visit").click()
    looks_right(office)
    office.get_by_role("link", name=f"{(TODAY + DAY).day} ").first.click()
    looks_right(office)
    office.goto("/apprentices/workplace-visits/")
    looks_right(office)

    operations.agree_mentoring(apprentice.mentorings.get(), by=mentor.person)
    phone.goto("/")
    phone.get_by_role("link", name="Answer the mentoring of Amara Johnson").click()
    looks_right(phone)
    phone.get_by_role("button", name="I agree").click()
    looks_right(phone)
    expect(phone.get_by_text("The mentoring begins")).to_be_visible()
    phone.goto(f"/apprentices/{apprentice.reference}/support/")
    looks_right(phone)
    phone.goto(f"/apprentices/{apprentice.reference}/")
    looks_right(phone)
