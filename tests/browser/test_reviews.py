"""Step 13: a progress review from the day that is set to three signatures: the apprentice on a phone, the line manager
by link and code, the tutor at a desk; one note of disagreement, one reopening.
"""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apprentices.models import Party, ProgressReview
from apprentices.telling import time_waiting
from core.audit.sealing import verify
from core.audit.signatures import Signature
from core.notifications import outbox
from tests import make
from tests.browser.mails import code_in, link_in

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = timezone.localdate()
State = ProgressReview.State


@pytest.fixture
def apprentice(site):
    made = make.apprentice("Amara Johnson")
    make.line_manager(made, make.person("Grace Mensah", email="grace@example.org"))
    make.involvement(made, "tutor", person=make.person("Ruth Adler"))
    make.review(made, due_on=TODAY + datetime.timedelta(days=6))
    return made


def test_a_review_from_its_day_to_three_signatures(visitor, apprentice, looks_right):
    three = make.three(apprentice)
    desk, phone, by_link = visitor(three[Party.UNIVERSITY]), visitor(apprentice.person), visitor()

    set_the_day(desk, looks_right)
    prepare_on_the_phone(phone, looks_right)
    hold_and_write_up(desk, looks_right)
    sign_as_the_apprentice(phone, looks_right)
    sign_by_link(by_link, looks_right)
    sign_last_as_the_tutor(desk, looks_right)

    review = ProgressReview.objects.get(number=1)
    assert review.state == State.DISPUTED
    assert Signature.objects.filter(method=Signature.Method.LINK_AND_CODE).get().signer == three[Party.EMPLOYER]
    reopen_it(visitor(officer_of(apprentice)), review, looks_right)
    assert list(verify()) == []


def officer_of(apprentice):
    return make.appointment(make.person("Ola Okoye"), apprentice.cohort.university, "compliance_officer").person


def date(page, value):
    for part, number in (("Day", value.day), ("Month", value.month), ("Year", value.year)):
        page.get_by_label(part, exact=True).fill(str(number))


def set_the_day(page, looks_right):
    page.goto("/apprentices/reviews/")
    looks_right(page)
    page.get_by_role("link", name="Set several for one day").click()
    page.get_by_label("Amara Johnson").check(force=True)
    date(page, TODAY + datetime.timedelta(days=2))
    page.get_by_label("When does the first one begin?").fill("9.30")
    page.get_by_label("Where?").fill("Town hall, room 4")
    looks_right(page)
    page.get_by_role("button", name="Set these reviews").click()
    expect(page.get_by_text("1 review set for")).to_be_visible()
    page.get_by_role("link", name="Amara Johnson").click()
    expect(page.get_by_text("at 09:30, Town hall, room 4")).to_be_visible()
    looks_right(page)


def prepare_on_the_phone(page, looks_right):
    page.goto("/")
    looks_right(page)
    page.get_by_role("link", name="Prepare your progress review").click()
    page.get_by_label("What has been hard, or got in the way?").fill("Two study days were cancelled.")
    looks_right(page)
    page.get_by_role("button", name="Keep for myself").click()
    expect(page.get_by_text("Kept. Only you can read it.")).to_be_visible()
    page.get_by_role("link", name="Prepare", exact=True).or_(page.get_by_role("button", name="Prepare")).click()
    page.get_by_role("button", name="Send to the other two").click()
    expect(page.get_by_text("Sent. The other two can read it now.")).to_be_visible()
    looks_right(page)


def hold_and_write_up(page, looks_right):
    page.get_by_role("link", name="Record that it was held").click()
    date(page, TODAY)
    page.get_by_label("Nobody of the employer was there").check(force=True)
    page.get_by_role("button", name="Record that it was held").click()
    expect(page.get_by_text("Enter why nobody of the employer was there").first).to_be_visible()
    looks_right(page)
    page.get_by_label("Nobody of the employer was there").uncheck(force=True)
    page.get_by_role("button", name="Record that it was held").click()
    expect(page.get_by_text("The next review is due by")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Write it up").click()
    page.get_by_text("What the three have prepared").click()
    expect(page.get_by_text("Two study days were cancelled.")).to_be_visible()
    page.get_by_label("What did you talk about?").fill("The start of the placement, and study time.")
    page.get_by_label("Next steps").fill("Plan the spring together.")
    looks_right(page)
    page.get_by_role("button", name="Save and go on to actions").click()
    page.get_by_role("button", name="Add an action").click()
    page.get_by_label("What exactly is to be done?").fill("Give back two study days")
    page.get_by_label("How will you know that it is done?").fill("Both are in the log")
    page.get_by_label("Employer").check(force=True)
    date(page, TODAY + datetime.timedelta(days=30))
    looks_right(page)
    page.get_by_role("button", name="Add this action").click()
    expect(page.get_by_text("Give back two study days")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Freeze it and ask for signatures").click()
    expect(page.get_by_text("The text is frozen.").first).to_be_visible()
    looks_right(page)


def sign_as_the_apprentice(page, looks_right):
    page.goto("/")
    page.get_by_role("link", name="Sign your progress review").click()
    expect(page.get_by_role("heading", name="Check before you sign")).to_be_visible()
    page.get_by_label("Is there anything in it that you do not agree with?").fill("It was three days, not two.")
    looks_right(page)
    page.get_by_role("button", name="Sign this review").click()
    expect(page.get_by_text("Signed. Thank you.")).to_be_visible()
    expect(page.get_by_text("It was three days, not two.")).to_be_visible()
    looks_right(page)


def sign_by_link(page, looks_right):
    next_monday = timezone.now() + datetime.timedelta(days=7 - TODAY.weekday())
    outbox.owe_reminders(time_waiting(next_monday))
    page.goto(link_in("grace@example.org"))
    expect(page.get_by_role("heading", name="Progress reviews to sign")).to_be_visible()
    looks_right(page)
    page.get_by_role("link", name="Amara Johnson, review of").click()
    expect(page.get_by_role("heading", name="Type the code")).to_be_visible()
    page.get_by_role("button", name="Send a code").click()
    page.get_by_label("Code").fill(code_in("grace@example.org"))
    page.get_by_label("Your full name").fill("Grace Mensah")
    page.get_by_label("Your role").fill("Team manager")
    page.get_by_role("button", name="Continue").click()
    expect(
        page.get_by_text("I have read this record of progress review 1 and sign it for the employer.")
    ).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Sign this review").click()
    expect(page.get_by_text("Signed. Thank you.")).to_be_visible()
    looks_right(page)


def sign_last_as_the_tutor(page, looks_right):
    page.reload()
    page.get_by_role("button", name="Check and sign").click()
    page.get_by_role("button", name="Sign this review").click()
    expect(page.get_by_text("not everybody agrees")).to_be_visible()
    looks_right(page)
    page.goto("/apprentices/reviews/signing/")
    looks_right(page)
    page.get_by_role("link", name="By person").click()
    looks_right(page)


def reopen_it(page, review, looks_right):
    page.goto(f"/apprentices/reviews/{review.reference}/")
    page.get_by_role("link", name="Reopen it").click()
    page.get_by_label("Why is it reopened?").fill("The number of cancelled days was wrong.")
    looks_right(page)
    page.get_by_role("button", name="Reopen it and void the signatures").click()
    expect(page.get_by_text("Progress review 1: reopened.")).to_be_visible()
    page.get_by_text("Version 1, which is void").click()
    looks_right(page)
