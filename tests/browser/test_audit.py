"""An audit from the ticks on the list to the PDF with its gaps; an extract compared; a visit, read and ended."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apprentices.models import AuditFile, RecordComparison, Visit
from core.tables.export import as_csv
from tests import make
from tests.browser.mails import code_in, link_in
from tests.make.audit import HEADS

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = timezone.localdate()


@pytest.fixture
def records(site):
    amara, manager, tutor = make.apprentice_with_people("Amara Johnson")
    ben = make.apprentice("Ben Okafor", cohort=amara.cohort)
    make.training_plan(amara)
    make.agreed_break(amara, manager, tutor, starts_in=-60, days=10)
    make.entry(amara, submitted=True)
    amara.refresh_from_db()
    return amara, ben, make.compliance_officer(amara)


def test_an_audit_file_a_comparison_and_a_visit(visitor, records, looks_right):
    amara, ben, officer = records
    desk = visitor(officer)

    make_a_file(desk, looks_right)
    compare_an_extract(desk, amara, ben, looks_right)
    open_a_visit(desk, looks_right)
    read_as_a_visitor(visitor, looks_right)
    see_what_was_opened_and_end_it(desk, visitor, amara, looks_right)


def make_a_file(desk, looks_right):
    desk.goto("/apprentices/")
    desk.get_by_label("Choose Amara Johnson").check()
    looks_right(desk)
    desk.get_by_role("button", name="Audit file of those ticked").click()
    expect(desk.get_by_role("heading", name="1 apprentice")).to_be_visible()
    looks_right(desk)
    desk.get_by_role("button", name="Build the audit file").click()
    looks_right(desk)
    make.do_owed_work()
    desk.goto(f"/apprentices/audit/files/{AuditFile.objects.get().reference}/")
    expect(desk.get_by_text("No apprenticeship agreement is recorded.")).to_be_visible()
    looks_right(desk)
    desk.get_by_role("link", name="What has changed since").click()
    expect(desk.get_by_text("Every section reads as it does in the file.")).to_be_visible()
    looks_right(desk)


def compare_an_extract(desk, amara, ben, looks_right):
    desk.goto("/apprentices/audit/")
    looks_right(desk)
    desk.get_by_role("link", name="Compare an extract").click()
    desk.get_by_label("Whom does the extract cover?").select_option(amara.cohort.name)
    rows = [make.extract_row(amara, PHours="950"), make.extract_row(ben)]
    extract = {"name": "extract.csv", "mimeType": "text/csv", "buffer": as_csv(HEADS, rows)}
    desk.locator('input[type="file"]').set_input_files(extract)
    looks_right(desk)
    desk.get_by_role("button", name="Check the file").click()
    looks_right(desk)
    desk.get_by_role("button", name="Compare").click()
    desk.wait_for_load_state()
    make.do_owed_work()
    desk.goto(f"/apprentices/audit/comparisons/{RecordComparison.objects.get().reference}/?field=planned_hours")
    desk.get_by_label("Choose Amara Johnson, Planned hours").check()
    looks_right(desk)
    desk.get_by_role("button", name="Explain those ticked").click()
    looks_right(desk)
    desk.get_by_label("What explains it?").fill("The old plan went out with the last return.")
    desk.get_by_role("button", name="Keep the explanation").click()
    expect(desk.get_by_text("It holds for the next comparison too.")).to_be_visible()


def open_a_visit(desk, looks_right):
    desk.goto(f"/apprentices/audit/visits/open/?file={AuditFile.objects.get().reference}")
    desk.get_by_label("Visitor’s full name").or_(desk.get_by_label("Visitor's full name")).fill("Ada Whitfield")
    desk.get_by_label("Visitor's work email address").fill("ada@audit.example.org")
    desk.get_by_label("Auditor", exact=True).check()
    desk.get_by_label("Their organisation").fill("Audit Office")
    desk.get_by_label("What is the visit for?").fill("Funding audit")
    looks_right(desk)
    desk.get_by_role("button", name="Continue").click()
    expect(desk.get_by_role("heading", name="Open these records")).to_be_visible()
    looks_right(desk)
    desk.get_by_role("button", name="Open the visit").click()
    expect(desk.get_by_text("Nothing was opened so far.")).to_be_visible()
    looks_right(desk)


def read_as_a_visitor(visitor, looks_right):
    page = visitor()
    page.goto(link_in("ada@audit.example.org"))
    expect(page.get_by_role("heading", name="Your visit")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Send a code").click()
    page.wait_for_load_state()
    page.get_by_label("Code").fill(code_in("ada@audit.example.org"))
    page.get_by_role("button", name="Open the records").click()
    looks_right(page)
    page.get_by_role("link", name="Amara Johnson", exact=True).click()
    looks_right(page)
    for title in ("Training plan", "Breaks in learning"):
        page.get_by_role("link", name=title).click()
        expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
        looks_right(page)
        page.get_by_role("link", name="Amara Johnson", exact=True).click()


def see_what_was_opened_and_end_it(desk, visitor, amara, looks_right):
    visit = Visit.objects.get()
    desk.goto(f"/apprentices/audit/visits/{visit.reference}/")
    expect(desk.get_by_text("Breaks in learning")).to_be_visible()
    looks_right(desk)
    phone = visitor(amara.person)
    phone.goto(f"/apprentices/{amara.reference}/who-sees-this/")
    expect(phone.get_by_text("Ada Whitfield, Audit Office", exact=True)).to_be_visible()
    looks_right(phone)
    desk.get_by_role("button", name="End the visit now").click()
    expect(desk.get_by_text("The visit is over.")).to_be_visible()
    visit.refresh_from_db()
    assert visit.state == Visit.State.ENDED
