"""Leave and study days: on working days only, against what is planned, and counted where work takes them."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apprentices import operations
from apprentices.models import ActivityType, CalendarEntry, Employment, Involvement, PersonalDay, Standing
from apprentices.operations import Logged, TimeRefused
from apprentices.programme_plan import bank_holidays
from core.workflow import StepRefused
from tests import make

pytestmark = pytest.mark.django_db
FRIDAY, MONDAY = datetime.date(2025, 12, 19), datetime.date(2025, 12, 29)
Kind = PersonalDay.Kind


@pytest.fixture
def apprentice():
    return make.apprentice("Amara Johnson")


def plan(apprentice, kind=Kind.ANNUAL_LEAVE, first=FRIDAY, last=None, **fields):
    return operations.plan_days(apprentice, kind=kind, first=first, last=last or first, by=apprentice.person, **fields)


def test_leave_falls_on_working_days_and_on_no_bank_holiday(apprentice):
    made = plan(apprentice, last=MONDAY)

    assert [d.date.day for d in made] == [19, 22, 23, 24, 29]
    assert set(apprentice.calendar.values_list("kind", flat=True)) == {CalendarEntry.Kind.LEAVE}


def test_the_same_days_again_are_refused_and_no_day_is_planned_twice(apprentice):
    plan(apprentice)

    with pytest.raises(StepRefused, match="None of these days"):
        plan(apprentice)
    assert [d.date.day for d in plan(apprentice, last=FRIDAY + datetime.timedelta(days=3))] == [22]


def test_what_is_planned_already_is_named(apprentice):
    tutor = make.planner(apprentice.cohort)
    make.published_session(apprentice.cohort, by=tutor, date=FRIDAY)

    found = operations.clashes(apprentice, first=FRIDAY, last=MONDAY)

    assert found == ["19 December 2025: Law and rights"]


def test_no_time_is_logged_on_a_day_of_leave_and_it_is_on_one_that_was_taken_back(apprentice):
    [planned] = plan(apprentice)
    study = Logged(activity=make.activity(), date=FRIDAY, hours=Decimal(2), tests_answered=True)
    at = datetime.datetime(2025, 12, 22, 12, tzinfo=datetime.UTC)

    with pytest.raises(TimeRefused, match="You are on leave on 19 December 2025"):
        operations.log_time(apprentice, logged=study, by=apprentice.person, at=at)
    operations.cancel_day(planned, by=apprentice.person)

    assert operations.log_time(apprentice, logged=study, by=apprentice.person, at=at).hours == Decimal(2)
    assert ActivityType.objects.count() == 1


def test_a_study_day_is_expected_by_the_plan_until_work_takes_it(apprentice):
    make.published_session(apprentice.cohort, by=make.planner(apprentice.cohort), date=MONDAY)
    [planned] = plan(apprentice, Kind.STUDY, hours=Decimal(7))

    assert apprentice.calendar.get(kind="study_day").off_the_job_hours == Decimal(7)
    expected = Standing.objects.get(pk=apprentice.pk).expected_hours

    with pytest.raises(StepRefused, match="Choose why the study day was cancelled"):
        operations.cancel_day(planned, by=apprentice.person)
    operations.cancel_day(planned, by=apprentice.person, reason="court")

    assert (planned.cancelled_because, planned.reason_words) == ("court", "Court")
    assert Standing.objects.get(pk=apprentice.pk).expected_hours != expected


def test_a_study_day_keeps_the_team_in_which_it_was_lost(apprentice):
    Employment.objects.filter(apprentice=apprentice).update(team="North")

    [planned] = plan(apprentice, Kind.STUDY)
    Employment.objects.filter(apprentice=apprentice).update(team="South")

    assert planned.team.endswith(", North")


# Pages -------------------------------------------------------------------------------------------------------


def coming_weekday(days=20):
    """A working day that is at least so many days ahead."""
    date = timezone.localdate() + datetime.timedelta(days=days)
    while date.weekday() > 4 or date in bank_holidays():
        date += datetime.timedelta(days=1)
    return date


def typed(date, kind):
    return {"kind": kind, "first_day": date.day, "first_month": date.month, "first_year": date.year}


def test_clashes_are_shown_before_anything_is_saved(apprentice):
    date = coming_weekday()
    make.published_session(apprentice.cohort, date=date)
    own, url = make.signed_in(apprentice.person), f"/apprentices/{apprentice.reference}/calendar/plan/"

    warned = own.post(url, typed(date, "annual_leave"))
    assert "Law and rights" in warned.content.decode()
    assert not PersonalDay.objects.exists()

    own.post(url, typed(date, "annual_leave") | {"in_spite": "on"})
    assert PersonalDay.objects.get().date == date


def test_a_manager_records_why_a_study_day_was_lost_and_cannot_touch_leave(apprentice):
    date = coming_weekday()
    [study] = plan(apprentice, Kind.STUDY, first=date)
    [leave] = plan(apprentice, first=coming_weekday(27))
    manager = make.signed_in(make.line_manager(apprentice))

    answer = manager.post(f"/apprentices/days/{study.pk}/cancel/", {"reason": "duty"})
    refused = manager.post(f"/apprentices/days/{leave.pk}/cancel/")

    study.refresh_from_db()
    assert (answer.status_code, study.cancelled_because) == (302, "duty")
    assert refused.status_code == 403


def test_a_workforce_lead_sees_what_each_team_lost_and_no_other_borough(apprentice):
    lead = make.appointment(make.person(), apprentice.employer).person
    today = timezone.localdate()
    for of, days in ((apprentice, 2), (make.apprentice("Elsewhere"), 1)):
        for number in range(days):
            PersonalDay.objects.create(
                apprentice=of,
                date=today - datetime.timedelta(days=number),
                kind=Kind.STUDY,
                hours=7,
                team=f"Team of {of}",
                state="cancelled",
                cancelled_because="duty",
                cancelled_by=lead,
                planned_by=of.person,
            )

    page = make.signed_in(lead).get("/apprentices/protected-time/").content.decode()

    assert "2 of 2 study days planned in the last year were cancelled." in page
    assert "Team of Amara Johnson lost most study days" in page
    assert "Elsewhere" not in page


def test_protected_time_costs_the_same_for_3_days_and_for_300(apprentice):
    lead = make.appointment(make.person(), apprentice.employer).person
    browser_of_lead, today = make.signed_in(lead), timezone.localdate()

    def lose(first, last):
        PersonalDay.objects.bulk_create(
            PersonalDay(
                apprentice=apprentice,
                date=today - datetime.timedelta(days=number),
                kind=Kind.STUDY,
                state="cancelled",
                cancelled_because="duty",
                cancelled_by=lead,
                planned_by=lead,
            )
            for number in range(first, last)
        )

    def cost():
        with CaptureQueriesContext(connection) as counted:
            assert browser_of_lead.get("/apprentices/protected-time/").status_code == 200
        return len(counted)

    lose(0, 3)
    few = cost()
    lose(3, 300)

    assert cost() == few


def test_the_tutor_may_record_a_lost_study_day_and_a_mentor_may_not(apprentice):
    from apprentices import permissions

    tutor, mentor = make.person(), make.person()
    make.involvement(apprentice, Involvement.Kind.TUTOR, person=tutor)
    make.involvement(apprentice, Involvement.Kind.MENTOR, person=mentor)

    assert permissions.cancellable_kinds(tutor, apprentice) == ["study"]
    assert permissions.cancellable_kinds(mentor, apprentice) == []
    assert permissions.cancellable_kinds(apprentice.person, apprentice) == ["annual_leave", "own_day", "study"]
