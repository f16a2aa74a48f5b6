"""The list of apprentices: who is on it for whom, what it says, and that it costs the same for 3 rows and for 300."""

import csv
import datetime
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from apprentices.models import Apprentice, Involvement, Standing
from core.audit.models import Event
from tests import make
from tests.queries import beyond_the_constant_page

pytestmark = pytest.mark.django_db
URL = "/apprentices/"


@pytest.fixture
def employer():
    return make.service(make.council("Camden"))


@pytest.fixture
def lead(employer):
    return make.appointment(make.person("Grace Mensah"), employer.part_of).person


def stands(apprentice, **totals):
    Standing.objects.filter(pk=apprentice.pk).update(**totals)


def names(response):
    return [row[0].html.split("</a>")[0].rsplit(">", 1)[1] for row in response.context["rows"]]


def test_a_workforce_lead_sees_every_apprentice_of_the_borough_and_no_other(lead, employer):
    other_service = make.service(employer.part_of, which="children")
    make.apprentice("Amara Johnson", at=employer)
    make.apprentice("Leila Haddad", at=other_service)
    make.apprentice("Sam Brook")

    assert names(make.signed_in(lead).get(URL)) == ["Amara Johnson", "Leila Haddad"]


def test_compliance_sees_those_of_the_university_and_an_educator_and_a_tutor_their_own(employer):
    university = make.university()
    officer = make.appointment(make.person(), university, "compliance_officer").person
    tutor = make.appointment(make.person(), university, "tutor").person
    educator = make.person()
    amara = make.apprentice("Amara Johnson", cohort=make.cohort(university))
    make.apprentice("Noor Ali", cohort=amara.cohort)
    make.involvement(amara, Involvement.Kind.TUTOR, person=tutor)
    placed = make.apprentice("Leila Haddad")
    make.involvement(placed, Involvement.Kind.PRACTICE_EDUCATOR, person=educator)

    assert names(make.signed_in(officer).get(URL)) == ["Amara Johnson", "Noor Ali"]
    assert names(make.signed_in(tutor).get(URL)) == ["Amara Johnson"]
    assert names(make.signed_in(educator).get(URL)) == ["Leila Haddad"]


def test_nobody_without_apprentices_finds_a_list_at_all():
    apprentice = make.apprentice()
    stranger = make.person()
    former = make.person()
    make.involvement(apprentice, Involvement.Kind.TUTOR, person=former, ends_on=datetime.date(2025, 1, 1))

    statuses = [make.signed_in(who).get(URL).status_code for who in (apprentice.person, stranger, former)]

    assert statuses == [404, 404, 404]


def test_a_row_says_hours_track_days_evidence_review_and_warnings(lead, employer):
    apprentice = make.apprentice("Amara Johnson", at=employer)
    today = timezone.localdate()
    stands(
        apprentice,
        confirmed_hours=Decimal("161"),
        expected_hours=Decimal("210"),
        track=Standing.Track.BEHIND,
        placement_days=Decimal("12.5"),
        evidence_waiting=3,
        hours_awaiting=Decimal("17"),
        entries_awaiting=4,
        last_entry_on=today,
        next_review_on=today - datetime.timedelta(days=1),
    )

    response = make.signed_in(lead).get(URL)

    text = response.content.decode()
    for shown in ("161 of 210", "Behind plan", "12.5", "32 hours behind", "Review overdue", "17 hours to confirm"):
        assert shown in text, shown


def test_silence_of_four_weeks_is_a_warning_and_a_break_is_none(lead, employer):
    long_ago = timezone.localdate() - datetime.timedelta(days=40)
    learning = make.apprentice("Amara Johnson", at=employer)
    on_break = make.apprentice("Leila Haddad", at=employer, state=Apprentice.State.ON_BREAK)
    stands(learning, last_entry_on=long_ago)
    stands(on_break, last_entry_on=long_ago)

    rows = make.signed_in(lead).get(URL).context["rows"]

    assert [("No time since" in str(row[-1].html)) for row in rows] == [True, False]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?name=amara", ["Amara Johnson"]),
        ("?track=behind", ["Leila Haddad"]),
        ("?state=on_break", ["Sam Brook"]),
        ("?sort=-confirmed", ["Leila Haddad", "Amara Johnson", "Sam Brook"]),
        ("?sort=nonsense&page=9999", ["Amara Johnson", "Leila Haddad", "Sam Brook"]),
    ],
)
def test_filters_and_sorts_stand_in_the_address(lead, employer, query, found):
    make.apprentice("Amara Johnson", at=employer)
    leila = make.apprentice("Leila Haddad", at=employer)
    make.apprentice("Sam Brook", at=employer, state=Apprentice.State.ON_BREAK)
    stands(leila, track=Standing.Track.BEHIND, confirmed_hours=9)

    assert names(make.signed_in(lead).get(URL + query)) == found


def test_employers_and_cohorts_of_others_are_no_choices(lead, employer):
    make.apprentice(at=employer)
    make.apprentice()

    form = make.signed_in(lead).get(URL).context["filterset"].form

    assert list(form.fields["employer"].queryset) == [employer]
    assert form.fields["cohort"].queryset.count() == 1


def test_downloads_hold_one_figure_to_a_column_and_are_logged(lead, employer):
    apprentice = make.apprentice("=SUM(A1)", at=employer)
    stands(apprentice, confirmed_hours=Decimal("161"), expected_hours=Decimal("210"))
    browser = make.signed_in(lead)

    comma = list(csv.DictReader(io.StringIO(browser.get(URL + "?format=csv").content.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(browser.get(URL + "?format=xlsx").content)).active

    assert comma[0]["Name"] == "'=SUM(A1)"
    assert (comma[0]["Hours confirmed"], comma[0]["Hours planned by today"]) == ("161.00", "210.00")
    assert [cell.value for cell in sheet[1]][:2] == ["Name", "Is"]
    assert Event.objects.filter(step="downloaded the list of apprentices", actor=lead).count() == 2


def test_the_list_costs_the_same_for_3_rows_and_for_300_and_little_beyond_any_page(lead, employer):
    cohort = make.cohort()
    for _ in range(3):
        make.apprentice(at=employer, cohort=cohort)
    browser = make.signed_in(lead)
    few = beyond_the_constant_page(browser, URL)
    for _ in range(297):
        make.apprentice(at=employer, cohort=cohort)

    assert beyond_the_constant_page(browser, URL) == few
    assert beyond_the_constant_page(browser, URL + "?page=6&sort=-confirmed") == few
    assert few <= 6


def test_the_count_is_of_those_listed_with_a_filter_and_without(lead, employer):
    other = make.service(employer.part_of, which="children")
    make.apprentice("Amara Johnson", at=employer)
    make.apprentice("Leila Haddad", at=other)
    himself = make.apprentice("Grace Mensah", at=employer)
    himself.person = lead
    himself.save(update_fields=["person"])
    make.apprentice("Sam Brook")
    client = make.signed_in(lead)

    assert client.get(URL).context["count"] == "2 apprentices"
    assert client.get(URL, {"employer": other.reference}).context["count"] == "1 apprentice"


def test_names_are_sorted_as_an_index_gives_them_in_both_directions(lead, employer):
    make.apprentice("Amara Johnson", at=employer)
    make.apprentice("Leila Haddad", at=employer)
    client = make.signed_in(lead)
    with CaptureQueriesContext(connection) as asked:
        assert names(client.get(URL, {"sort": "-name"})) == ["Leila Haddad", "Amara Johnson"]

    assert not [query for query in asked.captured_queries if "NULLS LAST" in query["sql"]]
