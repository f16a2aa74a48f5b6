"""The pages of a timetable: drafting, publishing, the register; what an apprentice reads; what a list costs."""

import csv
import datetime
import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apprentices import operations
from apprentices.models import Attendance, CalendarEntry, ClosedDay, OffTheJobEntry, TimetableSession
from apprentices.registrations import timetable as registered
from core.imports import steps
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YESTERDAY, NEXT_WEEK = TODAY - datetime.timedelta(days=1), TODAY + datetime.timedelta(days=7)
WEEKDAY = NEXT_WEEK + datetime.timedelta(days=max(0, (2 - NEXT_WEEK.weekday()) % 7))
TYPED = {
    "kind": "taught_day",
    "title": "Law and rights",
    "starts_at": "10:00",
    "ends_at": "17:00",
    "off_the_job_hours": "6",
    "venue": "Senate House",
    "room": "B12",
}


@pytest.fixture
def cohort():
    for kind in ("lecture", "private_study"):
        make.activity(kind)
    return make.cohort(name="September 2025")


@pytest.fixture
def tutor(cohort):
    return make.planner(cohort, name="Tom Tutor")


@pytest.fixture
def desk(tutor):
    return make.signed_in(tutor)


@pytest.fixture
def apprentice(cohort):
    return make.apprentice("Amara Johnson", cohort=cohort)


def dated(date, name="date"):
    return {f"{name}_day": date.day, f"{name}_month": date.month, f"{name}_year": date.year}


def url(cohort, *rest):
    return "/".join(["/apprentices/timetables", cohort.reference, *rest, ""])


def test_a_tutor_drafts_weekly_sessions_and_publishes_what_was_shown(desk, cohort, apprentice):
    form = desk.get(url(cohort, "add")).context["form"]
    names = {form["date"].html_name, form["weekly_until"].html_name}
    assert names == {"date", "weekly_until"}

    desk.post(
        url(cohort, "add"),
        TYPED | dated(WEEKDAY) | dated(WEEKDAY + datetime.timedelta(days=14), "weekly_until"),
    )
    drafts = list(cohort.sessions.drafts())
    page = desk.get(url(cohort, "publish"))
    shown = [f"{session.pk}:{session.version}" for session in page.context["drafts"]]
    answer = desk.post(url(cohort, "publish"), {"session": shown}, follow=True)

    assert len(drafts) >= 2
    assert f"{len(drafts)} sessions published into the calendars of 1 apprentice" in answer.content.decode()
    assert apprentice.calendar.count() == len(drafts)


def test_an_end_before_the_start_is_said_on_the_field(desk, cohort):
    answer = desk.post(url(cohort, "add"), TYPED | dated(WEEKDAY) | {"ends_at": "09:00"})

    assert answer.context["form"].errors == {"ends_at": ["The end must be after the start"]}
    assert not cohort.sessions.exists()


def test_a_register_is_saved_in_one_post_and_credits(desk, cohort, tutor, apprentice):
    other = make.apprentice("Leila Haddad", cohort=cohort)
    session = make.published_session(cohort, by=tutor, date=_weekday_before(YESTERDAY))
    page = f"/apprentices/sessions/{session.reference}/register/"
    assert [line.mark.value() for line in desk.get(page).context["form"].shown()] == ["present", "present"]

    answer = desk.post(
        page,
        {
            f"a{apprentice.pk}_mark": "late",
            f"a{other.pk}_mark": "absent",
            f"a{other.pk}_reason": "unwell",
        },
        follow=True,
    )

    assert "Saved: 1 there, 1 away. 6 hours credited now." in answer.content.decode()
    assert OffTheJobEntry.objects.get().apprentice == apprentice
    marks = dict(Attendance.objects.values_list("apprentice", "mark"))
    assert marks == {apprentice.pk: "late", other.pk: "absent"}


def test_away_without_a_reason_is_said_at_that_name_and_nothing_is_lost(desk, cohort, tutor, apprentice):
    session = make.published_session(cohort, by=tutor, date=_weekday_before(YESTERDAY))

    answer = desk.post(f"/apprentices/sessions/{session.reference}/register/", {f"a{apprentice.pk}_mark": "absent"})

    assert answer.context["form"].errors == {f"a{apprentice.pk}_reason": ["Choose why Amara Johnson was away"]}
    assert not Attendance.objects.exists()


def test_an_apprentice_reads_the_next_session_and_where_it_is(cohort, tutor, apprentice):
    session = make.published_session(cohort, by=tutor, date=WEEKDAY)
    own = make.signed_in(apprentice.person)

    page = own.get(f"/apprentices/{apprentice.reference}/calendar/").content.decode()
    opened = own.get(f"/apprentices/sessions/{session.reference}/").content.decode()

    assert "B12, Senate House" in page
    assert "Law and rights" in opened
    assert "Cancel this session" not in opened


def test_a_cancelled_session_is_told_as_nobodys_fault(cohort, tutor, apprentice):
    session = make.published_session(cohort, by=tutor, date=WEEKDAY)
    operations.cancel_session(session, reason="strike", by=tutor)

    page = make.signed_in(apprentice.person).get(f"/apprentices/{apprentice.reference}/calendar/").content.decode()

    assert "The time is still yours to learn in; nobody is behind because of it." in page


def test_a_line_manager_sees_what_is_published_and_changes_nothing(cohort, tutor, apprentice):
    manager = make.signed_in(make.line_manager(apprentice))
    session = make.published_session(cohort, by=tutor, date=WEEKDAY)
    draft = make.draft_session(cohort, by=tutor, date=WEEKDAY)

    assert manager.get(f"/apprentices/sessions/{session.reference}/").status_code == 200
    assert manager.get(f"/apprentices/sessions/{draft.reference}/").status_code == 404
    refused = manager.post(f"/apprentices/sessions/{session.reference}/cancel/", {"reason": "strike"})
    assert refused.status_code == 403
    assert "plan this timetable" in refused.content.decode()


def test_the_change_page_saves_on_the_version_that_it_was_opened_on(desk, cohort, tutor, apprentice):
    session = make.published_session(cohort, by=tutor, date=WEEKDAY)
    page = f"/apprentices/sessions/{session.reference}/change/"
    opened_on = desk.get(page).context["form"]["version"].value()

    first = desk.post(page, TYPED | dated(WEEKDAY) | {"version": opened_on, "room": "C3"})
    second = desk.post(page, TYPED | dated(WEEKDAY) | {"version": opened_on, "room": "D4"})

    session.refresh_from_db()
    assert (first.status_code, second.status_code, session.room) == (302, 200, "C3")


def test_a_tutor_is_told_of_registers_to_take_and_an_apprentice_of_the_next_session(cohort, tutor, apprentice):
    make.published_session(cohort, by=tutor, date=_weekday_before(YESTERDAY))
    make.published_session(cohort, by=tutor, date=WEEKDAY)

    [register] = registered.worklist(tutor, TODAY)
    [figure] = registered.figures(apprentice.person, TODAY)
    [_, feed] = registered.calendar(apprentice.person)

    assert register.text == "Take 1 register"
    assert figure.text.startswith("Next: Law and rights, ")
    assert figure.text.endswith(" at 10:00, B12, Senate House")
    assert feed.place == "B12, Senate House"


def test_whoever_is_on_a_break_is_not_told_of_a_session_in_it(cohort, tutor, apprentice):
    make.published_session(cohort, by=tutor, date=WEEKDAY)
    CalendarEntry.objects.create(apprentice=apprentice, date=WEEKDAY, kind=CalendarEntry.Kind.BREAK)

    assert list(registered.figures(apprentice.person, TODAY)) == []
    assert list(registered.calendar(apprentice.person)) == []


def test_days_on_which_the_university_is_closed_are_kept_and_taken_away(desk, cohort):
    desk.post(
        "/apprentices/timetables/closed-days/",
        dated(WEEKDAY) | {"organisation": cohort.university.reference, "name": "Founder's day"},
    )
    closed = ClosedDay.objects.get()
    assert (closed.date, closed.name) == (WEEKDAY, "Founder's day")

    desk.post(f"/apprentices/timetables/closed-days/{closed.pk}/open/")

    assert not ClosedDay.objects.exists()


# A timetable from a spreadsheet ------------------------------------------------------------------------------

HEADS = "Date,Start,End,Hours,Kind,Title,Venue,Room,Link,Skills day\n"


def brought(cohort, tutor, rows):
    upload = SimpleUploadedFile("timetable.csv", (HEADS + "\n".join(rows)).encode(), "text/csv")
    return steps.bring(upload, name="timetable.csv", kind="timetable", by=tutor, options={"cohort": cohort.reference})


def test_a_spreadsheet_becomes_drafts_and_the_same_again_changes_nothing(cohort, tutor):
    rows = [
        "6 October 2027,10:00,17:00,6,Skills day,Interviewing,Senate House,B12,,yes",
        "13/10/2027,10.00,12.30,2h 30m,webinar,Ethics,,,https://meet.example.org/1,",
    ]
    first = brought(cohort, tutor, rows)
    steps.ask_to_apply(first, by=tutor)
    steps.apply(first)
    again = brought(cohort, tutor, rows)

    sessions = list(cohort.sessions.values_list("kind", "date", "off_the_job_hours", "counts_as_skills_day", "state"))
    assert sessions == [
        ("skills_day", datetime.date(2027, 10, 6), Decimal(6), True, "draft"),
        ("webinar", datetime.date(2027, 10, 13), Decimal("2.5"), False, "draft"),
    ]
    assert (again.unchanged, again.added, again.refused) == (2, 0, 0)


def test_rows_that_cannot_be_are_named_by_row_and_column(cohort, tutor):
    found = brought(
        cohort,
        tutor,
        [
            "31 February 2027,10:00,17:00,6,Skills day,A,,,,",
            "6 October 2027,17:00,10:00,6,Skills day,B,,,,",
            "6 October 2027,10:00,17:00,6,Party,C,,,,",
            "25 December 2026,10:00,17:00,6,Skills day,D,,,,",
        ],
    )

    problems = [(problem["row"], problem["column"]) for problem in found.problems]
    assert problems == [(2, "Date"), (3, "End"), (4, "Kind"), (5, "")]
    assert found.problems[-1]["message"] == "The university is closed on 25 December 2026. Choose another day."


def test_a_published_session_is_not_changed_by_a_spreadsheet(cohort, tutor):
    session = make.published_session(cohort, by=tutor)

    found = brought(cohort, tutor, ["7 October 2025,10:00,17:00,5,Day at university,Law and rights,,,,"])

    session.refresh_from_db()
    assert (found.refused, session.off_the_job_hours) == (1, Decimal(6))


# What it costs -----------------------------------------------------------------------------------------------


def test_the_list_costs_the_same_for_3_sessions_and_for_300(desk, cohort, tutor):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as counted:
            assert desk.get(url(cohort)).status_code == 200
        return len(counted)

    for _ in range(3):
        make.draft_session(cohort, by=tutor)
    few = cost()
    TimetableSession.objects.bulk_create(
        TimetableSession(cohort=cohort, drafted_by=tutor, **make.session_plan().columns) for _ in range(297)
    )

    assert cost() == few


def test_a_calendar_costs_the_same_for_3_days_and_for_300(cohort, tutor, apprentice):
    own = make.signed_in(apprentice.person)

    def cost():
        with CaptureQueriesContext(connection) as counted:
            assert own.get(f"/apprentices/{apprentice.reference}/calendar/").status_code == 200
        return len(counted)

    for _ in range(3):
        make.draft_session(cohort, by=tutor, date=WEEKDAY)
    operations.publish(cohort, shown=dict(cohort.sessions.drafts().values_list("pk", "version")), by=tutor)
    few = cost()
    TimetableSession.objects.bulk_create(
        TimetableSession(cohort=cohort, drafted_by=tutor, **make.session_plan(date=WEEKDAY).columns) for _ in range(297)
    )
    operations.publish(cohort, shown=dict(cohort.sessions.drafts().values_list("pk", "version")), by=tutor)

    assert cost() == few


def test_a_download_can_be_brought_again(desk, cohort, tutor):
    make.draft_session(cohort, by=tutor)

    text = desk.get(url(cohort) + "?format=csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    again = steps.bring(
        SimpleUploadedFile("timetable.csv", text.encode(), "text/csv"),
        name="timetable.csv",
        kind="timetable",
        by=tutor,
        options={"cohort": cohort.reference},
    )

    assert rows[0][:6] == ["Date", "Start", "End", "Hours", "Kind", "Title"]
    assert (again.unchanged, again.refused) == (1, 0)


def _weekday_before(date):
    from apprentices.programme_plan import bank_holidays

    while date.weekday() > 4 or date in bank_holidays():
        date -= datetime.timedelta(days=1)
    return date
