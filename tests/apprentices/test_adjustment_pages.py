"""The pages of adjustments: each reader finds what is shared with them, and no page tells anybody of the rest."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from apprentices import operations
from apprentices.models import Adjustment, SharedAdjustment
from core.audit.models import Event
from core.notifications.models import Message
from tests import make
from tests.queries import beyond_the_constant_page

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
SENTINEL = "SENTINEL-7 large print"


@pytest.fixture
def trio():
    return make.apprentice_with_people("Amara Johnson")


def dated(field, date):
    return {f"{field}_day": date.day, f"{field}_month": date.month, f"{field}_year": date.year}


def asking(**fields):
    return {"what_helps": SENTINEL, "asked": ["employer"], **dated("until", TODAY + 90 * DAY)} | fields


def test_asking_shows_what_follows_before_anything_is_kept(trio):
    apprentice, manager, _ = trio
    browser = make.signed_in(apprentice.person)
    page = f"/apprentices/{apprentice.reference}/adjustments/ask/"

    nothing = browser.post(page, {"what_helps": "", **dated("until", TODAY - DAY)}).text
    check = browser.post(page, asking(told=["university"])).text
    kept = Adjustment.objects.count()
    changed = browser.post(page, asking(change="yes")).text
    browser.post(page, asking(told=["university"], confirmed="yes"))

    assert "Select who has to do something" in nothing
    assert "The last day must be today or later" in nothing
    assert "Interim help starts today" in check
    assert (kept, SENTINEL in changed) == (0, True)
    assert [(s.audience, s.state) for s in SharedAdjustment.objects.all()] == [
        ("employer", "asked"),
        ("university", "told"),
    ]
    assert [mail.to for mail in Message.objects.filter(kind="decision_asked")] == [manager]


def test_no_page_of_the_record_tells_anybody_of_what_is_not_shared_with_them(trio):
    apprentice, manager, tutor = trio
    officer = make.appointment(at=apprentice.cohort.university, as_="compliance_officer").person
    review = make.review(apprentice)
    made = make.adjustment(apprentice, SENTINEL)
    operations.keep_own_note(made, text="SENTINEL-8 why", by=apprentice.person)
    base = f"/apprentices/{apprentice.reference}/"
    pages = [
        base,
        f"{base}adjustments/",
        f"{base}who-sees-this/",
        f"/apprentices/reviews/{review.reference}/",
        "/",
    ]

    def found(who):
        browser = make.signed_in(who)
        return [SENTINEL[:10] in browser.get(page).text for page in pages]

    assert found(apprentice.person) == [True, True, True, True, False]
    assert found(manager) == [True, True, False, True, False]
    assert found(tutor) == found(officer) == [False] * 5
    one = f"/apprentices/adjustments/{made.reference}/"
    texts = {who: make.signed_in(who).get(one) for who in (apprentice.person, manager, tutor)}
    assert [answer.status_code for answer in texts.values()] == [200, 200, 404]
    assert ["SENTINEL-8" in answer.text for answer in texts.values()] == [True, False, False]


def test_a_party_reads_its_own_part_and_not_who_else_is_told(trio):
    apprentice, manager, tutor = trio
    made = make.adjustment(apprentice, SENTINEL, asked=["employer", "university"], stage="Module 3 exam")
    page = f"/apprentices/adjustments/{made.reference}/"
    for_manager, for_tutor = (make.signed_in(who).get(page).text for who in (manager, tutor))

    assert ("Employer" in for_manager, "Module 3 exam" in for_manager) == (True, False)
    assert f"{page}university/decide/" not in for_manager
    assert ("Module 3 exam" in for_tutor, f"{page}university/decide/" in for_tutor) == (True, True)
    assert make.signed_in(manager).get(f"{page}university/decide/").status_code == 404
    assert make.signed_in(manager).get(f"{page}result/").status_code == 403


def test_deciding_asks_for_what_the_decision_needs(trio):
    apprentice, manager, _ = trio
    made = make.adjustment(apprentice)
    browser, page = make.signed_in(manager), f"/apprentices/adjustments/{made.reference}/employer/decide/"

    said = browser.post(page, {"decision": "refuse"}).text
    browser.post(page, {"decision": "refuse", "because": "No room.", "turn_to": "Sam Lee"})
    again = browser.post(page, {"decision": "agree"})

    assert "Enter why you cannot agree" in said
    assert "Enter where the apprentice can turn" in said
    assert make.adjustment_party(made).state == "refused"
    assert again.status_code == 403
    shown = make.signed_in(apprentice.person).get(f"/apprentices/adjustments/{made.reference}/").text
    assert "No room." in shown
    assert "Sam Lee" in shown


def test_the_page_says_who_pays_and_whom_to_ask_for_a_review(trio):
    apprentice, _, tutor = trio
    officer = make.appointment(make.person("Olu Officer"), at=apprentice.cohort.university, as_="compliance_officer")
    made = make.adjustment(apprentice, asked=["university"], stage="Module 3 exam")
    page = make.signed_in(apprentice.person).get(f"/apprentices/adjustments/{made.reference}/").text
    assert "learning support" in page
    assert "Access to Work" in page
    assert "Disabled Students&#x27; Allowance is not for apprentices" in page
    assert f"your tutor, {tutor}" in page
    assert officer.person.name in page


def test_the_placement_page_shows_the_educator_what_is_shared_with_the_placement():
    placement = make.placement()
    apprentice, educator = placement.apprentice, placement.practice_educator.person
    make.adjustment(apprentice, SENTINEL, asked=["placement"])
    make.adjustment(apprentice, "SENTINEL-9 for work", asked=["employer"])
    page = make.signed_in(educator).get(f"/placements/{placement.reference}/").text
    assert (SENTINEL in page, "SENTINEL-9" in page) == (True, False)


def test_the_list_costs_as_much_for_many_as_for_few(trio):
    apprentice, manager, _ = trio
    pages = dict.fromkeys((apprentice.person, manager), f"/apprentices/{apprentice.reference}/adjustments/")

    def costs():
        return [beyond_the_constant_page(make.signed_in(who), page) for who, page in pages.items()]

    for _ in range(3):
        make.adjustment(apprentice)
    few = costs()
    for _ in range(30):
        make.adjustment(apprentice)
    assert costs() == few


def code_of(browser, person):
    """Types the code that went to this person; answers with the page where they come out."""
    page = f"/apprentices/time/by-link/{person.reference}/"
    browser.post(page + "send-code/")
    code = re.search(r"\b\d{6}\b", Message.objects.filter(kind="one_time_code").latest("pk").body)[0]
    return browser.post(page + "code/", {"code": code, "name": "Grace Mensah", "role": "Team manager"}).url


def test_a_line_manager_without_an_account_decides_by_link_after_a_code_and_a_forwarder_reads_nothing(trio):
    apprentice, manager, _ = trio
    manager.set_unusable_password()
    manager.save()
    made = make.adjustment(apprentice, SENTINEL, asked=["employer"])
    mail = Message.objects.get(kind="decision_asked", to=manager)
    browser = Client()
    page = browser.get("/link/" + re.search(r"/link/(\S+)", mail.body)[1], follow=True)

    assert (mail.secret, SENTINEL in page.content.decode() + mail.body) == (True, False)
    assert code_of(browser, manager) == f"/apprentices/adjustments/{made.reference}/by-link/"
    address = f"/apprentices/adjustments/{made.reference}/by-link/"
    assert SENTINEL in browser.get(address).text
    done = browser.post(address, {"decision": "instead", "instead": "A room on the second floor."}, follow=True).text

    party = make.adjustment_party(made)
    assert (party.state, party.instead, party.decided_by) == ("offered", "A room on the second floor.", manager)
    assert "Offered. It holds once" in done and "A room on the second floor." in done
    details = Event.objects.about(made).latest("pk").detail.words
    assert (details["method"], details["name"], details["role"]) == ("link and code", "Grace Mensah", "Team manager")
    operations.stop_sharing(party, by=apprentice.person)
    assert browser.get(address).status_code == 404
    assert make.signed_in(manager).get(address).status_code == 404


def test_an_apprentice_may_share_with_selection_where_the_admissions_tutors_decide(trio):
    apprentice, manager, tutor = trio
    admissions = make.appointment(at=apprentice.cohort.university, as_="admissions_tutor").person
    made = make.adjustment(apprentice, SENTINEL, asked=["selection"])
    page = f"/apprentices/adjustments/{made.reference}/"

    assert {mail.to for mail in Message.objects.filter(kind="decision_asked")} == {admissions}
    assert [make.signed_in(who).get(page).status_code for who in (admissions, manager, tutor)] == [200, 404, 404]
    assert "Decide on an adjustment for Amara Johnson" in make.signed_in(admissions).get("/").text
    make.signed_in(admissions).post(f"{page}selection/decide/", {"decision": "agree"})
    assert make.adjustment_party(made, "selection").state == "agreed"
