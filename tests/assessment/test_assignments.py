"""Marks of the university beside practice: who records and sees them, resubmissions, and where the two point apart."""

import io
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apprentices.models import Involvement
from apprentices.registrations.waiting import worklist
from assessment import operations
from assessment.academic.importing import MARKS
from assessment.academic.overview import waiting
from assessment.academic.side_by_side import MARKS_GOOD, PRACTICE_GOOD, Practice, Result, signal
from assessment.models import AssignmentResult
from assessment.operations.assignments import Marked, record_result
from core.imports import steps
from core.imports.models import Import
from core.notifications.models import Message
from core.workflow import StepRefused
from tests import make
from tests.make.assignments import assignment, mark, recorder

Kind = Involvement.Kind


def passed(*marks) -> list[Result]:
    return [Result(True, False, Decimal(one)) for one in marks]


FAILED, EXTENDED = Result(False, False, Decimal(35)), Result(False, True, None)
WELL, WORRY, QUIET = Practice(3, 0, False), Practice(3, 0, True), Practice(0, 0, False)


@pytest.mark.parametrize(
    ("results", "practice", "said"),
    [
        (passed(65, 70), WORRY, MARKS_GOOD),
        (passed(65, 70), Practice(3, 2, False), MARKS_GOOD),
        ([*passed(65), FAILED], WELL, PRACTICE_GOOD),
        (passed(65, 70), WELL, ""),
        (passed(65), WORRY, ""),
        (passed(45, 50), WORRY, ""),
        ([FAILED], WORRY, ""),
        ([FAILED], QUIET, ""),
        ([*passed(65, 70), EXTENDED], WORRY, MARKS_GOOD),
        ([], WORRY, ""),
    ],
)
def test_a_signal_is_shown_only_where_marks_and_practice_point_apart(results, practice, said):
    assert signal(results, practice) == said


@pytest.fixture
def apprentice(db):
    return make.portfolio_owner()


def test_marks_are_seen_by_the_apprentice_tutor_and_those_who_record_them_and_by_nobody_else(apprentice):
    tutor, officer = make.tutor(apprentice), recorder(apprentice)
    mark(apprentice, 62, by=officer)
    others = [
        make.involvement(apprentice, kind, person=make.person()).person
        for kind in (Kind.LINE_MANAGER, Kind.PRACTICE_EDUCATOR, Kind.WORKPLACE_ASSESSOR, Kind.MENTOR, Kind.PANEL_READER)
    ]
    others += [
        make.appointment(at=apprentice.employer, as_="workforce_lead").person,
        make.appointment(at=make.university(), as_="compliance_officer").person,
        make.portfolio_owner("Another").person,
    ]
    address = f"/assessment/portfolio/{apprentice.reference}/marks/"
    assert [AssignmentResult.objects.visible_to(person).count() for person in others] == [0] * len(others)
    assert {make.signed_in(person).get(address).status_code for person in others} <= {403, 404}
    assert [AssignmentResult.objects.visible_to(person).count() for person in (apprentice.person, tutor, officer)] == [
        1
    ] * 3
    assert ["62" in make.signed_in(person).get(address).content.decode() for person in (apprentice.person, tutor)] == [
        True,
        True,
    ]


def test_a_resubmission_is_a_further_attempt_after_one_that_was_not_passed(apprentice):
    officer = recorder(apprentice)
    mark(apprentice, 35, by=officer)
    with pytest.raises(StepRefused, match="attempt 2"):
        mark(apprentice, 40, attempt=3, by=officer)
    mark(apprentice, 40, attempt=2, by=officer)
    with pytest.raises(StepRefused, match="no further one"):
        mark(apprentice, 70, attempt=3, by=officer)


@pytest.mark.parametrize(
    ("marked", "said"),
    [
        (Marked("passed", Decimal(30)), "do not agree"),
        (Marked("not_passed", Decimal(60)), "do not agree"),
        (Marked("not_handed_in", Decimal(10)), "only for what was handed in"),
        (Marked("extended"), "until when"),
    ],
)
def test_mark_and_result_must_agree(apprentice, marked, said):
    officer = recorder(apprentice)
    with pytest.raises(StepRefused, match=said):
        record_result(assignment(apprentice, by=officer), apprentice, marked=marked, by=officer)


def test_a_mark_is_put_right_until_the_board_has_confirmed_it(apprentice):
    officer, today = recorder(apprentice), timezone.localdate()
    mark(apprentice, 62, by=officer)
    result = mark(apprentice, 64, by=officer, confirmed_on=today)
    assert (result.mark, result.confirmed_on) == (64, today)
    message = Message.objects.get(key__startswith="assignment-confirmed")
    assert (message.to, "64" in message.body) == (apprentice.person, False)
    with pytest.raises(StepRefused, match="The board confirmed this"):
        mark(apprentice, 70, by=officer)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE assessment_assignmentresult SET mark = 99 WHERE id = %s", [result.pk])


def test_only_its_own_university_records_marks_and_only_of_its_cohort(apprentice):
    elsewhere = make.appointment(at=make.university(), as_="tutor").person
    with pytest.raises(StepRefused, match="records its marks"):
        mark(apprentice, 60, by=elsewhere)
    officer = recorder(apprentice)
    other = make.portfolio_owner("Another")
    with pytest.raises(StepRefused, match="not in this cohort"):
        record_result(assignment(apprentice, by=officer), other, marked=Marked("passed", Decimal(60)), by=officer)


def test_nobody_records_their_own_mark_whatever_roles_they_hold(apprentice):
    make.appointment(apprentice.person, apprentice.cohort.university, "compliance_officer")
    make.apprentice("Another", cohort=apprentice.cohort)
    with pytest.raises(StepRefused, match="not the university tutor"):
        mark(apprentice, 99, by=make.again(apprentice.person))


# A spreadsheet --------------------------------------------------------------------------------------------

HEAD = "Email address,Module,Assignment,Due,Attempt,Result,Mark,Confirmed\n"


def brought(apprentice, rows: str, by) -> Import:
    """Brought and checked; then applied."""
    options = {"cohort": apprentice.cohort.reference}
    found = steps.bring(io.BytesIO((HEAD + rows).encode()), name="marks.csv", kind=MARKS, by=by, options=options)
    make.do_owed_work()
    return Import.objects.get(pk=found.pk)


def test_a_spreadsheet_is_checked_first_and_its_bad_rows_are_handed_back(apprentice):
    officer, email = recorder(apprentice), apprentice.person.email
    rows = (
        f"{email},SW501,Essay,6 September 2026,1,Not passed,35,\n"
        f"{email},SW501,Essay,,2,Passed,50,\n"
        f"{email},SW502,Report,,1,Passed,50,\n"
        "nobody@example.org,SW501,Essay,,1,Passed,50,\n"
        f"{email},SW501,Essay,,1,Excellent,50,\n"
    )
    found = brought(apprentice, rows, officer)
    assert not AssignmentResult.objects.exists()
    make.signed_in(officer).post(f"/imports/{found.reference}/apply/")
    make.do_owed_work()
    assert list(AssignmentResult.objects.order_by("attempt").values_list("attempt", "outcome")) == [
        (1, "not_passed"),
        (2, "passed"),
    ]
    again = brought(apprentice, "\n".join(rows.splitlines()[:2]) + "\n", officer)
    make.signed_in(officer).post(f"/imports/{again.reference}/apply/")
    make.do_owed_work()
    assert AssignmentResult.objects.count() == 2


def test_one_mark_is_entered_by_hand(apprentice):
    browser = make.signed_in(recorder(apprentice))
    address = f"/assessment/marks/{apprentice.cohort.reference}/"
    typed = {"apprentice": apprentice.reference, "module": "SW501", "title": "Essay", "attempt": 1, "outcome": "passed"}
    day = {"due_on_day": "6", "due_on_month": "9", "due_on_year": "2026", "mark": "58"}
    browser.post(f"{address}enter/", typed | day)
    assert AssignmentResult.objects.get().mark == 58
    assert "58 of 100" in browser.get(address).content.decode()
    assert apprentice.cohort.name in browser.get("/assessment/marks/").content.decode()
    elsewhere = make.appointment(at=apprentice.cohort.university, as_="tutor").person
    assert make.signed_in(elsewhere).get(f"{address}enter/").status_code == 404


def test_a_tutor_records_the_marks_of_their_own_apprentices_alone(apprentice):
    tutor = make.tutor(apprentice)
    other = make.apprentice("Another", cohort=apprentice.cohort)
    assert mark(apprentice, 60, by=tutor).mark == 60
    with pytest.raises(StepRefused, match="not the university tutor of Another"):
        mark(other, 60, by=tutor)
    page = make.signed_in(tutor).get(f"/assessment/marks/{apprentice.cohort.reference}/enter/").content.decode()
    assert (apprentice.reference in page, other.reference in page) == (True, False)


# Apart ----------------------------------------------------------------------------------------------------


def test_where_marks_are_good_and_practice_is_not_the_tutor_is_led_to_a_three_way_meeting(apprentice):
    tutor, educator = make.tutor(apprentice), make.practice_educator(apprentice)
    for number in range(2):
        mark(apprentice, 68, title=f"Essay {number}")
        evidence = make.sent_evidence(apprentice)
        operations.return_for_more(
            evidence, number=1, reason="More.", enough="A page.", again_by=timezone.localdate(), by=educator
        )
    review = make.review(apprentice)
    page = make.signed_in(tutor).get(f"/assessment/portfolio/{apprentice.reference}/marks/").content.decode()
    assert MARKS_GOOD in page and f"/reviews/{review.reference}/plan/" in page
    assert [item.hint for item in worklist(make.again(tutor), timezone.localdate(), [waiting])] == [MARKS_GOOD]
    assert list(worklist(make.again(educator), timezone.localdate(), [waiting])) == []
    own = make.signed_in(apprentice.person).get(f"/assessment/portfolio/{apprentice.reference}/marks/").content.decode()
    assert MARKS_GOOD in own and f"/reviews/{review.reference}/plan/" not in own


def test_the_home_page_asks_the_same_for_three_as_for_thirty(apprentice):
    tutor = make.tutor(apprentice)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            list(worklist(make.again(tutor), timezone.localdate(), [waiting]))
        return len(queries)

    mark(apprentice, 35)
    few = asked()
    for number in range(5):
        other = make.portfolio_owner(f"Other {number}")
        make.involvement(other, Kind.TUTOR, person=tutor)
        mark(other, 35)
    assert asked() == few
