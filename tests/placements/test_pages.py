"""Pages of placements: who sees what, who may do what, what a refusal says, and what a page costs."""

import datetime
import html
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apprentices.models import Involvement
from core import registry
from core.audit.models import Event
from core.workflow import StepRefused
from placements import operations, places
from placements.models import Placement, PlacementDay, PracticeEducator, Setting
from tests import make

pytestmark = pytest.mark.django_db
State = Placement.State
TODAY = timezone.localdate()


def url(name, *args):
    return reverse(f"placements:{name}", args=args)


def text(response):
    return " ".join(html.unescape(response.content.decode()).split())


def queries(user, address):
    client = make.signed_in(user)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.fixture
def placement():
    return make.placement()


# Who sees a placement


def test_those_who_have_to_do_with_it_see_a_placement_and_nobody_else(placement):
    apprentice = placement.apprentice
    page = url("placement", placement.reference)
    seen = [
        apprentice.person,
        placement.practice_educator.person,
        make.placement_coordinator(apprentice),
        make.appointment(at=apprentice.employer).person,
        make.appointment(at=placement.setting.organisation).person,
        make.tutor(apprentice),
    ]
    unseen = [
        make.person(),
        make.educator().person,
        make.appointment().person,
        make.appointment(as_="placement_coordinator", at=make.university()).person,
        make.appointment(as_="consortium_manager").person,
    ]
    assert [make.signed_in(user).get(page).status_code for user in seen] == [200] * len(seen)
    assert [make.signed_in(user).get(page).status_code for user in unseen] == [404] * len(unseen)


def test_a_host_sees_a_proposal_and_the_practice_educator_sees_it_once_it_is_confirmed():
    placement = make.placement(state=State.PROPOSED)
    lead = make.appointment(at=placement.setting.organisation).person
    educator = placement.practice_educator.person
    page = url("placement", placement.reference)
    assert [make.signed_in(user).get(page).status_code for user in (lead, educator)] == [200, 404]
    operations.confirm(placement, by=make.person())
    assert [make.signed_in(user).get(page).status_code for user in (lead, educator)] == [200, 200]


def test_a_supervisor_and_whoever_oversees_see_it_while_it_is_open():
    supervisor, overseer = make.person(), make.educator()
    placement = make.placement(supervisor=supervisor, overseen_by=overseer)
    page = url("days", placement.reference)
    assert [make.signed_in(user).get(page).status_code for user in (supervisor, overseer.person)] == [200, 200]
    operations.end_early(placement, cause="health", no_fault=True, by=make.person())
    assert [make.signed_in(user).get(page).status_code for user in (supervisor, overseer.person)] == [404, 404]


# Who may do what


STEPS = ("confirm", "start", "resume", "close")


@pytest.mark.parametrize("step", STEPS)
def test_only_coordinators_take_steps(placement, step):
    response = make.signed_in(placement.practice_educator.person).post(url(step, placement.reference))
    assert response.status_code == 403
    assert "The university's placement coordinator or the employer's workforce lead can." in response.context["reason"]


@pytest.mark.parametrize("page", ["decline", "pause", "change_dates", "end_early", "set_hours"])
def test_only_those_who_may_open_the_forms(placement, page):
    coordinator = make.placement_coordinator(placement.apprentice)
    address = url(page, placement.reference)
    assert make.signed_in(coordinator).get(address).status_code == 200
    assert make.signed_in(placement.apprentice.person).get(address).status_code == 403


def test_the_host_sees_and_does_not_steer(placement):
    lead = make.signed_in(make.appointment(at=placement.setting.organisation).person)
    assert lead.post(url("close", placement.reference)).status_code == 403


def test_the_employers_lead_does_not_set_the_hours(placement):
    lead = make.signed_in(make.appointment(at=placement.apprentice.employer).person)
    assert lead.get(url("set_hours", placement.reference)).status_code == 403


def test_a_refused_start_says_what_is_missing_on_the_page():
    placement = make.placement(state=State.CONFIRMED)
    coordinator = make.signed_in(make.placement_coordinator(placement.apprentice))
    page = coordinator.post(url("start", placement.reference), follow=True)
    assert "Before the first day these are missing: readiness for direct practice passed" in text(page)
    assert Placement.objects.get().state == State.CONFIRMED


def test_a_condition_is_ticked_and_taken_back_on_the_page():
    placement = make.placement(state=State.CONFIRMED)
    coordinator = make.signed_in(make.placement_coordinator(placement.apprentice))
    day = {"met_on_day": TODAY.day, "met_on_month": TODAY.month, "met_on_year": TODAY.year}
    coordinator.post(url("tick", placement.reference, "dbs_seen"), day)
    assert placement.conditions.get().kind == "dbs_seen"
    coordinator.post(url("untick", placement.reference, "dbs_seen"))
    assert placement.conditions.count() == 0
    assert coordinator.get(url("tick", placement.reference, "readiness")).status_code == 404
    assert coordinator.get(url("tick", placement.reference, "nonsense")).status_code == 404


def test_the_practice_educator_does_not_read_the_conditions():
    placement = make.placement(state=State.CONFIRMED)
    page = url("placement", placement.reference)
    assert "DBS outcome" in text(make.signed_in(make.placement_coordinator(placement.apprentice)).get(page))
    assert "DBS outcome" not in text(make.signed_in(placement.practice_educator.person).get(page))


def test_a_restricted_reason_for_an_early_end_is_read_by_few(placement):
    lead = make.appointment(at=placement.apprentice.employer, as_="levy_lead").person
    operations.end_early(placement, cause="health", no_fault=True, by=make.person())
    page = url("placement", placement.reference)
    assert "Health" in text(make.signed_in(placement.apprentice.person).get(page))
    assert "The reason is kept by those who plan the placement." in text(make.signed_in(lead).get(page))


# Proposing on the pages


def test_proposing_from_the_first_form_to_the_placement():
    apprentice = make.apprentice("Amara Johnson")
    coordinator = make.signed_in(make.placement_coordinator(apprentice))
    setting = make.setting()
    make.educator("Grace Mensah")
    make.educator("Ama Boateng", registration_checked_on=None)
    start, end = TODAY + datetime.timedelta(days=14), TODAY + datetime.timedelta(days=200)
    typed = {"apprentice": apprentice.reference, "setting": setting.reference}
    for name, date in (("starts_on", start), ("ends_on", end)):
        typed |= {f"{name}_day": date.day, f"{name}_month": date.month, f"{name}_year": date.year}

    page = coordinator.post(url("plan"), typed, follow=True)

    assert "1 practice educator can take it" in text(page)
    assert "Ama Boateng's registration has not been checked." in text(page)
    grace = PracticeEducator.objects.get(person__name="Grace Mensah")
    answer = coordinator.post(
        page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"],
        {"practice_educator": grace.reference, "independence_declared": "on"},
    )
    made = Placement.objects.get()
    assert answer["Location"] == url("placement", made.reference)
    assert (made.state, made.practice_educator, made.starts_on) == (State.PROPOSED, grace, start)


def test_an_address_that_cannot_be_read_leads_back_to_the_first_form():
    apprentice = make.apprentice()
    coordinator = make.signed_in(make.placement_coordinator(apprentice))
    for query in ("", "?setting=x&from=y&to=z", "?setting=%00&from=2026-01-01&to=9999-12-31"):
        page = coordinator.get(url("choose_educator", apprentice.reference) + query)
        assert (page.status_code, page["Location"]) == (302, url("plan"))


def test_nobody_proposes_for_an_apprentice_of_others():
    apprentice = make.apprentice()
    other = make.signed_in(make.placement_coordinator(make.apprentice()))
    assert other.get(url("choose_educator", apprentice.reference)).status_code == 404
    assert make.signed_in(make.person()).get(url("plan")).status_code == 403


# Days on the pages


def test_one_press_logs_today_and_a_second_changes_nothing(placement):
    apprentice = make.signed_in(placement.apprentice.person)
    if TODAY.weekday() > 4:
        assert "Add a note" in text(apprentice.post(url("log_today", placement.reference), follow=True))
        return
    for _ in range(2):
        page = apprentice.post(url("log_today", placement.reference), follow=True)
    assert "Today is logged" in text(page)
    assert PlacementDay.objects.count() == 1


def test_only_the_apprentice_presses(placement):
    educator = make.signed_in(placement.practice_educator.person)
    assert educator.post(url("log_today", placement.reference)).status_code == 403
    assert educator.get(url("log_week", placement.reference, TODAY.isoformat())).status_code == 403


def test_a_week_with_a_wrong_day_says_so_and_keeps_what_was_chosen(placement):
    monday, tuesday = make.weekdays(placement, 2)
    address = url("log_week", placement.reference, monday.isoformat())
    apprentice = make.signed_in(placement.apprentice.person)
    typed = {f"kind_{monday:%Y%m%d}": "present", f"kind_{tuesday:%Y%m%d}": "absent", "absence": "", "note": ""}
    page = apprentice.post(address, typed)
    assert page.status_code == 200
    assert f"Choose why you were away on {tuesday.day}" in text(page)
    assert apprentice.post(address, typed | {"absence": "sick"})["Location"] == url("days", placement.reference)
    assert PlacementDay.objects.count() == 2


@pytest.mark.parametrize("monday", ["x", "9999-12-31", "2026-13-01"])
def test_a_week_that_is_none_is_not_there(placement, monday):
    apprentice = make.signed_in(placement.apprentice.person)
    assert apprentice.get(url("log_week", placement.reference, monday)).status_code == 404


def test_confirming_a_batch_on_the_page(placement):
    rows = make.placement_days(placement, 3)
    educator = make.signed_in(placement.practice_educator.person)
    page = educator.get(url("days", placement.reference))
    assert text(page).count('name="day"') == 3
    ticked = [f"{row.pk}:{row.kind}" for row in rows[:2]]
    page = educator.post(
        url("confirm_days", placement.reference), {"day": [*ticked, "x:y", "999999:present"]}, follow=True
    )
    assert "2 days confirmed, counting 2 placement days." in text(page)
    assert "2 of 70 days." in text(page)
    assert PlacementDay.objects.awaiting_confirmation().get() == rows[2]


def test_a_restricted_reason_is_read_by_those_who_confirm_and_not_by_others(placement):
    row = make.placement_days(placement, kind="absent", absence="sick")[0]
    educator = placement.practice_educator.person
    operations.confirm_days(placement, shown={row.pk: row.kind}, by=educator)
    other = make.appointment(at=placement.apprentice.employer, as_="levy_lead").person
    page = url("days", placement.reference)
    assert "Away (Sick)" in text(make.signed_in(educator).get(page))
    assert "Sick" not in text(make.signed_in(other).get(page))


def test_waiting_reasons_are_not_shown_to_others(placement):
    make.placement_days(placement, kind="absent", absence="sick")
    other = make.appointment(at=placement.apprentice.employer, as_="levy_lead").person
    assert "Sick" not in text(make.signed_in(other).get(url("days", placement.reference)))


def test_correcting_on_the_page(placement):
    row = make.placement_days(placement)[0]
    educator = placement.practice_educator.person
    operations.confirm_days(placement, shown={row.pk: row.kind}, by=educator)
    address = url("correct_day", placement.reference, row.pk)
    typed = {"kind": "absent", "absence": "", "reason": "Was on leave"}
    assert make.signed_in(placement.apprentice.person).get(address).status_code == 403
    page = make.signed_in(educator).post(address, typed)
    assert "Choose why they were away" in text(page)
    make.signed_in(educator).post(address, typed | {"absence": "leave"})
    assert PlacementDay.objects.confirmed().get().kind == "absent"


# The register and settings


def test_the_registration_number_is_seen_by_those_who_keep_it_and_the_reading_is_recorded():
    keeper = make.appointment(as_="practice_educator_lead")
    educator = make.educator(at=keeper.organisation, registration_number="SW998877")
    other = make.appointment().person
    page, change = url("educator", educator.reference), url("change_educator", educator.reference)
    assert "SW998877" not in text(make.signed_in(other).get(page))
    assert make.signed_in(other).get(change).status_code == 403
    assert "SW998877" in text(make.signed_in(keeper.person).get(change))
    assert Event.objects.about(educator).get().step == "read the registration number"
    assert "SW998877" not in make.signed_in(keeper.person).get(url("educators") + "?format=csv").content.decode()


def test_nobody_keeps_their_own_entry():
    keeper = make.appointment(as_="placement_coordinator")
    own = make.educator(person=keeper.person, at=keeper.organisation)
    assert make.signed_in(keeper.person).get(url("change_educator", own.reference)).status_code == 403


def test_an_entry_and_its_stage_on_the_pages():
    keeper = make.appointment()
    client = make.signed_in(keeper.person)
    typed = {
        "name": "Ama Boateng",
        "email": "ama@example.org",
        "kept_by": keeper.organisation.pk,
        "employed_by_member": "on",
        "base": "on_site",
        "stage": "stage_1",
        "stage_from_day": 1,
        "stage_from_month": 9,
        "stage_from_year": 2024,
        "capacity": 1,
        "other_routes": 0,
        "registration_checked_on_day": 1,
        "registration_checked_on_month": 3,
        "registration_checked_on_year": 2026,
    }
    page = client.post(url("new_educator"), typed)
    assert "Enter the number that was checked" in text(page)
    client.post(url("new_educator"), typed | {"registration_number": "SW112233"})
    made = PracticeEducator.objects.get()
    assert (made.person.name, made.stage_words) == ("Ama Boateng", "Stage 1")
    client.post(
        url("designate", made.reference),
        {"stage": "stage_2", "starts_on_day": 1, "starts_on_month": 1, "starts_on_year": 2026},
    )
    assert PracticeEducator.objects.get().stage_words == "Stage 2"


def test_the_register_is_closed_to_those_who_plan_nothing():
    educator = make.educator()
    assert text(make.signed_in(make.person()).get(url("educators"))).count(educator.person.name) == 0
    assert make.signed_in(educator.person).get(url("educator", educator.reference)).status_code == 200
    assert make.signed_in(make.person()).get(url("educator", educator.reference)).status_code == 404


def test_filters_of_the_register():
    camden = make.borough()
    grace = make.educator("Grace Mensah", at=make.service_in(camden))
    make.educator("Ama Boateng", stage="stage_1", last_supported_on=TODAY - datetime.timedelta(days=600))
    lapsed = TODAY - datetime.timedelta(days=800)
    make.educator("Lee Wong", stage="stage_1", last_supported_on=lapsed, since=lapsed)
    reader = make.signed_in(make.appointment().person)

    def names(query):
        rows = text(reader.get(url("educators") + query))
        return [name for name in ("Grace Mensah", "Ama Boateng", "Lee Wong") if name in rows]

    assert names("") == ["Grace Mensah", "Ama Boateng", "Lee Wong"]
    assert names(f"?borough={camden.pk}") == [grace.person.name]
    assert names("?stage=stage_1") == ["Ama Boateng", "Lee Wong"]
    assert names("?currency=lapsed") == ["Lee Wong"]
    assert names("?currency=running_out") == ["Ama Boateng"]
    assert names("?currency=current") == ["Grace Mensah"]


def test_a_setting_from_adding_to_approval():
    keeper = make.appointment()
    borough = make.borough()
    client = make.signed_in(keeper.person)
    typed = {
        "organisation": keeper.organisation.pk,
        "team": "Hospital discharge",
        "kind": "hospital",
        "service": "adults",
        "borough": borough.pk,
        "legal_duties": "on",
        "works_under_the_acts": "on",
    }
    client.post(url("new_setting"), typed)
    made = Setting.objects.get()
    assert "This setting is not statutory" in text(client.get(url("setting", made.reference)))
    client.post(url("change_setting", made.reference), typed | {"keeps_case_records": "on", "version": made.version})
    assert "This setting is statutory" in text(client.get(url("setting", made.reference)))
    assert client.get(url("approve_setting", made.reference)).status_code == 403
    approver = make.signed_in(make.appointment(at=make.university(), as_="placement_coordinator").person)
    dates = {"audited_on": TODAY, "approved_from": TODAY, "approved_to": TODAY + datetime.timedelta(days=365)}
    typed = {f"{name}_{part}": getattr(date, part) for name, date in dates.items() for part in ("day", "month", "year")}
    approver.post(url("approve_setting", made.reference), typed)
    assert Setting.objects.get().approval_words == "Approved"


def test_the_university_sets_its_own_rule():
    university = make.university()
    coordinator = make.signed_in(make.appointment(at=university, as_="placement_coordinator").person)
    coordinator.post(url("university_rule"), {"own_team_allowed": "yes"})
    assert university.placement_rule.own_team_allowed
    assert make.signed_in(make.appointment().person).get(url("university_rule")).status_code == 403


# What needs a person


def needs(user):
    return [item.text for item in places.needs(user, TODAY)]


def test_what_needs_each_of_them():
    apprentice = make.apprentice("Amara Johnson")
    tutor = make.tutor(apprentice)
    placement = make.placement(apprentice, hours=None)
    make.placement_days(placement, 2)
    assert needs(placement.practice_educator.person) == ["Confirm 2 placement days of Amara Johnson"]
    assert needs(tutor) == ["Say how many hours of Amara Johnson's placement day are off-the-job"]
    operations.set_hours(placement, hours_a_day=Decimal(6), by=tutor)
    assert needs(tutor) == []


def test_search_finds_only_what_one_may_see(placement):
    asked = placement.setting.team
    assert [hit.kind for hit in places.search(placement.apprentice.person, asked)] == ["Placement"]
    assert list(places.search(make.person(), asked)) == []
    assert [hit.kind for hit in places.search(make.appointment().person, asked)] == ["Setting"]


def test_the_record_page_shows_placements(placement):
    section = places.record_section(placement.apprentice.person, placement.apprentice, TODAY)
    assert section.context["placements"] == [placement]
    assert places.record_section in list(registry.record_sections)


# What pages cost


def more_placements(university, number):
    group = make.cohort(university)
    host = make.setting()
    for _ in range(number):
        apprentice = make.apprentice(cohort=group)
        make.placement(apprentice, state=State.PROPOSED, setting=host)


@pytest.mark.slow
def test_lists_cost_the_same_for_few_and_for_many():
    university = make.university()
    coordinator = make.appointment(at=university, as_="placement_coordinator").person
    more_placements(university, 3)
    pages = [url("placements"), url("educators"), url("settings"), "/"]
    few = [queries(coordinator, page) for page in pages]
    more_placements(university, 30)
    assert [queries(coordinator, page) for page in pages] == few


def test_choosing_among_few_and_many_costs_the_same():
    apprentice = make.apprentice()
    coordinator = make.placement_coordinator(apprentice)
    want = replace(make.placement_wish(apprentice), practice_educator=None)
    address = (
        f"{url('choose_educator', apprentice.reference)}?setting={want.setting.reference}"
        f"&from={want.starts_on.isoformat()}&to={want.ends_on.isoformat()}"
    )
    for _ in range(3):
        make.educator()
    few = queries(coordinator, address)
    for _ in range(30):
        make.educator()
    assert queries(coordinator, address) == few


def test_the_ledger_costs_the_same_for_few_and_many_days():
    placement = make.placement(hours=None, starts_on=TODAY - datetime.timedelta(days=120))
    educator = placement.practice_educator.person
    address = url("days", placement.reference)
    for number in (3, 60):
        rows = make.placement_days(placement, number + 2) if number == 3 else []
        if number == 60:
            for date in make.weekdays(placement, 60)[5:]:
                row = PlacementDay.objects.create(
                    placement=placement, date=date, kind="present", person=placement.apprentice.person
                )
                rows.append(row)
        operations.confirm_days(placement, shown={row.pk: row.kind for row in rows[:number]}, by=educator)
        cost = queries(educator, address)
        if number == 3:
            few = cost
    assert cost == few


def test_an_overseer_of_nobody_is_refused():
    with pytest.raises(StepRefused, match="cannot oversee"):
        grace = make.educator("Grace Mensah")
        operations.propose(make.placement_wish(practice_educator=grace, overseen_by=grace), by=make.person())
    assert Involvement.objects.filter(kind=Involvement.Kind.PRACTICE_EDUCATOR).count() == 0


def test_who_teaches_does_not_read_in_the_timeline_what_was_ticked(placement):
    page = url("placement", placement.reference)
    ticked = "ticked: DBS outcome seen"
    assert ticked in text(make.signed_in(make.placement_coordinator(placement.apprentice)).get(page))
    assert ticked not in text(make.signed_in(placement.practice_educator.person).get(page))


def test_why_a_day_was_corrected_stays_in_the_ledger(placement):
    row = make.placement_days(placement)[0]
    educator = placement.practice_educator.person
    operations.confirm_days(placement, shown={row.pk: row.kind}, by=educator)
    row.refresh_from_db()
    operations.correct_day(row, kind="absent", absence="sick", reason="Was in hospital", by=educator)
    other = make.appointment(at=placement.apprentice.employer, as_="levy_lead").person
    ledger, record = (
        url("days", placement.reference),
        reverse("apprentices:record", args=[placement.apprentice.reference]),
    )
    assert "Was in hospital" in text(make.signed_in(educator).get(ledger))
    assert "Was in hospital" not in text(make.signed_in(other).get(ledger))
    assert "Was in hospital" not in text(make.signed_in(other).get(record))
