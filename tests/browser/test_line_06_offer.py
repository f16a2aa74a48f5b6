"""Step 6: employer and university both agree, the candidate accepts, conditions are met, one press enrols."""

import pytest
from playwright.sync_api import expect

from apprentices.models import Apprentice
from recruitment.models import Application
from recruitment.operations.telling import tell_news
from tests import make
from tests.browser.mails import link_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def application(site):
    make.published_minimum()
    person = make.person("Ada Obi", email="ada@example.org")
    return make.application(make.campaign(name="Autumn campaign"), person, state=Application.State.RECOMMENDED)


def test_from_the_panels_recommendation_to_an_apprentices_record(visitor, application, looks_right):
    campaign = application.campaign
    lead = visitor(make.appointment(at=application.employer, as_="workforce_lead").person)
    tutor = visitor(make.appointment(at=campaign.cohort.university, as_="admissions_tutor").person)
    coordinator = visitor(make.appointment(at=campaign.run_by, as_="recruitment_coordinator").person)
    candidate = visitor()

    decide_for_the_employer(lead, application, looks_right)
    decide_for_the_university(tutor, application, looks_right)
    accept(candidate, looks_right)
    blocked(tutor, application, looks_right)
    meet_conditions(lead, application, looks_right)
    meet_conditions(tutor, application, looks_right)
    enrol(tutor, application, looks_right)
    coordinator.goto(f"/recruitment/applications/{application.reference}/")
    expect(coordinator.get_by_text("Enrolled as an apprentice.")).to_be_visible()
    looks_right(coordinator)

    apprentice = Apprentice.objects.get()
    assert (apprentice.person, apprentice.employer) == (application.candidate, application.employer)


def test_a_candidate_declines(visitor, application, looks_right):
    make.offer(application)
    Application.objects.update(state=Application.State.OFFERED)
    application.refresh_from_db()
    tell_news(application)
    page = visitor()
    page.goto(link_in("ada@example.org"))
    page.get_by_role("link", name="Decline the offer").click()
    looks_right(page)
    page.get_by_label("Would like to start later").check()
    page.get_by_role("button", name="Decline the offer").click()
    expect(page.get_by_text("You have declined the offer")).to_be_visible()
    looks_right(page)


def decide_for_the_employer(page, application, looks_right):
    page.goto(f"/recruitment/applications/{application.reference}/")
    looks_right(page)
    page.get_by_role("button", name="Decide for the employer").click()
    looks_right(page)
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("Confidential notes").fill("Strong with families")
    page.get_by_role("button", name="Record decision").click()
    expect(page.get_by_text("Strong with families")).to_be_visible()
    looks_right(page)


def decide_for_the_university(page, application, looks_right):
    page.goto(f"/recruitment/applications/{application.reference}/")
    expect(page.get_by_text("decided on", exact=False)).to_be_visible()
    assert "Strong with families" not in page.content()
    page.get_by_role("button", name="Decide for the university").click()
    looks_right(page)
    page.get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="Record decision").click()
    expect(page.get_by_text("An offer has been made")).to_be_visible()
    looks_right(page)


def accept(page, looks_right):
    page.goto(link_in("ada@example.org"))
    expect(page.get_by_text("Congratulations!")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="See the offer and accept").click()
    looks_right(page)
    page.get_by_role("button", name="Accept this offer").dblclick()
    expect(page.get_by_text("You have accepted the offer. Congratulations!")).to_be_visible()
    looks_right(page)


def blocked(page, application, looks_right):
    page.goto(f"/recruitment/applications/{application.reference}/")
    page.get_by_role("button", name="Enrol as an apprentice").click()
    expect(page.get_by_text("cannot be enrolled yet")).to_be_visible()
    expect(page.get_by_text("Right to work seen: not yet met.")).to_be_visible()
    looks_right(page)


def meet_conditions(page, application, looks_right):
    page.goto(f"/recruitment/applications/{application.reference}/")
    looks_right(page)
    while page.get_by_role("button", name="Met ").count():
        page.get_by_role("button", name="Met ").first.click()
        page.wait_for_load_state()
    looks_right(page)


def enrol(page, application, looks_right):
    page.get_by_role("button", name="Enrol as an apprentice").click()
    looks_right(page)
    page.get_by_role("button", name="Enrol", exact=True).click()
    expect(page.get_by_text("Ada Obi is enrolled.", exact=False)).to_be_visible()
    looks_right(page)
