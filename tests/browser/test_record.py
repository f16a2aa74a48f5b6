"""A record's employment in a browser: other hours, a transfer between boroughs, a cohort brought in."""

import csv
import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apprentices import imports
from apprentices.models import Apprentice, HoursChange, Involvement, Transfer
from consortium.models import PublishedMinimum
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def camden(site):
    return make.service(make.council("Camden"), name="Camden: adults' services", short_name="Camden adults")


@pytest.fixture
def hackney(site):
    return make.service(make.council("Hackney"), name="Hackney: adults' services", short_name="Hackney adults")


@pytest.fixture
def apprentice(camden):
    return make.apprentice("Amara Johnson", at=camden)


@pytest.fixture
def lead(camden):
    return make.appointment(make.person("Grace Mensah"), camden).person


@pytest.fixture
def tutor(apprentice):
    tutor = make.person("Ruth Adler")
    make.involvement(apprentice, Involvement.Kind.TUTOR, person=tutor)
    return tutor


def type_day(page, label, day):
    group = page.get_by_role("group", name=label)
    for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(part, exact=True).fill(str(value))


def agree(page, path, looks_right):
    page.goto(path)
    looks_right(page)
    page.get_by_role("button", name="I agree").click()


def test_a_lead_changes_the_contract_hours_and_the_three_agree(visitor, apprentice, lead, tutor, looks_right):
    page = visitor(lead)
    page.goto(f"/apprentices/{apprentice.reference}/")
    page.get_by_role("link", name="Employment", exact=True).click()
    looks_right(page)
    page.get_by_role("link", name="Change post, team, contract").click()
    page.get_by_label("Team").fill("Duty")
    page.get_by_label("Fixed term").check(force=True)
    type_day(page, "When does the contract end?", TODAY + 60 * DAY)
    looks_right(page)
    page.get_by_role("button", name="Save the change").click()
    expect(page.get_by_text("before the planned end with its assessment")).to_be_visible()
    looks_right(page)

    page.get_by_role("link", name="Change the contract hours").click()
    page.get_by_role("button", name="See what it means").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    looks_right(page)
    type_day(page, "From which day?", TODAY)
    page.get_by_label("Contract hours a week").fill("22.2")
    week = page.get_by_role("group", name="Working pattern")
    for name in ("Mon", "Tue", "Wed"):
        week.get_by_label(name, exact=True).fill("7.4")
    for _, question in HoursChange.QUESTIONS:
        page.get_by_role("group", name=question).get_by_label("Yes").check(force=True)
    page.get_by_label("Who discussed it").fill("All three met on Monday.")
    page.get_by_role("button", name="See what it means").click()
    expect(page.get_by_text("37 hours a week now, 22.2 hours then")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Propose").click()
    expect(page.get_by_text("are asked to agree")).to_be_visible()
    path = page.url.split("/", 3)[3]

    home = visitor(apprentice.person)
    home.goto("/")
    home.get_by_role("link", name="Answer the proposal of other contract hours").click()
    home.get_by_role("button", name="I agree").click()
    expect(home.get_by_text("You have agreed.")).to_be_visible()
    other = visitor(tutor)
    agree(other, f"/{path}", looks_right)
    expect(other.get_by_text("Everybody has agreed: the hours are recorded.")).to_be_visible()
    looks_right(other)
    assert (
        apprentice.employments.all().now(TODAY).weekly_hours.normalize()
        == HoursChange.objects.get().hours_after.normalize()
    )


def test_a_transfer_from_the_old_lead_to_the_new_one(visitor, apprentice, lead, tutor, hackney, looks_right):
    new_lead = make.appointment(make.person("Tom Okafor"), hackney).person
    page = visitor(lead)
    page.goto(f"/apprentices/{apprentice.reference}/employment/")
    page.get_by_role("link", name="Transfer to another employer").click()
    looks_right(page)
    page.get_by_label("New employer").select_option(label=hackney.name)
    type_day(page, "Last day with you", TODAY - DAY)
    type_day(page, "First day with the new employer", TODAY)
    page.get_by_role("button", name="See what it means").click()
    expect(page.get_by_text("There is no gap: learning goes on.")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Propose the transfer").click()
    looks_right(page)
    path = f"/apprentices/transfers/{Transfer.objects.get().reference}/"

    new = visitor(new_lead)
    new.goto("/")
    new.get_by_role("link", name="Accept the transfer of Amara Johnson").click()
    new.get_by_role("button", name="Say hours and post").click()
    new.get_by_label("Contract hours a week").fill("36")
    new.get_by_label("Job title").fill("Support worker")
    new.get_by_label("Full name of the line manager").fill("Ivy Chen")
    new.get_by_label("Work email address").fill("ivy@example.org")
    looks_right(new)
    new.get_by_role("button", name="Accept the transfer").click()
    expect(new.get_by_text("You have accepted the transfer")).to_be_visible()
    looks_right(new)
    agree(visitor(apprentice.person), path, looks_right)
    last = visitor(tutor)
    agree(last, path, looks_right)
    expect(last.get_by_text("the record is with Hackney")).to_be_visible()
    last.goto(f"/apprentices/{apprentice.reference}/people/history/")
    looks_right(last)

    page.goto(f"/apprentices/{apprentice.reference}/")
    expect(page.get_by_role("heading", name="Page not found")).to_be_visible()
    page.console_errors.clear()
    page.goto("/apprentices/statements/")
    looks_right(page)
    page.get_by_role("link", name="Amara Johnson").click()
    page.get_by_role("button", name="Sign as received").click()
    expect(page.get_by_text("Signed as received by Grace Mensah")).to_be_visible()
    looks_right(page)


def test_a_cohort_is_brought_in_and_what_is_wrong_is_handed_back(visitor, camden, looks_right, tmp_path):
    university = make.university("University here")
    cohort = make.cohort(university, name="September 2025", starts_on=datetime.date(2025, 9, 8))
    make.rule_set("C-2025-26")
    PublishedMinimum.objects.create(
        standard=cohort.standard_version.standard, hours=835, valid_from=datetime.date(2025, 8, 1), placeholder=True
    )
    officer = make.appointment(make.person("Olu Ade"), university, "compliance_officer").person
    good = {"name": "Amara Johnson", "email": "amara@example.org", "cohort": cohort.name, "employer": "Camden adults",
            "starts_on": "8 September 2025", "weekly_hours": "36"}  # fmt: skip
    bad = good | {"name": "Noor Ali", "email": "noor@example.org", "employer": "Atlantis"}
    file = tmp_path / "cohort.csv"
    with file.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow([column.heading for column in imports.COLUMNS])
        writer.writerows([values.get(column.name, "") for column in imports.COLUMNS] for values in (good, bad))
    page = visitor(officer)
    page.goto("/apprentices/")
    looks_right(page)
    page.get_by_role("link", name="Bring a cohort in").click()
    looks_right(page)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_text("Employer must be a service")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Apply").click()
    make.do_owed_work()
    page.goto("/apprentices/")
    expect(page.get_by_role("link", name="Amara Johnson")).to_be_visible()
    assert Apprentice.objects.count() == 1


def test_many_move_on_one_day_and_a_tutor_passes_on(visitor, apprentice, lead, tutor, hackney, looks_right):
    page = visitor(lead)
    page.goto("/apprentices/reorganise/")
    looks_right(page)
    page.get_by_label("Employer now").select_option(label=apprentice.employer.name)
    page.get_by_label("Employer then").select_option(label=hackney.name)
    type_day(page, "First day with the new employer", TODAY)
    page.get_by_role("button", name="Choose the apprentices").click()
    expect(page.get_by_label("Amara Johnson")).to_be_checked()
    looks_right(page)
    page.get_by_role("button", name="Move them").click()
    make.do_owed_work()
    page.goto("/apprentices/reorganise/")
    page.get_by_role("link", name="Camden adults to Hackney adults").click()
    expect(page.get_by_text("1 apprentice moved")).to_be_visible()
    looks_right(page)
