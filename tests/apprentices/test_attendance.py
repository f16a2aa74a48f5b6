"""The register credits by itself, never the same minutes twice, and a correction takes back what it had credited."""

import datetime
from decimal import Decimal

import pytest

from apprentices import operations, timeline
from apprentices.models import Attendance, CalendarEntry, OffTheJobEntry, ProgressReview, Standing
from apprentices.operations import Line, Logged
from apprentices.review_facts import facts_of
from core.audit.sealing import verify
from core.workflow import StepRefused
from tests import make

pytestmark = pytest.mark.django_db
TUESDAY = datetime.date(2025, 10, 7)
NEXT_WEEK = TUESDAY + datetime.timedelta(days=7)
State = OffTheJobEntry.State


@pytest.fixture
def cohort():
    for kind in ("lecture", "skills_day", "online_learning", "private_study"):
        make.activity(kind)
    return make.cohort()


@pytest.fixture
def tutor(cohort):
    return make.planner(cohort)


@pytest.fixture
def apprentice(cohort):
    return make.apprentice("Amara Johnson", cohort=cohort)


@pytest.fixture
def session(cohort, tutor, apprentice):
    return make.published_session(cohort, by=tutor)


def take(session, by, *, on=NEXT_WEEK, **marks):
    """``take(session, tutor, amara="present")``: each by the first name, in lower case."""
    people = {a.person.first_name.lower(): a for a in operations.expected_at(session)}
    lines = {people[name].pk: line if isinstance(line, Line) else Line(line) for name, line in marks.items()}
    return operations.take_register(session, lines=lines, by=by, on=on)


def confirmed(apprentice):
    return Standing.objects.get(pk=apprentice.pk).confirmed_hours


@pytest.mark.parametrize("mark", ["present", "late"])
def test_being_there_credits_the_hours_as_confirmed_taught_time(session, tutor, apprentice, mark):
    taken = take(session, tutor, amara=mark)

    entry = OffTheJobEntry.objects.get()
    assert (taken.there, taken.away, taken.credited, taken.problems) == (1, 0, Decimal(6), [])
    assert (entry.state, entry.hours, entry.date, entry.starts_at) == (
        State.CONFIRMED,
        Decimal(6),
        TUESDAY,
        datetime.time(10),
    )
    assert (entry.source, entry.activity.code, entry.confirmed_by) == ("attendance", "lecture", tutor)
    assert confirmed(apprentice) == Decimal(6)
    assert list(verify()) == []


def test_being_away_credits_nothing_and_wants_a_reason(session, tutor, apprentice):
    without = take(session, tutor, amara="absent")
    assert without.problems == ["Choose why Amara Johnson was away."]
    assert not Attendance.objects.exists()

    taken = take(session, tutor, amara=Line("absent", "kept_at_work"))

    assert (taken.away, taken.credited) == (1, Decimal(0))
    assert confirmed(apprentice) == Decimal(0)
    assert Attendance.objects.get().reason_words == "Kept at work"


def test_the_same_register_again_changes_nothing(session, tutor, apprentice):
    take(session, tutor, amara="present")
    marked_at = Attendance.objects.get().marked_at

    again = take(session, tutor, amara="present")

    assert again.credited == Decimal(0)
    assert OffTheJobEntry.objects.count() == 1
    assert Attendance.objects.get().marked_at == marked_at


def test_a_corrected_register_takes_back_and_credits_anew(session, tutor, apprentice):
    take(session, tutor, amara="present")
    take(session, tutor, amara=Line("absent", "unwell"))
    assert confirmed(apprentice) == Decimal(0)

    take(session, tutor, amara="late")

    assert confirmed(apprentice) == Decimal(6)
    hours = OffTheJobEntry.objects.order_by("pk").values_list("hours", flat=True)
    assert list(hours) == [Decimal(6), Decimal(-6), Decimal(6)]
    assert list(verify()) == []


def test_a_session_made_up_later_is_credited_on_that_day(session, tutor, apprentice):
    take(session, tutor, amara=Line("absent", "transport"))

    take(session, tutor, amara=Line("made_up", made_up_on=NEXT_WEEK))

    entry = OffTheJobEntry.objects.get()
    assert (entry.date, entry.hours) == (NEXT_WEEK, Decimal(6))


def test_made_up_before_the_session_or_after_today_is_refused(session, tutor, apprentice):
    for wrong in (TUESDAY - datetime.timedelta(days=1), NEXT_WEEK + datetime.timedelta(days=1)):
        taken = take(session, tutor, amara=Line("made_up", made_up_on=wrong))
        assert taken.problems == ["Amara Johnson made it up on a day from 7 October 2025 to today."]
    assert not OffTheJobEntry.objects.exists()


def test_a_cancelled_session_takes_back_what_its_register_credited(session, tutor, apprentice):
    take(session, tutor, amara="present")

    operations.cancel_session(session, reason="mistake", by=tutor, on=NEXT_WEEK)

    assert confirmed(apprentice) == Decimal(0)


def test_a_register_waits_for_its_day_and_nobody_marks_themselves(session, tutor, apprentice):
    with pytest.raises(StepRefused, match="This session is on 7 October 2025"):
        take(session, tutor, on=TUESDAY - datetime.timedelta(days=1), amara="present")

    own = take(session, apprentice.person, amara="present")

    assert own.problems == ["Nobody marks themselves. Ask a colleague."]
    assert not OffTheJobEntry.objects.exists()


@pytest.mark.parametrize(("kind", "words"), [("leave", "on leave"), ("break", "on a break in learning")])
def test_whoever_is_on_leave_or_on_a_break_is_not_there(session, tutor, apprentice, kind, words):
    CalendarEntry.objects.create(apprentice=apprentice, date=TUESDAY, kind=kind)

    taken = take(session, tutor, amara="present")

    assert taken.problems == [f"Amara Johnson is {words} on that day, so the session cannot count. Mark them as away."]
    assert not OffTheJobEntry.objects.exists()


# The same minutes count once ---------------------------------------------------------------------------------


def test_the_credit_takes_the_place_of_a_class_that_waits_in_the_log(session, tutor, apprentice):
    waiting = make.entry(apprentice, "lecture", date=TUESDAY, hours=Decimal(6), submitted=True)

    taken = take(session, tutor, amara="present")

    waiting.refresh_from_db()
    assert (waiting.state, taken.credited, taken.problems) == (State.WITHDRAWN, Decimal(6), [])
    assert confirmed(apprentice) == Decimal(6)


def test_time_in_the_way_is_named_and_nothing_is_credited_twice(session, tutor, apprentice):
    study = make.entry(apprentice, date=TUESDAY, starts_at=datetime.time(15), hours=Decimal(2), submitted=True)
    operations.confirm([study], by=make.line_manager(apprentice))

    taken = take(session, tutor, amara="present")

    assert taken.problems == [
        "Amara Johnson has 2 hours of study and reading in the log at that time. "
        "The same minutes count once, so nothing was credited."
    ]
    assert confirmed(apprentice) == Decimal(2)


def test_study_after_the_class_is_not_in_the_way(session, tutor, apprentice):
    make.entry(apprentice, date=TUESDAY, starts_at=datetime.time(18), hours=Decimal(2), submitted=True)

    assert take(session, tutor, amara="present").credited == Decimal(6)


def test_what_the_register_credited_cannot_be_logged_again(session, tutor, apprentice):
    take(session, tutor, amara="present")
    lecture = Logged(activity=make.activity("lecture"), date=TUESDAY, hours=Decimal(6), tests_answered=True)
    at = datetime.datetime(2025, 10, 9, 12, tzinfo=datetime.UTC)

    with pytest.raises(operations.TimeRefused, match="The register has credited 6 hours for that day already"):
        operations.log_time(apprentice, logged=lecture, by=apprentice.person, at=at)


def test_a_webinar_logged_without_its_time_is_not_credited_twice(cohort, tutor, apprentice):
    webinar = make.published_session(cohort, by=tutor, kind="webinar", off_the_job_hours=Decimal(2))
    theirs = make.entry(apprentice, "online_learning", date=TUESDAY, hours=Decimal(2), submitted=True)

    taken = take(webinar, tutor, amara="present")
    again = Logged(activity=make.activity("online_learning"), date=TUESDAY, hours=Decimal(1), tests_answered=True)

    theirs.refresh_from_db()
    assert (theirs.state, taken.credited, confirmed(apprentice)) == (State.WITHDRAWN, Decimal(2), Decimal(2))
    with pytest.raises(operations.TimeRefused, match="The register has credited 2 hours"):
        operations.log_time(
            apprentice,
            logged=again,
            by=apprentice.person,
            at=datetime.datetime(2025, 10, 9, 12, tzinfo=datetime.UTC),
        )


def test_the_record_says_that_somebody_was_marked_and_by_whom(session, tutor, apprentice):
    take(session, tutor, amara=Line("absent", "unwell"))

    said = [happening.sentence for happening in timeline.happenings(apprentice, tutor)]

    assert said[0] == f"{tutor.name} marked this apprentice as away from a session"
    assert not any("Unwell" in sentence for sentence in said)


# Skills days -------------------------------------------------------------------------------------------------


def test_a_skills_day_counts_as_a_day_and_credits_its_hours(cohort, tutor, apprentice):
    day = {"kind": "skills_day", "counts_as_skills_day": True, "off_the_job_hours": Decimal(3)}
    morning = make.published_session(cohort, by=tutor, **day, ends_at=datetime.time(13))
    afternoon = make.published_session(cohort, by=tutor, **day, starts_at=datetime.time(14))

    take(morning, tutor, amara="present")
    take(afternoon, tutor, amara="late")

    standing = Standing.objects.get(pk=apprentice.pk)
    assert (standing.skills_days, standing.confirmed_hours) == (1, Decimal(6))
    assert operations.recount_all(on=NEXT_WEEK) == 0

    operations.cancel_session(afternoon, reason="mistake", by=tutor, on=NEXT_WEEK)
    take(morning, tutor, amara=Line("absent", "unwell"))
    assert Standing.objects.get(pk=apprentice.pk).skills_days == 0


def test_a_register_costs_the_same_queries_for_3_and_for_30(cohort, tutor, django_assert_max_num_queries):
    for _ in range(30):
        make.apprentice(cohort=cohort)
    session = make.published_session(cohort, by=tutor)
    lines = {a.pk: Line("present") for a in operations.expected_at(session)}

    with django_assert_max_num_queries(40):
        operations.take_register(session, lines=lines, by=tutor, on=NEXT_WEEK)

    assert OffTheJobEntry.objects.confirmed().count() == 30


def test_a_review_has_attendance_as_a_fact_and_not_why_somebody_was_away(session, tutor, apprentice):
    other = make.published_session(apprentice.cohort, by=tutor, date=NEXT_WEEK)
    take(session, tutor, amara="late")
    take(other, tutor, on=NEXT_WEEK + datetime.timedelta(days=1), amara=Line("absent", "unwell"))
    review = ProgressReview(apprentice=apprentice, number=1)
    groups = {group["title"]: group["facts"] for group in facts_of(review, on=NEXT_WEEK)}
    assert groups["Attendance at university"] == [["Late", "1 session"], ["Away", "1 session"]]
