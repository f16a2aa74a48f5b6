"""The line, step 9: a placement from the proposal to the days that count and credit, walked by four people."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from apprentices.models import Involvement, Milestone, Standing
from apprentices.operations import reach_milestone
from placements.models import Placement, PlacementDay
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = timezone.localdate()
START = TODAY - datetime.timedelta(days=TODAY.weekday() + 7)  # the Monday of last week


def fill_date(page, name, date):
    page.fill(f"[name={name}_day]", str(date.day))
    page.fill(f"[name={name}_month]", str(date.month))
    page.fill(f"[name={name}_year]", str(date.year))


@pytest.fixture
def cast():
    """An apprentice with tutor and coordinator, a setting at another borough, and two practice educators."""
    apprentice = make.apprentice("Amara Johnson", at=make.service(make.council("Lambeth")))
    make.activity("placement_learning")
    tutor = make.tutor(apprentice)
    make.appointment(tutor, at=apprentice.cohort.university, as_="tutor")
    coordinator = make.placement_coordinator(apprentice)
    setting = make.setting(make.service(make.council("Camden")), "Hospital discharge team")
    educator = make.educator("Grace Mensah", at=setting.organisation)
    make.educator("Lee Wong", registration_checked_on=None)
    reach_milestone(apprentice, Milestone.Kind.READINESS_PASSED, on=START, by=tutor)
    return apprentice, coordinator, tutor, educator, setting


def propose(page, apprentice, setting, looks_right):
    page.goto("/placements/")
    looks_right(page)
    page.click("text=Propose a placement")
    page.select_option("[name=apprentice]", apprentice.reference)
    page.select_option("[name=setting]", setting.reference)
    fill_date(page, "starts_on", START)
    fill_date(page, "ends_on", TODAY + datetime.timedelta(days=150))
    looks_right(page)
    page.click("text=See who can teach it")
    page.wait_for_selector("text=1 practice educator can take it")
    assert page.is_visible("text=Lee Wong's registration has not been checked.")
    page.check("[name=practice_educator]")
    page.check("[name=independence_declared]")
    looks_right(page)
    page.click("text=Propose this placement")


def make_ready(page, looks_right):
    page.click("text=Confirm this placement")
    page.click("text=Start the placement")
    page.wait_for_selector("text=Before the first day these are missing")
    looks_right(page)
    while page.locator("dl a:text('Tick')").count():
        page.locator("dl a:text('Tick')").first.click()
        page.click("button:text('Tick')")
        page.wait_for_selector("text=: ticked.")
    looks_right(page)
    page.click("text=Start the placement")
    page.wait_for_selector("text=The placement is under way")
    looks_right(page)


def test_a_placement_from_the_proposal_to_days_that_count(visitor, looks_right, cast):
    apprentice, coordinator, tutor, educator, setting = cast

    desk = visitor(coordinator)
    propose(desk, apprentice, setting, looks_right)
    make_ready(desk, looks_right)
    placement = Placement.objects.get()
    assert placement.state == Placement.State.LIVE

    phone = visitor(apprentice.person)
    phone.goto(f"/placements/{placement.reference}/days/")
    looks_right(phone)
    phone.click("text=Log a week")
    phone.click("text=The week before")
    for day in range(4):
        date = START + datetime.timedelta(days=day)
        phone.select_option(f"[name=kind_{date:%Y%m%d}]", "present")
    friday = START + datetime.timedelta(days=4)
    phone.select_option(f"[name=kind_{friday:%Y%m%d}]", "absent")
    phone.select_option("[name=absence]", "sick")
    looks_right(phone)
    phone.click("text=Save the week")
    phone.wait_for_selector("text=5 days saved")
    looks_right(phone)

    office = visitor(educator.person)
    office.goto(f"/placements/{placement.reference}/days/")
    looks_right(office)
    office.click("text=Confirm the ticked days")
    office.wait_for_selector("text=5 days confirmed, counting 4 placement days.")
    assert office.inner_text("h1") == "4 of 70 days."
    looks_right(office)
    assert Standing.objects.get(pk=apprentice.pk).confirmed_hours == 0

    study = visitor(tutor)
    study.goto("/")
    study.click("text=Say how many hours of Amara Johnson's placement day are off-the-job")
    study.fill("[name=hours_a_day]", "6.5")
    looks_right(study)
    study.click("text=Set hours")
    study.wait_for_selector("text=6.5 hours a day")
    looks_right(study)
    standing = Standing.objects.get(pk=apprentice.pk)
    assert (standing.placement_days, standing.confirmed_hours) == (Decimal(4), Decimal(26))

    office.click("td a:has-text('Correct') >> nth=0")
    looks_right(office)


def test_the_register_and_the_settings(visitor, looks_right, cast):
    _, coordinator, _, educator, setting = cast
    page = visitor(coordinator)
    for address in (
        "/placements/practice-educators/",
        f"/placements/practice-educators/{educator.reference}/",
        "/placements/practice-educators/new/",
        "/placements/settings/",
        f"/placements/settings/{setting.reference}/",
        f"/placements/settings/{setting.reference}/approve/",
        "/placements/settings/new/",
        "/placements/own-team/",
    ):
        page.goto(address)
        looks_right(page)


def test_ending_early_closes_the_page_to_the_practice_educator_at_once(visitor, looks_right, cast):
    apprentice, coordinator, _, educator, setting = cast
    placement = make.placement(apprentice, setting=setting, practice_educator=educator, starts_on=START)
    office = visitor(educator.person)
    office.goto(f"/placements/{placement.reference}/")
    assert office.is_visible("text=0 of 70 days.")

    desk = visitor(coordinator)
    desk.goto(f"/placements/{placement.reference}/")
    desk.click("text=End it early")
    looks_right(desk)
    desk.check("[name=cause][value=host_capacity]")
    desk.check("[name=no_fault][value=yes]")
    desk.click("text=End the placement")
    desk.wait_for_selector("text=Nothing that the apprentice did.")
    looks_right(desk)

    assert office.reload().status == 404
    assert not Involvement.objects.on(TODAY).filter(person=educator.person).exists()
    assert PlacementDay.objects.count() == 0
