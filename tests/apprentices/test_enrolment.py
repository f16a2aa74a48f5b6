"""Enrolment: one step makes the whole record, and refuses in words what cannot be."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import transaction

from apprentices import steps
from apprentices.models import Apprentice, CalendarEntry, Involvement, Standing
from apprentices.operations import Start, enrol, enrol_all, start_those_due
from consortium import reference_data
from consortium.models import PublishedMinimum
from core.audit.models import Event
from core.notifications.models import Message
from core.registry import Consequence, Registry
from core.workflow import StepRefused
from tests import make
from tests.written import written_about

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2025, 7, 1)
FIRST_DAY = datetime.date(2025, 9, 8)


@pytest.fixture(autouse=True)
def rules():
    make.rule_set("B-2023-25")
    make.rule_set("C-2025-26")
    version = make.standard_version()
    PublishedMinimum.objects.create(
        standard=version.standard, hours=835, valid_from=datetime.date(2025, 8, 1), placeholder=True
    )


def enrolled(**changes) -> Apprentice:
    facts = {
        "person": make.person("Amara Johnson"),
        "cohort": make.cohort(),
        "employer": make.service(),
        "starts_on": FIRST_DAY,
        "weekly_hours": Decimal(37),
        "by": make.person("Tutor"),
        "on": TODAY,
    }
    return enrol(**(facts | changes))


def test_the_record_has_the_requirement_of_its_start_and_a_plan():
    apprentice = enrolled(job_title="Social work assistant")

    assert (apprentice.state, apprentice.rule_set.code) == ("pre_start", "C-2025-26")
    assert (apprentice.minimum_hours, apprentice.planned_hours) == (Decimal(835), Decimal(835))
    assert apprentice.planned_end_on == datetime.date(2028, 9, 7)
    assert apprentice.employments.get().job_title == "Social work assistant"
    assert apprentice.reviews.get().due_on == datetime.date(2025, 12, 31)
    assert apprentice.standing.next_review_on == datetime.date(2025, 12, 31)
    assert apprentice.standing.track == Standing.Track.NOT_STARTED


def test_the_record_opens_to_those_it_concerns_and_nobody_else():
    manager, tutor, stranger = make.person(), make.person(), make.person()
    lead_of_the_employer, lead_elsewhere = make.person(), make.person()
    employer = make.service()
    make.appointment(lead_of_the_employer, employer.part_of)
    make.appointment(lead_elsewhere, make.service())

    apprentice = enrolled(employer=employer, line_manager=manager, tutor=tutor)

    sees = {
        who: Apprentice.objects.visible_to(who, on=TODAY).filter(pk=apprentice.pk).exists()
        for who in (apprentice.person, manager, tutor, lead_of_the_employer, lead_elsewhere, stranger)
    }
    assert sees == {
        apprentice.person: True,
        manager: True,
        tutor: True,
        lead_of_the_employer: True,
        lead_elsewhere: False,
        stranger: False,
    }
    kinds = set(apprentice.involvements.values_list("kind", flat=True))
    assert kinds == {"self", "employer", "university", "line_manager", "tutor"}


def test_the_calendar_holds_blocks_and_day_release_but_no_bank_holiday():
    apprentice = enrolled()

    days = CalendarEntry.objects.filter(apprentice=apprentice)
    in_first_week = days.filter(date__lt=FIRST_DAY + datetime.timedelta(days=7))
    assert [day.kind for day in in_first_week] == ["induction"] * 5
    assert set(days.values_list("kind", flat=True)) == {"induction", "taught_day", "skills_day"}
    assert not days.filter(date=datetime.date(2025, 12, 25)).exists()
    assert sum(day.off_the_job_hours for day in days) < apprentice.planned_hours


def test_prior_learning_shortens_the_days_of_the_plan():
    full, shorter = enrolled(), enrolled(prior_learning_hours=200, planned_hours=Decimal(635), person=make.person())

    assert (shorter.minimum_hours, shorter.planned_hours) == (Decimal(635), Decimal(635))
    hours = [sum(day.off_the_job_hours for day in a.calendar.all()) for a in (full, shorter)]
    assert hours[1] < hours[0]


def test_part_time_before_august_2025_extends_the_length_not_the_hours():
    cohort = make.cohort(starts_on=datetime.date(2024, 9, 9))

    apprentice = enrolled(cohort=cohort, starts_on=cohort.starts_on, weekly_hours=Decimal(20))

    assert (apprentice.planned_months, apprentice.minimum_hours) == (54, Decimal("835.20"))
    assert apprentice.state == Apprentice.State.ACTIVE


def test_what_was_fixed_at_the_start_is_what_the_rules_still_answer():
    from apprentices.requirements import requirement_of

    apprentice = enrolled(prior_learning_hours=100, planned_hours=Decimal(800))

    again = requirement_of(Apprentice.objects.get(pk=apprentice.pk))
    assert (again.minimum_hours, again.planned_hours, again.months, again.planned_end) == (
        apprentice.minimum_hours,
        apprentice.planned_hours,
        apprentice.planned_months,
        apprentice.planned_end_on,
    )


def test_prior_learning_that_leaves_too_little_is_refused_in_words():
    with pytest.raises(StepRefused, match="35 hours is under the 187 hours"):
        enrolled(prior_learning_hours=800)


def test_nobody_is_on_two_programmes_at_once():
    first = enrolled()

    with pytest.raises(StepRefused, match="Amara Johnson is on a programme already"):
        enrolled(person=first.person)
    assert Apprentice.objects.count() == 1


def test_a_start_for_which_no_rules_are_held_is_refused():
    with pytest.raises(StepRefused, match="No off-the-job rules are held"):
        enrolled(starts_on=datetime.date(2015, 9, 1))


def test_another_app_may_block_and_may_do_its_part(monkeypatch):
    seen = []
    monkeypatch.setattr(steps.enrolment, "consequences", Registry())
    steps.enrolment.consequences.register(
        Consequence(
            "checks",
            preview=lambda change: ["A file is opened."],
            blocks=lambda change: ["No agreement is signed."] if change.weekly_hours > 40 else [],
            apply=lambda change: seen.extend(change.apprentices),
        )
    )

    with pytest.raises(StepRefused, match="No agreement is signed"):
        enrolled(weekly_hours=Decimal(48))
    apprentice = enrolled()

    assert seen == [apprentice]


def starts_of_every_kind() -> list[Start]:
    """Starts that differ in whatever enrolment looks at, on two cohorts of which one has a published timetable."""
    here, there, employer = make.cohort(), make.cohort(starts_on=datetime.date(2024, 9, 9)), make.service()
    tutor = make.planner(here)
    make.published_session(here, by=tutor)
    manager = make.person("Tom")
    common = {"employer": employer, "weekly_hours": Decimal(37)}
    return [
        Start(person=make.person(), cohort=here, starts_on=FIRST_DAY, job_title="Support worker", **common),
        Start(person=make.person(), cohort=here, starts_on=FIRST_DAY, line_manager=manager, tutor=tutor, **common),
        Start(
            person=make.person(),
            cohort=here,
            starts_on=FIRST_DAY,
            prior_learning_hours=Decimal(200),
            planned_hours=Decimal(700),
            **common,
        ),
        Start(person=make.person(), cohort=there, starts_on=there.starts_on, line_manager=manager, **common),
        Start(
            person=make.person(),
            cohort=there,
            employer=make.service(),
            starts_on=there.starts_on,
            weekly_hours=Decimal(20),
            months=60,
            team="Duty",
        ),
    ]


def test_many_are_enrolled_as_each_would_be_alone():
    starts, by = starts_of_every_kind(), make.person()

    def written(enrolling) -> list[dict]:
        with transaction.atomic():
            found = [written_about(apprentice) for apprentice in enrolling()]
            transaction.set_rollback(True)
        return found

    together = written(lambda: enrol_all(starts, by=by, on=TODAY))
    one_by_one = written(lambda: [enrol_all([start], by=by, on=TODAY)[0] for start in starts])

    assert together == one_by_one
    assert {"apprentices.calendarentry", "apprentices.plansection", "core.event"} < together[0].keys()
    assert [found["apprentices.apprentice"][0]["state"] for found in together] == ["pre_start"] * 3 + ["active"] * 2


def test_who_is_refused_holds_up_nobody_else():
    [first, *_], by = starts_of_every_kind(), make.person()
    twin, early = replace(first), replace(first, person=make.person(), starts_on=datetime.date(2015, 9, 1))
    own = make.person("Own")
    starts = [early, first, twin, replace(first, person=own, line_manager=own), replace(first, person=make.person())]

    answers = enrol_all(starts, by=by, on=TODAY)

    assert [str(answer) for answer in answers] == [
        "No off-the-job rules are held for this start. Check the date.",
        first.person.name,
        f"{first.person.name} is on a programme already, and can be on one at a time.",
        "Own is the apprentice, and cannot be their own line manager.",
        starts[4].person.name,
    ]
    assert Apprentice.objects.count() == 2
    assert enrol_all([early], by=by, on=TODAY)[0].args == answers[0].args


def test_those_whose_first_day_has_come_are_learning():
    apprentice = enrolled()

    assert start_those_due(on=FIRST_DAY - datetime.timedelta(days=1)) == 0
    assert start_those_due(on=FIRST_DAY) == 1

    apprentice.refresh_from_db()
    assert apprentice.state == Apprentice.State.ACTIVE
    assert Event.objects.about(apprentice).first().sentence == "The portal started the programme for this apprentice"


def test_the_kinds_of_activity_load_twice_without_a_change():
    from apprentices import reference_data as activities
    from apprentices.models import ActivityType

    said = activities.load()

    assert activities.load() == said
    assert ActivityType.objects.get(code="placement_learning").confirmed_by == "practice_educator"
    assert set(ActivityType.objects.values_list("confirmed_by", flat=True)) <= set(ActivityType.CONFIRMING_KINDS)
    assert reference_data is not None
    assert Involvement.Kind.LINE_MANAGER in ActivityType.objects.get(code="shadowing").confirming_kinds


def test_the_first_skills_scan_begins_by_itself_where_the_standard_has_a_list_and_the_start_is_not_long_ago():
    without = enrolled()
    framework = make.ksbs(without)
    new = enrolled(person=make.person("Ben Okafor"))
    brought_in = enrolled(person=make.person("Cleo Nash"), on=FIRST_DAY + datetime.timedelta(days=42))

    assert [list(one.skills_scans.values_list("number", "framework")) for one in (without, new, brought_in)] == [
        [],
        [(1, framework.pk)],
        [],
    ]
    mails = Message.objects.filter(subject__startswith="Skills scan")
    assert list(mails.values_list("to__name", flat=True)) == ["Ben Okafor"]
