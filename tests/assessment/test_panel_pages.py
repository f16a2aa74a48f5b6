"""Pages of a panel: what they cost, who finds nothing there, letters that come out with the result and not before."""

import pytest

from assessment.models import PanelItem, PortfolioSubmission
from assessment.operations import panels
from tests import make
from tests.queries import beyond_the_constant_page, queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def pap():
    here = make.university("University here")
    made = make.assessment_panel(*(make.portfolio_for_panel(at=here, with_evidence=False) for _ in range(6)))
    return make.panel_declared(made)


def test_list_room_and_minutes_cost_the_same_for_few_portfolios_and_for_many(pap):
    browser = make.signed_in(pap.secretary)
    room = f"/assessment/panels/{pap.meeting.reference}/"
    addresses = ("/assessment/panels/", room, f"{room}minutes/")
    many = [len(queries(browser, address)) for address in addresses]
    PanelItem.objects.filter(pk__in=[item.pk for item in pap.items[1:]]).update(state="taken_off")
    assert [len(queries(browser, address)) for address in addresses] == many
    assert many[0] <= 15 and many[1] <= 25, many


def test_home_stays_within_its_budget_for_who_runs_a_panel_and_for_who_reads(pap):
    make.panel_readers(pap, pap.items[0], "tutor", "worker")
    for person in (pap.secretary, pap.tutor):
        assert beyond_the_constant_page(make.signed_in(person), "/") <= 8


def test_an_officer_without_a_seat_sees_the_meeting_and_nothing_on_its_agenda(pap):
    other = make.appointment(make.person(), pap.university, "assessment_panel_secretary").person
    browser = make.signed_in(other)
    page = browser.get(f"/assessment/panels/{pap.meeting.reference}/").content.decode()
    assert "you do not see its agenda" in page
    assert pap.items[0].submission.apprentice.person.name not in page
    assert browser.get(f"/assessment/panels/items/{pap.items[0].reference}/").status_code == 404
    assert browser.get(f"/assessment/panels/{pap.meeting.reference}/minutes/").status_code == 404


def test_whoever_has_lost_their_seat_finds_nothing(pap):
    taker = make.appointment(make.person(), make.service(make.council()), "assessment_panel_member").person
    panels.substitute(pap.seats["worker"], person=taker, by=pap.secretary)
    browser = make.signed_in(pap.worker)
    assert browser.get(f"/assessment/panels/{pap.meeting.reference}/").status_code == 404


def test_the_list_of_people_says_nothing_about_who_brings_lived_experience(pap):
    group = pap.lived.appointments.get().organisation
    free = make.appointment(make.person("Fay Free"), group, "assessment_panel_member").person
    page = make.signed_in(pap.secretary).get(f"/assessment/panels/{pap.meeting.reference}/seats/").content.decode()
    assert f">{free.name}<" in page and group.short_name not in page
    room = make.signed_in(pap.secretary).get(f"/assessment/panels/{pap.meeting.reference}/").content.decode()
    assert "ived experience" not in room


@pytest.mark.slow
def test_a_letter_is_read_by_the_apprentice_when_the_result_is_released_and_not_before(pap):
    PanelItem.objects.update(because=[])
    make.panel_session(pap)
    passed, more = PanelItem.objects.order_by("pk")[:2]
    record = {"reasons": "What was seen carries it.", "by": pap.secretary}
    panels.record_outcome(passed, outcome="confirm_pass", **record)
    panels.record_outcome(more, outcome="more_evidence", due_on=pap.meeting.read_by.replace(year=2099), **record)
    answers = {}
    for name, item in (("passed", passed), ("more", more)):
        url = f"/assessment/panels/items/{item.reference}/letter/"
        answers[name] = make.signed_in(item.submission.apprentice.person).get(url).status_code
    assert answers == {"passed": 404, "more": 200}
    assert make.signed_in(pap.tutor).get(f"/assessment/panels/items/{passed.reference}/letter/").status_code == 200
    PortfolioSubmission.objects.filter(pk=passed.submission_id).update(state="released")
    response = make.signed_in(passed.submission.apprentice.person).get(
        f"/assessment/panels/items/{passed.reference}/letter/"
    )
    assert response["Content-Type"] == "application/pdf"


def test_nobody_recommends_without_being_asked_and_an_empty_form_is_answered_kindly(pap):
    make.panel_readers(pap, pap.items[0], "tutor", "worker")
    url = f"/assessment/panels/items/{pap.items[0].reference}/"
    assert make.signed_in(pap.lived).get(f"{url}together/").status_code == 403
    assert make.signed_in(pap.tutor).get(f"{url}outcome/").status_code == 403
    assert "Open the meeting first" in make.signed_in(pap.secretary).get(f"{url}outcome/").content.decode()
