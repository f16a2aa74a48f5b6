"""A timetable is drafted, published into every calendar, changed with notice and cancelled without anybody's harm."""

import datetime
from decimal import Decimal

import pytest

from apprentices import operations
from apprentices.models import Apprentice, CalendarEntry, Standing, TimetableSession
from apprentices.operations import SessionPlan
from consortium.models import PublishedMinimum
from core.notifications.models import Message
from core.workflow import AlreadyMoved, StepRefused
from tests import make
from tests.apprentices.test_enrolment import FIRST_DAY, enrolled

pytestmark = pytest.mark.django_db
TUESDAY = datetime.date(2025, 10, 7)
WEEK = datetime.timedelta(weeks=1)


@pytest.fixture
def cohort():
    return make.cohort()


@pytest.fixture
def tutor(cohort):
    return make.planner(cohort)


def in_calendar(apprentice):
    entries = apprentice.calendar.exclude(state=CalendarEntry.State.CANCELLED)
    return list(entries.values_list("date", "title", "off_the_job_hours"))


def test_a_weekly_session_leaves_out_bank_holidays_and_days_on_which_the_university_is_closed(cohort, tutor):
    operations.close_on(cohort.university, date=TUESDAY + WEEK, name="Founder's day", by=tutor)
    thursday = datetime.date(2025, 12, 11)

    weekly = operations.draft_session(cohort, planned=make.session_plan(), weekly_until=TUESDAY + 3 * WEEK, by=tutor)
    over_christmas = operations.draft_session(
        cohort, planned=make.session_plan(date=thursday), weekly_until=datetime.date(2026, 1, 8), by=tutor
    )

    assert [s.date for s in weekly] == [TUESDAY, TUESDAY + 2 * WEEK, TUESDAY + 3 * WEEK]
    assert [s.date.isoformat() for s in over_christmas] == ["2025-12-11", "2025-12-18", "2026-01-08"]


def test_a_session_on_a_day_on_which_the_university_is_closed_is_refused(cohort, tutor):
    operations.close_on(cohort.university, date=TUESDAY, name="Founder's day", by=tutor)

    with pytest.raises(StepRefused, match="The university is closed on 7 October 2025"):
        operations.draft_session(cohort, planned=make.session_plan(), by=tutor)


def test_nobody_has_a_draft_in_the_calendar_and_everybody_what_is_published(cohort, tutor):
    first, second = (make.apprentice(cohort=cohort) for _ in range(2))
    gone = make.apprentice(cohort=cohort, state=Apprentice.State.WITHDRAWN)
    draft = make.draft_session(cohort, by=tutor)
    assert in_calendar(first) == []

    published = operations.publish(cohort, shown={draft.pk: 1}, by=tutor)

    assert (published.sessions, published.apprentices) == (1, 2)
    expected = [(TUESDAY, "Law and rights", Decimal(6))]
    assert [in_calendar(a) for a in (first, second, gone)] == [expected, expected, []]
    assert sorted(Message.objects.values_list("to", flat=True)) == sorted([first.person_id, second.person_id])
    draft.refresh_from_db()
    assert (draft.state, draft.published_by) == (TimetableSession.State.PUBLISHED, tutor)


def test_publishing_counts_anew_what_is_expected_by_today(cohort, tutor):
    apprentice = make.apprentice(cohort=cohort)

    make.published_session(cohort, by=tutor, on=TUESDAY)

    assert Standing.objects.get(pk=apprentice.pk).expected_hours == Decimal(6)


def test_a_draft_that_changed_since_it_was_shown_is_not_published(cohort, tutor):
    draft = make.draft_session(cohort, by=tutor)
    operations.change_session(draft, planned=SessionPlan.of(draft, room="A1"), by=tutor)

    with pytest.raises(AlreadyMoved):
        operations.publish(cohort, shown={draft.pk: 1}, by=tutor)

    draft.refresh_from_db()
    assert draft.state == TimetableSession.State.DRAFT


def test_whoever_joins_later_has_what_is_published_and_the_outline_after_it():
    make.rule_set("C-2025-26")
    PublishedMinimum.objects.create(
        standard=make.standard_version().standard, hours=835, valid_from=datetime.date(2025, 8, 1), placeholder=True
    )
    cohort = make.cohort(starts_on=FIRST_DAY)
    make.published_session(cohort, date=FIRST_DAY + 20 * WEEK)

    apprentice = enrolled(cohort=cohort)

    entries = apprentice.calendar.order_by("date")
    assert entries[0].title == "Law and rights"
    assert {e.source_kind for e in entries[1:]} == {CalendarEntry.OUTLINE}
    assert min(e.date for e in entries[1:]) > FIRST_DAY + 20 * WEEK


def test_publishing_makes_room_where_only_the_outline_stood(cohort, tutor):
    apprentice = make.apprentice(cohort=cohort)
    for date in (TUESDAY - WEEK, TUESDAY + WEEK):
        CalendarEntry.objects.create(
            apprentice=apprentice, date=date, kind="taught_day", title="Outline", source_kind=CalendarEntry.OUTLINE
        )

    make.published_session(cohort, by=tutor)

    assert [title for _, title, _ in in_calendar(apprentice)] == ["Law and rights", "Outline"]


def test_the_outline_plan_is_drafted_once(cohort, tutor):
    made = operations.apply_outline(cohort, by=tutor)

    assert [s.kind for s in made[:5]] == ["induction"] * 5
    assert sum(s.counts_as_skills_day for s in made) == 30
    assert operations.apply_outline(cohort, by=tutor) == []


def test_a_term_is_copied_by_whole_weeks(cohort, tutor):
    make.draft_session(cohort, by=tutor)
    make.draft_session(cohort, by=tutor, date=TUESDAY + datetime.timedelta(days=9), title="Webinar")
    later = make.cohort(cohort.university, starts_on=datetime.date(2026, 9, 7))

    copied = operations.copy_stretch(
        cohort, first=TUESDAY, last=TUESDAY + 4 * WEEK, to=later, begins_on=datetime.date(2026, 10, 8), by=tutor
    )
    again = operations.copy_stretch(
        cohort, first=TUESDAY, last=TUESDAY + 4 * WEEK, to=later, begins_on=datetime.date(2026, 10, 8), by=tutor
    )

    assert [(s.date.isoformat(), s.title) for s in copied] == [
        ("2026-10-06", "Law and rights"),
        ("2026-10-15", "Webinar"),
    ]
    assert {s.cohort for s in copied} == {later}
    assert again == []


def test_a_change_reaches_every_calendar_and_tells_each_apprentice_once_what_changed(cohort, tutor):
    apprentice = make.apprentice(cohort=cohort)
    session = make.published_session(cohort, by=tutor)
    Message.objects.all().delete()

    changes = operations.change_session(
        session,
        planned=SessionPlan.of(session, date=TUESDAY + WEEK, room="C3"),
        by=tutor,
        on=TUESDAY - 4 * WEEK,
    )
    nothing = operations.change_session(session, planned=SessionPlan.of(session), by=tutor, on=TUESDAY - 4 * WEEK)

    assert changes == ["The day is 14 October 2025 instead of 7 October 2025.", "The room is C3."]
    assert nothing == []
    assert in_calendar(apprentice) == [(TUESDAY + WEEK, "Law and rights", Decimal(6))]
    [mail] = Message.objects.all()
    assert (mail.to, mail.subject) == (apprentice.person, "Changed: Law and rights, 14 October 2025")
    assert "The room is C3." in mail.body
    assert not session.short_notice


def test_less_than_a_fortnights_notice_is_marked(cohort, tutor):
    session = make.published_session(cohort, by=tutor)

    operations.change_session(
        session, planned=SessionPlan.of(session, room="C3"), by=tutor, on=TUESDAY - datetime.timedelta(days=13)
    )

    assert session.short_notice


def test_somebody_who_was_slower_does_not_overwrite_a_change(cohort, tutor):
    session = make.published_session(cohort, by=tutor)
    theirs = TimetableSession.objects.get(pk=session.pk)
    operations.change_session(theirs, planned=SessionPlan.of(theirs, room="C3"), by=tutor)

    with pytest.raises(AlreadyMoved):
        operations.change_session(session, planned=SessionPlan.of(session, room="D4"), by=tutor)

    theirs.refresh_from_db()
    assert theirs.room == "C3"


def test_a_session_that_the_university_cancels_puts_nobody_behind_and_keeps_the_plan(cohort, tutor):
    apprentice = make.apprentice(cohort=cohort)
    session = make.published_session(cohort, by=tutor, on=TUESDAY)

    operations.cancel_session(session, reason="strike", by=tutor, on=TUESDAY)

    apprentice.refresh_from_db()
    standing = Standing.objects.get(pk=apprentice.pk)
    assert in_calendar(apprentice) == []
    assert (standing.expected_hours, apprentice.planned_hours) == (Decimal(0), Decimal(900))
    assert (session.cancelled_because, session.short_notice) == ("strike", True)
    assert operations.provider_figure(cohort.sessions.all()) == (
        "The university has cancelled 1 session (6 hours), 1 of them with less than 14 days' notice, and replaced none."
    )


def test_a_study_pack_takes_the_place_of_a_cancelled_session_and_counts(cohort, tutor):
    apprentice = make.apprentice(cohort=cohort)
    session = make.published_session(cohort, by=tutor, on=TUESDAY)

    pack = operations.cancel_session(session, reason="closure", by=tutor, self_study=True, on=TUESDAY)

    assert in_calendar(apprentice) == [(TUESDAY, "Study pack: Law and rights", Decimal(6))]
    assert (pack.replaces, pack.state) == (session, TimetableSession.State.PUBLISHED)
    assert operations.provider_figure(cohort.sessions.all()).endswith("and replaced 1.")


def test_what_was_published_by_mistake_is_not_held_against_the_university(cohort, tutor):
    session = make.published_session(cohort, by=tutor)

    operations.cancel_session(session, reason="mistake", by=tutor)

    assert operations.provider_figure(cohort.sessions.all()) == "The university has cancelled no session."


def test_a_draft_is_deleted_and_a_published_session_is_not(cohort, tutor):
    draft, published = make.draft_session(cohort, by=tutor), make.published_session(cohort, by=tutor)

    operations.delete_draft(draft, by=tutor)
    with pytest.raises(StepRefused, match="Cancel it"):
        operations.delete_draft(published, by=tutor)

    assert list(cohort.sessions.all()) == [published]


def test_who_sees_which_sessions(cohort, tutor):
    apprentice = make.apprentice(cohort=cohort)
    draft, published = make.draft_session(cohort, by=tutor), make.published_session(cohort, by=tutor)
    lead = make.appointment(make.person(), apprentice.employer).person
    tutor_elsewhere = make.planner(make.cohort())

    def seen(user):
        return set(TimetableSession.objects.visible_to(user))

    assert seen(tutor) == {draft, published}
    assert seen(apprentice.person) == seen(lead) == {published}
    assert seen(tutor_elsewhere) == seen(make.person()) == set()
