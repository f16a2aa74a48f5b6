"""The portal beside the learner record: what is a difference, what is kept, what explains it, and who may see it."""

import datetime
import io
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from apprentices import operations
from apprentices.learner_record import Break, Difference, Ours, Theirs, differences, history, same_hours
from apprentices.models import Apprentice, DifferenceExplanation, RecordComparison
from core.imports import SheetRefused
from core.imports.models import Import
from core.jobs.models import Job
from tests import make
from tests.make import audit as made
from tests.queries import queries

D = datetime.date
EVERYTHING = frozenset(
    {
        "start",
        "planned_end",
        "actual_end",
        "planned_hours",
        "actual_hours",
        "prior_learning",
        "breaks",
        "employer",
        "funding",
    }
)
HOURS = st.decimals(0, 3000, places=2)


def ours(**changed):
    facts = {
        "start": D(2026, 9, 1),
        "planned_end": D(2029, 8, 31),
        "actual_end": None,
        "planned_hours": Decimal("835.20"),
        "actual_hours": Decimal("100.50"),
        "prior_learning": Decimal(0),
        "breaks": (),
        "employers": ("Camden Council adults", "Camden adults"),
        "over": False,
        "since": {"planned_end": D(2027, 1, 5)},
    }
    return Ours(**(facts | changed))


def theirs(**changed):
    facts = {
        "columns": EVERYTHING,
        "start": D(2026, 9, 1),
        "planned_end": D(2029, 8, 31),
        "planned_hours": Decimal(835),
        "employer": "camden  ADULTS",
        "funding": "36",
    }
    return Theirs(**(facts | changed))


def test_two_records_that_say_the_same_have_no_difference():
    assert list(differences(ours(), theirs())) == []


def test_each_field_is_said_with_both_sides_and_since_when():
    assert list(differences(ours(), theirs(planned_end=D(2029, 7, 31)))) == [
        Difference("planned_end", "31 August 2029", "31 July 2029", D(2027, 1, 5))
    ]
    found = differences(ours(), theirs(start=None, funding="99", employer="", prior_learning=Decimal(20)))
    assert [(one.field, one.ours, one.theirs) for one in found] == [
        ("start", "1 September 2026", "Nothing"),
        ("prior_learning", "0", "20"),
        ("employer", "Camden Council adults", "Nothing"),
        ("funding", "36", "99"),
    ]


@given(HOURS)
def test_the_whole_hours_of_the_learner_record_are_no_difference_and_an_hour_is(hours):
    whole = hours.to_integral_value()
    assert same_hours(hours, whole)
    assert same_hours(hours, hours)
    assert not same_hours(hours, whole + 2)
    assert not same_hours(hours, hours + Decimal("0.01")) or (hours + Decimal("0.01")) % 1 == 0


def test_what_is_open_while_learning_goes_on_is_asked_at_the_end():
    assert list(differences(ours(), theirs(actual_hours=None))) == []
    over = ours(over=True, actual_end=D(2027, 2, 1))
    assert [one.field for one in differences(over, theirs())] == ["actual_end", "actual_hours"]
    assert [one.field for one in differences(ours(), theirs(actual_hours=Decimal(90)))] == ["actual_hours"]


def test_breaks_are_compared_in_their_order():
    two = (Break(D(2027, 1, 1), D(2027, 3, 1)), Break(D(2028, 1, 1)))
    assert list(differences(ours(breaks=two), theirs(breaks=two[::-1]))) == []
    assert list(differences(ours(breaks=two), theirs(breaks=two[:1]))) == [
        Difference("breaks", "1 January 2027 to 1 March 2027; from 1 January 2028", "1 January 2027 to 1 March 2027")
    ]


def test_a_column_that_the_extract_does_not_have_is_not_compared():
    assert list(differences(ours(), theirs(columns=frozenset({"start"}), employer="", planned_end=None))) == []


def test_an_employer_is_the_same_by_its_number_whatever_it_is_called_and_else_by_any_of_its_names():
    held = ours(employer_numbers=frozenset({"123456789"}))
    assert list(differences(held, theirs(employer="LB CAMDEN", employer_number="123456789"))) == []
    assert list(differences(held, theirs(employer_number="987654321"))) == [
        Difference("employer", "Camden Council adults, ERN 123456789", "camden  ADULTS, ERN 987654321")
    ]
    assert list(differences(held, theirs())) == []
    assert list(differences(ours(), theirs(employer_number="123456789"))) == []
    assert list(differences(ours(), theirs(employer="", employer_number="123456789"))) == [
        Difference("employer", "Camden Council adults", "ERN 123456789")
    ]


def test_a_return_after_a_break_and_a_new_employer_begin_rows_of_one_history():
    began = {"start": D(2026, 9, 1), "planned_hours": Decimal(835)}
    first = theirs(begins=D(2026, 9, 1), actual_end=D(2027, 1, 31), actual_hours=Decimal(100), **began)
    other = theirs(begins=D(2027, 4, 1), actual_end=D(2027, 6, 30), **began | {"planned_hours": Decimal(700)})
    last = theirs(begins=D(2027, 7, 1), employer="Hackney", actual_hours=Decimal(20), **began)

    one = history([last, first, other])

    assert (one.start, one.planned_hours, one.actual_hours, one.employer) == (D(2026, 9, 1), 835, 120, "Hackney")
    assert (one.breaks, one.actual_end) == ((Break(D(2027, 2, 1), D(2027, 4, 1)),), None)
    paused = history([first, theirs(begins=D(2027, 4, 1), actual_end=D(2027, 6, 30), paused=True, **began)])
    assert (paused.breaks[-1], paused.actual_end) == (Break(D(2027, 7, 1)), None)
    assert history([first]) == first


# Brought in --------------------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


@pytest.fixture
def amara():
    return make.apprentice("Amara Johnson")


@pytest.fixture
def officer(amara):
    return made.compliance_officer(amara)


def said(comparison):
    rows = comparison.differences.with_explanation().order_by("name", "field")
    return [(row.name, row.field, row.ours, row.theirs) for row in rows]


def test_an_extract_that_says_the_same_leaves_no_difference_and_changes_nothing(amara, officer):
    before = Apprentice.objects.filter(pk=amara.pk).values().get()

    comparison = made.comparison(made.extract_row(amara), by=officer, of=amara)

    assert (comparison.people, comparison.alike, said(comparison)) == (1, 1, [])
    assert Apprentice.objects.filter(pk=amara.pk).values().get() == before


def test_differences_and_people_missing_on_either_side_are_kept(amara, officer):
    make.apprentice("Ben Other", cohort=amara.cohort)
    make.apprentice("Zoe Elsewhere")
    rows = [
        made.extract_row(amara, PHours="950", LearnPlanEndDate="31/12/2030"),
        made.extract_row(amara, Name="Una Known", Email="una@example.org"),
    ]

    comparison = made.comparison(*rows, by=officer, of=amara)

    end = f"{amara.planned_end_on.day} {amara.planned_end_on:%B %Y}"
    assert said(comparison) == [
        ("Amara Johnson", "planned_end", end, "31 December 2030"),
        ("Amara Johnson", "planned_hours", "900", "950"),
        ("Ben Other", "not_there", "Learning", ""),
        ("Una Known (una@example.org)", "not_here", "", "There"),
    ]
    assert (comparison.people, comparison.alike) == (2, 0)


def test_plain_headings_and_those_of_the_learner_record_mean_the_same(amara, officer):
    heads = ("Full name", "Start date", "Planned end", "Planned hours", "Employer name")
    start, end = amara.original_start_on.isoformat(), amara.planned_end_on.isoformat()
    row = [amara.person.name.upper(), start, end, "900", amara.employer.short_name]
    scope = f"cohort:{amara.cohort.reference}"

    brought = made.brought_extract([row], by=officer, scope=scope, heads=heads)

    assert (brought.rows, brought.added, brought.refused) == (1, 1, 0)
    operations_before = RecordComparison.objects.count()
    made.steps.ask_to_apply(brought, by=officer)
    make.do_owed_work()
    comparison = RecordComparison.objects.get(brought=brought)
    assert (operations_before, comparison.cohort, said(comparison)) == (0, amara.cohort, [])


def test_a_row_that_cannot_be_read_is_handed_back_with_the_reason(amara, officer):
    twin = make.apprentice("Amara Johnson", cohort=amara.cohort)
    scope = f"university:{amara.cohort.university.reference}"
    rows = [
        made.extract_row(amara, LearnStartDate="the first"),
        made.extract_row(twin, Email=""),
        made.extract_row(twin, **{"Break start": "1/2/2027", "Break return": "1/3/2027; 1/4/2027"}),
    ]

    brought = made.brought_extract(rows, by=officer, scope=scope)

    assert [(one["row"], one["column"], one["message"]) for one in brought.problems] == [
        (2, "LearnStartDate", "LearnStartDate must be a day, like 6 September 2027 or 06/09/2027"),
        (3, "Email", "2 apprentices are called this. Enter the email address of one of them"),
        (4, "Break start", "Break return has more days than Break start"),
    ]


def test_a_break_is_compared_by_first_day_and_return():
    amara, manager, tutor = make.apprentice_with_people("Amara Johnson")
    taken = make.agreed_break(amara, manager, tutor, starts_in=-20, days=40)
    officer = made.compliance_officer(amara)
    amara.refresh_from_db()

    same = made.comparison(
        made.extract_row(amara, **{"Break start": taken.starts_on.isoformat()}), by=officer, of=amara
    )
    without = made.comparison(made.extract_row(amara), by=officer, of=amara)

    first = f"{taken.starts_on.day} {taken.starts_on:%B %Y}"
    assert (said(same), said(without)) == ([], [("Amara Johnson", "breaks", f"from {first}", "Nothing")])


def test_a_row_from_the_return_on_is_no_twin_and_says_when_the_break_was():
    amara, manager, tutor = make.apprentice_with_people("Amara Johnson")
    taken = make.agreed_break(amara, manager, tutor, starts_in=-20, days=40)
    officer = made.compliance_officer(amara)
    amara.refresh_from_db()
    number = make.identifier(amara.employer.part_of, value="123456789").value
    heads = ("Email", "LearnStartDate", "OrigLearnStartDate", "LearnPlanEndDate", "LearnActEndDate", "CompStatus",
             "PHours", "EmpId")  # fmt: skip
    start, end = amara.original_start_on, amara.planned_end_on.isoformat()
    stopped = taken.starts_on - datetime.timedelta(days=1)
    earlier = stopped - datetime.timedelta(days=60)
    whole = str(amara.planned_hours)
    before = [amara.person.email, start.isoformat(), "", end, earlier.isoformat(), "2", whole, number]
    since = earlier + datetime.timedelta(days=1)
    after = [amara.person.email, since.isoformat(), start.isoformat(), end, stopped.isoformat(), "6", "300", number]

    brought = made.brought_extract(
        [before, after, before], by=officer, scope=f"university:{amara.cohort.university.reference}", heads=heads
    )
    made.steps.ask_to_apply(brought, by=officer)
    make.do_owed_work()

    comparison = RecordComparison.objects.get(brought=brought)
    assert [problem["message"] for problem in brought.problems] == ["The same is in row 2 already"]
    assert (comparison.people, comparison.alike, said(comparison)) == (1, 1, [])


def test_a_file_that_is_no_table_is_refused_in_words(amara, officer):
    with pytest.raises(SheetRefused, match="headings but no rows"):
        made.brought_extract([], by=officer, scope=f"university:{amara.cohort.university.reference}")
    assert not Import.objects.exists()


def test_an_explanation_holds_for_the_next_comparison_while_both_say_the_same(amara, officer):
    first = made.comparison(made.extract_row(amara, PHours="950"), by=officer, of=amara)
    operations.explain(list(first.differences.all()), words="Returned with the old plan.", by=officer)

    again = made.comparison(made.extract_row(amara, PHours="950"), by=officer, of=amara)
    other = made.comparison(made.extract_row(amara, PHours="960"), by=officer, of=amara)

    assert [row.said for row in again.differences.with_explanation()] == ["Returned with the old plan."]
    assert [row.said for row in other.differences.with_explanation()] == [None]
    assert DifferenceExplanation.objects.count() == 1


def page_of(comparison):
    return reverse("apprentices:record_comparison", args=[comparison.reference])


def test_the_pages_of_a_comparison_explain_and_give_out_what_is_there(amara, officer):
    comparison = made.comparison(made.extract_row(amara, PHours="950"), by=officer, of=amara)
    browser, difference = make.signed_in(officer), comparison.differences.get()

    text = browser.get(page_of(comparison)).content.decode()
    assert [word in text for word in ("1 difference to explain", "The extract says", "950", "900")] == [True] * 4
    answer = browser.post(
        f"{reverse('apprentices:explain_differences', args=[comparison.reference])}?d={difference.pk}",
        {"words": "Agreed in May."},
    )
    assert answer.url == page_of(comparison)
    assert "Everything is explained." in browser.get(page_of(comparison)).content.decode()
    book = load_workbook(io.BytesIO(browser.get(f"{page_of(comparison)}?format=xlsx").content))
    cells = [list(row) for row in book.active.iter_rows(values_only=True)]
    assert cells[1][:2] + cells[1][3:6] == [2, "Amara Johnson", "Planned hours", "900", "950"]
    assert cells[1][7:] == ["Agreed in May.", officer.name]


def test_the_comparison_is_open_to_compliance_officers_of_the_university_alone(amara, officer):
    comparison = made.comparison(made.extract_row(amara, PHours="950"), by=officer, of=amara)
    colleague = made.compliance_officer(amara)
    elsewhere = made.compliance_officer(make.apprentice())
    lead = make.appointment(at=amara.employer, as_="workforce_lead").person

    answers = {who: make.signed_in(who).get(page_of(comparison)).status_code for who in (colleague, elsewhere, lead)}

    assert answers == {colleague: 200, elsewhere: 404, lead: 404}
    assert make.signed_in(lead).get(reverse("apprentices:bring_learner_record")).status_code == 403


def test_a_long_extract_is_read_in_the_background(amara, officer, monkeypatch):
    from core.imports import steps

    monkeypatch.setattr(steps, "CHECKED_AT_ONCE", 2)
    rows = [made.extract_row(amara, Name=f"Person {n}", Email=f"n{n}@example.net") for n in range(4)]
    brought = made.brought_extract(rows, by=officer, scope=f"university:{amara.cohort.university.reference}")

    assert brought.state == Import.State.CHECKING
    make.do_owed_work()
    brought.refresh_from_db()
    assert (brought.state, brought.added) == (Import.State.CHECKED, 4)
    assert Job.objects.filter(kind="check import", state=Job.State.DONE).count() == 1


def test_a_page_of_differences_costs_the_same_for_few_and_for_many(amara, officer):
    browser = make.signed_in(officer)

    def cost(number):
        rows = [
            made.extract_row(make.apprentice(cohort=amara.cohort), PHours="1", FundModel="99") for _ in range(number)
        ]
        return len(queries(browser, page_of(made.comparison(*rows, by=officer, of=amara))))

    assert cost(3) == cost(30)
