"""A break in learning from the question to the return meeting; leaving, suspending, between employers, quiet."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apprentices import operations
from apprentices.models import Apprentice, BreakInLearning, Withdrawal
from core.audit.sealing import verify
from core.words import day
from tests import make
from tests.browser.mails import code_in, link_in

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def trio(site):
    make.activity()
    apprentice, manager, tutor = make.apprentice_with_people("Amara Johnson")
    for person, name in ((manager, "Grace Mensah"), (tutor, "Noor Ali")):
        person.name = name
        person.save(update_fields=["name"])
    make.cohort(apprentice.cohort.university, name="September next year", starts_on=TODAY + 250 * DAY)
    make.placement(apprentice, hours=None)
    return apprentice, manager, tutor


def type_date(page, date):
    for part in ("Day", "Month", "Year"):
        page.get_by_label(part, exact=True).fill(str(getattr(date, part.lower())))


def go_on(page, looks_right):
    looks_right(page)
    page.get_by_role("button", name="Continue").click()


def test_a_break_is_asked_for_agreed_by_three_run_and_returned_from(visitor, trio, looks_right):
    apprentice, manager, tutor = trio
    phone, desk, office = visitor(apprentice.person), visitor(manager), visitor(tutor)

    ask_for_a_break(phone, apprentice, looks_right)
    made = BreakInLearning.objects.get()
    read_and_agree(desk, looks_right)
    expect(desk.get_by_role("link", name="Read the reason")).to_have_count(1)
    read_the_reason(desk, looks_right)
    read_and_agree(office, looks_right)
    expect(office.get_by_role("link", name="Read the reason")).to_have_count(0)

    made.refresh_from_db()
    assert made.state == BreakInLearning.State.ACTIVE
    phone.goto(f"/apprentices/{apprentice.reference}/")
    looks_right(phone)
    expect(phone.get_by_text("On a break in learning").first).to_be_visible()
    come_back(office, made, looks_right)
    assert list(verify()) == []


def ask_for_a_break(page, apprentice, looks_right):
    page.goto(f"/apprentices/{apprentice.reference}/changes/")
    looks_right(page)
    page.get_by_role("link", name="Ask for a break in learning").click()
    go_on(page, looks_right)
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    page.get_by_label("Caring for somebody").check()
    go_on(page, looks_right)
    type_date(page, TODAY - DAY)
    go_on(page, looks_right)
    page.get_by_label("Why is the break recorded only now?").fill("It came suddenly.")
    go_on(page, looks_right)
    type_date(page, TODAY + 90 * DAY)
    go_on(page, looks_right)
    page.get_by_label("Are keep-in-touch days with learning planned? (optional)").fill("31 February 2027")
    go_on(page, looks_right)
    expect(page.get_by_text("must be a real date").first).to_be_visible()
    page.get_by_label("Are keep-in-touch days with learning planned? (optional)").fill(day(TODAY + 30 * DAY))
    go_on(page, looks_right)
    page.get_by_label("September next year").check()
    go_on(page, looks_right)
    page.get_by_label("Only what needs an answer").check()
    go_on(page, looks_right)
    page.get_by_label("Grace Mensah (line manager)").check()
    go_on(page, looks_right)
    looks_right(page)
    expect(page.get_by_text("The planned end moves from")).to_be_visible()
    expect(page.get_by_text("days are banked, and it is paused")).to_be_visible()
    page.get_by_role("button", name="Agree and send").click()
    looks_right(page)
    expect(page.get_by_text("Requested")).to_be_visible()


def read_and_agree(page, looks_right):
    page.goto("/")
    looks_right(page)
    page.get_by_role("link", name="Read the break in learning asked for by Amara Johnson").click()
    page.get_by_role("button", name="Read and agree").click()
    looks_right(page)
    expect(page.get_by_text("Caring for somebody")).to_have_count(0)
    page.get_by_role("button", name="I agree").click()
    page.wait_for_url("**/breaks/*/")
    looks_right(page)


def read_the_reason(page, looks_right):
    page.get_by_role("link", name="Read the reason").click()
    looks_right(page)
    expect(page.get_by_text("Caring for somebody")).to_be_visible()


def come_back(page, made, looks_right):
    page.goto(f"/apprentices/breaks/{made.reference}/")
    page.get_by_role("button", name="Record the return").click()
    type_date(page, TODAY)
    looks_right(page)
    page.get_by_role("button", name="Record the return").click()
    page.wait_for_url(f"**/breaks/{made.reference}/")
    looks_right(page)
    expect(page.get_by_text("is learning again. The planned end is now")).to_be_visible()
    page.get_by_role("button", name="Record the return meeting").click()
    page.get_by_label("What was agreed?").fill("30 hours a week. Module 4 first.")
    looks_right(page)
    page.get_by_role("button", name="Record the meeting").click()
    looks_right(page)
    made.refresh_from_db()
    assert (made.state, made.met_on) == (BreakInLearning.State.RETURNED, TODAY)
    assert Apprentice.objects.get(pk=made.apprentice_id).cohort.name == "September next year"


def test_a_manager_without_an_account_agrees_by_link_and_code(visitor, trio, looks_right):
    apprentice, manager, _ = trio
    asked = make.asked_break(apprentice, starts_in=7, code="maternity")
    page = visitor()
    page.goto(link_in(manager.email))
    looks_right(page)
    expect(page.get_by_text("This time away cannot be refused")).to_be_visible()
    expect(page.get_by_text("Maternity")).to_have_count(0)
    page.get_by_role("button", name="Send a code").click()
    page.get_by_label("Code", exact=True).fill(code_in(manager.email))
    page.get_by_label("Your full name").fill("Grace Mensah")
    page.get_by_role("button", name="I agree").click()
    expect(page.get_by_text("Your side has agreed to this already.")).to_be_visible()
    looks_right(page)
    assert asked.agreements.filter(party="employer", by=manager).count() == 1


def test_somebody_leaves_sees_what_they_take_along_and_comes_back(visitor, trio, looks_right):
    apprentice, _, tutor = trio
    office, phone = visitor(tutor), visitor(apprentice.person)

    office.goto(f"/apprentices/{apprentice.reference}/changes/")
    office.get_by_role("link", name="Record that somebody leaves").click()
    type_date(office, TODAY + DAY)
    go_on(office, looks_right)
    expect(office.get_by_text("cannot be in the future").first).to_be_visible()
    type_date(office, TODAY - DAY)
    go_on(office, looks_right)
    office.get_by_label("Apprentice", exact=True).check()
    go_on(office, looks_right)
    office.get_by_label("Family or caring").check()
    go_on(office, looks_right)
    go_on(office, looks_right)
    office.get_by_label("Not decided yet").check()
    go_on(office, looks_right)
    looks_right(office)
    expect(office.get_by_text("its place is free again")).to_be_visible()
    office.get_by_role("button", name="Record that this person leaves").click()
    office.wait_for_url("**/left/*/")
    looks_right(office)
    left = Withdrawal.objects.get()

    phone.goto(f"/apprentices/{apprentice.reference}/")
    looks_right(phone)
    phone.get_by_role("link", name="Statement and what comes next").click()
    looks_right(phone)
    expect(phone.get_by_role("heading", name="What you take along")).to_be_visible()

    office.get_by_role("button", name="Record the exit conversation").click()
    office.get_by_label("Diploma of Higher Education").check()
    looks_right(office)
    office.get_by_role("button", name="Record the conversation").click()
    office.get_by_role("button", name="Bring back to the programme").click()
    office.get_by_label("Why does this person come back?").fill("Care at home is arranged.")
    looks_right(office)
    office.get_by_role("button", name="Bring back to the programme").click()
    office.wait_for_url("**/left/*/")
    left.refresh_from_db()
    assert (left.state, left.exit_award) == (Withdrawal.State.REINSTATED, Withdrawal.Award.DIPLOMA)
    assert Apprentice.objects.get().state == Apprentice.State.ACTIVE


def test_suspending_the_clock_between_employers_and_quiet(visitor, trio, looks_right):
    apprentice, manager, tutor = trio
    office, desk = visitor(tutor), visitor(manager)

    office.goto(f"/apprentices/{apprentice.reference}/suspend/")
    office.get_by_label("Fitness to practise").check()
    looks_right(office)
    office.get_by_role("button", name="Suspend learning from today").click()
    looks_right(office)
    expect(office.get_by_role("link", name="Read the reason")).to_be_visible()
    desk.goto(f"/apprentices/{apprentice.reference}/changes/")
    expect(desk.get_by_role("link", name="Read the reason")).to_have_count(0)
    office.get_by_role("link", name="Lift it").click()
    looks_right(office)
    office.get_by_role("button", name="Lift the suspension").click()

    desk.get_by_role("link", name="Record that the employment ends").click()
    type_date(desk, TODAY - 40 * DAY)
    desk.get_by_label("Redundancy").check()
    looks_right(desk)
    desk.get_by_role("button", name="Record it").click()
    desk.get_by_role("link", name="until").click()
    looks_right(desk)
    expect(desk.get_by_text(f"{day(TODAY - 40 * DAY + datetime.timedelta(weeks=12))}")).to_be_visible()
    desk.get_by_role("button", name="A new employer is found").click()
    type_date(desk, TODAY)
    looks_right(desk)
    desk.get_by_role("button", name="Record the new employer").click()

    desk.goto(f"/apprentices/{apprentice.reference}/no-mail/")
    desk.get_by_label("Serious illness").check()
    looks_right(desk)
    desk.get_by_role("button", name="Stop all mail now").click()
    looks_right(desk)
    assert operations.is_quiet(apprentice)
    desk.get_by_role("button", name="Let mail go out again").click()
    expect(desk.get_by_text("Mail goes out again")).to_be_visible()
