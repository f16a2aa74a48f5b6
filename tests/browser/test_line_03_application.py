"""Step 3: apply on a phone, the line manager endorses by link, the university checks, the borough shortlists."""

import pytest
from playwright.sync_api import expect

from core.audit.sealing import verify
from core.audit.signatures import Signature
from recruitment.models import Application, EqualityAnswers
from tests import make
from tests.browser.mails import code_in, link_in

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "I sit with people while they wait for a decision. I want to be able to make it with them."


@pytest.fixture
def campaign(site):
    return make.campaign(
        employer=make.service(make.council("Camden"), name="Camden Adults' Services"), name="Autumn campaign"
    )


def test_an_application_from_the_first_word_to_the_shortlist(visitor, campaign, looks_right):
    candidate, manager = visitor(), visitor()
    tutor = visitor(make.appointment(at=campaign.cohort.university, as_="admissions_tutor").person)
    lead = visitor(make.appointment(at=campaign.places.get().employer, as_="workforce_lead").person)

    begin(candidate, looks_right)
    answer_every_question(candidate, looks_right)
    come_back_by_link(candidate, looks_right)
    answer_equality_questions(candidate, looks_right)
    say_what_helps(candidate, looks_right)
    ask_the_line_manager(candidate, looks_right)
    check_and_submit(candidate, looks_right)
    endorse_by_link(manager, looks_right)
    check_entry_requirements(tutor, looks_right)
    shortlist_by_code(lead, looks_right)
    candidate.goto(link_in("ada@example.org"))
    expect(candidate.get_by_text("invites you to a selection day")).to_be_visible()
    looks_right(candidate)

    application = Application.objects.get()
    assert (application.state, application.why) == (Application.State.INVITED, WHY)
    assert Signature.objects.get().method == Signature.Method.LINK_AND_CODE
    assert list(verify()) == []


def begin(page, looks_right):
    page.goto("/recruitment/apply/")
    looks_right(page)
    page.get_by_role("link", name="Autumn campaign").click()
    looks_right(page)
    page.get_by_label("Your name").fill("Ada Obi")
    page.get_by_label("Your email address").fill("ada@example.org")
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("heading", name="Please check your mail")).to_be_visible()
    looks_right(page)
    page.goto(link_in("ada@example.org"))
    expect(page.get_by_text("Being written")).to_be_visible()
    looks_right(page)


def go_on(page):
    page.get_by_role("button", name="Save and continue").click()


def answer_every_question(page, looks_right):
    page.get_by_role("link", name="Your name").click()
    go_on(page)
    looks_right(page)
    go_on(page)
    expect(page.get_by_role("link", name="Answer “What is your phone number?”")).to_be_visible()
    looks_right(page)
    page.get_by_label("What is your phone number?").fill("020 7946 0000")
    go_on(page)
    page.get_by_role("link", name="Employer you are applying to").click()
    for choose in ("Camden Adults' Services", "Yes", "Adults' services"):
        looks_right(page)
        page.get_by_label(choose, exact=True).check()
        go_on(page)
    page.get_by_label("What is your job title?").fill("Social care assistant")
    go_on(page)
    page.get_by_label("How many hours a week").fill("22½")
    go_on(page)
    page.get_by_label("1 to 2 years").check()
    looks_right(page)
    go_on(page)
    page.get_by_role("link", name="English at level 2").click()
    page.get_by_label("Yes, GCSE", exact=False).check()
    go_on(page)
    page.get_by_label("I am studying for it").check()
    go_on(page)
    page.get_by_label("No", exact=True).check()
    looks_right(page)
    go_on(page)
    page.get_by_label("No", exact=True).check()
    looks_right(page)
    go_on(page)
    page.get_by_role("link", name="Right to work in the UK").click()
    page.get_by_label("Yes", exact=True).check()
    go_on(page)
    page.get_by_label("Yes, for the last three years").check()
    go_on(page)
    page.get_by_label("Why do you want to do social work?").fill(WHY)
    looks_right(page)


def come_back_by_link(page, looks_right):
    """What was typed and not yet sent is still on the device after leaving and coming back."""
    page.wait_for_timeout(1_000)
    page.goto("/recruitment/apply/fresh-link/")
    looks_right(page)
    page.goto(link_in("ada@example.org"))
    page.get_by_role("link", name="Why social work").click()
    expect(page.get_by_label("Why do you want to do social work?")).to_have_value(WHY)
    go_on(page)
    expect(page.get_by_text("Every question is answered")).to_be_visible()
    looks_right(page)


def answer_equality_questions(page, looks_right):
    page.get_by_role("link", name="Equality questions").click()
    looks_right(page)
    page.get_by_role("button", name="Answer the questions").click()
    looks_right(page)
    page.get_by_label("25 to 34").check()
    go_on(page)
    page.get_by_label("Prefer not to say").check()
    go_on(page)
    looks_right(page)
    page.get_by_role("link", name="Stop here and go back").click()
    assert EqualityAnswers.objects.get().answers == {"age_band": "25_to_34", "sex": "not_said"}


def say_what_helps(page, looks_right):
    page.get_by_role("link", name="Adjustments").click()
    looks_right(page)
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("If yes, what would help?").fill("Questions in large print")
    go_on(page)
    expect(page.get_by_text("We have kept what you told us")).to_be_visible()


def ask_the_line_manager(page, looks_right):
    page.get_by_role("link", name="Ask your line manager").click()
    looks_right(page)
    page.get_by_label("Your line manager's name").fill("Priya Shah")
    page.get_by_label("Your line manager's work email address").fill("priya@example.org")
    page.get_by_role("button", name="Ask my line manager now").click()
    expect(page.get_by_text("We have asked your line manager")).to_be_visible()


def check_and_submit(page, looks_right):
    page.get_by_role("button", name="Check and submit").click()
    looks_right(page)
    page.get_by_role("link", name="Change Your job title").click()
    page.get_by_label("What is your job title?").fill("Senior social care assistant")
    go_on(page)
    expect(page.get_by_text("Senior social care assistant")).to_be_visible()
    page.get_by_role("button", name="Submit my application").dblclick()
    expect(page.get_by_role("heading", name="Application submitted")).to_be_visible()
    looks_right(page)
    page.get_by_role("link", name="See your application").click()
    looks_right(page)


def endorse_by_link(page, looks_right):
    page.goto(link_in("priya@example.org"))
    expect(page.get_by_role("heading", name="Ada Obi asks for your support")).to_be_visible()
    looks_right(page)
    page.get_by_label("No, I do not endorse it").check()
    page.get_by_label("Your role").fill("Team manager")
    page.get_by_role("button", name="Continue").click()
    looks_right(page)
    page.get_by_label("Yes, I endorse this application").check()
    page.get_by_label("What does supervision show").fill("She brings questions and goes on to find the answers.")
    page.get_by_label("What the employer should know").fill("Ada is ready, and the team can give the time.")
    page.get_by_role("button", name="Continue").click()
    looks_right(page)
    page.get_by_label("Code from our mail").fill("000000")
    page.get_by_role("button", name="Sign", exact=True).click()
    looks_right(page)
    page.get_by_label("Code from our mail").fill(code_in("priya@example.org"))
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_role("heading", name="Your answer is signed")).to_be_visible()
    looks_right(page)


def check_entry_requirements(page, looks_right):
    page.goto("/recruitment/applications/")
    looks_right(page)
    page.get_by_role("link", name=Application.objects.get().code).click()
    looks_right(page)
    page.get_by_role("button", name="Check the entry requirements").click()
    looks_right(page)
    page.get_by_label("Yes, eligible").check()
    page.get_by_role("button", name="Record decision").click()
    expect(page.get_by_text("The entry requirements are met. Waiting for Camden")).to_be_visible()


def shortlist_by_code(page, looks_right):
    application = Application.objects.get()
    page.goto("/recruitment/applications/?state=eligible")
    looks_right(page)
    page.get_by_role("link", name=application.code).click()
    looks_right(page)
    page.get_by_role("button", name="Shortlist").click()
    looks_right(page)
    for word in ("Ada", "Obi", "7946", "Priya", "large print", "25 to 34"):
        assert word not in page.content()
    expect(page.get_by_text("[name] is ready, and the team can give the time.")).to_be_visible()
    page.get_by_label("Invite to selection").check()
    page.get_by_role("button", name="Record decision").click()
    expect(page.get_by_role("heading", name="Ada Obi")).to_be_visible()
    looks_right(page)
