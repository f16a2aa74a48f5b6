"""A selection day from who comes to the accepted timetable, and a morning on which somebody is late."""

import datetime

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from recruitment.models import PanelCandidate, PanelMember, SelectionDay, Timetable
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
expect.set_options(timeout=20_000)


@pytest.fixture
def day(site):
    return make.day_to_plan(candidates=3, date=timezone.localdate())


def test_a_timetable_is_worked_out_accepted_and_changed_on_the_day(visitor, day, looks_right):
    coordinator = make.coordinator_of(day)
    office = visitor(coordinator)

    say_what_is_arranged(office, day, looks_right)
    work_it_out_and_accept_it(office, day, looks_right)
    SelectionDay.objects.filter(pk=day.pk).update(state=SelectionDay.State.LIVE)
    PanelMember.objects.filter(panel__day=day).update(state=PanelMember.State.CONFIRMED)
    ten = timezone.make_aware(datetime.datetime.combine(day.date, datetime.time(10)))
    with time_machine.travel(ten, tick=True):
        phone = visitor(coordinator)
        late = write_down_who_is_late(phone, day, looks_right)
        plan_the_rest_again(phone, day, late, looks_right)
    read_ones_own_day(visitor, day, looks_right)


def say_what_is_arranged(page, day, looks_right):
    page.goto(f"/recruitment/selection/days/{day.reference}/")
    page.get_by_role("link", name="Timetable: who comes, rooms, hours").click()
    looks_right(page)
    page.get_by_role("link", name="Arrange").first.click()
    page.get_by_label("More time for what they do alone").fill("25")
    looks_right(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("25% more time")).to_be_visible()
    page.get_by_role("link", name="Change hours and breaks").click()
    page.get_by_label("The day ends at").fill("16:30")
    looks_right(page)
    page.get_by_role("button", name="Save the hours").click()
    expect(page.get_by_text("09:00 to 16:30")).to_be_visible()


def work_it_out_and_accept_it(page, day, looks_right):
    page.get_by_role("button", name="Work out a timetable").click()
    looks_right(page)
    make.do_owed_work()
    page.get_by_role("button", name="Open it").click()
    expect(page.get_by_role("heading", name="The whole day")).to_be_visible()
    looks_right(page)
    page.get_by_role("link", name="By candidate").click()
    looks_right(page)
    page.get_by_role("button", name="Keep here").first.click()
    expect(page.get_by_text("Stays here").first).to_be_visible()
    page.get_by_role("button", name="Accept this timetable").click()
    expect(page.get_by_text("The timetable is accepted.")).to_be_visible()
    assert PanelCandidate.objects.filter(panel__day=day).count() == 3


def write_down_who_is_late(page, day, looks_right):
    first = Timetable.objects.accepted_of(day).slots.first().candidate
    name = first.application.candidate.name
    page.goto(f"/recruitment/selection/days/{day.reference}/board/")
    expect(page.get_by_role("heading", name="Late")).to_be_visible()
    looks_right(page)
    page.get_by_role("link", name="They are late").first.click()
    page.get_by_label("From", exact=True).fill("9:00")
    page.get_by_label("Until", exact=True).fill("13:00")
    looks_right(page)
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("is away until 13:00")).to_be_visible()
    return name


def plan_the_rest_again(page, day, late, looks_right):
    page.get_by_role("button", name="Plan the rest of the day again").click()
    make.do_owed_work()
    page.get_by_role("button", name="Open it").click()
    expect(page.get_by_role("heading", name="What it changes")).to_be_visible()
    expect(page.get_by_text(late).first).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Accept this timetable").click()
    expect(page.get_by_text("The timetable is accepted.")).to_be_visible()


def read_ones_own_day(visitor, day, looks_right):
    slot = PanelCandidate.objects.select_related("application__candidate").filter(panel__day=day).first()
    page = visitor(slot.application.candidate)
    page.goto(f"/recruitment/my-selection-day/{slot.reference}/")
    expect(page.get_by_text("Written task")).to_be_visible()
    looks_right(page)
    seat = PanelMember.objects.select_related("person").filter(panel__day=day).first()
    member = visitor(seat.person)
    member.goto(f"/recruitment/my-panels/{seat.reference}/")
    expect(member.get_by_role("heading", name="Your panel's day")).to_be_visible()
    looks_right(member)


def test_what_begins_and_ends_is_ticked_on_the_board_and_by_the_panel(visitor, day, looks_right):
    with time_machine.travel(timezone.now().replace(hour=7, minute=0), tick=True):
        accepted = make.accepted_timetable(day)
    SelectionDay.objects.filter(pk=day.pk).update(state=SelectionDay.State.LIVE)
    PanelMember.objects.filter(panel__day=day).update(state=PanelMember.State.CONFIRMED)
    first = accepted.slots.filter(panel__isnull=False).select_related("panel", "exercise").first()
    with time_machine.travel(first.starts_at + datetime.timedelta(minutes=25), tick=True):
        page = visitor(make.coordinator_of(day))
        page.goto(f"/recruitment/selection/days/{day.reference}/board/")
        row = page.locator(f"#panel-{first.panel_id}")
        row.get_by_role("button", name="Has begun").first.click()
        expect(row.get_by_text("Begun at")).to_be_visible()
        expect(page.get_by_text(f"{first.panel.name} is 25 minutes late.")).to_be_visible()
        looks_right(page)
        row.get_by_role("button", name="Undo").click()
        expect(row.get_by_text("Begun at")).to_have_count(0)
        seat = PanelMember.objects.select_related("person").filter(panel=first.panel_id).first()
        member = visitor(seat.person)
        member.goto(f"/recruitment/my-panels/{seat.reference}/")
        member.get_by_role("button", name="Has begun").first.click()
        expect(member.get_by_text("Begun at")).to_be_visible()
        looks_right(member)
        member.get_by_role("button", name="Has ended").first.click()
        expect(member.get_by_text("ended at")).to_be_visible()
        looks_right(member)
        page.reload()
        expect(row.get_by_text("ended at")).to_be_visible()
        looks_right(page)
