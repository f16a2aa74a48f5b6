"""Step 7: time is logged in four taps, asked about and answered; the manager confirms the batch by link and code;
the requirement is explained line by line.
"""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apprentices import operations, reference_data
from apprentices.models import FourTests, OffTheJobEntry, Standing
from apprentices.telling import time_waiting
from consortium.models import PublishedMinimum
from core.audit.sealing import verify
from core.audit.signatures import Signature
from core.notifications import outbox
from tests import make
from tests.browser.mails import code_in, link_in

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = timezone.localdate()
STARTED = TODAY - datetime.timedelta(weeks=13, days=TODAY.weekday())
"""So that this is a week without teaching, whenever the test is run."""


@pytest.fixture
def manager(site):
    return make.person("Grace Mensah", email="grace@example.org")


@pytest.fixture
def apprentice(site, manager):
    reference_data.load()
    for code in ("C-2025-26", "C-2026-27"):
        make.rule_set(code)
    cohort = make.cohort(starts_on=STARTED)
    PublishedMinimum.objects.create(
        standard=cohort.standard_version.standard,
        hours=835,
        valid_from=datetime.date(2025, 8, 1),
        placeholder=True,
    )
    made = operations.enrol(
        person=make.person("Amara Johnson", email="amara@example.org"),
        cohort=cohort,
        employer=make.service(make.council("Camden")),
        starts_on=STARTED,
        weekly_hours=Decimal(37),
        by=make.person("Tutor"),
        planned_hours=Decimal(900),
        line_manager=manager,
    )
    FourTests.objects.create(apprentice=made, activity=make.activity("private_study"))
    return made


def test_off_the_job_time_from_four_taps_to_a_signed_batch(visitor, apprentice, manager, looks_right):
    phone, by_link = visitor(apprentice.person), visitor()

    log_in_four_taps(phone, looks_right)
    log_the_first_of_a_kind_with_a_note(phone, looks_right)
    long_day = log_the_same_again_and_a_long_day(phone, looks_right)
    open_the_batch_by_link(by_link, manager, looks_right)
    ask_about_the_long_day(by_link, looks_right)
    answer_the_question(phone, looks_right)
    confirm_what_is_ticked(by_link, looks_right)
    see_what_became_of_it(phone, apprentice, looks_right)

    long_day.refresh_from_db()
    assert long_day.state == OffTheJobEntry.State.CONFIRMED
    assert Standing.objects.get(pk=apprentice.pk).confirmed_hours == Decimal("14.5")
    assert Signature.objects.get().method == Signature.Method.LINK_AND_CODE
    assert list(verify()) == []


def log_in_four_taps(page, looks_right):
    page.goto("/")
    looks_right(page)
    taps = [
        lambda: page.get_by_role("link", name="Log off-the-job time").click(),
        lambda: page.get_by_label("Study and reading").check(force=True),
        lambda: page.get_by_label("2 hours", exact=True).check(force=True),
        lambda: page.get_by_role("button", name="Save", exact=True).click(),
    ]
    for tap in taps:
        tap()
    expect(page.get_by_text("It counts once your line manager has confirmed it.")).to_be_visible()
    looks_right(page)
    assert len(taps) == 4
    assert OffTheJobEntry.objects.get().hours == Decimal(2)


def log_the_first_of_a_kind_with_a_note(page, looks_right):
    """The four tests are asked once for this kind; what was typed is still there."""
    page.get_by_label("Shadowing").check(force=True)
    page.get_by_label("Another length of time").fill("1h 30m")
    page.get_by_label("Yesterday").check(force=True)
    page.get_by_text("Add a time, a note, a link or a file").click()
    page.get_by_label("What did you learn?").fill("How a strategy meeting is led.")
    looks_right(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("One question, asked once for this kind of training")).to_be_visible()
    expect(page.get_by_label("What did you learn?")).to_have_value("How a strategy meeting is led.")
    looks_right(page)
    page.get_by_role("button", name="Yes, all four: save").click()
    expect(page.get_by_text("1.5 hours of shadowing on").first).to_be_visible()


def log_the_same_again_and_a_long_day(page, looks_right):
    """One press for today; and nine hours on another day, which are refused on a day with teaching, then logged."""
    page.get_by_role("button", name="Same again today: 1.5 hours of Shadowing").click()
    expect(page.get_by_text("1.5 hours of shadowing on").first).to_be_visible()
    free = free_day()
    page.get_by_label("Study and reading").check(force=True)
    page.get_by_label("Another length of time").fill("13")
    page.get_by_label("Another day").check(force=True)
    for part, value in (("Day", free.day), ("Month", free.month), ("Year", free.year)):
        page.get_by_label(part, exact=True).fill(str(value))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("At most 12 hours of one day can count.").first).to_be_visible()
    looks_right(page)
    page.get_by_label("Another length of time").fill("9.5")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("9.5 hours of study and reading on").first).to_be_visible()
    return OffTheJobEntry.objects.get(hours=Decimal("9.5"))


def free_day():
    """A weekday of the weeks before without teaching."""
    from apprentices.models import CalendarEntry

    taken = set(CalendarEntry.objects.values_list("date", flat=True))
    days = (TODAY - datetime.timedelta(days=back) for back in range(10, 40))
    return next(day for day in days if day not in taken and day.weekday() < 5)


def open_the_batch_by_link(page, manager, looks_right):
    next_monday = timezone.now() + datetime.timedelta(days=7 - TODAY.weekday())
    assert outbox.owe_reminders(time_waiting(next_monday)) == 1
    page.goto(link_in("grace@example.org"))
    expect(page.get_by_role("heading", name="Confirm off-the-job time")).to_be_visible()
    expect(page.get_by_role("button", name="Confirm what is ticked")).to_have_count(0)
    looks_right(page)
    page.get_by_role("button", name="Send me a code").click()
    looks_right(page)
    page.get_by_label("Code").fill("000000")
    page.get_by_label("Your full name").fill("Grace Mensah")
    page.get_by_label("Your role").fill("Team manager")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("That is not the code that we sent.").first).to_be_visible()
    looks_right(page)
    page.get_by_label("Code").fill(code_in("grace@example.org"))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Look at these first")).to_be_visible()
    looks_right(page)


def ask_about_the_long_day(page, looks_right):
    row = page.get_by_role("listitem").filter(has_text="9.5 hours of Study and reading")
    expect(row.get_by_text("More than 8 hours")).to_be_visible()
    row.get_by_role("link", name="Ask a question").click()
    looks_right(page)
    page.get_by_label("What do you want to ask?").fill("Was this one day?")
    page.get_by_role("button", name="Send the question").click()
    expect(page.get_by_text("Your question went to Amara Johnson.")).to_be_visible()


def answer_the_question(page, looks_right):
    page.goto("/")
    page.get_by_role("link", name="Answer the question about 9.5 hours").click()
    expect(page.get_by_text("Was this one day?")).to_be_visible()
    looks_right(page)
    page.get_by_label("Your answer").fill("Yes, the reading day before the assignment.")
    page.get_by_role("button", name="Answer and send again").click()
    expect(page.get_by_text("It counts once your line manager has confirmed it.")).to_be_visible()


def confirm_what_is_ticked(page, looks_right):
    page.reload()
    for tick in page.get_by_role("checkbox").all():
        tick.check(force=True)
    looks_right(page)
    page.get_by_role("button", name="Confirm what is ticked").click()
    expect(page.get_by_text("4 entries confirmed: 14.5 hours of 1 apprentice.")).to_be_visible()
    expect(page.get_by_text("No time waits for you.")).to_be_visible()
    looks_right(page)


def see_what_became_of_it(page, apprentice, looks_right):
    page.goto("/")
    page.get_by_role("link", name="planned hours by today").click()
    expect(page.get_by_text("The published minimum is a placeholder.")).to_be_visible()
    expect(
        page.get_by_text("The minimum published for the standard is 835 hours, whatever the weekly hours.")
    ).to_be_visible()
    expect(page.get_by_role("img")).to_be_visible()
    looks_right(page)
    page.get_by_role("link", name="All off-the-job time").click()
    looks_right(page)
    page.get_by_role("link", name=f"{TODAY:%-d %B %Y}").first.click()
    expect(page.get_by_text("Grace Mensah confirmed this on")).to_be_visible()
    looks_right(page)
    page.goto(f"/apprentices/{apprentice.reference}/")
    looks_right(page)
    page.get_by_role("link", name="Who sees this record").click()
    expect(page.get_by_text("Line manager: Grace Mensah")).to_be_visible()
    looks_right(page)
