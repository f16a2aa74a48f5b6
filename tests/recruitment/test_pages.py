"""The pages of campaigns, sessions, applications and offers: who opens what, and that each answers in words."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core import links
from core.notifications.models import Message
from recruitment.equality_questions import equality_questions
from recruitment.models import Application, Booking, Campaign, InformationSession
from recruitment.operations import applications as operations
from recruitment.questions import QUESTIONS
from tests import make

pytestmark = pytest.mark.django_db
State = Application.State


def url(name, *arguments):
    return reverse(f"recruitment:{name}", args=[str(argument) for argument in arguments])


def date(name, day, month, year):
    return {f"{name}_day": day, f"{name}_month": month, f"{name}_year": year}


def said(answer):
    """A page without what differs at every request."""
    return re.sub(r'(nonce|value)="[^"]*"', "", answer.text)


def by_link(person, purpose, subject):
    """A browser that followed a link from a mail."""
    client = Client()
    _, address = links.make(person=person, purpose=purpose, subject=subject)
    assert client.get(address).status_code == 302
    return client


def candidate_of(application):
    return by_link(application.candidate, "application", application)


@pytest.fixture
def campaign():
    return make.campaign()


@pytest.fixture
def coordinator(campaign):
    return make.signed_in(make.appointment(at=campaign.run_by, as_="recruitment_coordinator").person)


@pytest.fixture
def tutor(campaign):
    return make.signed_in(make.appointment(at=campaign.cohort.university, as_="admissions_tutor").person)


@pytest.fixture
def lead(campaign):
    return make.signed_in(make.appointment(at=campaign.places.get().employer, as_="workforce_lead").person)


# Anybody ------------------------------------------------------------------------------------------------------


def test_anybody_reads_sessions_and_campaigns_without_an_account(campaign, client):
    session = make.information_session(campaign, title="Meet the teams")
    for address in (
        url("sessions"),
        url("session", session.reference),
        url("session_booked", session.reference),
        url("apply"),
        url("begin", campaign.reference),
        url("fresh_link"),
        url("link_sent"),
    ):
        assert client.get(address).status_code == 200, address


def test_a_session_that_is_not_published_does_not_exist_for_anybody(client):
    session = make.information_session(state=InformationSession.State.DRAFT)
    for name in ("session", "session_booked", "session_calendar"):
        assert client.get(url(name, session.reference)).status_code == 404
    assert session.title not in client.get(url("sessions")).text


def test_booking_answers_the_same_for_an_address_that_is_known_and_one_that_is_not(client):
    session = make.information_session()
    make.booking(session, make.person(email="known@example.org"))
    answers = [
        client.post(url("session", session.reference), {"name": "A Name", "email": email}, follow=True)
        for email in ("known@example.org", "unknown@example.org")
    ]
    assert answers[0].redirect_chain == answers[1].redirect_chain
    assert said(answers[0]) == said(answers[1])


@pytest.mark.parametrize(
    ("name", "email", "message"),
    [
        ("", "a@example.org", "Enter your name"),
        ("Ada", "not an address", "Your email address must be in the correct format, like name@example.com"),
        ("Win at www.example.com", "a@example.org", "Name must not hold a web or email address"),
        ("Ada\x00", "a@example.org", "Your name holds a character that cannot be stored. Type it again"),
        ("x" * 151, "a@example.org", "Your name must be 150 characters or fewer"),
    ],
)
def test_a_booking_that_cannot_be_is_refused_in_words(client, name, email, message):
    session = make.information_session()
    answer = client.post(url("session", session.reference), {"name": name, "email": email})
    assert (answer.status_code, message in answer.text) == (200, True)
    assert not session.bookings.exists()


@pytest.mark.parametrize("name", ["J.R. Hartley", "Siobhán O'Brien-Łukasz", "Dr. Ng", "Mary Ann St. John"])
def test_names_are_taken_as_people_write_them(client, name):
    session = make.information_session()
    client.post(url("session", session.reference), {"name": name, "email": "a@example.org"})
    assert session.bookings.get().name == name


def test_the_calendar_file_is_downloaded_as_a_file(client):
    answer = client.get(url("session_calendar", make.information_session().reference))
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="session.ics"'


def test_beginning_answers_the_same_for_every_address(campaign, client):
    make.application(campaign, make.person(email="known@example.org"))
    answers = [
        client.post(url("begin", campaign.reference), {"name": "A Name", "email": email}, follow=True)
        for email in ("known@example.org", "unknown@example.org")
    ]
    assert said(answers[0]) == said(answers[1])


# By link ------------------------------------------------------------------------------------------------------


CANDIDATES_PAGES = (
    "my_application",
    "check_answers",
    "submitted",
    "withdraw",
    "ask_manager",
    "adjustments",
    "equality",
    "accept_offer",
    "decline_offer",
)


def test_without_a_link_a_candidates_page_offers_a_fresh_one_whether_it_exists_or_not(client):
    application = make.application()
    for name in CANDIDATES_PAGES:
        for reference in (application.reference, "xxxxxxxxxxxx"):
            assert client.get(url(name, reference)).url == url("fresh_link")


def test_nobody_elses_link_or_account_opens_a_candidates_page(lead, tutor, coordinator, campaign):
    application = make.application(campaign)
    other = candidate_of(make.application())
    for name in CANDIDATES_PAGES:
        address = url(name, application.reference)
        assert other.get(address).url == url("fresh_link")
        assert [who.get(address).status_code for who in (lead, tutor, coordinator)] == [404, 404, 404]


def test_a_candidate_who_is_signed_in_needs_no_link():
    application = make.application()
    assert make.signed_in(application.candidate).get(url("my_application", application.reference)).status_code == 200


def test_the_whole_expression_of_interest_is_answered_one_page_at_a_time(campaign):
    application = operations.begin(campaign=campaign, email="ada@example.org", name="Ada Obi")
    client = candidate_of(application)
    answers = {
        "name": {"name": "Ada Obi-Martin"},
        "phone": {"phone": "020 7946 0000"},
        "employer": {"employer": campaign.places.get().employer_id},
        "works-there": {"works_there": "no"},
        "current-employer": {"current_employer": "Sunrise Care"},
        "service": {"current_service": "adults"},
        "job": {"job_title": "Support worker"},
        "hours": {"weekly_hours": "22.5"},
        "length-of-service": {"service_length": "to_2_years"},
        "english": {"english": "held"},
        "maths": {"maths": "studying"},
        "degree": {"prior_degree": "other", "prior_degree_subject": "History"},
        "prior-learning": {"prior_learning": "yes", "prior_learning_words": "A level 4 certificate, 2023"},
        "right-to-work": {"right_to_work": "yes"},
        "residency": {"residency": "three_years"},
        "why": {"why": "Because of the people."},
    }
    assert list(answers) == [question.slug for question in QUESTIONS]
    for slug, answer in answers.items():
        address = url("question", application.reference, slug)
        page = client.get(address)
        assert page.status_code == 200
        version = re.search(r'name="version" value="(\d+)"', page.text)
        posted = answer | ({"version": version[1]} if version else {})
        assert client.post(address, posted).status_code == 302, slug
    assert client.get(url("check_answers", application.reference)).status_code == 200
    assert client.post(url("check_answers", application.reference)).url == url("submitted", application.reference)
    application.refresh_from_db()
    assert (application.state, application.candidate.name) == (State.SUBMITTED, "Ada Obi-Martin")
    assert (application.weekly_hours, application.prior_degree_subject) == (22.5, "History")
    for name in ("submitted", "my_application"):
        assert client.get(url(name, application.reference)).status_code == 200


def test_who_works_for_the_employer_does_not_type_its_name(campaign):
    application = make.application(campaign, state=State.DRAFT, works_there=None, current_employer="")
    client = candidate_of(application)
    client.post(url("question", application.reference, "works-there"), {"works_there": "yes"})
    application.refresh_from_db()
    assert application.current_employer == application.employer.name
    assert client.get(url("question", application.reference, "current-employer")).status_code == 404


def test_two_tabs_the_older_text_is_shown_beside_the_newer_and_nothing_is_lost():
    application = make.application(state=State.DRAFT)
    client = candidate_of(application)
    address = url("question", application.reference, "why")
    client.post(address, {"why": "The first tab", "version": application.version})
    answer = client.post(address, {"why": "The second tab", "version": application.version})
    assert "The first tab" in answer.text
    assert "The second tab" in answer.text
    application.refresh_from_db()
    assert application.why == "The first tab"


def test_submitting_twice_makes_one_submission_and_one_mail():
    application = make.application(state=State.DRAFT)
    client = candidate_of(application)
    for _ in range(2):
        client.post(url("check_answers", application.reference), {"once": "same-press"})
    assert Message.objects.filter(kind="application_received").count() == 1


def test_every_equality_question_can_be_left_open(campaign):
    application = make.application(campaign, state=State.DRAFT)
    client = candidate_of(application)
    assert client.get(url("equality", application.reference)).status_code == 200
    for question in equality_questions():
        address = url("equality_question", application.reference, question.code)
        assert "Prefer not to say" in client.get(address).text
        assert client.post(address, {}).status_code == 302


def test_a_booking_is_cancelled_by_its_link():
    booking = make.booking()
    client = by_link(booking.person, "booking", booking)
    assert booking.session.title in client.get(url("booking", booking.reference)).text
    client.post(url("cancel_booking", booking.reference))
    booking.refresh_from_db()
    assert booking.state == Booking.State.CANCELLED
    assert client.get(url("booking", booking.reference)).status_code == 200


def test_a_booking_without_its_link_is_closed_whether_it_exists_or_not(client):
    for reference in (make.booking().reference, "xxxxxxxxxxxx"):
        assert client.get(url("booking", reference)).status_code == 410
        assert client.post(url("cancel_booking", reference)).status_code == 410


def test_a_line_manager_answers_reads_and_signs_by_link():
    application = make.application()
    client = candidate_of(application)
    client.post(url("ask_manager", application.reference), {"name": "Priya Shah", "email": "priya@example.org"})
    endorsement = application.endorsements.get()
    manager = by_link(endorsement.manager, "endorsement", endorsement)
    answer = {
        "answer": "yes",
        "from_supervision": "Thinks aloud",
        "words": "Ready",
        "name": "Priya Shah",
        "role": "Team manager",
    }
    assert manager.get(url("endorse", endorsement.reference)).status_code == 200
    signing = manager.post(url("endorse", endorsement.reference), answer, follow=True)
    version = re.search(r'name="version" value="(\d+)"', signing.text)[1]
    wrong = manager.post(signing.request["PATH_INFO"], {"code": "000000", "version": version})
    assert "That is not the code that we sent" in wrong.text
    code = re.search(r"\d{6}", Message.objects.filter(kind="one_time_code").latest("pk").body)[0]
    done = manager.post(signing.request["PATH_INFO"], {"code": code, "version": version}, follow=True)
    assert "Your answer is signed" in done.text
    endorsement.refresh_from_db()
    assert endorsement.state == "endorsed"


def test_a_line_manager_sees_no_answer_of_the_candidate():
    application = make.application(why="SENTINEL-WHY", phone="020 7946 1234")
    client = candidate_of(application)
    client.post(url("ask_manager", application.reference), {"name": "Priya Shah", "email": "priya@example.org"})
    endorsement = application.endorsements.get()
    page = by_link(endorsement.manager, "endorsement", endorsement).get(url("endorse", endorsement.reference))
    assert "SENTINEL-WHY" not in page.text
    assert "7946 1234" not in page.text


# Those who decide ---------------------------------------------------------------------------------------------


def test_the_coordinator_plans_opens_and_fills_a_campaign(campaign, coordinator):
    employer = make.service()
    group = make.cohort()
    planned = {
        "name": "Autumn",
        "cohort": group.pk,
        "run_by": campaign.run_by_id,
        "about": "",
        **date("opens_on", 1, 1, 2027),
        **date("closes_on", 1, 3, 2027),
    }
    assert coordinator.get(url("plan_campaign")).status_code == 200
    assert coordinator.post(url("plan_campaign"), planned).status_code == 302
    made = Campaign.objects.get(name="Autumn")
    coordinator.post(url("move_campaign", made.reference, "open"))
    made.refresh_from_db()
    assert made.state == Campaign.State.PLANNED
    coordinator.post(url("campaign_places", made.reference), {"employer": employer.pk, "places": "3"})
    coordinator.post(url("move_campaign", made.reference, "open"))
    made.refresh_from_db()
    assert made.state == Campaign.State.OPEN
    assert coordinator.get(url("campaign", made.reference)).status_code == 200


def test_a_tutor_sees_the_campaign_and_may_not_run_it(campaign, tutor):
    assert tutor.get(url("campaign", campaign.reference)).status_code == 200
    for name in ("change_campaign", "campaign_places", "plan_session"):
        refused = tutor.get(url(name, campaign.reference))
        assert (refused.status_code, str(campaign.run_by) in refused.text) == (403, True)


def test_the_campaign_of_others_does_not_exist(campaign):
    stranger = make.signed_in(make.appointment(as_="workforce_lead").person)
    session = make.information_session(campaign)
    application = make.application(campaign)
    for address in (
        url("campaign", campaign.reference),
        url("attenders", session.reference),
        url("application", application.reference),
        url("shortlist", application.reference),
        url("enrol", application.reference),
    ):
        assert stranger.get(address).status_code == 404, address


def test_the_pages_of_an_application_open_for_those_who_act(campaign, coordinator, tutor, lead):
    make.published_minimum()
    application = make.application(campaign)
    for who in (coordinator, tutor, lead):
        assert who.get(url("application", application.reference)).status_code == 200
        assert who.get(url("applications")).status_code == 200
    assert tutor.get(url("eligibility", application.reference)).status_code == 200
    assert lead.get(url("eligibility", application.reference)).status_code == 403
    tutor.post(url("eligibility", application.reference), {"decision": "eligible"})
    assert lead.get(url("shortlist", application.reference)).status_code == 200
    assert tutor.get(url("shortlist", application.reference)).status_code == 403
    lead.post(url("shortlist", application.reference), {"outcome": "invited"})
    application.refresh_from_db()
    assert application.state == State.INVITED


def test_from_recommendation_to_record_in_the_browser(campaign, coordinator, tutor, lead):
    make.published_minimum()
    application = make.application(campaign, state=State.RECOMMENDED)
    reference = application.reference
    assert lead.get(url("decide", reference, "employer")).status_code == 200
    lead.post(
        url("decide", reference, "employer"), {"says_yes": "yes", "job_title": "Apprentice", "weekly_hours": "36"}
    )
    tutor.post(url("decide", reference, "university"), {"says_yes": "yes", "prior_learning_hours": "0"})
    candidate = candidate_of(application)
    assert candidate.get(url("accept_offer", reference)).status_code == 200
    candidate.post(url("accept_offer", reference))
    assert "not yet met" in tutor.get(url("enrol", reference)).text
    application.refresh_from_db()
    for condition in application.offer.conditions.all():
        who = lead if condition.side == "employer" else tutor
        assert who.post(url("meet_condition", reference, condition.kind)).status_code == 302
    assert lead.get(url("enrol", reference)).status_code == 403
    assert tutor.post(url("enrol", reference)).url == url("application", reference)
    application.refresh_from_db()
    record = reverse("apprentices:record", args=[application.apprentice.reference])
    assert {
        who: record in client.get(url("application", reference)).text
        for who, client in {"lead": lead, "tutor": tutor}.items()
    } == {"lead": True, "tutor": False}
    for who in (coordinator, tutor, lead):
        assert who.get(url("application", reference)).status_code == 200


def test_an_exception_is_decided_on_by_a_colleague(campaign, tutor):
    application = make.application(campaign)
    tutor.post(
        url("eligibility", application.reference), {"decision": "exception", "requirement": "Maths", "words": "Years"}
    )
    assert tutor.get(url("exception", application.reference)).status_code == 403
    colleague = make.signed_in(make.appointment(at=campaign.cohort.university, as_="admissions_tutor").person)
    assert colleague.get(url("exception", application.reference)).status_code == 200
    colleague.post(url("exception", application.reference), {"agrees": "yes"})
    application.refresh_from_db()
    assert application.state == State.ELIGIBLE


def test_the_register_is_kept_with_one_press_a_person(campaign, coordinator):
    now = timezone.now()
    session = make.information_session(
        campaign, starts_at=now - timezone.timedelta(minutes=5), ends_at=now + timezone.timedelta(hours=1)
    )
    booking = make.booking(session)
    mark = url("mark_attended", session.reference, booking.reference)
    assert coordinator.get(url("attenders", session.reference)).status_code == 200
    assert coordinator.post(mark).url.endswith(f"#person-{booking.reference}")
    booking.refresh_from_db()
    assert booking.state == Booking.State.ATTENDED


def test_attenders_are_downloaded_without_formulas(campaign, coordinator):
    session = make.information_session(campaign)
    make.booking(session, name="=cmd()")
    content = coordinator.get(url("attenders", session.reference) + "?format=csv").content.decode("utf-8-sig")
    assert "'=cmd()" in content


# Lists --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["applications", "campaigns"])
def test_a_list_costs_the_same_queries_for_3_rows_and_for_33(campaign, coordinator, name):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert coordinator.get(url(name)).status_code == 200
        return len(captured)

    def more(number):
        for _ in range(number):
            if name == "applications":
                make.application(campaign)
            else:
                make.campaign(run_by=campaign.run_by)

    more(3)
    coordinator.get(url(name))
    few = queries()
    more(30)
    assert queries() == few


def test_the_lists_filters_find_what_they_say(campaign, coordinator):
    invited, other = make.application(campaign, state=State.INVITED), make.application(campaign)
    listed = coordinator.get(url("applications"), {"state": "invited"}).text
    assert (invited.code in listed, other.code in listed) == (True, False)
    by_name = coordinator.get(url("applications"), {"search": other.candidate.name}).text
    assert (invited.code in by_name, other.code in by_name) == (False, True)
    assert coordinator.get(url("applications"), {"campaign": "nonsense", "state": "?"}).status_code == 200
