"""The first step of the line: members on the map and in a list, a partner brought in, a workforce lead who joins."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from consortium import operations, reference_data
from consortium.models import Consortium, Organisation
from core.accounts.models import User
from tests import make
from tests.browser import mails

TODAY = timezone.localdate()
PASSWORD = "four quiet canal boats"


@pytest.fixture
def manager(site):
    """The consortium manager of a London in which six services and a university are members."""
    reference_data.load()
    office = Organisation.objects.get(code="LONDON-OFFICE")
    held = make.appointment(make.person("Ruth Adeyemi"), at=office, as_="consortium_manager")
    names = ["Camden", "Hackney", "Islington"]
    services = Organisation.objects.filter(kind="service", covers__name__in=names)
    for partner in [*services, Organisation.objects.get(code="MDX")]:
        operations.admit(
            organisation=partner, consortium=Consortium.objects.main(), grade="full", starts_on=TODAY, by=held.person
        )
    return held.person


def enter_date(page, label, date):
    group = page.get_by_role("group", name=label)
    for part, value in (("Day", date.day), ("Month", date.month), ("Year", date.year)):
        group.get_by_label(part).fill(str(value))


def test_members_are_seen_a_partner_is_added_and_its_lead_joins(visitor, looks_right, manager):
    page = visitor(manager)
    page.goto("/consortium/")
    expect(page.locator("figcaption")).to_have_text("3 of 33 boroughs have a member partner in London")
    page.get_by_text("View as a table").click()
    expect(page.get_by_role("row", name="Camden 2")).to_be_visible()
    looks_right(page)

    page.get_by_role("button", name="See the list").click()
    looks_right(page)
    if page.get_by_label("Grade of membership").is_hidden():
        page.get_by_text("Filter", exact=True).first.click()
    page.get_by_label("Grade of membership").select_option(label="Full member")
    page.get_by_role("button", name="Apply filters").click()
    expect(page.get_by_text("7 organisations")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download CSV").click()
    assert download.value.suggested_filename == f"organisations-{TODAY}.csv"

    page.get_by_role("button", name="Add an organisation").click()
    looks_right(page)
    page.get_by_role("button", name="Add organisation").click()
    expect(page.get_by_role("link", name="Enter the full name")).to_be_visible()
    looks_right(page)
    page.get_by_label("Full name").fill("Riverside Care Trust")
    page.get_by_label("Short name").fill("Riverside")
    page.get_by_label("Trust or company that serves councils").check()
    page.get_by_label("Barnet").check()
    enter_date(page, "Day from which it exists", TODAY.replace(year=2019, month=4, day=1))
    page.get_by_label("Associate member").check()
    enter_date(page, "First day of membership", TODAY)
    page.get_by_role("button", name="Add organisation").click()
    expect(page.get_by_role("heading", name="Riverside Care Trust", level=1)).to_be_visible()
    expect(page.get_by_text("Associate member of London social work apprenticeship consortium")).to_be_visible()
    looks_right(page)

    page.get_by_role("button", name="Invite somebody").click()
    looks_right(page)
    page.get_by_label("Their name").fill("Priya Shah")
    page.get_by_label("Their work email address").fill("priya.shah@riverside.example.org")
    page.get_by_label("Role").select_option(label="Workforce lead")
    page.get_by_role("button", name="Send invitation").click()
    expect(page.get_by_text("We sent an invitation to priya.shah@riverside.example.org")).to_be_visible()
    expect(page.get_by_text("Invited", exact=True)).to_be_visible()
    looks_right(page)

    theirs = visitor()
    link = mails.link_in("priya.shah@riverside.example.org")
    theirs.goto(link)
    expect(theirs.get_by_role("heading", name="Join as workforce lead")).to_be_visible()
    looks_right(theirs)
    theirs.get_by_label("Your new password").fill("short")
    theirs.get_by_role("button", name="Join").click()
    expect(theirs.get_by_text("There is a problem")).to_be_visible()
    looks_right(theirs)
    theirs.get_by_label("Your new password").fill(PASSWORD)
    theirs.get_by_role("button", name="Join").click()
    expect(theirs.get_by_role("heading", name="Set up the app with codes")).to_be_visible()
    looks_right(theirs)

    theirs.goto("/consortium/")
    expect(theirs.get_by_role("heading", name="Set up the app with codes")).to_be_visible()
    theirs.get_by_text("I cannot scan the picture").click()
    secret = theirs.locator(".app-secret").inner_text()
    theirs.get_by_label("Code").fill(make.code_of(secret))
    theirs.get_by_role("button", name="Use this app").click()
    expect(theirs.get_by_role("heading", name="Recovery codes")).to_be_visible()
    looks_right(theirs)
    theirs.goto("/")
    expect(theirs.get_by_text("Nothing needs you today.")).to_be_visible()
    looks_right(theirs)
    theirs.goto("/account/")
    expect(theirs.get_by_text("Workforce lead, Riverside Care Trust")).to_be_visible()
    looks_right(theirs)

    anybody = visitor()
    anybody.goto(link)
    expect(anybody.get_by_role("heading", name="This link no longer opens")).to_be_visible()
    anybody.console_errors.clear()  # the browser counts the answer 410 itself as an error
    looks_right(anybody)

    lead = User.objects.get(email="priya.shah@riverside.example.org")
    page.goto("/consortium/people/?state=holds&name=Priya")
    page.get_by_role("link", name="Priya Shah").click()
    looks_right(page)
    page.get_by_label("Now: at their next click nothing opens").check()
    page.get_by_role("button", name="End role").click()
    expect(page.get_by_text("The role of Priya Shah ends now.")).to_be_visible()
    theirs.goto("/consortium/")
    expect(theirs.get_by_role("heading", name="Page not found")).to_be_visible()
    assert lead.appointments.get().closed_at is not None


def test_the_official_list_of_a_standard_is_brought_checked_and_applied(
    visitor, looks_right, manager, worker, tmp_path
):
    sheet = tmp_path / "official.csv"
    sheet.write_text("Code,Type,Title\nK1,K,Law\nS1,X,Listening\n", encoding="utf-8")
    page = visitor(manager)
    page.goto("/consortium/standards/ST0510/")
    looks_right(page)
    page.get_by_role("link", name="Import the official list for version 1.0").click()
    looks_right(page)
    page.locator("input[type=file]").set_input_files(sheet)
    page.get_by_label("Who published it").fill("The publisher of the standard")
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_text("Type must be K, S or B")).to_be_visible()
    looks_right(page)

    sheet.write_text("Code,Type,Title\nK1,K,Law\nS1,S,Listening\n", encoding="utf-8")
    page.goto("/consortium/standards/ST0510/1.0/official-list/")
    page.locator("input[type=file]").set_input_files(sheet)
    page.get_by_label("Who published it").fill("The publisher of the standard")
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_text("would be added")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("It is done.")).to_be_visible(timeout=30_000)
    looks_right(page)
    page.get_by_role("button", name="Open it").click()
    page.get_by_role("link", name="See what is there now").click()
    expect(page.get_by_role("heading", name="2 statements")).to_be_visible()
    looks_right(page)
