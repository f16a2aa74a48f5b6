"""After the decision: the reserve list moves up, somebody starts later, a no is reviewed, a question is heard apart."""

import pytest
from playwright.sync_api import expect

from recruitment.models import Application, Deferral, ProcedureReview, SuitabilityReferral
from recruitment.operations import offers
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
State = Application.State


@pytest.fixture
def by(site):
    make.published_minimum()
    return make.deciders(make.campaign(name="Autumn campaign", places=1))


def test_the_reserve_list_moves_up_and_a_last_day_is_given(visitor, by, looks_right):
    holder = by.offer_to(make.application(by.campaign, make.person("Ada Obi"), state=State.RECOMMENDED))
    waiting = by.offer_to(make.application(by.campaign, make.person("Ben Cole"), state=State.RECOMMENDED))
    coordinator, candidate, next_one = visitor(by.coordinator), visitor(holder.candidate), visitor(waiting.candidate)

    next_one.goto(f"/recruitment/my-application/{waiting.reference}/")
    expect(next_one.get_by_text("You are on the reserve list.")).to_be_visible()
    looks_right(next_one)
    coordinator.goto(f"/recruitment/applications/{waiting.reference}/")
    expect(coordinator.get_by_text("Number 1 on the reserve list")).to_be_visible()
    looks_right(coordinator)

    coordinator.goto(f"/recruitment/applications/{holder.reference}/")
    coordinator.get_by_role("button", name="Change the day to answer by").click()
    looks_right(coordinator)
    for part, value in (("Day", "31"), ("Month", "12"), ("Year", "2099")):
        coordinator.get_by_label(part, exact=True).fill(value)
    coordinator.get_by_label("This is the last day").check()
    coordinator.get_by_role("button", name="Tell the candidate").click()
    expect(coordinator.get_by_text("The candidate has been told the day.")).to_be_visible()

    candidate.goto(f"/recruitment/my-application/{holder.reference}/")
    expect(candidate.get_by_text("That is the last day")).to_be_visible()
    looks_right(candidate)
    candidate.get_by_role("link", name="Decline the offer").click()
    candidate.get_by_role("button", name="Decline the offer").click()
    next_one.reload()
    expect(next_one.get_by_text("Congratulations!")).to_be_visible()
    looks_right(next_one)


def test_a_later_start_is_agreed_and_confirmed(visitor, by, looks_right):
    application = make.accepted(by.campaign)
    candidate, lead, tutor = visitor(application.candidate), visitor(by.lead), visitor(by.tutor)
    mine = f"/recruitment/my-application/{application.reference}/"
    candidate.goto(mine)
    looks_right(candidate)
    candidate.get_by_role("link", name="Ask to start later").click()
    looks_right(candidate)
    candidate.get_by_role("button", name="Ask for a later start").click()
    for page in (lead, tutor):
        answer(page, "Answer a candidate who wants to start later", looks_right)
    make.following_campaign(by.campaign)
    candidate.goto(mine)
    expect(candidate.get_by_text("Do you still want to start?")).to_be_visible()
    looks_right(candidate)
    candidate.get_by_role("button", name="I still want to start").click()
    for page in (lead, tutor):
        answer(page, "Confirm the start of a deferred candidate", looks_right)
    assert Deferral.objects.get().became.state == State.ACCEPTED


def answer(page, work, looks_right):
    page.goto("/")
    page.get_by_role("link", name=work).click()
    looks_right(page)
    page.get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="Record answer").click()
    expect(page.get_by_text("Your answer is recorded.")).to_be_visible()


def test_a_no_has_feedback_and_its_procedure_is_reviewed_by_two_others(visitor, by, looks_right):
    application = make.application(by.campaign, make.person("Ada Obi"), state=State.RECOMMENDED)
    offers.decide(application=application, side="employer", by=by.lead, says_yes=True)
    offers.decide(application=application, side="university", by=by.tutor, says_yes=False)
    first = make.appointment(make.person("Ines Reed"), as_="workforce_lead")
    second = make.appointment(make.person("Omar Day"), make.university(), "admissions_tutor")
    coordinator, candidate = visitor(by.coordinator), visitor(application.candidate)
    write_feedback(coordinator, application, looks_right)

    candidate.goto(f"/recruitment/my-application/{application.reference}/")
    expect(candidate.get_by_text("Name the law that you worked under.")).to_be_visible()
    looks_right(candidate)
    candidate.get_by_role("link", name="Ask for a review").click()
    looks_right(candidate)
    candidate.get_by_label("The steps were not those that I was told of").check()
    candidate.get_by_label("What happened?").fill("There was no written task.")
    candidate.get_by_role("button", name="Ask for a review").click()

    coordinator.goto("/recruitment/reviews/")
    looks_right(coordinator)
    coordinator.get_by_role("link", name=application.code).click()
    coordinator.get_by_role("button", name="Ask two reviewers").click()
    looks_right(coordinator)
    for person in ("Ines Reed", "Omar Day"):
        coordinator.get_by_label(person).check()
    coordinator.get_by_role("button", name="Ask these two").click()

    review(visitor(first.person), visitor(second.person), looks_right)
    candidate.goto(f"/recruitment/my-application/{application.reference}/")
    expect(candidate.get_by_text("The task was left out.")).to_be_visible()
    application.refresh_from_db()
    assert (ProcedureReview.objects.get().state, application.state) == ("upheld", State.RECOMMENDED)


def write_feedback(page, application, looks_right):
    page.goto(f"/recruitment/applications/{application.reference}/")
    page.get_by_role("button", name="Write feedback").click()
    looks_right(page)
    page.get_by_label("What went well").fill("You listened.")
    page.get_by_label("What would make it stronger next time").fill("Name the law that you worked under.")
    page.get_by_label("A next step").fill("Shadow the duty team.")
    page.get_by_role("button", name="Send feedback").click()
    expect(page.get_by_text("The feedback is sent.")).to_be_visible()


def review(first, second, looks_right):
    first.goto("/")
    first.get_by_role("link", name="Review how a selection was done").click()
    looks_right(first)
    first.get_by_role("button", name="Write the outcome").click()
    looks_right(first)
    first.get_by_label("Yes", exact=True).check()
    first.get_by_label("The step is taken again, by other people").check()
    first.get_by_label("What the candidate should read").fill("The task was left out.")
    first.get_by_role("button", name="Send to the other reviewer").click()
    second.goto("/")
    second.get_by_role("link", name="Agree to the outcome of a review").click()
    looks_right(second)
    second.get_by_role("button", name="Agree to this outcome").click()
    expect(second.get_by_text("The review has ended")).to_be_visible()


def test_a_question_of_suitability_is_heard_apart(visitor, by, looks_right):
    application = make.accepted(by.campaign)
    chair, *members = (
        make.appointment(make.person(name), at, "suitability_panel_member").person
        for name, at in (("Cora Bell", by.campaign.cohort.university), ("Dev Shah", None), ("Eve Moss", None))
    )
    refer(visitor(by.tutor), application, looks_right)
    hear(visitor(chair), visitor(application.candidate), application, members, looks_right)
    assert SuitabilityReferral.objects.get().state == "cleared"


def hear(panel, candidate, application, members, looks_right):
    for person, group in zip(members, ("Employer", "Person with lived experience of social work"), strict=True):
        panel.goto("/")
        panel.get_by_role("link", name="A panel of yours has a question to decide").click()
        looks_right(panel)
        panel.get_by_role("button", name="Ask somebody onto the panel").click()
        panel.get_by_label("Person", exact=True).select_option(label=person.name)
        panel.get_by_label(group, exact=True).check()
        panel.get_by_role("button", name="Ask them").click()
    panel.get_by_role("button", name="Tell the candidate").click()
    panel.get_by_label("What the candidate should read").fill("What happened then?")
    panel.get_by_role("button", name="Tell the candidate").click()

    candidate.goto(f"/recruitment/my-application/{application.reference}/")
    candidate.get_by_role("link", name="There is a question to you").click()
    looks_right(candidate)
    candidate.get_by_label("Your side").fill("We disagreed about a form.")
    candidate.get_by_role("button", name="Send").click()

    panel.reload()
    panel.get_by_role("link", name="Write a note").click()
    looks_right(panel)
    panel.get_by_label("Your note").fill("She says it was put right, and the form is there.")
    panel.get_by_role("button", name="Keep note").click()
    expect(panel.get_by_text("She says it was put right")).to_be_visible()
    looks_right(panel)
    panel.get_by_role("button", name="Record the outcome").click()
    looks_right(panel)
    panel.get_by_label("Cleared", exact=True).check()
    panel.get_by_label("Reasons, and conditions if there are any").fill("Well explained.")
    panel.get_by_role("button", name="Record outcome").click()
    looks_right(panel)


def refer(page, application, looks_right):
    page.goto(f"/recruitment/applications/{application.reference}/")
    page.get_by_role("link", name="Refer a question of suitability").click()
    looks_right(page)
    page.get_by_label("A reference", exact=True).check()
    page.get_by_label("What is the question?").fill("A word in a reference.")
    page.get_by_label("Who chairs the panel?").select_option(label="Cora Bell")
    page.get_by_label("University", exact=True).check()
    page.get_by_role("button", name="Refer", exact=True).click()
    expect(page.get_by_text("You will not see it again")).to_be_visible()
    looks_right(page)


def test_the_report_of_a_campaign(visitor, by, looks_right):
    page = visitor(by.coordinator)
    page.goto(f"/recruitment/campaigns/{by.campaign.reference}/")
    page.get_by_role("link", name="Report, with the figures for the return").click()
    expect(page.get_by_text("Applications received")).to_be_visible()
    looks_right(page)
