"""The pages of the gateway: what each of the three sees and does, by account and by link; lists and downloads."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from apprentices import operations
from apprentices.models import Apprentice, Gateway, Milestone, Sitting
from core import links
from core.notifications.models import Message
from tests import make
from tests.queries import beyond_the_constant_page

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
State = Apprentice.State


def dated(field, date):
    return {f"{field}_day": date.day, f"{field}_month": date.month, f"{field}_year": date.year}


def shown(who, address):
    answer = make.signed_in(who).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def page(apprentice, rest=""):
    return f"/apprentices/{apprentice.reference}/gateway/{rest}"


def sign(browser, address):
    """Read the page and sign what stood on it."""
    checked = re.search(r'name="checked" value="(\w+)"', browser.get(address).content.decode())
    return browser.post(address, {"checked": checked.group(1)})


def test_the_three_decide_on_their_pages_and_the_apprentice_confirms_on_the_home_page():
    apprentice, manager, tutor = make.finishing("Amara Johnson")
    assert "Nothing holds up the gateway" in shown(manager, page(apprentice))
    assert sign(make.signed_in(manager), page(apprentice, "decide/")).url == page(apprentice)
    assert "Decide about the gateway: Amara Johnson" in shown(tutor, "/")
    assert "Confirm that you go through" not in shown(apprentice.person, "/")
    sign(make.signed_in(tutor), page(apprentice, "decide/"))
    assert "Decide about the gateway: Amara Johnson" not in shown(tutor, "/")
    assert "Confirm that you go through the gateway" in shown(apprentice.person, "/")
    sign(make.signed_in(apprentice.person), page(apprentice, "decide/"))
    apprentice.refresh_from_db()
    assert apprentice.state == State.GATEWAY
    assert "Next: End-point assessment booked. Whose turn: university." in shown(apprentice.person, page(apprentice))
    assert "End-point assessment booked: Amara Johnson" in shown(tutor, "/")


def test_what_has_changed_since_the_page_was_opened_is_shown_again_before_anybody_signs():
    apprentice, manager, tutor = make.finishing()
    browser = make.signed_in(manager)
    checked = re.search(r'name="checked" value="(\w+)"', browser.get(page(apprentice, "decide/")).content.decode())
    operations.record_level_two(apprentice, subject="maths", required_by="nobody", by=tutor)
    answer = browser.post(page(apprentice, "decide/"), {"checked": checked.group(1)})
    assert "has changed since you opened this page" in answer.content.decode()
    assert not Gateway.objects.exists()


def test_a_manager_without_an_account_decides_by_link_and_code_and_sees_nothing_else():
    apprentice, manager, tutor = make.finishing()
    operations.decide_gateway(apprentice, party="university", by=tutor)
    gateway = Gateway.objects.get()
    mail = Message.objects.get(to=manager, key__startswith="gateway-employer")
    browser = Client()
    address = browser.get(re.search(r"http://[^/]+(/link/\S+)", mail.body).group(1)).url
    assert browser.get(page(apprentice)).status_code == 302
    html = browser.get(address).content.decode()
    checked = re.search(r'name="checked" value="(\w+)"', html).group(1)
    browser.post(f"{address}code/")
    code = re.search(r"\b(\d{6})\b", Message.objects.filter(kind="one_time_code").latest("pk").body).group(1)
    typed = {"code": "000000" if code != "000000" else "111111", "name": "Grace Mensah", "role": "Manager"}
    assert "not the code that we sent" in browser.post(address, typed | {"checked": checked}).content.decode()
    browser.post(address, typed | {"checked": checked, "code": code})
    assert gateway.decisions.filter(party="employer", by=manager).count() == 1
    assert "Your side has decided already." in browser.get(address).content.decode()


def test_the_apprentice_reads_what_is_missing_and_what_to_do_and_others_do_not_see_the_page():
    apprentice, _, tutor = make.finishing()
    operations.take_back_declaration(
        apprentice.gateway_facts.get(code="assessment_case"), because="Not ready.", by=tutor
    )
    html = shown(apprentice.person, page(apprentice))
    assert "7 of 8 conditions of the gateway are met." in html
    assert "Record: Case for the final assessment ready" in html
    make.involvement(apprentice, "practice_educator", person=(educator := make.person()))
    assert make.signed_in(educator).get(page(apprentice)).status_code == 403
    assert make.signed_in(make.person()).get(page(apprentice)).status_code == 404
    assert make.signed_in(tutor).get(page(apprentice)).status_code == 200


def test_a_practice_educator_reads_nothing_of_results_in_what_happened():
    apprentice, _, tutor = make.at_gateway()
    make.passed_sitting(apprentice, tutor)
    make.involvement(apprentice, "practice_educator", person=(educator := make.person()))
    record = f"/apprentices/{apprentice.reference}/"
    assert "recorded that the final assessment was passed" in shown(tutor, record)
    assert "the final assessment" not in shown(educator, record)


def test_english_and_maths_are_recorded_on_one_page_with_their_source():
    apprentice, _, tutor = make.finishing()
    browser = make.signed_in(tutor)
    typed = {"english_required_by": "university", "maths_required_by": "nobody", "maths_evidence": ""}
    nothing_shows_it = typed | dated("english_met_on", TODAY) | {"english_evidence": ""}
    answer = browser.post(page(apprentice, "english-maths/"), nothing_shows_it)
    assert "Say what shows it for English" in answer.content.decode()
    browser.post(page(apprentice, "english-maths/"), nothing_shows_it | {"english_evidence": "Certificate"})
    assert list(apprentice.level_two.values_list("subject", "required_by", "met_on")) == [
        ("english", "university", TODAY),
        ("maths", "nobody", None),
    ]


def test_a_result_that_was_not_passed_asks_what_comes_next():
    apprentice, _, tutor = make.at_gateway()
    sitting = make.sat_sitting(apprentice, tutor)
    browser, address = make.signed_in(tutor), f"/apprentices/sittings/{sitting.reference}/result/"
    answer = browser.post(address, dated("on", TODAY) | {"result": "not_passed", "again": "resit"})
    html = answer.content.decode()
    for words in ("Say by when it is taken again", "Say who pays", "Say whether the employment goes on"):
        assert words in html
    typed = {"result": "not_passed", "again": "resit", "paid_by": "university", "still_employed": "yes"}
    browser.post(address, dated("on", TODAY) | dated("again_by", TODAY + 30 * DAY) | typed)
    sitting.refresh_from_db()
    assert (sitting.state, sitting.paid_by) == (Sitting.State.NOT_PASSED, "university")
    assert "Resit by" in shown(apprentice.person, page(apprentice))


def test_nobody_reads_as_a_social_worker_before_the_register_was_checked_on_page_list_and_download():
    apprentice, manager, tutor = make.completed("Amara Johnson")
    lead = make.appointment(at=apprentice.employer).person
    record, newly = f"/apprentices/{apprentice.reference}/", "Newly qualified, not yet registered"
    places = {
        record: (tutor, "Registered social worker", newly),
        "/apprentices/?format=csv": (lead, "Registered social worker", newly),
        "/apprentices/finishing/?format=csv": (lead, "Registered social worker", newly),
        "/apprentices/finishing/pass-list/?format=csv": (tutor, "Registered social worker", newly),
        "/apprentices/": (lead, "registered social worker", newly.lower()),
        "/search/?q=Amara": (lead, "Registered social worker", newly),
    }

    def reads():
        found = {}
        for address, (who, registered, before) in places.items():
            html = shown(who, address)
            found[address] = (registered in html, before in html)
        return found

    fact = make.registration(apprentice, tutor, checked=False)
    assert reads() == dict.fromkeys(places, (False, True))
    make.signed_in(manager).post(f"/apprentices/finish-steps/{fact.reference}/checked/")
    assert reads() == dict.fromkeys(places, (True, False))


def test_one_step_is_recorded_for_many_of_a_cohort_and_only_where_it_comes_next():
    cohort = make.cohort(starts_on=TODAY - 1060 * DAY)
    officer = make.appointment(at=cohort.university, as_="compliance_officer").person
    first = make.at_gateway("Amara Johnson", cohort=cohort)[0]
    second = make.at_gateway("Ben Okoro", cohort=cohort)[0]
    make.finishing("Cara Early", cohort=cohort)
    browser, base = make.signed_in(officer), "/apprentices/finishing/many"
    html = browser.get(f"/apprentices/finishing/?cohort={cohort.reference}").content.decode()
    assert "End-point assessment booked: 2 apprentices" in html
    where = f"?cohort={cohort.reference}"
    html = browser.get(f"{base}/booked/{where}").content.decode()
    assert ("Ben Okoro" in html, "Cara Early" in html) == (True, False)
    who = [first.reference, second.reference]
    browser.post(f"{base}/booked/{where}", dated("on", TODAY) | {"who": who})
    browser.post(f"{base}/sat/{where}", dated("on", TODAY) | {"who": who})
    results = {f"result_{first.reference}": "merit", f"result_{second.reference}": ""}
    browser.post(f"{base}/passed/{where}", dated("on", TODAY) | results)
    browser.post(f"{base}/degree_awarded/{where}", dated("on", TODAY) | {"who": who[:1]})
    states = dict(Apprentice.objects.values_list("person__name", "state"))
    assert states == {"Amara Johnson": "complete", "Ben Okoro": "gateway", "Cara Early": "active"}
    listed = browser.get("/apprentices/finishing/pass-list/?format=csv").content.decode()
    assert ("Amara Johnson" in listed, "Merit" in listed, "Ben Okoro" in listed) == (True, True, False)
    lead = make.appointment(at=first.employer).person
    assert make.signed_in(lead).get(f"{base}/booked/{where}").status_code == 403
    assert make.signed_in(make.person()).get(f"{base}/booked/{where}").status_code == 404


def test_the_list_says_what_is_missing_by_condition_and_keeps_its_price():
    cohort = make.cohort(starts_on=TODAY - 1060 * DAY)
    officer = make.appointment(at=cohort.university, as_="compliance_officer").person

    def more(number):
        for _ in range(number):
            one = make.finishing(cohort=cohort)[0]
            Milestone.objects.filter(apprentice=one, kind=Milestone.Kind.PORTFOLIO_RATIFIED).delete()

    more(3)
    browser = make.signed_in(officer)
    few = beyond_the_constant_page(browser, "/apprentices/finishing/")
    more(9)
    html = browser.get("/apprentices/finishing/").content.decode()
    assert "12 of 12 apprentices" in html
    assert beyond_the_constant_page(browser, "/apprentices/finishing/") == few


def test_filters_find_who_is_where():
    cohort = make.cohort(starts_on=TODAY - 1060 * DAY)
    officer = make.appointment(at=cohort.university, as_="compliance_officer").person
    make.finishing("Before", cohort=cohort)
    deciding, manager, _ = make.finishing("Deciding", cohort=cohort)
    operations.decide_gateway(deciding, party="employer", by=manager)
    make.at_gateway("Gateway", cohort=cohort)
    make.completed("Complete", cohort=cohort)
    done, _, tutor = make.completed("Registered", cohort=cohort)
    make.registration(done, tutor)
    browser = make.signed_in(officer)

    def names(stage):
        text = browser.get(f"/apprentices/finishing/?stage={stage}&format=csv").content.decode()
        return [line.split(",")[0] for line in text.splitlines()[1:]]

    stages = ("before", "deciding", "gateway", "complete", "registered")
    assert {stage: names(stage) for stage in stages} == {stage: [stage.title()] for stage in stages}


def test_destinations_are_counted_by_cohort_and_nobody_unregistered_counts_as_qualified():
    cohort = make.cohort(name="Autumn", starts_on=TODAY - 1060 * DAY)
    officer = make.appointment(at=cohort.university, as_="compliance_officer").person
    one, _, tutor = make.completed(cohort=cohort)
    make.completed(cohort=cohort)
    make.registration(one, tutor)
    one.destinations.filter(months=6).update(due_on=TODAY)
    operations.answer_destination(one.destinations.get(months=6), situation="elsewhere", by=one.person)
    lines = shown(officer, "/apprentices/finishing/after/?format=csv").splitlines()
    assert lines[1] == "Autumn,2,1,1,1,1,0,0,0"


def test_the_record_at_the_gateway_stays_within_its_price():
    from tests.apprentices.test_record_queries import RECORD_AT_MOST

    apprentice, manager, tutor = make.at_gateway()
    make.sat_sitting(apprentice, tutor)
    near, near_manager, near_tutor = make.finishing()
    costs = {
        (who.name, one.state): beyond_the_constant_page(make.signed_in(who), f"/apprentices/{one.reference}/")
        for one, people in ((apprentice, (manager, tutor)), (near, (near_manager, near_tutor)))
        for who in (one.person, *people)
    }
    assert {where: cost for where, cost in costs.items() if cost > RECORD_AT_MOST} == {}


def test_a_destination_link_is_followed_on_a_phone_and_a_wrong_state_of_things_is_no_page():
    apprentice = make.completed()[0]
    asked = apprentice.destinations.get(months=12)
    browser = Client()
    address = links.make(person=apprentice.person, purpose="answer_destination", subject=asked)[1]
    where = browser.get("/" + address.split("//", 1)[1].split("/", 1)[1]).url
    answer = browser.post(where, {"situation": "study"})
    assert "This is asked from" in answer.content.decode()
    assert Client().get(where).status_code == 404
