"""The pages of progress reviews: who reads what, writing, signing with an account and by link, lists, paper."""

import datetime
import io
import re
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from apprentices import operations
from apprentices.models import Involvement, Party, ProgressReview, ReviewSignature
from apprentices.telling import LINK_PURPOSE
from core import links
from core.audit.signatures import Signature
from core.notifications.models import Message
from tests import make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
State = ProgressReview.State


@pytest.fixture
def apprentice():
    return make.reviewed_apprentice("Amara Johnson")


@pytest.fixture
def tutor(apprentice):
    return make.three(apprentice)[Party.UNIVERSITY]


@pytest.fixture
def manager(apprentice):
    return make.three(apprentice)[Party.EMPLOYER]


def url(name, review, *more):
    return reverse(f"apprentices:{name}", args=[review.reference, *more])


def dated(field, value):
    return {f"{field}_day": value.day, f"{field}_month": value.month, f"{field}_year": value.year}


def test_preparation_is_read_by_the_three_and_not_by_those_who_answer_for_apprentices(apprentice, manager):
    review = make.review(apprentice)
    make.signed_in(apprentice.person).post(url("prepare_review", review), {"hard": "Two late nights", "send": "1"})
    lead = make.appointment(make.person(), apprentice.employer).person

    pages = [make.signed_in(who).get(url("review", review)).content.decode() for who in (manager, lead)]

    assert ["Two late nights" in page for page in pages] == [True, False]


def test_a_draft_of_a_preparation_comes_back_to_its_author_alone(apprentice, manager):
    review = make.review(apprentice)
    browser = make.signed_in(apprentice.person)
    browser.post(url("prepare_review", review), {"hard": "Not yet for others"})

    assert "Not yet for others" in browser.get(url("prepare_review", review)).content.decode()
    for who in (manager, apprentice.person):
        assert "Not yet for others" not in make.signed_in(who).get(url("review", review)).content.decode()


def test_the_tutor_writes_up_adds_an_action_and_asks_for_signatures(apprentice, tutor):
    review = make.held_review(apprentice)
    browser = make.signed_in(tutor)

    browser.post(url("write_review", review), {"summary": "We spoke.", "next_steps": "Go on."})
    action = {"what": "Shadow a panel", "owner": "employer", **dated("due_on", TODAY + datetime.timedelta(days=9))}
    browser.post(url("add_review_action", review), action)
    assert "Shadow a panel" in browser.get(url("send_review", review)).content.decode()
    browser.post(url("send_review", review))

    review.refresh_from_db()
    assert review.state == State.SIGNING
    assert review.write_up.actions.get().owner == "employer"
    assert Message.objects.filter(kind="review_to_sign", to=apprentice.person).count() == 1


def test_two_who_write_at_once_lose_nothing(apprentice, tutor):
    review = make.held_review(apprentice)
    browser = make.signed_in(tutor)
    browser.post(url("write_review", review), {"summary": "First.", "next_steps": "A"})
    opened = ProgressReview.objects.get(pk=review.pk).write_up.version
    texts = {"summary": "Mine.", "next_steps": "B", "version": opened}
    browser.post(url("write_review", review), texts)

    answer = browser.post(url("write_review", review), {**texts, "summary": "Late."})

    assert "Somebody else has changed this" in answer.content.decode()
    assert ProgressReview.objects.get(pk=review.pk).write_up.summary == "Mine."


def test_one_press_signs_after_the_check_page(apprentice, manager):
    review = make.signing_review(apprentice)
    browser = make.signed_in(manager)
    page = browser.get(url("sign_review", review)).content.decode()
    read = re.search(r'name="read" value="(\w{64})"', page)[1]

    browser.post(url("sign_review", review), {"read": read, "dissent": ""})

    signed = ReviewSignature.objects.get()
    assert (signed.party, signed.signature.method) == ("employer", Signature.Method.ACCOUNT)
    assert browser.get(url("sign_review", review)).status_code == 403


def test_actions_are_ticked_off_and_opened_again_by_the_three_alone(apprentice, manager):
    review = make.signing_review(apprentice)
    action = review.write_up.actions.get()
    lead = make.appointment(make.person(), apprentice.employer).person

    statuses = [
        make.signed_in(who).post(url("settle_review_action", review, action.reference, to)).status_code
        for who, to in ((lead, "done"), (apprentice.person, "done"), (manager, "open"), (manager, "nonsense"))
    ]

    action.refresh_from_db()
    assert (statuses, action.state) == ([403, 302, 302, 302], "open")


def test_the_compliance_officer_reopens_and_whoever_signed_does_not(apprentice, tutor):
    review = make.closed_review(apprentice)
    officer = make.appointment(make.person(), apprentice.cohort.university, "compliance_officer").person
    assert make.signed_in(tutor).post(url("reopen_review", review), {"reason": "x"}).status_code == 403

    make.signed_in(officer).post(url("reopen_review", review), {"reason": "The hours were wrong"})

    review.refresh_from_db()
    assert (review.state, review.write_up.number) == (State.REOPENED, 2)
    page = make.signed_in(tutor).get(url("review", review)).content.decode()
    assert "Version 1, which is void" in page


def test_many_reviews_are_set_one_after_the_other(apprentice, tutor):
    other = make.apprentice("Ben Adeyemi")
    make.involvement(other, Involvement.Kind.TUTOR, person=tutor)
    reviews = [make.review(of) for of in (apprentice, other)]
    day = TODAY + datetime.timedelta(days=4)
    typed = {
        "reviews": [review.reference for review in reviews],
        "first_at": "9:30",
        "minutes": "45",
        "place": "Town hall",
        **dated("planned_on", day),
    }

    answer = make.signed_in(tutor).post(reverse("apprentices:plan_reviews"), typed)

    assert answer.status_code == 302
    times = ProgressReview.objects.order_by("planned_time").values_list("planned_on", "planned_time")
    assert list(times) == [(day, datetime.time(9, 30)), (day, datetime.time(10, 15))]


def test_what_happened_to_reviews_is_told_to_those_who_read_them_alone(apprentice, manager):
    make.closed_review(apprentice, dissent="Not all of it.")
    educator = make.person()
    make.involvement(apprentice, Involvement.Kind.PRACTICE_EDUCATOR, person=educator)
    record = reverse("apprentices:record", args=[apprentice.reference])

    pages = [make.signed_in(who).get(record).content.decode() for who in (manager, educator)]

    assert ["the progress review is disputed" in page for page in pages] == [True, False]


# By link -----------------------------------------------------------------------------------------------------


def opened(person):
    browser = Client()
    _, address = links.make(person=person, purpose=LINK_PURPOSE, subject=person)
    return browser, browser.get("/link/" + address.split("/link/")[1], follow=True)


def proved(browser, person):
    home = f"/apprentices/time/by-link/{person.reference}/"
    browser.post(home + "send-code/")
    code = re.search(r"\b\d{6}\b", Message.objects.filter(kind="one_time_code").latest("pk").body)[0]
    return browser.post(home + "code/", {"code": code, "name": "Grace A. Mensah", "role": "Team manager"})


def by_link(name, person, review):
    return reverse(f"apprentices:{name}", args=[person.reference, review.reference])


def test_a_forwarded_mail_shows_no_word_of_a_review_and_signs_nothing(apprentice, manager):
    review = make.signing_review(apprentice)
    browser, page = opened(manager)
    read = review.write_up.content_hash
    assert "Progress reviews to sign" in page.content.decode()

    answers = [
        browser.get(by_link("review_by_link", manager, review)),
        browser.get(by_link("sign_by_link", manager, review)),
        browser.post(by_link("sign_by_link", manager, review), {"read": read}),
        browser.get(by_link("prepare_by_link", manager, review)),
    ]

    assert {answer.url for answer in answers} == {f"/apprentices/time/by-link/{manager.reference}/code/"}
    assert not ReviewSignature.objects.exists()


def test_the_code_leads_back_to_the_review_and_the_typed_name_and_role_are_kept(apprentice, manager):
    review = make.signing_review(apprentice)
    browser, _ = opened(manager)
    page = by_link("sign_by_link", manager, review)
    browser.get(page)

    assert proved(browser, manager).url == page
    assert "We spoke about the placement." in browser.get(page).content.decode()
    browser.post(page, {"read": review.write_up.content_hash})

    made = ReviewSignature.objects.get().signature
    assert (made.signer, made.signer_name, made.signer_role, made.method) == (
        manager,
        "Grace A. Mensah",
        "Team manager",
        Signature.Method.LINK_AND_CODE,
    )


def test_a_link_reaches_no_review_of_anybody_elses_apprentice(apprentice, manager):
    other = make.signing_review(make.reviewed_apprentice())
    browser, _ = opened(manager)
    proved(browser, manager)

    assert browser.get(by_link("sign_by_link", manager, other)).status_code == 404


# Lists and paper ---------------------------------------------------------------------------------------------


def queries_of(browser, address):
    browser.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", ["reviews", "signing_by_employer", "signing_by_person"])
def test_lists_cost_the_same_for_few_and_for_many(name):
    tutor, address = make.person(), reverse(f"apprentices:{name}")

    def more(number):
        for _ in range(number):
            of = make.apprentice()
            make.line_manager(of)
            make.involvement(of, Involvement.Kind.TUTOR, person=tutor)
            make.sign(make.signing_review(of), of.person)

    more(3)
    browser = make.signed_in(tutor)
    few = queries_of(browser, address)
    more(12)
    assert queries_of(browser, address) == few


def test_days_to_sign_name_the_employer_the_median_and_what_is_open(apprentice, tutor, manager):
    at = datetime.datetime(2026, 3, 2, 12, tzinfo=ZoneInfo("Europe/London"))
    for days, party in ((1, Party.EMPLOYER), (3, Party.EMPLOYER)):
        review = make.signing_review(apprentice, at=at)
        make.sign(review, make.three(apprentice)[party], at=at + datetime.timedelta(days=days))
    make.signing_review(apprentice, at=at)
    lead = make.appointment(make.person(), apprentice.employer).person
    browser = make.signed_in(lead)

    by_employer = browser.get(reverse("apprentices:signing_by_employer") + "?format=csv").content.decode()
    by_person = browser.get(reverse("apprentices:signing_by_person") + "?format=csv").content.decode()

    employer = apprentice.employer.name
    assert f"{employer},2,2.0,3,1,2026-03-02" in by_employer.replace(" 12:00", "")
    assert f"{manager},2,2.0,3,1,2026-03-02" in by_person.replace(" 12:00", "")
    assert f"{tutor},0,,,3,2026-03-02" in by_person.replace(" 12:00", "")


def test_the_list_filters_by_whose_signature_is_missing(apprentice, tutor, manager):
    review = make.signing_review(apprentice)
    make.sign(review, tutor)
    page = reverse("apprentices:reviews")

    def listed(who, waiting):
        return "Waiting for signatures" in re.sub(
            r"<form.*?</form>", "", make.signed_in(who).get(f"{page}?waiting={waiting}").content.decode(), flags=re.S
        )

    assert [listed(tutor, "me"), listed(tutor, "others"), listed(manager, "me")] == [False, True, True]


def test_the_record_of_a_review_is_a_paper_with_text_facts_and_signatures(apprentice, tutor):
    review = make.closed_review(apprentice, dissent="My study days were cancelled twice.")

    answer = make.signed_in(tutor).get(url("review_record", review))

    paper = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert answer["Content-Type"] == "application/pdf"
    for words in ("We spoke about the placement.", "Shadow a strategy meeting", "835 hours", "cancelled twice"):
        assert words in " ".join(paper.split())


def test_home_tells_each_of_the_three_what_needs_them(apprentice, tutor, manager):
    review = make.signing_review(apprentice)
    coming = apprentice.reviews.get(state=State.SCHEDULED)
    operations.plan_review(coming, on=TODAY + datetime.timedelta(days=3), by=tutor)
    make.sign(review, tutor)

    homes = {who: make.signed_in(who).get("/").content.decode() for who in (apprentice.person, manager, tutor)}

    assert "Sign your progress review" in homes[apprentice.person]
    assert "Prepare your progress review" in homes[apprentice.person]
    assert "Sign the progress review of Amara Johnson" in homes[manager]
    assert "1 progress review waits for others to sign" in homes[tutor]
    assert "Sign the progress review" not in homes[tutor]
