"""What recruitment brings to the home page: what needs whom, in how many queries, and nothing for others."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from recruitment import registrations
from recruitment.models import Application, EligibilityException
from recruitment.operations import endorsements
from recruitment.working_days import working_days_after, working_days_before
from tests import make

pytestmark = pytest.mark.django_db
State = Application.State


@pytest.fixture
def campaign():
    return make.campaign()


def work_of(person):
    return [item.text for item in registrations.worklist(person, timezone.localdate())]


def lead_of(campaign):
    return make.appointment(at=campaign.places.get().employer, as_="workforce_lead").person


def tutor_of(campaign):
    return make.appointment(at=campaign.cohort.university, as_="admissions_tutor").person


def test_the_employer_shortlists_what_the_university_has_checked(campaign):
    for state in (State.SUBMITTED, State.ELIGIBLE, State.ELIGIBLE, State.INVITED):
        make.application(campaign, state=state)
    assert work_of(lead_of(campaign)) == ["Shortlist 2 candidates"]
    assert work_of(tutor_of(campaign)) == ["Check the entry requirements of 1 candidate"]


def test_an_exception_waits_for_a_colleague_and_not_for_whoever_asked(campaign):
    asked_by, colleague = tutor_of(campaign), tutor_of(campaign)
    application = make.application(campaign, state=State.EXCEPTION_REQUESTED)
    EligibilityException.objects.create(application=application, requirement="Maths", case="Years", asked_by=asked_by)
    assert work_of(asked_by) == []
    assert work_of(colleague) == ["Decide on exceptions for 1 candidate"]


def test_a_line_manager_who_does_not_answer_is_followed_up_after_five_working_days(campaign):
    application = make.application(campaign)
    endorsement = endorsements.ask_manager(
        application=application, by=application.candidate, name="Priya", email="priya@example.org"
    )
    lead = lead_of(campaign)
    assert work_of(lead) == []
    long_ago = working_days_before(timezone.localdate(), 5)
    endorsement.asked_at = timezone.make_aware(datetime.datetime.combine(long_ago, datetime.time(9)))
    endorsement.save(update_fields=["asked_at"])
    assert work_of(lead) == ["1 line manager has not answered for 5 working days"]
    Application.objects.update(state=State.WITHDRAWN)
    assert work_of(lead) == []


def test_both_sides_are_asked_to_decide_until_they_have(campaign):
    from recruitment.operations import offers

    application = make.application(campaign, state=State.RECOMMENDED)
    lead, tutor = lead_of(campaign), tutor_of(campaign)
    assert (work_of(lead), work_of(tutor)) == (
        ["Decide for the employer on 1 candidate"],
        ["Decide for the university on 1 candidate"],
    )
    offers.decide(application=application, side="employer", by=lead, says_yes=True)
    assert work_of(lead) == []


def test_the_coordinator_closes_registers_and_rings_about_late_offers(campaign):
    coordinator = make.appointment(at=campaign.run_by, as_="recruitment_coordinator").person
    over = timezone.now() - datetime.timedelta(hours=2)
    make.information_session(campaign, title="Meet us", starts_at=over, ends_at=over + datetime.timedelta(hours=1))
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    make.offer(make.application(campaign, state=State.OFFERED), answer_by=yesterday)
    late = "1 offer waits for an answer past the agreed day"
    assert work_of(coordinator) == ["Close the register of “Meet us”", late]


def test_somebody_without_a_role_in_recruitment_is_asked_for_nothing_and_costs_nothing(campaign):
    make.application(campaign)
    person = make.appointment(as_="tutor", at=make.university()).person
    list(registrations.navigation(person))
    with CaptureQueriesContext(connection) as captured:
        assert work_of(person) == []
        assert list(registrations.figures(person, timezone.localdate())) == []
        assert list(registrations.search(person, "Person")) == []
    assert len(captured) == 0


@pytest.mark.parametrize(("of", "queries"), [(lead_of, 1), (tutor_of, 1)])
def test_what_needs_a_person_costs_one_query_whatever_there_is(campaign, of, queries):
    person = of(campaign)
    list(registrations.navigation(person))
    for _ in range(5):
        make.application(campaign)
    with CaptureQueriesContext(connection) as captured:
        work_of(person)
    assert len(captured) == queries


def test_a_workforce_lead_of_the_council_is_asked_for_its_services(campaign):
    make.application(campaign, state=State.ELIGIBLE)
    council = campaign.places.get().employer.part_of
    assert work_of(make.appointment(at=council, as_="workforce_lead").person) == ["Shortlist 1 candidate"]


def test_search_finds_by_code_and_by_the_names_that_one_may_read(campaign):
    application = make.application(campaign, make.person("Zephyrine Q"), state=State.ELIGIBLE)
    lead, tutor = lead_of(campaign), tutor_of(campaign)
    assert [hit.title for hit in registrations.search(tutor, "zephyr")] == ["Zephyrine Q"]
    assert [hit.title for hit in registrations.search(lead, "zephyr")] == []
    assert [hit.title for hit in registrations.search(lead, application.code)] == [f"Candidate {application.code}"]


def test_figures_say_how_it_goes(campaign):
    for state in (State.SUBMITTED, State.INVITED, State.OFFERED):
        make.application(campaign, state=state)
    (figure,) = registrations.figures(lead_of(campaign), timezone.localdate())
    assert figure.text == "3 applications in campaigns that are under way: 1 at selection, 1 with an offer."


def test_working_days_leave_out_weekends_and_bank_holidays():
    thursday_before_easter = datetime.date(2026, 4, 2)
    assert working_days_after(thursday_before_easter, 1) == datetime.date(2026, 4, 7)
    assert working_days_before(datetime.date(2026, 4, 7), 1) == thursday_before_easter
