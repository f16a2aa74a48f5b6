"""A panel member leaves, a substitute takes the place from a phone, and both sides see the fee through to payment."""

import base64
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from core.files.models import StoredFile
from core.notifications.models import Message
from recruitment.models import Group, PanelClaim, PanelMember
from recruitment.operations import panels, selection_days
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
expect.set_options(timeout=15_000)
PHOTO = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def link_for(person, kind):
    return re.search(r"http\S+/link/\S+", Message.objects.filter(to=person, kind=kind).latest("pk").body)[0]


def test_from_who_can_come_to_a_place_taken(visitor, site, looks_right):
    day = make.selection_day()
    room = make.full_panel(day)
    make.slot(room)
    stands_in = make.panellist(day.campaign.run_by, who=make.person("Ines Able"), access_needs="Large print")
    desk = visitor(make.coordinator_of(day))

    desk.goto(f"/recruitment/selection/days/{day.reference}/who-can-come/")
    looks_right(desk)
    desk.get_by_role("button", name="Ask who can come").click()
    expect(desk.get_by_text("1 person has been asked by mail.")).to_be_visible()
    phone = visitor()
    phone.goto(link_for(stands_in.person, "panel_availability"))
    looks_right(phone)
    phone.get_by_role("link", name="Say on which days you can come").click()
    phone.get_by_label("Yes, I can come").check()
    looks_right(phone)
    phone.get_by_role("button", name="Send my answer").click()
    tell_them_what_helps(phone, looks_right)

    leaver = PanelMember.objects.get(group=Group.LIVED_EXPERIENCE)
    panels.send_invitation(leaver)
    leaving = visitor()
    leaving.goto(link_for(leaver.person, "panel_invitation"))
    looks_right(leaving)
    leaving.get_by_role("button", name="I can no longer come").click()
    phone.goto(link_for(stands_in.person, "stand_in"))
    expect(phone.get_by_text("We hold the place for you until")).to_be_visible()
    looks_right(phone)
    phone.get_by_role("button", name="Yes, I can stand in").click()
    expect(phone.get_by_text("You are on the panel")).to_be_visible()
    looks_right(phone)

    desk.goto(f"/recruitment/selection/panels/{room.reference}/")
    expect(desk.get_by_text(f"stands in for {leaver.person.name}")).to_be_visible()
    looks_right(desk)
    desk.get_by_role("link", name="Substitutes").click()
    expect(desk.get_by_text(f"Ines Able stands in for {leaver.person.name}.")).to_be_visible()
    looks_right(desk)
    look_at_the_register(desk, day, room, looks_right)


def tell_them_what_helps(phone, looks_right):
    phone.get_by_role("link", name="Change What helps you").click()
    looks_right(phone)
    phone.get_by_label("Does somebody come with you?").fill("Rosa Delgado")
    phone.get_by_role("button", name="Save").click()
    phone.get_by_role("link", name="People I never want to meet").click()
    phone.get_by_label("Names").fill("Thornbury")
    looks_right(phone)
    phone.get_by_role("button", name="Save").click()
    phone.get_by_role("link", name="A limit of my own").click()
    phone.get_by_label("The most I want to be paid, in pounds").fill("20")
    looks_right(phone)
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_text("nobody can read it but you")).to_be_visible()


def look_at_the_register(desk, day, room, looks_right):
    for address in (
        "/recruitment/panellists/",
        "/recruitment/panellists/new/",
        f"/recruitment/selection/days/{day.reference}/substitutes/",
        f"/recruitment/selection/panels/{room.reference}/register/",
    ):
        desk.goto(address)
        looks_right(desk)
    desk.goto("/recruitment/panellists/")
    desk.get_by_role("link", name="Ines Able").click()
    expect(desk.get_by_text("Rosa Delgado")).to_be_visible()
    expect(desk.get_by_text("Thornbury")).to_have_count(0)
    looks_right(desk)


def test_from_the_end_of_the_day_to_the_payment(visitor, site, looks_right):
    day = make.live_day()
    make.all_scores(day.panels.get().candidates.get())
    make.rate_card(day.campaign.run_by)
    seat = PanelMember.objects.get(group=Group.LIVED_EXPERIENCE)
    make.panellist(day.campaign.run_by, who=seat.person, payee_number="V-1042")
    first, second = make.coordinator_of(day), make.coordinator_of(day)
    selection_days.close_scoring(day=day, by=first)
    phone = visitor()

    claim_by_link(phone, seat, looks_right)
    desk = visitor(first)
    desk.goto("/")
    desk.get_by_role("link", name="Check 1 claim of panel members").click()
    looks_right(desk)
    desk.get_by_role("link", name=seat.person.name).click()
    looks_right(desk)
    StoredFile.objects.update(state=StoredFile.State.CLEAN)
    desk.get_by_role("button", name="This is in order").click()
    expect(desk.get_by_text("You have checked this claim, so somebody else approves it.")).to_be_visible()
    other = visitor(second)
    other.goto("/")
    other.get_by_role("link", name="Approve 1 claim").click()
    other.get_by_role("link", name=seat.person.name).click()
    other.get_by_role("button", name="Approve for payment").click()
    record_the_payment(other, looks_right)
    say_how_it_was(visitor(seat.person), seat, looks_right)
    desk.goto(f"/recruitment/selection/days/{day.reference}/afterwards/")
    looks_right(desk)
    desk.get_by_role("button", name="We have talked").click()
    expect(desk.get_by_text("talked with them on")).to_be_visible()

    assert PanelClaim.objects.get().state == "paid"


def claim_by_link(phone, seat, looks_right):
    phone.goto(link_for(seat.person, "panel_claim"))
    looks_right(phone)
    phone.get_by_role("link", name="Add an expense").click()
    phone.get_by_label("Train, coach or taxi").check()
    phone.get_by_label("How much was it, in pounds?").fill("18.40")
    looks_right(phone)
    phone.get_by_role("button", name="Add this expense").click()
    expect(phone.get_by_text("Please add a receipt").first).to_be_visible()
    phone.locator("input[type=file]").set_input_files({"name": "taxi.png", "mimeType": "image/png", "buffer": PHOTO})
    phone.get_by_role("button", name="Add this expense").click()
    expect(phone.get_by_text("taxi.png")).to_be_visible()
    looks_right(phone)
    phone.get_by_role("button", name="Choose your fee and send").click()
    phone.get_by_text("If you get benefits").click()
    looks_right(phone)
    phone.get_by_label("A part of it").check()
    phone.get_by_label("If a part: how much, in pounds?").fill("25")
    phone.get_by_role("button", name="Send my claim").click()
    expect(phone.get_by_text("Your claim has been sent")).to_be_visible()
    looks_right(phone)


def record_the_payment(page, looks_right):
    page.goto("/recruitment/panel-payments/rates/")
    looks_right(page)
    place = PanelClaim.objects.get().panellist
    page.goto(f"/recruitment/panellists/{place.reference}/supporter/")
    looks_right(page)
    page.goto(f"/recruitment/panel-payments/{PanelClaim.objects.get().reference}/")
    looks_right(page)
    page.goto("/recruitment/panel-payments/runs/")
    expect(page.get_by_text("1 claim ready to be paid")).to_be_visible()
    today = timezone.localdate()
    fill_day(page, today)
    looks_right(page)
    page.get_by_role("button", name="Make the payment run").click()
    expect(page.get_by_role("heading", name="Payment run 1")).to_be_visible()
    page.get_by_text("What is in the file").click()
    looks_right(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the payment file (CSV)").click()
    assert "V-1042" in download.value.path().read_text("utf-8")
    fill_day(page, today)
    page.get_by_role("button", name="Record that this run was paid").click()
    expect(page.get_by_text("everybody in the run has been told")).to_be_visible()
    looks_right(page)


def fill_day(page, day):
    for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        page.get_by_label(part, exact=True).fill(str(value))


def say_how_it_was(page, seat, looks_right):
    page.goto(f"/recruitment/my-panels/{seat.reference}/")
    looks_right(page)
    page.get_by_role("link", name="Tell us how the day was for you").click()
    page.get_by_label("Some of it was hard").check()
    page.get_by_label("I would like somebody to talk to me about it").check()
    looks_right(page)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you for telling us.")).to_be_visible()
