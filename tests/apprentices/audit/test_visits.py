"""A visit: from a day to a day, by link and code, to named records, to read only, with everything written down."""

import datetime
import re

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apprentices import operations, sharing
from apprentices.audit_file.parts import audit_sections
from apprentices.models import Apprentice, Involvement, Visit, VisitOpening
from core.audit.models import Event
from core.links.models import SignedLink
from core.notifications.models import Message
from core.workflow import StepRefused
from tests import make
from tests.make import audit as made

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def amara():
    return make.apprentice("Amara Johnson")


@pytest.fixture
def officer(amara):
    return made.compliance_officer(amara)


def address(name, visit, *more):
    return reverse(f"apprentices:{name}", args=[visit.reference, *more])


def opened(visit):
    return list(visit.openings.order_by("pk").values_list("apprentice__person__name", "what"))


def test_the_link_opens_nothing_without_the_code_and_the_code_goes_to_the_visitor(amara, officer):
    visit = made.visit(amara, by=officer)
    mail = Message.objects.get(kind="visit_opened")
    browser = Client()
    browser.get(re.search(r"https?://[^/]+(/link/\S+)", mail.body)[1])

    page = browser.get(address("visit", visit))
    assert (mail.to_email, page.url) == ("ada@auditor.example.org", address("visit_code", visit))
    assert "Amara" not in browser.get(page.url).content.decode()
    assert browser.get(address("visit_record", visit, amara.reference)).url == page.url

    browser.post(address("send_visit_code", visit))
    code = re.search(r"\b(\d{6})\b", Message.objects.get(kind="one_time_code").body)[1]
    assert Message.objects.get(kind="one_time_code").to_email == "ada@auditor.example.org"
    wrong = "000000" if code != "000000" else "111111"
    assert "not the code" in browser.post(address("visit_code", visit), {"code": wrong}).content.decode()
    assert browser.post(address("visit_code", visit), {"code": code}).url == address("visit", visit)
    assert "Amara Johnson" in browser.get(address("visit", visit)).content.decode()
    assert opened(visit) == [(None, "Signed in with a code"), (None, "List of records")]


def test_each_page_is_written_down_for_who_opened_the_visit_and_for_the_apprentice(amara, officer):
    visit = made.visit(amara, by=officer)
    browser = made.visiting(visit)

    browser.get(address("visit", visit))
    browser.get(address("visit_record", visit, amara.reference))
    browser.get(address("visit_section", visit, amara.reference, "log"))

    assert opened(visit) == [
        (None, "List of records"),
        ("Amara Johnson", "Contents of the record"),
        ("Amara Johnson", "Log of off-the-job time"),
    ]
    log = make.signed_in(officer).get(address("visit_log", visit)).content.decode()
    assert ("3 pages and files" in log, "Log of off-the-job time" in log) == (True, True)
    seen = make.signed_in(amara.person).get(reverse("apprentices:sharing", args=[amara.reference])).content.decode()
    assert "Ada Auditor, Audit Office" in seen
    assert "Opened 2 pages of this record" in seen
    assert Event.objects.about(amara).filter(step="read on a visit", actor=visit.visitor).count() == 2


def test_the_report_has_every_opening_as_pdf_and_as_csv(amara, officer):
    visit = made.visit(amara, by=officer)
    made.visiting(visit).get(address("visit_section", visit, amara.reference, "gateway"))
    browser = make.signed_in(officer)

    rows = browser.get(address("visit_report", visit, "csv")).content.decode("utf-8-sig").splitlines()
    pdf = browser.get(address("visit_report", visit, "pdf")).content

    assert (rows[0], rows[1].split(",", 1)[1]) == (
        "When,Record,What was opened",
        "Amara Johnson,Gateway and the end of the programme",
    )
    assert pdf.startswith(b"%PDF")
    assert browser.get(address("visit_report", visit, "doc")).status_code == 404


def test_an_opening_is_never_changed_or_taken_away(amara, officer):
    visit = made.visit(amara, by=officer)
    made.visiting(visit).get(address("visit", visit))

    for spoil in (lambda: VisitOpening.objects.update(what="Nothing"), lambda: VisitOpening.objects.all().delete()):
        with pytest.raises(Error), transaction.atomic():
            spoil()
    assert opened(visit) == [(None, "List of records")]


def test_it_is_over_after_its_last_day_and_before_its_first_nothing_opens(amara, officer):
    visit = made.visit(amara, by=officer)
    browser, today = made.visiting(visit), timezone.localdate()

    Visit.objects.filter(pk=visit.pk).update(starts_on=today + DAY)
    assert "has not begun" in browser.get(address("visit", visit)).content.decode()
    Visit.objects.filter(pk=visit.pk).update(starts_on=today - 9 * DAY, ends_on=today - DAY)
    assert browser.get(address("visit_section", visit, amara.reference, "log")).status_code == 410
    assert browser.get(address("visit_code", visit)).status_code == 410
    assert opened(visit) == []


def test_one_press_ends_it_at_the_next_request(amara, officer):
    visit = made.visit(amara, by=officer)
    browser = made.visiting(visit)
    assert browser.get(address("visit", visit)).status_code == 200

    make.signed_in(officer).post(address("end_visit", visit))

    visit.refresh_from_db()
    assert (visit.state, visit.ended_by) == (Visit.State.ENDED, officer)
    assert browser.get(address("visit", visit)).status_code == 410
    assert not SignedLink.objects.live().filter(purpose="visit").exists()
    assert not Involvement.objects.on(timezone.localdate()).filter(kind="visitor").exists()
    assert make.signed_in(officer).post(address("end_visit", visit)).status_code == 403


def test_a_relation_that_was_closed_takes_the_record_out_of_the_visit(amara, officer):
    ben = make.apprentice("Ben Other", cohort=amara.cohort)
    visit = made.visit(amara, ben, by=officer)
    browser = made.visiting(visit)
    Involvement.objects.filter(kind="visitor", apprentice=ben).delete()

    listed = browser.get(address("visit", visit)).content.decode()

    assert ("Amara Johnson" in listed, "Ben Other" in listed) == (True, False)
    assert browser.get(address("visit_section", visit, ben.reference, "log")).status_code == 404


def test_a_record_that_is_not_named_is_not_there(amara, officer):
    other = make.apprentice("Ben Other", cohort=amara.cohort)
    visit = made.visit(amara, by=officer)
    browser = made.visiting(visit)

    assert browser.get(address("visit_record", visit, other.reference)).status_code == 404
    assert browser.get(address("visit_section", visit, amara.reference, "nonsense")).status_code == 404
    second = made.visit(other, by=officer, email="bo@auditor.example.org", name="Bo Other")
    assert browser.get(address("visit", second)).status_code == 410


def test_a_visitor_with_an_account_reaches_nothing_outside_the_pages_of_the_visit(amara, officer):
    visit = made.visit(amara, by=officer)
    visitor, record = make.signed_in(visit.visitor), reverse("apprentices:record", args=[amara.reference])

    assert not Apprentice.objects.visible_to(visit.visitor).exists()
    assert make.signed_in(officer).get(record).status_code == 200
    assert (visitor.get(record).status_code, visitor.get("/apprentices/").status_code) == (404, 404)
    assert visitor.get(reverse("apprentices:sharing", args=[amara.reference])).status_code == 404


def test_the_file_goes_along_only_while_it_holds_nobody_else(amara, officer):
    ben = make.apprentice("Ben Other", cohort=amara.cohort)
    audit_file = made.audit_file(amara, ben, by=officer)
    visit = made.visit(amara, ben, by=officer, audit_file=audit_file)
    browser = made.visiting(visit)

    assert browser.get(address("visit_file", visit)).status_code == 200
    assert [what for _, what in opened(visit)].count("Audit file (PDF)") == 2
    Involvement.objects.filter(kind="visitor", apprentice=ben).delete()
    assert browser.get(address("visit_file", visit)).status_code == 404


# Opening one -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"starts_on": timezone.localdate() - DAY}, "cannot begin in the past"),
        ({"ends_on": timezone.localdate() - DAY}, "must be the first day or later"),
        ({"ends_on": timezone.localdate() + 30 * DAY}, "at most 30 days, and these are 31"),
    ],
)
def test_a_visit_has_bounds(amara, officer, changed, why):
    with pytest.raises(StepRefused, match=why):
        made.visit(amara, by=officer, **changed)
    assert not Visit.objects.exists()


def test_nobody_opens_what_is_not_open_to_themselves(amara, officer):
    other = make.apprentice("Zoe Elsewhere")
    lead = make.appointment(at=amara.employer, as_="workforce_lead").person
    consortium_manager = make.appointment(as_="consortium_manager", at=make.organisation("consortium", "Office")).person

    with pytest.raises(StepRefused, match="Not all of these records are yours"):
        made.visit(amara, other, by=officer)
    for person in (lead, consortium_manager):
        assert make.signed_in(person).get(reverse("apprentices:open_visit")).status_code == 403
    assert make.signed_in(officer).get(reverse("apprentices:open_visit")).status_code == 200


def test_the_apprentice_is_no_visitor_to_themselves_and_nobody_visits_twice_at_once(amara, officer):
    with pytest.raises(StepRefused, match="reads their own record already"):
        made.visit(amara, by=officer, email=amara.person.email)
    made.visit(amara, by=officer)
    with pytest.raises(StepRefused, match="has a visit to the record of Amara Johnson"):
        made.visit(amara, by=officer)


def test_the_page_checks_before_it_opens_and_the_apprentice_is_told(amara, officer):
    browser, today = make.signed_in(officer), timezone.localdate()
    page = f"{reverse('apprentices:open_visit')}?a={amara.reference}"
    last = today + 4 * DAY
    typed = {
        "name": "Ada Auditor",
        "email": "Ada@Auditor.example.org",
        "kind": "ofsted",
        "organisation": "Ofsted",
        "purpose": "Inspection",
        **{f"starts_on_{part}": getattr(today, part) for part in ("day", "month", "year")},
        **{f"ends_on_{part}": getattr(last, part) for part in ("day", "month", "year")},
    }
    names = re.findall(r'name="(\w+)"', browser.get(page).content.decode())
    assert set(typed) <= set(names)

    check = browser.post(page, typed)
    assert ("Open these records" in check.content.decode(), Visit.objects.count()) == (True, 0)
    browser.post(page, {**typed, "confirmed": "yes"})

    visit = Visit.objects.get()
    assert (visit.kind, visit.ends_on, visit.visitor.email) == ("ofsted", last, "ada@auditor.example.org")
    told = Message.objects.get(kind="visit_to_your_record")
    assert (told.to, "Ada Auditor, Ofsted" in told.body) == (amara.person, True)
    assert [viewer.part for viewer in sharing.viewers(amara, on=today)][-1].startswith("Visitor")


def test_a_fresh_link_stops_the_one_before(amara, officer):
    visit = made.visit(amara, by=officer)
    first = SignedLink.objects.get(purpose="visit")

    make.signed_in(officer).post(address("send_visit_link", visit))

    first.refresh_from_db()
    assert (first.is_live, SignedLink.objects.live().filter(purpose="visit").count()) == (False, 1)


def test_visits_are_seen_by_compliance_officers_of_the_university_alone(amara, officer):
    visit = made.visit(amara, by=officer)
    elsewhere = made.compliance_officer(make.apprentice())
    lead = make.appointment(at=amara.employer, as_="workforce_lead").person

    answers = [make.signed_in(who).get(address("visit_log", visit)).status_code for who in (officer, elsewhere, lead)]

    assert answers == [200, 404, 404]


def test_an_open_visit_stands_on_the_home_page_of_who_opened_it(amara, officer):
    visit = made.visit(amara, by=officer)
    browser = make.signed_in(officer)

    assert "Visit of Ada Auditor, Audit Office" in browser.get("/").content.decode()
    operations.end_visit(visit, by=officer)
    assert "Visit of Ada Auditor" not in browser.get("/").content.decode()


def test_every_section_can_be_read_and_each_is_the_same_as_in_an_audit_file(amara, officer):
    visit = made.visit(amara, by=officer)
    audit_file = made.audit_file(amara, by=officer)
    browser = made.visiting(visit)
    printed = {s["name"]: s["sha256"] for s in audit_file.pack.snapshot["people"][0]["sections"]}

    for section in audit_sections:
        page = browser.get(address("visit_section", visit, amara.reference, section.name))
        assert printed[section.name] in page.content.decode(), section.title


def test_a_visitor_who_does_not_exist_is_made_once_without_a_password(amara, officer):
    visit = made.visit(amara, by=officer)

    assert not visit.visitor.has_usable_password()
    with pytest.raises(ObjectDoesNotExist):
        visit.visitor.appointments.get()
