"""The bank: written, checked by a second person, taken into a day; a member practises by link and sees the spread."""

import re

import pytest
from playwright.sync_api import expect

from consortium.models import Organisation
from core.notifications.models import Message
from recruitment.models import BankVersion, CalibrationSheet, PanelMember
from recruitment.operations import panels
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
expect.set_options(timeout=15_000)

ANCHORS = ["Blames others", "Admits it", "Says how it came about", "Says what it cost", "Says what is different now"]


@pytest.fixture
def people(site):
    office = make.organisation(Organisation.Kind.CONSORTIUM_OFFICE, "The office")
    writer, checker = (make.appointment(at=office, as_="recruitment_coordinator").person for _ in range(2))
    make.statements()
    day = make.selection_day(make.campaign(run_by=office), criteria=0)
    room = make.full_panel(day, state=PanelMember.State.CONFIRMED)
    make.day_with_practice(day)
    one, other, last = room.members.all()
    make.practised(one, 2, 4)
    make.practised(other, 4, 4)
    return writer, checker, day, last


def test_from_the_first_word_to_the_practice_of_a_panel(visitor, people, looks_right):
    writer, checker, day, member = people
    desk = visitor(writer)
    write(desk, looks_right)
    check(visitor(checker), looks_right)
    take_into_the_day(desk, day, looks_right)
    assert BankVersion.objects.get(item__title="Being wrong").fixed_at is not None
    practise_by_link(visitor(), member, looks_right)
    assert CalibrationSheet.objects.get(member=member).sent_at is not None


def write(page, looks_right):
    page.goto("/recruitment/bank/")
    looks_right(page)
    page.get_by_role("button", name="Add an item").click()
    page.get_by_label("Interview question").check()
    page.get_by_label("Title").fill("Being wrong")
    looks_right(page)
    page.get_by_role("button", name="Save").click()
    page.get_by_label("What candidates are asked").fill("When were you wrong about somebody?")
    page.get_by_label("Minutes").fill("10")
    page.get_by_label("PCF-1 PCF statement 1").check()
    looks_right(page)
    page.get_by_role("button", name="Save this version").click()
    page.get_by_role("link", name="Add what is looked for").click()
    page.get_by_label("What is looked for").fill("Owns their part")
    for mark, text in enumerate(ANCHORS, start=1):
        page.get_by_label(f"What a {mark} looks like").fill(text)
    page.get_by_role("button", name="Add criterion").click()
    expect(page.get_by_text("To be checked")).to_be_visible()
    looks_right(page)


def check(page, looks_right):
    page.goto("/")
    page.get_by_role("link", name="Check “Being wrong” for the bank").click()
    page.get_by_role("button", name="I have checked it").click()
    expect(page.get_by_text("Checked. Selection days can use it.")).to_be_visible()
    looks_right(page)


def take_into_the_day(page, day, looks_right):
    page.goto(f"/recruitment/selection/days/{day.reference}/")
    page.get_by_role("link", name="Take an exercise from the bank").click()
    page.get_by_label("From the bank").select_option(label="Being wrong (interview question, version 1)")
    page.get_by_label("Name of the exercise").fill("Interview")
    looks_right(page)
    page.get_by_role("button", name="Take it into the day").click()
    expect(page.get_by_text("Owns their part")).to_be_visible()
    page.get_by_role("link", name="Practice of the panels before the day").click()
    expect(page.get_by_text("Too few to say")).to_be_visible()
    looks_right(page)


def practise_by_link(page, member, looks_right):
    panels.send_invitation(member)
    mail = Message.objects.filter(to=member.person, kind="panel_invitation").latest("pk")
    page.goto(re.search(r"http\S+/link/\S+", mail.body)[0])
    page.get_by_role("button", name="Mark the practice answer").click()
    looks_right(page)
    page.get_by_role("group", name="Quality 1").get_by_label("5", exact=True).check()
    page.get_by_role("button", name="Send my marks").click()
    expect(page.get_by_role("link", name="Please give a mark for “Quality 2”")).to_be_visible()
    looks_right(page)
    page.get_by_role("group", name="Quality 2").get_by_label("4", exact=True).check()
    page.get_by_role("button", name="Send my marks").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What everybody gave")
    expect(page.get_by_text("Talk about it")).to_be_visible()
    looks_right(page)
