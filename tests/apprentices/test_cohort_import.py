"""A whole cohort as a spreadsheet: checked, filthy rows handed back, good ones kept, the same again changes nothing."""

import csv
import datetime
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from apprentices import imports
from apprentices.models import Apprentice, Involvement
from consortium.models import PublishedMinimum
from core.imports import steps
from core.imports.models import Import
from tests import make
from tests.queries import counted

pytestmark = pytest.mark.django_db
HEADS = [column.heading for column in imports.COLUMNS]
START = datetime.date(2025, 9, 8)


@pytest.fixture
def university():
    return make.university("University here")


@pytest.fixture
def cohort(university):
    made = make.cohort(university, name="September 2025", starts_on=START)
    make.rule_set("C-2025-26")
    make.rule_set("B-2023-25")
    PublishedMinimum.objects.create(
        standard=made.standard_version.standard, hours=835, valid_from=datetime.date(2025, 8, 1), placeholder=True
    )
    make.service(make.council("Camden"), name="Camden: adults' services", short_name="Camden adults")
    return made


@pytest.fixture
def officer(university):
    return make.appointment(make.person("Olu Ade"), university, "compliance_officer").person


@pytest.fixture
def tutor(university):
    return make.appointment(make.person("Ruth Adler", email="ruth@example.org"), university, "tutor").person


def row(name="Amara Johnson", email="amara@example.org", **cells):
    values = {
        "name": name, "email": email, "cohort": "September 2025", "employer": "Camden adults",
        "starts_on": "8 September 2025", "weekly_hours": "36",
    } | cells  # fmt: skip
    return [values.get(column.name, "") for column in imports.COLUMNS]


def as_csv(*rows):
    out = io.StringIO(newline="")
    csv.writer(out).writerows([HEADS, *rows])
    return out.getvalue().encode()


def brought(officer, *rows, data=None, name="cohort.csv"):
    return steps.bring(io.BytesIO(data or as_csv(*rows)), name=name, kind=imports.COHORT, by=officer)


def applied(found):
    steps.ask_to_apply(found, by=found.brought_by)
    make.do_owed_work()
    found.refresh_from_db()
    return found


def counts(found):
    return found.added, found.changed, found.unchanged, found.refused


def test_checking_enrols_nobody_and_applying_enrols_them(cohort, officer, tutor):
    rows = (
        row(job_title="Support worker", team="Duty", manager_name="Tom", manager_email="Tom@example.org",
            tutor_email="ruth@example.org"),
        row("Noor Ali", "noor@example.org", planned_hours="900"),
    )  # fmt: skip
    found = brought(officer, *rows)
    assert (found.state, counts(found), Apprentice.objects.count()) == ("checked", (2, 0, 0, 0), 0)

    found = applied(found)

    amara = Apprentice.objects.get(person__email="amara@example.org")
    held = amara.employments.get()
    assert (found.state, counts(found), Apprentice.objects.count()) == ("done", (2, 0, 0, 0), 2)
    assert (held.weekly_hours, held.job_title, held.team) == (Decimal(36), "Support worker", "Duty")
    assert amara.involvements.get(kind=Involvement.Kind.LINE_MANAGER).person.email == "tom@example.org"
    assert amara.involvements.get(kind=Involvement.Kind.TUTOR).person == tutor


def test_the_same_file_twice_changes_nothing(cohort, officer, tutor):
    data = as_csv(row(months="36", tutor_email="ruth@example.org"), row("Noor Ali", "noor@example.org"))
    applied(brought(officer, data=data))
    again = brought(officer, data=data)
    assert (counts(again), again.may_be_applied) == ((0, 0, 2, 0), False)


def test_somebody_who_joins_from_another_provider_keeps_start_rules_and_hours(cohort, officer):
    joined = row(starts_on="09/09/2024", prior_learning_hours="200", planned_hours="835.20", months="36")
    applied(brought(officer, joined))
    record = Apprentice.objects.get()
    assert (record.original_start_on, record.rule_set.code) == (datetime.date(2024, 9, 9), "B-2023-25")
    assert (record.prior_learning_hours, record.state) == (Decimal(200), "active")


def test_a_deliberately_filthy_file_comes_back_with_what_is_wrong_and_loses_no_good_row(cohort, officer):
    there = make.apprentice(person=make.person("Sam Brook", email="sam@example.org"))
    shut = make.person("Shut", email="shut@example.org", is_active=False)
    filthy = [
        row(),
        row("", "not an address", cohort="Nobody's", employer="Atlantis", starts_on="31/02/2025", weekly_hours="lots"),
        row("=cmd|' /C calc'!A0", "formula@example.org"),
        row("Twice", "AMARA@example.org"),
        row("Sam Brook", there.person.email),
        row("Shut", shut.email),
        row("Early", "early@example.org", starts_on="2015-09-01"),
        row("Little", "little@example.org", prior_learning_hours="800"),
        row("Half", "half@example.org", manager_name="Tom"),
        row("Own", "own@example.org", manager_name="Own", manager_email="own@example.org"),
        row("Long " * 100, "long@example.org"),
        row("Noor\u200b Ali\x07", "noor@example.org", weekly_hours="36.5", starts_on="2025-09-08"),
        row("Many", "many@example.org", weekly_hours="72"),
        row("Tutorless", "tutorless@example.org", tutor_email="nobody@example.org"),
    ]
    found = brought(officer, *filthy)
    said = {(p["row"], p["column"]): p["message"] for p in found.problems}

    assert counts(found) == (3, 0, 0, 11)
    assert said[3, "Email address"] == "Email address must be in the correct format, like name@example.com"
    assert said[3, "Cohort"] == "Cohort must be the name of one of your cohorts"
    assert said[3, "Employer"] == "Employer must be a service or organisation in the register that employs"
    assert said[3, "Original start date"] == "Original start date must be a day, like 6 September 2027 or 06/09/2027"
    assert said[5, ""] == "The same is in row 2 already"
    assert said[6, ""] == "This person is on a programme already, and can be on one at a time"
    assert said[7, ""].startswith("The account with this address is closed")
    assert said[8, ""] == "No off-the-job rules are held for this start. Check the date."
    assert "under the 187 hours" in said[9, ""]
    assert said[11, "Line manager's email address"] == "Nobody is their own line manager"

    handed_back = found.handed_back.content.open("rb").read().decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(handed_back)))
    assert len(lines) == 11
    assert lines[0]["What is wrong"].startswith("Name: ")
    found = applied(found)
    assert counts(found) == (3, 0, 0, 11)
    assert set(Apprentice.objects.exclude(pk=there.pk).values_list("person__name", flat=True)) == {
        "Amara Johnson", "=cmd|' /C calc'!A0", "Noor Ali",
    }  # fmt: skip


def test_a_row_that_differs_from_the_record_is_handed_back(cohort, officer):
    applied(brought(officer, row()))
    found = brought(officer, row(weekly_hours="30", team="Duty"))
    assert [p["message"] for p in found.problems] == [
        "On this cohort already, with another contract hours a week and team. Change it there"
    ]


def test_cohorts_of_another_university_are_not_there(cohort):
    stranger = make.appointment(make.person(), make.university(), "admissions_tutor").person
    found = brought(stranger, row())
    assert [p["message"] for p in found.problems] == ["Cohort must be the name of one of your cohorts"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_taken_out_can_be_brought_in_again(cohort, officer, tutor, kind):
    applied(
        brought(
            officer,
            row("=1+1", "sum@example.org", manager_name="Tom", manager_email="tom@example.org"),
            row(planned_hours="900", tutor_email="ruth@example.org"),
        )
    )
    answer = make.signed_in(officer).post(
        "/apprentices/cohorts/take-out/", {"cohort": cohort.reference, "format": kind}
    )
    again = brought(officer, data=answer.content, name=f"again.{kind}")
    assert (counts(again), again.problems) == ((0, 0, 2, 0), [])


def test_pay_adjustments_and_equality_stay_out():
    assert not {"pay", "health", "dbs", "adjust", "disab", "ethnic"} & {
        word for head in HEADS for word in head.lower().split()
    }


def test_the_empty_spreadsheet_has_the_headings(officer):
    book = load_workbook(io.BytesIO(make.signed_in(officer).get("/spreadsheets/cohort/").content))
    assert [cell.value for cell in book.active[1]] == HEADS


def test_checking_costs_the_same_queries_for_three_rows_and_for_two_hundred(cohort, officer):
    def queries(amount):
        rows = [row(f"Person {n}", f"p{n}@example.org") for n in range(amount)]
        with CaptureQueriesContext(connection) as captured:
            brought(officer, *rows)
        return len(captured)

    queries(1)  # what a first import looks up once
    assert queries(3) == queries(200)


def test_enrolling_costs_hardly_a_query_a_row(cohort, officer, tutor):
    """Only the rows themselves (some hundred days in a calendar) make the statements longer, and so a few more."""

    def queries(amount, marked):
        rows = [
            row(f"Person {n}", f"{marked}{n}@example.org", planned_hours=str(900 + n), tutor_email=tutor.email,
                manager_name="Tom", manager_email=f"tom{marked}{n}@example.org")
            for n in range(amount)
        ]  # fmt: skip
        found = brought(officer, *rows)
        steps.ask_to_apply(found, by=officer)
        return len(counted(make.do_owed_work))

    few, many = queries(10, "a"), queries(60, "b")

    assert Apprentice.objects.count() == 70
    assert (many - few) / 50 < 3


def test_a_long_file_is_taken_in_batches_and_goes_on_after_a_crash(cohort, officer, monkeypatch):
    rows = [row(f"Person {n}", f"p{n}@example.org") for n in range(5)]
    found, told = brought(officer, *rows), []
    monkeypatch.setattr(type(found), "the_kind", property(lambda self: _in_batches_of(2)))
    steps.ask_to_apply(found, by=officer)
    with pytest.raises(RuntimeError):
        steps.apply(found, tell=lambda done, total: _crash_at(done, 4))
    assert Apprentice.objects.count() == 4

    steps.apply(Import.objects.get(pk=found.pk), tell=lambda done, total: told.append((done, total)))

    assert (Apprentice.objects.count(), told) == (5, [(2, 5), (4, 5), (5, 5)])


def _in_batches_of(amount):
    from dataclasses import replace

    return replace(imports.cohort, batch=amount)


def _crash_at(done, at):
    if done >= at:
        raise RuntimeError
