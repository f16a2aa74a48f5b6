"""Step 11: the workforce lead's list, filtered, sorted, downloaded; from it to a record, its people and its review."""

import csv
import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import expect

from apprentices.models import Involvement, ProgressReview, Standing
from core.audit.models import Event
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = timezone.localdate()


@pytest.fixture
def borough(site):
    camden = make.council("Camden")
    adults = make.service(camden, name="Camden: adults' services", short_name="Camden adults")
    cohort = make.cohort(name="September 2025")
    for number, (name, track) in enumerate(
        (
            ("Amara Johnson", Standing.Track.BEHIND),
            ("Leila Haddad", Standing.Track.ON_TRACK),
            ("Sam O'Neill", Standing.Track.ON_TRACK),
        )
    ):
        apprentice = make.apprentice(name, at=adults, cohort=cohort)
        Standing.objects.filter(pk=apprentice.pk).update(
            track=track,
            confirmed_hours=Decimal(100 + 20 * number),
            expected_hours=Decimal(120),
            placement_days=Decimal("12.5"),
            evidence_waiting=number,
            last_entry_on=TODAY,
            next_review_on=TODAY + datetime.timedelta(days=10 * number - 5),
            forecast_on=TODAY,
        )
    make.apprentice("Somebody Else")
    return camden


@pytest.fixture
def lead(borough):
    return make.appointment(make.person("Grace Mensah"), borough).person


def test_the_list_of_the_borough_and_what_it_leads_to(visitor, borough, lead, looks_right, tmp_path):
    page = visitor(lead)

    page.goto("/")
    looks_right(page)
    page.get_by_role("link", name="1 behind plan").click()
    expect(page.get_by_text("1 apprentice", exact=True)).to_be_visible()
    expect(page.get_by_text("20 hours behind")).to_be_visible()
    looks_right(page)

    page.goto("/apprentices/?sort=-evidence")
    expect(page.get_by_text("3 apprentices", exact=True)).to_be_visible()
    expect(page.get_by_text("Somebody Else")).to_have_count(0)
    assert page.locator("tbody tr").first.get_by_role("link").inner_text() == "Sam O'Neill"
    looks_right(page)
    downloads(page, tmp_path)
    filter_by_name(page, looks_right)
    name_a_line_manager(page, looks_right)


def downloads(page, tmp_path):
    files = {}
    for label in ("Download CSV", "Download Excel"):
        with page.expect_download() as started:
            page.get_by_role("link", name=label).click()
        files[label] = tmp_path / started.value.suggested_filename
        started.value.save_as(files[label])
    rows = list(csv.DictReader(Path(files["Download CSV"]).read_text("utf-8-sig").splitlines()))
    assert [row["Name"] for row in rows] == ["Sam O'Neill", "Leila Haddad", "Amara Johnson"]
    assert {row["Employer"] for row in rows} == {"Camden: adults' services"}
    sheet = load_workbook(files["Download Excel"]).active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [row["Name"] for row in rows]
    assert Event.objects.filter(step="downloaded the list of apprentices").count() == 2


def filter_by_name(page, looks_right):
    if not page.get_by_label("Name").is_visible():
        page.locator("summary", has_text="Filter").click()
    page.get_by_label("Name").fill("nobody of this name")
    page.get_by_role("button", name="Apply filters").click()
    expect(page.get_by_text("No apprentices match these filters.")).to_be_visible()
    looks_right(page)
    page.get_by_role("link", name="Clear filters").last.click()
    page.get_by_role("link", name="Amara Johnson").click()
    expect(page.get_by_text("Behind plan: 100 of 120 planned hours by today.")).to_be_visible()
    looks_right(page)


def name_a_line_manager(page, looks_right):
    page.get_by_role("link", name="Name somebody").click()
    looks_right(page)
    page.get_by_role("button", name="Name this person").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    looks_right(page)
    page.get_by_label("Line manager", exact=True).check(force=True)
    page.get_by_label("Full name", exact=True).fill("Tom Okafor")
    page.get_by_label("Work email address", exact=True).fill("tom@example.org")
    page.get_by_role("button", name="Name this person").click()
    expect(page.get_by_text("Tom Okafor is line manager of Amara Johnson")).to_be_visible()
    expect(page.get_by_text("Line manager: Tom Okafor")).to_be_visible()
    looks_right(page)
    assert Involvement.objects.get(kind="line_manager").person.email == "tom@example.org"


def test_the_tutor_sets_and_records_the_next_review(visitor, borough, looks_right):
    tutor = make.person("Ruth Adler")
    apprentice = make.apprentice("Noor Ali")
    make.involvement(apprentice, Involvement.Kind.TUTOR, person=tutor)
    ProgressReview.objects.create(apprentice=apprentice, number=1, due_on=TODAY + datetime.timedelta(days=3))
    Standing.objects.filter(pk=apprentice.pk).update(next_review_on=TODAY + datetime.timedelta(days=3))
    page = visitor(tutor)

    page.goto("/")
    page.get_by_role("link", name="1 progress review in the next two weeks").click()
    page.get_by_role("link", name="Noor Ali").click()
    page.get_by_role("link", name="Set the day").click()
    looks_right(page)
    page.get_by_role("button", name="Set the day").click()
    expect(page.get_by_text("The review is on")).to_be_visible()
    page.get_by_role("link", name="Record that it was held").click()
    for part, value in (("Day", TODAY.day), ("Month", TODAY.month), ("Year", TODAY.year)):
        page.get_by_label(part, exact=True).fill(str(value))
    looks_right(page)
    page.get_by_role("button", name="Record that it was held").click()
    expect(page.get_by_text("The next review is due by")).to_be_visible()
    looks_right(page)
