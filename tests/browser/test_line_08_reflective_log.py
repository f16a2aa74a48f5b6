"""Step 8: an apprentice writes a log, its practice educator returns it once and signs it, and a tutor reviews.

A line manager bears witness to it; after the review the tutor opens it again, and the next version replaces it.
"""

import datetime
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from assessment.models import Evidence, PortfolioReview, SignOff
from core.audit.sealing import verify
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
expect.set_options(timeout=15_000)

NOTES = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"What I wrote down on the day."}
FIRST = "I visited with a list of questions. I put it away after five minutes."
SECOND = "I visited with a list of questions. I put it away and asked what a good day looks like."


@pytest.fixture
def people(site):
    apprentice = make.portfolio_owner("Amara Johnson")
    return (
        apprentice,
        make.practice_educator(apprentice, "Grace Mensah"),
        make.tutor(apprentice, "Dr Helen Brooks"),
        make.line_manager(apprentice, make.person("Maria Silva", password="for tests only")),
    )


def test_a_reflective_log_from_the_first_word_to_the_tutors_review(visitor, people, looks_right):
    apprentice, grace, helen, maria = people
    phone, desk, university, office = (visitor(who) for who in (apprentice.person, grace, helen, maria))

    write_and_send(phone, looks_right)
    ask_for_a_witness(phone, looks_right)
    bear_witness(office, looks_right)
    return_once(desk, looks_right)
    work_on_it_again(phone, looks_right)
    sign_off(desk, looks_right)
    read_what_was_signed(phone, looks_right)
    review(university, looks_right)

    evidence = Evidence.objects.get()
    assert (evidence.state, evidence.shown.number, evidence.shown.text) == (Evidence.State.ACCEPTED, 2, SECOND)
    assert evidence.versions.get(number=1).text == FIRST
    assert PortfolioReview.objects.get().covers[0]["hash"] == SignOff.objects.get().content_hash

    open_again(university, looks_right)
    send_the_next(phone, looks_right)
    sign_off(desk, looks_right)
    assert Evidence.objects.get().shown.number == 3
    assert SignOff.objects.get(version__number=2).statement == SignOff.objects.get(version__number=3).statement
    assert list(verify()) == []


def write_and_send(page, looks_right):
    page.goto("/assessment/")
    looks_right(page)
    page.get_by_role("button", name="Write a reflective log").click()
    page.get_by_label("Title").fill("Asking what a good day looks like")
    for part, value in (("Day", "3"), ("Month", "3"), ("Year", "2026")):
        page.get_by_label(part, exact=True).fill(value)
    page.get_by_label("What you want to say").fill(FIRST)
    expect(page.locator("#saved")).to_contain_text("It is not sent yet")
    expect(page.locator(".app-draft-status")).to_be_empty()  # the device keeps nothing that the portal has
    page.locator("input[type=file]").set_input_files(NOTES)
    looks_right(page)
    page.get_by_role("button", name="Save and continue").click()

    page.get_by_label("PCF statement 1", exact=False).check()
    page.get_by_label("Why, in one sentence").locator("visible=true").fill("I noticed what my questions did.")
    page.get_by_text("KSS-A", exact=True).first.click()
    page.get_by_label("KSS-A statement 1", exact=False).check()
    page.get_by_label("Why, in one sentence").locator("visible=true").last.fill("I began with her view.")
    looks_right(page)
    page.get_by_role("button", name="Save and continue").click()

    expect(page.get_by_text("Grace Mensah (practice educator) assesses it")).to_be_visible()
    expect(page.get_by_text("It takes about a minute")).to_be_visible()
    looks_right(page)
    make.do_owed_work()  # the file is checked
    page.reload()
    expect(page.get_by_text("notes.txt", exact=True)).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Send to be assessed").click()
    expect(page.get_by_text("Grace Mensah has been told.")).to_be_visible()
    looks_right(page)


def return_once(page, looks_right):
    page.goto("/assessment/queue/")
    looks_right(page)
    page.get_by_role("link", name="Asking what a good day looks like").click()
    expect(page.get_by_text(FIRST)).to_be_visible()
    looks_right(page)
    page.get_by_role("link", name="Return it for more work instead").click()
    page.get_by_label("What is missing, and why").fill("I cannot see what she wanted.")
    page.get_by_label("What would be enough").fill("One sentence on what you asked her.")
    for part, value in (("Day", "1"), ("Month", "3"), ("Year", "2099")):
        page.get_by_label(part, exact=True).fill(value)
    looks_right(page)
    page.get_by_role("button", name="Return for more work").click()
    expect(page.get_by_text("Returned to Amara Johnson")).to_be_visible()


def work_on_it_again(page, looks_right):
    page.goto("/assessment/")
    page.get_by_role("link", name="Asking what a good day looks like").click()
    expect(page.get_by_text("One sentence on what you asked her.")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Work on it again").click()
    expect(page.get_by_label("What you want to say")).to_have_value(FIRST)
    expect(page.get_by_role("link", name="notes.txt")).to_be_visible()
    page.get_by_label("What you want to say").fill(SECOND)
    looks_right(page)
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", name="What it shows")).to_be_visible()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Send to be assessed").click()
    expect(page.get_by_text("Grace Mensah has been told.")).to_be_visible()


def sign_off(page, looks_right):
    page.goto("/assessment/queue/")
    page.get_by_role("link", name="Asking what a good day looks like").click()
    page.get_by_text("Show the changes in the text").click()
    expect(page.locator("ins")).to_contain_text("and asked what a good day looks like")
    page.get_by_label("Sufficient").check()
    page.get_by_label("Your statement").fill("You changed what you did while you were doing it.")
    looks_right(page)
    page.get_by_role("button", name="Check before you sign").click()
    expect(page.get_by_text("My judgement of it and my statement are my own.")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("is accepted and frozen, and Amara Johnson has been told.")).to_be_visible()
    looks_right(page)


def read_what_was_signed(page, looks_right):
    page.goto("/assessment/")
    page.get_by_role("link", name="Asking what a good day looks like").click()
    expect(page.get_by_text("You changed what you did while you were doing it.")).to_be_visible()
    expect(
        page.get_by_text(re.compile("This version is frozen. Fingerprint of what was signed: [0-9a-f]{64}"))
    ).to_be_visible()
    page.get_by_role("link", name="Read version 1 as it was sent").click()
    expect(page.get_by_text(FIRST)).to_be_visible()
    looks_right(page)


def review(page, looks_right):
    page.goto("/assessment/")
    looks_right(page)
    page.get_by_role("link", name="Newly accepted").click()
    expect(page.get_by_text("Nothing accepted yet for")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Review this portfolio").click()
    page.get_by_label("Your review").fill("A good beginning. More from other people next.")
    looks_right(page)
    page.get_by_role("button", name="Check before you sign").click()
    looks_right(page)
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("Your review is signed, and Amara Johnson has been told.")).to_be_visible()
    page.get_by_role("link", name=re.compile("Review of")).click()
    looks_right(page)


def ask_for_a_witness(page, looks_right):
    page.get_by_role("link", name="Ask for a witness statement").click()
    page.get_by_label("Maria Silva, line manager").check()
    page.get_by_label("What do you ask them to write about?").fill("What did you hear me ask?")
    looks_right(page)
    page.get_by_role("button", name="Ask for a statement").click()
    expect(page.get_by_text("Maria Silva has been asked.")).to_be_visible()


def bear_witness(page, looks_right):
    page.goto("/")
    page.get_by_role("link", name="Amara Johnson asks for a witness statement").click()
    expect(page.get_by_text("What did you hear me ask?")).to_be_visible()
    expect(page.get_by_text(FIRST)).to_have_count(0)
    page.get_by_label("What you saw").fill("She put the list away and asked about a good day.")
    looks_right(page)
    page.get_by_role("button", name="Check before you sign").click()
    looks_right(page)
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("Signed. Amara Johnson has been told.")).to_be_visible()
    looks_right(page)


def open_again(page, looks_right):
    page.goto(f"/assessment/evidence/{Evidence.objects.get().reference}/")
    page.get_by_role("link", name="Open this again").click()
    expect(page.get_by_text("The university tutor has reviewed this.")).to_be_visible()
    page.get_by_label("Why is it opened again?").fill("The law is named and not applied.")
    until = timezone.localdate() + datetime.timedelta(days=14)
    for part, value in (("Day", until.day), ("Month", until.month), ("Year", until.year)):
        page.get_by_label(part, exact=True).fill(str(value))
    looks_right(page)
    page.get_by_role("button", name="Open it again").click()
    expect(page.get_by_text("Everybody who relied on it has been told.")).to_be_visible()
    looks_right(page)


def send_the_next(page, looks_right):
    page.goto("/assessment/")
    page.get_by_role("link", name="Asking what a good day looks like").click()
    expect(page.get_by_text("The law is named and not applied.").first).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Work on it again").click()
    page.get_by_label("What you want to say").fill(SECOND + " and asked what a good day looks like, as the Act has it.")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", name="What it shows")).to_be_visible()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Send to be assessed").click()
    expect(page.get_by_text("Grace Mensah has been told.")).to_be_visible()
