"""A practice assessment panel from the agenda to the confirmed minutes, with members who step aside."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from assessment.models import PanelItem, PanelMeeting, PanelReading
from core.audit.sealing import verify
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
expect.set_options(timeout=15_000)


@pytest.fixture
def pap(site):
    here = make.university("University here")
    names = ("Amara Johnson", "Ben Okoro", "Cara Diaz")
    cohort = make.cohort(here)
    made = make.assessment_panel(
        *(make.portfolio_for_panel(make.portfolio_owner(name, cohort=cohort), with_evidence=False) for name in names)
    )
    PanelItem.objects.update(because=[])
    return made


def name_of(pap, number):
    return pap.items[number].submission.apprentice.person.name


def test_a_panel_day_with_members_who_step_aside(visitor, pap, looks_right):
    office, phone, reader = visitor(pap.secretary), visitor(pap.worker), visitor(pap.tutor)
    room = f"/assessment/panels/{pap.meeting.reference}/"

    step_aside_before_anything_is_opened(phone, pap, room, looks_right)
    have_one_read_in_full_and_name_readers(office, reader, pap, room, looks_right)
    give_out_packs(office, pap, room, looks_right)
    for page, said in ((reader, "Confirms the pass"), (visitor(pap.independent), "Asks for more evidence")):
        write_a_sheet(page, name_of(pap, 0), said, looks_right)
    speak_together(reader, visitor(pap.independent), looks_right)
    PanelMeeting.objects.update(starts_at=timezone.now())
    hold_the_meeting(office, visitor(pap.chair), pap, room, looks_right)

    pap.meeting.refresh_from_db()
    assert pap.meeting.state == "closed"
    outcomes = PanelItem.objects.order_by("pk").values_list("recommendation__outcome", flat=True)
    assert list(outcomes) == ["more_evidence", "confirm_pass", "confirm_pass"]
    assert list(verify()) == []
    read_the_minutes(phone, pap, room, looks_right)


def step_aside_before_anything_is_opened(page, pap, room, looks_right):
    page.goto("/")
    expect(page.get_by_role("link", name="Say which portfolios you have nothing to do with")).to_be_visible()
    page.goto(room)
    expect(page.get_by_text("Before you see the agenda")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Say what you have nothing to do with").click()
    looks_right(page)
    page.get_by_label(re.compile(name_of(pap, 1))).check()
    page.get_by_role("button", name="Save, and see the agenda").click()
    expect(page.get_by_role("link", name=name_of(pap, 0))).to_be_visible()
    expect(page.get_by_text(name_of(pap, 1))).to_have_count(0)
    looks_right(page)


def have_one_read_in_full_and_name_readers(office, reader, pap, room, looks_right):
    for page in (office, reader):
        page.goto(f"{room}declare/")
        page.get_by_role("button", name="Save, and see the agenda").click()
    reader.get_by_role("link", name=name_of(pap, 0)).click()
    looks_right(reader)
    reader.get_by_role("button", name="I have a question: read it in full").click()
    office.goto(room)
    looks_right(office)
    office.get_by_role("link", name=name_of(pap, 0)).click()
    looks_right(office)
    office.get_by_role("link", name="Name the readers").click()
    looks_right(office)
    for name in ("Tove Tutor", "Ines Independent"):
        office.get_by_label(name).check()
    office.get_by_role("button", name="Name these readers").click()
    expect(office.get_by_text("Neither sees the other’s sheet before both are in.")).to_be_visible()


def give_out_packs(office, pap, room, looks_right):
    office.goto(room)
    office.get_by_role("button", name="Give out packs as things stand now").click()
    expect(office.get_by_text("Packs are being made.")).to_be_visible()
    looks_right(office)


def write_a_sheet(page, whose, would_recommend, looks_right):
    page.goto("/")
    page.get_by_role("link", name=re.compile(f"Read the portfolio of {whose}")).click()
    looks_right(page)
    for box in page.locator("textarea").all():
        box.fill("Seen in two pieces and in one observation.")
    page.get_by_label(would_recommend).check()
    page.get_by_role("button", name="Check before you send it").click()
    looks_right(page)
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("Sent. You read the other reader’s sheet as soon as it is there.")).to_be_visible()
    looks_right(page)


def speak_together(page, other, looks_right):
    page.goto(f"/assessment/panels/items/{PanelReading.objects.first().item.reference}/")
    expect(page.get_by_role("heading", name="Ines Independent: asks for more evidence")).to_be_visible()
    page.get_by_role("button", name="Say together what you recommend").click()
    looks_right(page)
    page.get_by_label("Asks for more evidence").check()
    page.get_by_label("Why, in words for both").fill("Two capabilities rest on one piece each.")
    page.get_by_role("button", name="Propose it to the other reader").click()
    other.goto("/")
    other.get_by_role("link", name=re.compile("Answer the other reader")).click()
    looks_right(other)
    other.get_by_role("button", name="I agree").click()
    expect(other.get_by_text("You both say the same now.")).to_be_visible()


def hold_the_meeting(office, chair, pap, room, looks_right):
    office.goto(room)
    office.get_by_role("button", name="Open the meeting").click()
    expect(office.get_by_text("There is no quorum yet")).to_be_visible()
    for _ in range(5):
        office.get_by_role("button", name="Is here").first.click()
        office.wait_for_load_state()
    expect(office.get_by_text("There is a quorum: the panel can decide.")).to_be_visible()
    looks_right(office)
    step_aside_in_the_room(chair, pap, room, looks_right)
    minute_and_decide(office, pap, room, looks_right)
    office.goto(room)
    office.get_by_role("link", name="Confirm passes together").click()
    looks_right(office)
    office.get_by_label(re.compile(name_of(pap, 2))).uncheck()
    office.get_by_role("button", name="Confirm these passes together").click()
    expect(office.get_by_text("1 pass confirmed")).to_be_visible()
    office.get_by_role("link", name=name_of(pap, 2)).click()
    office.get_by_role("button", name="Record what the panel recommends").click()
    office.get_by_label("Confirms the pass").check()
    office.get_by_label("Reasons of the panel").fill("Nobody had a question in the end.")
    office.get_by_label("Lio Lived").check()
    looks_right(office)
    office.get_by_role("button", name="Record what the panel recommends").click()
    chair.goto(room)
    looks_right(chair)
    chair.get_by_role("button", name="Close the meeting, confirm the minutes").click()
    expect(chair.get_by_text("The meeting is closed and the minutes are confirmed.")).to_be_visible()


def step_aside_in_the_room(chair, pap, room, looks_right):
    chair.goto(f"{room}declare/")
    chair.get_by_role("button", name="Save, and see the agenda").click()
    chair.get_by_role("link", name=name_of(pap, 2)).click()
    chair.get_by_role("button", name="I have nothing to do with this one").click()
    expect(chair.get_by_text("It is closed to you from now on.")).to_be_visible()
    expect(chair.get_by_text(name_of(pap, 2))).to_have_count(0)


def minute_and_decide(office, pap, room, looks_right):
    office.get_by_role("link", name=name_of(pap, 0)).click()
    looks_right(office)
    office.get_by_role("link", name="Write the minutes of this one").click()
    office.get_by_label("Minutes").fill("Both readers spoke. The tutor agreed.")
    expect(office.get_by_text(re.compile("Saved at"))).to_be_visible()
    looks_right(office)
    office.get_by_role("button", name="Save the minutes").click()
    expect(office.get_by_text("Both readers spoke. The tutor agreed.")).to_be_visible()
    office.get_by_role("button", name="Record what the panel recommends").click()
    looks_right(office)
    office.get_by_label("Asks for more evidence").check()
    due = timezone.localdate().replace(year=timezone.localdate().year + 1, day=1)
    for part, value in (("Day", due.day), ("Month", due.month), ("Year", due.year)):
        office.get_by_label(part, exact=True).fill(str(value))
    office.get_by_label("Reasons of the panel").fill("Two capabilities rest on one piece each.")
    office.get_by_role("button", name="Record what the panel recommends").click()
    expect(office.get_by_text("Recorded:")).to_be_visible()


def read_the_minutes(page, pap, room, looks_right):
    page.goto(f"{room}minutes/")
    expect(page.get_by_text("Confirmed by Chandra Chair")).to_be_visible()
    expect(page.get_by_text(name_of(pap, 1))).to_have_count(0)
    expect(page.get_by_role("heading", name=re.compile(f"^2 Portfolio of {name_of(pap, 2)}"))).to_be_visible()
    looks_right(page)
