"""Places that each lead offers, dates of the stages, channels and the funnel."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from apprentices.registrations.waiting import worklist
from consortium.models import Standard
from core.notifications.models import Message
from core.workflow import StepRefused, move
from recruitment.front_door import waiting
from recruitment.funnel import STAGES, furthest, table
from recruitment.models import Application, Campaign, CampaignPlaces, Channel
from recruitment.operations import applications, channels, places
from recruitment.operations import campaigns as operations
from recruitment.operations.information_sessions import book
from recruitment.place_limits import Price, limit_of, price_of_a_place
from recruitment.stages import stages_of
from tests import make
from tests.queries import beyond_the_constant_page

pytestmark = pytest.mark.django_db
State = Application.State


def url(name, *arguments):
    return reverse(f"recruitment:{name}", args=[getattr(one, "reference", one) for one in arguments])


def lead_of(employer):
    return make.appointment(at=employer, as_="workforce_lead").person


# Places ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("levy", "teams", "most"),
    [(None, [], None), (92_000, [], 4), (91_999, [], 3), (None, [2, 1], 3), (230_000, [2, 1], 3), (23_000, [2, 1], 1)],
)
def test_places_stay_within_levy_and_teams(levy, teams, most):
    assert limit_of(levy_pounds=levy, price=Price(23_000), team_places=teams).most == most


def test_the_price_is_the_newest_band_that_is_known_when_the_cohort_starts():
    campaign = make.campaign()
    standard = campaign.cohort.standard_version.standard
    bands = [("2018-11-28", 23_000), ("2024-01-01", 24_000), ("2026-03-25", None)]
    Standard.objects.filter(pk=standard.pk).update(
        funding_bands=[{"valid_from": day, "amount_gbp": amount} for day, amount in bands]
    )
    campaign.refresh_from_db()
    campaign.cohort.starts_on = datetime.date(2027, 9, 1)
    assert price_of_a_place(campaign.cohort) == Price(24_000, newest_known=True)
    campaign.cohort.starts_on = datetime.date(2020, 9, 1)
    assert price_of_a_place(campaign.cohort) == Price(23_000)


def test_a_lead_is_asked_answers_and_is_asked_no_more():
    campaign, employer = make.campaign(), make.service()
    lead = lead_of(employer)
    row = places.ask_employers(campaign=campaign, employers=[employer], by=make.coordinator_of(campaign))[0]
    assert (row.places, Message.objects.filter(to=lead, kind="places_asked").count()) == (None, 1)
    assert [item.text for item in worklist(lead, timezone.localdate(), [waiting])] == [
        f"Say how many places {employer.short_name} offers in {campaign.name}"
    ]
    assert places.ask_employers(campaign=campaign, employers=[employer], by=make.coordinator_of(campaign)) == []
    browser = make.signed_in(lead)
    answer = {"levy_pounds": "", "teams": "Hospital Discharge: 2\nReview team 1", "places": "4", "open_to": "own_staff"}
    page = browser.post(url("offer_places", campaign, employer), answer)
    assert "Your teams can host 3 apprentices, so 4 places cannot be offered" in page.text
    assert browser.post(url("offer_places", campaign, employer), answer | {"places": "3"}).status_code == 302
    row.refresh_from_db()
    assert (row.places, row.open_to, row.teams.count()) == (3, "own_staff", 2)
    assert list(worklist(lead, timezone.localdate(), [waiting])) == []
    assert "Review team: 1" in browser.get(url("offer_places", campaign, employer)).text


def test_an_employer_that_has_not_answered_or_offers_none_is_not_shown_to_candidates():
    campaign, none, waits = make.campaign(), make.service(), make.service()
    places.offer_places(campaign=campaign, employer=none, places=0, by=lead_of(none))
    places.ask_employers(campaign=campaign, employers=[waits], by=make.coordinator_of(campaign))
    assert campaign.places.offering().count() == 1
    page = make.signed_in(make.person()).get(url("begin", campaign)).text
    assert (none.name in page, waits.name in page) == (False, False)


def test_a_campaign_opens_only_with_a_place():
    campaign = make.campaign(state=Campaign.State.PLANNED)
    campaign.places.update(places=0)
    with pytest.raises(StepRefused, match="how many places"):
        campaign.open(by=make.coordinator_of(campaign))


def test_places_that_are_out_or_chosen_are_kept():
    campaign = make.campaign()
    employer = campaign.places.get().employer
    make.application(campaign, state=State.OFFERED)
    make.application(campaign, state=State.ACCEPTED)
    for step in (places.offer_places, places.set_places):
        with pytest.raises(StepRefused, match="keep at least 2"):
            step(campaign=campaign, employer=employer, places=1, by=lead_of(employer))


def test_a_coordinator_cannot_go_beyond_what_the_lead_said():
    campaign = make.campaign()
    employer = campaign.places.get().employer
    places.offer_places(campaign=campaign, employer=employer, places=2, teams={"North": 2}, by=lead_of(employer))
    with pytest.raises(StepRefused, match="your teams can host 2"):
        places.set_places(campaign=campaign, employer=employer, places=3, by=make.coordinator_of(campaign))


def test_places_for_own_staff_are_refused_to_others_in_words():
    campaign = make.campaign()
    campaign.places.update(open_to=CampaignPlaces.OpenTo.OWN_STAFF)
    outside = make.application(campaign, state=State.DRAFT, works_there=False)
    with pytest.raises(StepRefused, match="who work there already"):
        applications.submit(application=outside, by=outside.candidate)
    inside = make.application(campaign, state=State.DRAFT, works_there=True)
    applications.submit(application=inside, by=inside.candidate)


# Dates -------------------------------------------------------------------------------------------------------


def test_stages_have_dates_that_everybody_reads_and_late_ones_call_the_coordinator():
    campaign = make.campaign()
    by, today = make.coordinator_of(campaign), timezone.localdate()
    day = datetime.timedelta(days=1)
    operations.set_dates(
        campaign=campaign, by=by, dates={"check": (today - 9 * day, today - day), "shortlist": (today, today + 9 * day)}
    )
    make.application(campaign)
    check, shortlist = stages_of(campaign, on=today)
    assert (check.is_late, check.waiting, shortlist.is_now, shortlist.is_late) == (True, 1, True, False)
    assert [item.text for item in worklist(by, today, [waiting])] == [
        f"{campaign.name}, the university checks the entry requirements: 1 application waits past its days"
    ]
    assert "Employers shortlist" in make.signed_in(make.person()).get(url("begin", campaign)).text
    assert "Not finished" in make.signed_in(by).get(url("campaign", campaign)).text


@pytest.mark.parametrize(
    ("stage", "begins", "ends", "said"),
    [("offers", 10, 5, "on or after"), ("offers", 10, 900, "start of the cohort"), ("check", -90, -80, "before")],
)
def test_dates_that_cannot_be_are_refused(stage, begins, ends, said):
    campaign = make.campaign()
    today = timezone.localdate()
    days = tuple(today + datetime.timedelta(days=number) for number in (begins, ends))
    with pytest.raises(StepRefused, match=said):
        operations.set_dates(campaign=campaign, by=make.coordinator_of(campaign), dates={stage: days})


def test_dates_are_set_by_a_form_and_taken_away_again():
    campaign = make.campaign()
    browser = make.signed_in(make.coordinator_of(campaign))
    parts = {"day": 1, "month": 12, "year": campaign.opens_on.year}
    first = {f"sessions_begins_{part}": value for part, value in parts.items()}
    last = {f"sessions_ends_{part}": value for part, value in parts.items()}
    assert "needs both days" in browser.post(url("campaign_dates", campaign), first).text
    assert browser.post(url("campaign_dates", campaign), first | last).status_code == 302
    assert campaign.dates.get().begins_on.day == 1
    assert browser.post(url("campaign_dates", campaign), {}).status_code == 302
    assert not campaign.dates.exists()


# Channels ----------------------------------------------------------------------------------------------------


def totals(channel):
    found = Channel.objects.with_totals().get(pk=channel.pk)
    return found.visits, found.bookings, found.beginnings


def test_a_channel_counts_visits_bookings_and_beginnings_and_sets_nothing_on_the_device(client):
    campaign = make.campaign()
    channel = channels.add_channel(campaign=campaign, name="Newsletter", by=make.coordinator_of(campaign))
    answer = client.get(url("come_by", channel.code))
    assert (answer.status_code, answer.url) == (302, f"{url('begin', campaign)}?from={channel.code}")
    assert not answer.cookies
    page = client.get(answer.url)
    assert f'<option value="{channel.pk}" selected>' in page.text
    client.post(answer.url, {"name": "Ada", "email": "ada@example.org", "heard_from": channel.pk})
    client.post(answer.url, {"name": "Ada", "email": "ada@example.org", "heard_from": channel.pk})
    session = make.information_session(campaign)
    there = f"{url('session', session)}?from={channel.code}"
    for _ in range(2):
        client.post(there, {"name": "Ben", "email": "ben@example.org"})
    assert totals(channel) == (1, 1, 1)
    assert Application.objects.get().heard_from == channel


def test_what_a_candidate_says_of_how_they_heard_is_theirs_to_leave_out(client):
    campaign = make.campaign()
    channel = channels.add_channel(campaign=campaign, name="Poster", by=make.coordinator_of(campaign))
    client.post(f"{url('begin', campaign)}?from={channel.code}", {"name": "Ada", "email": "ada@example.org"})
    assert Application.objects.get().heard_from is None
    assert totals(channel) == (0, 0, 1)


def test_a_closed_campaign_leads_to_its_sessions_and_a_strange_code_counts_nothing(client):
    campaign = make.campaign(state=Campaign.State.CLOSED)
    channel = channels.add_channel(campaign=campaign, name="Poster", by=make.coordinator_of(campaign))
    assert client.get(url("come_by", channel.code)).url == f"{url('sessions')}?from={channel.code}"
    assert client.get(url("come_by", "zzzzzz")).status_code == 404
    session = make.information_session()
    book(session=session, email="a@example.org", name="A", channel=channels.named_in("\x00'--", campaign=campaign))
    assert totals(channel) == (1, 0, 0)


def test_a_channel_that_brought_nobody_can_be_taken_away():
    campaign = make.campaign()
    by = make.coordinator_of(campaign)
    browser = make.signed_in(by)
    browser.post(url("channels", campaign), {"name": "Newsletter"})
    assert "already" in browser.post(url("channels", campaign), {"name": "newsletter"}).text
    channel = campaign.channels.get()
    channels.count_one(channel, "visits")
    with pytest.raises(StepRefused, match="so it stays"):
        channels.remove_channel(channel=channel, by=by)
    channel.days.all().delete()
    browser.post(url("remove_channel", campaign, channel))
    assert not campaign.channels.exists()


# The funnel --------------------------------------------------------------------------------------------------


def reached(state, *earlier):
    return STAGES[furthest(state, earlier)][0]


def test_an_application_counts_at_the_furthest_stage_that_it_reached():
    assert {state: reached(state) for state in (State.NOT_OFFERED, State.DECLINED, State.RESERVE)} == {
        State.NOT_OFFERED: "recommended",
        State.DECLINED: "offered",
        State.RESERVE: "eligible",
    }
    assert reached(State.WITHDRAWN) == "begun"
    assert reached(State.WITHDRAWN, State.SUBMITTED, State.INVITED) == "invited"


def test_small_figures_are_hidden_stage_by_stage():
    found = table({"Camden": [1] * 20, "Hackney": [1] * 9, "Lambeth": [0] * 6 + [1] * 2})
    assert [row.cells[:2] for row in found.rows] == [[20, 20], [9, "not shown"], [8, "fewer than 5"]]
    assert found.total.cells[:3] == [37, 31, 0]


def test_the_funnel_as_page_and_as_file_and_who_withdrew_still_counts():
    campaign = make.campaign()
    employer = campaign.places.get().employer
    for _ in range(5):
        make.application(campaign, state=State.ELIGIBLE)
    gone = make.application(campaign, state=State.INVITED)
    move(gone, to=State.WITHDRAWN, by=gone.candidate)
    browser = make.signed_in(lead_of(employer))
    assert employer.short_name in browser.get(url("funnel", campaign)).text
    file = browser.get(url("funnel_file", campaign)).content.decode("utf-8-sig").splitlines()
    assert file[1].startswith(f"By employer,{employer.short_name},6,6,6,fewer than 5,0")
    assert file[2] == "By employer,Everybody,6,6,6,fewer than 5,0,0,0,0,0"


@pytest.mark.parametrize("how_many", [3, 60])
def test_the_funnel_costs_the_same_for_few_and_for_many(how_many):
    campaign = make.campaign()
    for _ in range(how_many):
        make.application(campaign)
    browser = make.signed_in(make.coordinator_of(campaign))
    assert beyond_the_constant_page(browser, url("funnel", campaign)) <= 4
