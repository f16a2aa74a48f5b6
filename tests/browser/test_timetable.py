"""A tutor drafts, publishes and takes the register on a phone; the apprentice sees the hours credited."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apprentices.models import Attendance, Standing, TimetableSession
from apprentices.programme_plan import bank_holidays
from core.audit.sealing import verify
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = timezone.localdate()


def weekday(date, step):
    """The next day in this direction on which a university teaches."""
    while date.weekday() > 4 or date in bank_holidays():
        date += datetime.timedelta(days=step)
    return date


PAST = weekday(TODAY - datetime.timedelta(days=1), -1)
COMING = weekday(TODAY + datetime.timedelta(days=10), 1)


@pytest.fixture
def cohort(site):
    for kind in ("lecture", "private_study", "skills_day"):
        make.activity(kind)
    return make.cohort(
        make.university("University of Southwark"),
        name="Southwark September 2026",
        starts_on=TODAY - datetime.timedelta(days=60),
    )


@pytest.fixture
def tutor(cohort):
    return make.planner(cohort, name="Tom Okafor")


@pytest.fixture
def apprentices(cohort):
    camden = make.service(name="Camden adults")
    return [make.apprentice(name, cohort=cohort, at=camden) for name in ("Amara Johnson", "Leila Haddad")]


def test_a_timetable_from_the_first_draft_to_the_hours_it_credits(visitor, cohort, tutor, apprentices, looks_right):
    amara = apprentices[0]
    desk, phone = visitor(tutor), visitor(amara.person)

    draft_weekly_sessions(desk, cohort, looks_right)
    publish(desk, looks_right)
    see_what_comes_next(phone, looks_right)
    take_the_register(desk, looks_right)
    correct_the_register(desk, looks_right)
    see_the_hours_credited(phone, amara, looks_right)
    cancel_the_next_session(desk, looks_right)
    see_that_nobody_is_behind_because_of_it(phone, amara, looks_right)

    assert Standing.objects.get(pk=amara.pk).confirmed_hours == Decimal(6)
    assert dict(Attendance.objects.values_list("apprentice__person__name", "mark")) == {
        "Amara Johnson": "late",
        "Leila Haddad": "present",
    }
    assert list(verify()) == []


def fill_date(page, name, date):
    for part, value in (("Day", date.day), ("Month", date.month), ("Year", date.year)):
        page.get_by_role("group", name=name).get_by_label(part, exact=True).fill(str(value))


def draft_weekly_sessions(page, cohort, looks_right):
    page.goto("/apprentices/timetables/")
    looks_right(page)
    page.get_by_role("link", name=cohort.name).click()
    looks_right(page)
    page.get_by_role("button", name="Add a session").click()
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    looks_right(page)
    page.get_by_label("Day at university").check(force=True)
    page.get_by_label("Title").fill("Law and rights")
    fill_date(page, "On which day?", PAST)
    page.get_by_label("It starts at").fill("10:00")
    page.get_by_label("It ends at").fill("17:00")
    page.get_by_label("Off-the-job hours").fill("6")
    page.get_by_label("Venue").fill("Borough Road")
    page.get_by_label("Room", exact=True).fill("B12")
    fill_date(page, "Repeat every week until", PAST + datetime.timedelta(weeks=3))
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("Nobody sees a draft until you publish.")).to_be_visible()
    looks_right(page)


def publish(page, looks_right):
    page.get_by_role("button", name="Look at the drafts and publish").click()
    looks_right(page)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("published into the calendars of 2 apprentices")).to_be_visible()
    looks_right(page)


def see_what_comes_next(page, looks_right):
    page.goto("/")
    expect(page.get_by_text("Next: Law and rights").first).to_be_visible()
    looks_right(page)
    page.get_by_role("link", name="Next: Law and rights").click()
    expect(page.get_by_text("B12, Borough Road").first).to_be_visible()
    looks_right(page)


def take_the_register(page, looks_right):
    page.goto("/")
    page.get_by_role("link", name="Take 1 register").click()
    looks_right(page)
    page.get_by_role("link", name="Law and rights").first.click()
    line = page.get_by_role("group", name="Leila Haddad")
    line.get_by_label("Away").check(force=True)
    looks_right(page)
    page.get_by_role("button", name="Save the register").click()
    expect(page.get_by_text("Choose why Leila Haddad was away").first).to_be_visible()
    looks_right(page)
    page.get_by_label("Why away?").nth(1).select_option(label="Could not travel")
    page.get_by_role("group", name="Amara Johnson").get_by_label("Late").check(force=True)
    page.get_by_role("button", name="Save the register").click()
    expect(page.get_by_text("Saved: 1 there, 1 away. 6 hours credited now.")).to_be_visible()
    looks_right(page)


def correct_the_register(page, looks_right):
    page.get_by_role("button", name="Correct the register").click()
    page.get_by_role("group", name="Leila Haddad").get_by_label("Present").check(force=True)
    page.get_by_role("button", name="Save the register").click()
    expect(page.get_by_text("Saved: 2 there, 0 away. 6 hours credited now.")).to_be_visible()


def see_the_hours_credited(page, apprentice, looks_right):
    page.goto(f"/apprentices/{apprentice.reference}/time/")
    expect(page.get_by_text("From the register").first).to_be_visible()
    looks_right(page)
    page.goto(f"/apprentices/{apprentice.reference}/hours/")
    expect(page.get_by_role("img")).to_be_visible()
    looks_right(page)


def cancel_the_next_session(page, looks_right):
    coming = TimetableSession.objects.filter(date__gt=TODAY).first()
    page.goto(f"/apprentices/sessions/{coming.reference}/change/")
    page.get_by_label("Room", exact=True).fill("C3")
    looks_right(page)
    page.get_by_role("button", name="Save and tell the apprentices").click()
    expect(page.get_by_text("The room is C3. The apprentices are told.")).to_be_visible()
    page.get_by_role("button", name="Cancel this session").click()
    page.get_by_label("Strike").check(force=True)
    looks_right(page)
    page.get_by_role("button", name="Cancel this session").click()
    expect(page.get_by_text("Cancelled. The apprentices are told.")).to_be_visible()
    looks_right(page)


def see_that_nobody_is_behind_because_of_it(page, apprentice, looks_right):
    page.goto(f"/apprentices/{apprentice.reference}/calendar/")
    expect(page.get_by_text("nobody is behind because of it")).to_be_visible()
    looks_right(page)
    page.goto(f"/apprentices/{apprentice.reference}/")
    looks_right(page)


def test_the_pages_that_fill_a_timetable_look_right(visitor, cohort, tutor, apprentices, looks_right):
    page = visitor(tutor)
    for path in ("outline", "copy", "bring", "publish"):
        page.goto(f"/apprentices/timetables/{cohort.reference}/{path}/")
        looks_right(page)
    page.goto(f"/apprentices/timetables/{cohort.reference}/outline/")
    page.get_by_role("button", name="Draft the outline").click()
    expect(page.get_by_text("drafted from the outline")).to_be_visible()
    page.goto("/apprentices/timetables/closed-days/")
    fill_date(page, "On which day?", COMING)
    page.get_by_label("Why is it closed?").fill("Founder's day")
    page.get_by_role("button", name="Add this day").click()
    expect(page.get_by_text("is in the list.")).to_be_visible()
    looks_right(page)


def test_leave_is_planned_against_teaching_and_a_lost_study_day_reaches_the_lead(
    visitor, cohort, tutor, apprentices, looks_right
):
    amara = apprentices[0]
    amara.employments.update(team="Hospital team")
    make.published_session(cohort, by=tutor, date=COMING)
    phone, manager = visitor(amara.person), visitor(make.line_manager(amara))
    lead = visitor(make.appointment(make.person("Grace Mensah"), amara.employer).person)

    plan(phone, amara, "Annual leave", COMING)
    expect(phone.get_by_text("These days have something planned already:")).to_be_visible()
    looks_right(phone)
    free = weekday(COMING + datetime.timedelta(days=1), 1)
    plan(phone, amara, "Study day", free)
    expect(phone.get_by_text("1 day planned. Your line manager and tutor see them.")).to_be_visible()
    looks_right(phone)

    manager.goto(f"/apprentices/{amara.reference}/calendar/")
    manager.get_by_role("link", name=f"Cancel {free.day} {free:%B} {free.year}").click()
    manager.get_by_label("Duty rota").check(force=True)
    looks_right(manager)
    manager.get_by_role("button", name="Cancel this day").click()
    expect(manager.get_by_text("Cancelled: Study day")).to_be_visible()

    lead.goto("/")
    lead.goto("/apprentices/protected-time/")
    expect(lead.get_by_text("Camden adults, Hospital team lost most study days")).to_be_visible()
    expect(lead.get_by_role("cell").filter(has_text="Duty rota")).to_be_visible()
    looks_right(lead)


def plan(page, apprentice, kind, date):
    page.goto(f"/apprentices/{apprentice.reference}/calendar/plan/")
    page.get_by_role("radio", name=kind).check(force=True)
    fill_date(page, "First day", date)
    page.get_by_role("button", name="Plan these days").click()
