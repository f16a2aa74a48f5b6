"""A training plan from enrolment to an agreed change: the apprentice on a phone, the line manager, the tutor; the
employer's statement on hours under plan; and a start that a lead tries out.
"""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apprentices.models import Apprentice, Party, PlanChange, PlanSection, Standing, VarianceStatement
from apprentices.plan_telling import to_confirm
from core.audit.sealing import verify
from core.notifications import outbox
from tests import make
from tests.browser.mails import code_in, link_in

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = timezone.localdate()


@pytest.fixture
def case(site):
    make.published_minimum()
    council = make.council("Camden")
    employer = make.service(council, name="Camden adult social care", short_name="Camden adults")
    cohort = make.cohort(make.university("London South University"), name="September 2026, London South")
    apprentice = make.apprentice("Amara Johnson", at=employer, cohort=cohort, planned_end_on=datetime.date(2028, 9, 7))
    apprentice.employments.update(job_title="Social care assistant")
    return make.training_plan(apprentice)


def test_plan_is_confirmed_changed_refused_and_agreed(visitor, case, looks_right):
    amara, grace, helen = (visitor(case.people[party]) for party in Party)

    confirm_from_home(amara, looks_right, "Confirm your training plan", 6)
    confirm_from_home(grace, looks_right, "Confirm Amara Johnson’s training plan", 5)
    confirm_from_home(helen, looks_right, "Confirm Amara Johnson’s training plan", 5)
    assert set(case.plan.sections.values_list("state", flat=True)) == {PlanSection.State.CONFIRMED}

    propose_more_hours(helen, case, looks_right, hours="1000", reason="Two modules are added.")
    refuse(grace, looks_right)
    propose_more_hours(helen, case, looks_right, hours="940", reason="One module is added.")
    agree(grace, looks_right, "Agreed. Others are still asked.")
    agree(amara, looks_right, "Agreed. The change holds.")
    read_the_versions(amara, looks_right)

    assert Apprentice.objects.get(pk=case.apprentice.pk).planned_hours == Decimal(940)
    assert sorted(PlanChange.objects.values_list("state", flat=True)) == ["agreed", "refused"]
    assert list(verify()) == []


def confirm_from_home(page, looks_right, task, sections):
    page.goto("/")
    page.get_by_role("link", name=task).click()
    expect(page.get_by_role("heading", name="Check before you confirm")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name=f"Confirm {sections} sections").click()
    expect(page.get_by_text(f"{sections} sections confirmed for the")).to_be_visible()
    looks_right(page)


def propose_more_hours(page, case, looks_right, *, hours, reason):
    page.goto(f"/apprentices/{case.apprentice.reference}/plan/")
    page.get_by_role("link", name="Propose a change of: Off-the-job training").click()
    looks_right(page)
    page.get_by_label("Planned hours").fill("1")
    page.get_by_label("Why should this change?").fill(reason)
    page.get_by_role("button", name="Check before you sign").click()
    expect(page.get_by_text("A plan cannot be under the minimum of 835 hours.").first).to_be_visible()
    looks_right(page)
    page.get_by_label("Planned hours").fill(hours)
    page.get_by_role("button", name="Check before you sign").click()
    expect(page.get_by_role("heading", name="Check before you sign")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Sign and send").click()
    expect(page.get_by_text("Sent to the apprentice and the employer.")).to_be_visible()
    looks_right(page)


def open_the_change(page):
    page.goto("/")
    page.get_by_role("link", name="training plan").filter(has_text="Answer a change").click()
    expect(page.get_by_role("heading", name="A change is proposed")).to_be_visible()


def refuse(page, looks_right):
    open_the_change(page)
    looks_right(page)
    page.get_by_role("link", name="I do not agree").click()
    looks_right(page)
    page.get_by_label("Why do you not agree?").fill("We can release ten more days, not twenty.")
    page.get_by_role("button", name="Send this answer").click()
    expect(page.get_by_text("Your answer went to Dr Helen Price.")).to_be_visible()


def agree(page, looks_right, said):
    open_the_change(page)
    page.get_by_role("button", name="Agree and sign").click()
    expect(page.get_by_text(said)).to_be_visible()
    looks_right(page)


def read_the_versions(page, looks_right):
    page.get_by_role("link", name="Versions of: Off-the-job training").click()
    expect(page.get_by_text("We can release ten more days, not twenty.")).to_be_visible()
    looks_right(page)
    page.get_by_label("Version", exact=True).select_option("1")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("Version 1 beside version 3")).to_be_visible()
    looks_right(page)
    page.goto("/apprentices/me/")
    expect(page.get_by_text("Confirmed by everybody.")).to_be_visible()
    looks_right(page)


def test_line_manager_confirms_by_link_with_a_code(visitor, case, looks_right):
    grace = case.people[Party.EMPLOYER]
    assert outbox.owe_reminders(to_confirm(timezone.now() + datetime.timedelta(hours=2))) == 3
    page = visitor()

    page.goto(link_in(grace.email))
    expect(page.get_by_role("heading", name="Training plans that wait for you")).to_be_visible()
    expect(page.get_by_role("button", name="Confirm 5 sections")).to_have_count(0)
    looks_right(page)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").fill(code_in(grace.email))
    page.get_by_label("Your full name").fill("Grace Mensah")
    page.get_by_label("Your role").fill("Team manager")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Confirm 5 sections").click()
    expect(page.get_by_text("5 sections confirmed for the employer")).to_be_visible()
    looks_right(page)
    assert list(verify()) == []


def test_employer_says_why_hours_stay_under_the_plan(visitor, case, looks_right):
    rules = make.rule_set("C-2026-27")
    Apprentice.objects.filter(pk=case.apprentice.pk).update(
        planned_end_on=TODAY + datetime.timedelta(days=9), rule_set=rules
    )
    Standing.objects.filter(pk=case.apprentice.pk).update(confirmed_hours=Decimal("861.5"))
    grace = visitor(case.people[Party.EMPLOYER])

    grace.goto("/")
    looks_right(grace)
    grace.get_by_role("link", name="Say why Amara Johnson’s hours are under the plan").click()
    looks_right(grace)
    grace.get_by_label("Why are the hours under the plan?").fill("Three skills days were cancelled at short notice.")
    grace.get_by_label("What does it mean for the apprentice").fill("The content was covered in supervision.")
    grace.get_by_role("button", name="Check before you sign").click()
    looks_right(grace)
    grace.get_by_role("button", name="Sign", exact=True).click()
    expect(grace.get_by_text("Signed by Grace Mensah on")).to_be_visible()
    looks_right(grace)
    assert VarianceStatement.objects.get().actual_hours == Decimal("861.5")


def test_lead_tries_out_a_start_and_compares_two(visitor, case, looks_right):
    make.rule_set("B-2023-25")
    lead = make.appointment(make.person("Lena Lead"), case.apprentice.employer, "workforce_lead").person
    page = visitor(lead)

    page.goto("/apprentices/")
    page.get_by_role("link", name="Try out a start").click()
    looks_right(page)
    for label, value in (("Day", "4"), ("Month", "9"), ("Year", "2023")):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("Contract hours a week").fill("20")
    page.get_by_label("Length in months").fill("36")
    page.get_by_role("button", name="Work it out").click()
    expect(page.get_by_text("20 hours × 20% × 208.8 weeks = 835.2 hours.")).to_be_visible()
    looks_right(page)
    page.get_by_role("link", name="Compare with a second case").click()
    page.get_by_label("Contract hours a week").nth(1).fill("37")
    page.get_by_role("button", name="Work it out").click()
    expect(page.get_by_role("heading", name="What differs")).to_be_visible()
    expect(page.get_by_role("row", name="Length 54 months 36 months")).to_be_visible()
    looks_right(page)

    passed_on = visitor(case.people[Party.EMPLOYER])
    passed_on.goto(page.url)
    expect(passed_on.get_by_role("row", name="Length 54 months 36 months")).to_be_visible()
