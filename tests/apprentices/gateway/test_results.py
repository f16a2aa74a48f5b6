"""Results of the assessment from one spreadsheet: passed, not passed, not taken; the same file changes nothing."""

import csv
import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from apprentices import operations, results_import
from apprentices.models import Apprentice, Sitting
from core.imports import steps
from core.notifications.models import Message
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
BOOKED_FOR = TODAY - 10 * DAY
State = Sitting.State


@pytest.fixture
def cohort():
    return make.cohort(starts_on=TODAY - 1060 * DAY)


@pytest.fixture
def sat(cohort):
    """Three of a cohort with a sitting each, and their university's compliance officer."""
    officer = make.appointment(at=cohort.university, as_="compliance_officer").person
    people = [make.at_gateway(name, cohort=cohort)[0] for name in ("Amara Johnson", "Ben Okafor", "Chi Evans")]
    for apprentice in people:
        operations.book_sitting(apprentice, booked_for=BOOKED_FOR, by=officer)
    Message.objects.all().delete()
    return people, officer


def row(apprentice, result, **cells):
    return {
        "Email address": apprentice.person.email,
        "Booked for": BOOKED_FOR.isoformat(),
        "Result": result,
        **{heading.replace("_", " "): str(value) for heading, value in cells.items()},
    }


def bring(cohort, by, *rows):
    heads = [column.heading for column in results_import.COLUMNS]
    text = io.StringIO()
    table = csv.DictWriter(text, heads)
    table.writeheader()
    table.writerows(rows)
    upload = SimpleUploadedFile("results.csv", text.getvalue().encode(), "text/csv")
    return steps.bring(
        upload,
        name="results.csv",
        kind=results_import.RESULTS,
        by=by,
        options={"cohort": cohort.reference},
    )


def board(people):
    """One who passed, one who did not, one who was not there."""
    amara, ben, chi = people
    return [
        row(amara, "Merit", Result_released=TODAY),
        row(
            ben,
            "Not passed",
            Taken_on=BOOKED_FOR + DAY,
            Result_released=TODAY,
            Again="Resit",
            Again_by=TODAY + 60 * DAY,
            Paid_by="university",
            Employment_goes_on="yes",
        ),
        row(chi, "Not sat", Why_not_sat="The train did not run", New_day=TODAY + 20 * DAY),
    ]


def applied(brought, by):
    steps.ask_to_apply(brought, by=by)
    steps.apply(brought)
    return brought


def stands(apprentice):
    return [(s.state, s.sat_on, s.grade or s.again, s.booked_for) for s in apprentice.sittings.all()]


def test_passes_fails_and_who_was_not_there_are_recorded_from_one_file(cohort, sat):
    people, officer = sat
    found = bring(cohort, officer, *board(people))

    assert (found.changed, found.refused, found.problems) == (3, 0, [])
    assert {stands(one)[0][0] for one in people} == {State.BOOKED}
    assert not Message.objects.exists()

    applied(found, officer)
    amara, ben, chi = people
    assert stands(amara) == [(State.PASSED, BOOKED_FOR, "merit", BOOKED_FOR)]
    assert stands(ben) == [(State.NOT_PASSED, BOOKED_FOR + DAY, "resit", BOOKED_FOR)]
    assert stands(chi) == [(State.CANCELLED, None, "", BOOKED_FOR), (State.BOOKED, None, "", TODAY + 20 * DAY)]
    failed = ben.sittings.get()
    assert (failed.again_by, failed.paid_by, failed.still_employed) == (TODAY + 60 * DAY, "university", True)
    assert [one.sittings.last().kind for one in people] == ["first", "first", "first"]
    assert {Apprentice.objects.get(pk=one.pk).state for one in people} == {Apprentice.State.GATEWAY}
    said = " ".join(Message.objects.values_list("body", flat=True))
    assert "merit" not in said.lower() and "train" not in said.lower()


def test_the_same_file_again_changes_nothing(cohort, sat):
    people, officer = sat
    applied(bring(cohort, officer, *board(people)), officer)
    before, told = [stands(one) for one in people], Message.objects.count()

    again = applied(bring(cohort, officer, *board(people)), officer)

    assert (again.unchanged, again.changed, again.refused) == (3, 0, 0)
    assert ([stands(one) for one in people], Message.objects.count()) == (before, told)


def test_what_is_recorded_otherwise_or_cannot_be_is_handed_back_and_the_rest_is_taken(cohort, sat):
    people, officer = sat
    amara, ben, chi = people
    applied(bring(cohort, officer, row(amara, "Merit", Result_released=TODAY)), officer)

    found = bring(
        cohort,
        officer,
        row(amara, "Distinction", Result_released=TODAY),
        row(ben, "Excellent", Result_released=TODAY),
        row(chi, "Not passed", Result_released=TODAY, Again="resit", Employment_goes_on="yes"),
        row(chi, "Pass") | {"Booked for": TODAY.isoformat()},
        row(make.at_gateway()[0], "Pass", Result_released=TODAY),
        row(ben, "Pass", Result_released=TODAY),
    )
    assert [(problem["row"], problem["message"]) for problem in found.problems] == [
        (2, "This sitting is recorded otherwise: passed. Correct it on its page first."),
        (3, "Result must be one of: pass, merit, distinction, not passed, not sat"),
        (4, "Say by when it is sat again, and who pays."),
        (5, f"No sitting is booked for {TODAY:%-d %B %Y}. Check the day."),
        (6, "Nobody with this address is in this cohort, or their results are not yours to record."),
    ]
    applied(found, officer)
    assert [stands(one)[0][0] for one in people] == [State.PASSED, State.PASSED, State.BOOKED]


def test_the_list_to_fill_in_has_everybody_who_waits_and_can_be_brought_as_it_is(cohort, sat):
    people, officer = sat
    applied(bring(cohort, officer, row(people[0], "Merit", Result_released=TODAY)), officer)
    desk, query = make.signed_in(officer), f"?cohort={cohort.reference}"

    page = desk.get(f"/apprentices/finishing/results/{query}").content.decode()
    assert f"/apprentices/finishing/results/to-fill-in/{query}" in page
    sheet = load_workbook(io.BytesIO(desk.get(f"/apprentices/finishing/results/to-fill-in/{query}").content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert list(rows[0]) == [column.heading for column in results_import.COLUMNS]
    assert [line[1] for line in rows[1:]] == [one.person.email for one in people[1:]]

    manager = make.line_manager(people[0])
    assert make.signed_in(manager).get(f"/apprentices/finishing/results/{query}").status_code == 404
    lead = make.appointment(at=people[0].employer, as_="workforce_lead").person
    assert make.signed_in(lead).get(f"/apprentices/finishing/results/{query}").status_code == 403
