"""From a channel's link and the self-check to an application; a lead's places, and what the organiser reads."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from consortium.models import Standard
from recruitment.models import Application, Booking
from recruitment.operations import channels, places, session_feedback
from recruitment.operations import information_sessions as sessions
from tests import make
from tests.browser.mails import link_in


@pytest.fixture
def campaign(transactional_db):
    campaign = make.campaign(name="Autumn campaign")
    Standard.objects.filter(versions__cohorts=campaign.cohort).update(
        funding_bands=[{"valid_from": "2024-01-01", "amount_gbp": 24000, "status": "reported"}]
    )
    return campaign


def test_somebody_comes_by_a_link_checks_where_they_stand_and_begins(visitor, campaign, looks_right):
    channel = channels.add_channel(campaign=campaign, name="Staff newsletter", by=make.coordinator_of(campaign))
    page = visitor()
    page.goto(f"/recruitment/from/{channel.code}/")
    looks_right(page)
    page.get_by_role("link", name="Check where you stand").click()
    looks_right(page)
    page.get_by_label("Yes, for a council, trust").check()
    page.get_by_label("Level 3, such as").check()
    page.get_by_role("group", name="Do you have English").get_by_label("Yes, GCSE").check()
    page.get_by_role("group", name="Do you have maths").get_by_label("No", exact=True).check()
    page.get_by_role("group", name="Do you have a degree?").get_by_label("No", exact=True).check()
    page.get_by_role("group", name="right to work").get_by_label("Yes").check()
    page.get_by_label("Not yet, or I have none").check()
    page.get_by_role("button", name="See where I stand").click()
    expect(page.get_by_role("heading", name="First: maths at level 2")).to_be_visible()
    looks_right(page)
    page.goto("/recruitment/pathway/")
    looks_right(page)
    page.goto(f"/recruitment/from/{channel.code}/")
    page.get_by_label("Your name").fill("Ada Obi")
    page.get_by_label("Your email address").fill("ada@example.org")
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("heading", name="Please check your mail")).to_be_visible()
    assert Application.objects.get().heard_from == channel


def test_a_lead_offers_places_and_the_coordinator_sees_stages_channels_and_funnel(visitor, campaign, looks_right):
    employer = make.service()
    coordinator = make.coordinator_of(campaign)
    lead = visitor(make.appointment(at=employer, as_="workforce_lead").person)
    places.ask_employers(campaign=campaign, employers=[employer], by=coordinator)
    lead.goto("/")
    lead.get_by_role("link", name="Say how many places").click()
    looks_right(lead)
    lead.get_by_label("Levy that you can commit").fill("50000")
    lead.get_by_label("Teams that can take somebody").fill("Hospital Discharge: 2\nLocality North: 2")
    lead.get_by_label("Places that you offer").fill("3")
    lead.get_by_role("button", name="Save").click()
    looks_right(lead)
    expect(lead.get_by_text("pays for 2 places").first).to_be_visible()
    lead.get_by_label("Places that you offer").fill("2")
    lead.get_by_role("button", name="Save").click()
    looks_right(lead)
    channels.add_channel(campaign=campaign, name="Staff newsletter", by=coordinator)
    for number in range(7):
        make.application(campaign, state=Application.State.INVITED if number < 6 else Application.State.SUBMITTED)
    today = timezone.localdate()
    campaign.dates.create(stage="check", begins_on=today - datetime.timedelta(days=5), ends_on=today)
    page = visitor(coordinator)
    for address in ("", "dates/", "ask-employers/", "channels/", "funnel/"):
        page.goto(f"/recruitment/campaigns/{campaign.reference}/{address}")
        looks_right(page)


def test_whoever_came_says_how_it_was_and_the_organiser_reads_it(visitor, campaign, looks_right):
    starts = timezone.now() - datetime.timedelta(hours=3)
    session = make.information_session(
        campaign, capacity=9, starts_at=starts, ends_at=starts + datetime.timedelta(hours=1)
    )
    came = [make.booking(session, state=Booking.State.ATTENDED) for _ in range(6)]
    coordinator = make.coordinator_of(campaign)
    sessions.close_register(session=session, by=coordinator)
    for booking in came[1:]:
        answers = {"useful": "quite", "next_step": "yes", "could_take_part": "no", "will_apply": "later"}
        session_feedback.give_feedback(booking=booking, by=booking.person, words="A microphone", **answers)
    page = visitor()
    page.goto(link_in(came[0].person.email))
    looks_right(page)
    page.get_by_label("Very useful").check()
    page.get_by_role("group", name="what you can do next").get_by_label("Yes").check()
    page.get_by_role("group", name="take part fully").get_by_label("Partly").check()
    page.get_by_role("group", name="mean to apply").get_by_label("Yes").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    looks_right(page)
    organiser = visitor(coordinator)
    organiser.goto(f"/recruitment/sessions/{session.reference}/attenders/")
    organiser.get_by_role("button", name="Read the feedback").click()
    expect(organiser.get_by_text("6 of 6 people who came answered")).to_be_visible()
    looks_right(organiser)


def test_not_yet_leads_on_and_what_was_told_before_is_written_down(visitor, campaign, looks_right):
    application = make.application(campaign, state=Application.State.NOT_ELIGIBLE, maths="not_held")
    candidate = visitor(application.candidate)
    candidate.goto(f"/recruitment/my-application/{application.reference}/")
    looks_right(candidate)
    candidate.get_by_role("button", name="Write to me when the next campaign opens").click()
    expect(candidate.get_by_role("button", name="Do not write to me")).to_be_visible()
    looks_right(candidate)
    page = visitor(make.coordinator_of(campaign))
    page.goto(f"/recruitment/applications/{application.reference}/")
    page.get_by_role("link", name="Earlier assurances").click()
    page.get_by_label("What was the candidate told?").fill("An interview is certain.")
    page.get_by_label("Who said it?").fill("A team manager")
    page.get_by_role("button", name="Write down").click()
    expect(page.get_by_text("An interview is certain.")).to_be_visible()
    looks_right(page)
