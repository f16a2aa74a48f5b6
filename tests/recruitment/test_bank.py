"""The bank: written by one, checked by another, fixed by use, counted, retired; and practised with before the day."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from consortium.models import Organisation
from core.workflow import StepRefused
from recruitment.models import (
    BankCriterion,
    BankItem,
    BankVersion,
    CalibrationMark,
    Criterion,
    PanelCandidate,
    PanelMember,
    SelectionDay,
)
from recruitment.operations import bank, calibration, selection_days
from recruitment.permissions import bank as permissions
from tests import make
from tests.queries import beyond_the_constant_page

pytestmark = pytest.mark.django_db
State = SelectionDay.State


def url(name, *arguments):
    return reverse(f"recruitment:{name}", args=[getattr(a, "reference", a) for a in arguments])


def used(version, *, candidates=0, state=PanelCandidate.State.ATTENDED):
    """A day that took an exercise from a version, with so many candidates."""
    day = make.selection_day(criteria=0)
    bank.use_on_day(day=day, version=version, name="Interview", by=make.person())
    room = make.panel(day)
    for _ in range(candidates):
        make.slot(room, state=state)
    return day


def seen_by(item):
    return BankItem.objects.with_exposure().get(pk=item.pk).seen_by


# Written and checked -----------------------------------------------------------------------------------------------


def test_nobody_checks_what_they_wrote_and_no_day_uses_what_is_not_checked():
    version = make.bank_version()
    with pytest.raises(StepRefused, match="You wrote this version"):
        bank.check_version(version=version, by=version.written_by)
    with pytest.raises(StepRefused, match="has to check this version first"):
        used(version)
    bank.check_version(version=version, by=make.person())
    assert used(version).exercises.filter(bank_use__version=version).count() == 1


def test_a_version_that_is_changed_is_checked_anew():
    version, other = make.checked_version(), make.person()
    bank.add_criterion(version=version, name="More", anchors=["a", "b", "c", "d", "e"], by=other)
    assert (version.checked_by, version.written_by) == (None, other)


def test_what_is_mapped_to_nothing_or_looks_for_nothing_is_not_checked():
    with pytest.raises(StepRefused, match="at least one criterion"):
        bank.check_version(version=make.bank_version(criteria=0), by=make.person())
    version = make.bank_version()
    version.statements.clear()
    with pytest.raises(StepRefused, match="mapped to"):
        bank.check_version(version=version, by=make.person())


def test_a_used_version_stays_and_a_new_one_begins_with_its_criteria():
    version = make.checked_version()
    used(version)
    version.refresh_from_db()
    with pytest.raises(StepRefused, match="Write a new version"):
        bank.change_version(version=version, text="Else", minutes=5, statements=make.statements(), by=make.person())
    for rows in (BankVersion.objects.filter(pk=version.pk), BankCriterion.objects.filter(version=version)):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        BankVersion.objects.filter(pk=version.pk).update(text="Else")
    new = bank.write_version(
        item=version.item, text="Better", minutes=20, statements=make.statements(), by=make.person()
    )
    names = list(version.criteria.values_list("name", flat=True))
    assert (new.number, list(new.criteria.values_list("name", flat=True))) == (2, names)
    assert BankVersion.objects.usable().get(item=version.item) == version


# On a day ----------------------------------------------------------------------------------------------------------


def test_a_day_takes_criteria_anchors_weights_and_floors_from_the_bank():
    version = make.bank_version(criteria=0)
    bank.add_criterion(version=version, name="Respect", anchors=list("abcde"), weight=3, floor=2, by=version.written_by)
    bank.check_version(version=version, by=make.person())
    day = used(version)
    criterion = Criterion.objects.get(exercise__day=day)
    assert (criterion.name, criterion.anchors, criterion.weight, criterion.floor) == ("Respect", list("abcde"), 3, 2)
    assert criterion.exercise.minutes == version.minutes


def test_exposure_counts_candidates_who_came_each_once_over_all_versions():
    version = make.checked_version()
    assert seen_by(version.item) == 0
    day = used(version, candidates=3)
    used(version, candidates=2, state=PanelCandidate.State.EXPECTED)
    assert seen_by(version.item) == 3
    bank.use_on_day(day=day, version=version, name="Once more", by=make.person())
    assert seen_by(version.item) == 3
    new = bank.write_version(
        item=version.item, text="Better", minutes=20, statements=make.statements(), by=make.person()
    )
    bank.check_version(version=new, by=make.person())
    used(new, candidates=2)
    assert seen_by(version.item) == 5
    assert seen_by(make.bank_item()) == 0


def test_an_item_that_many_have_seen_is_used_no_further():
    version = make.checked_version(make.bank_item(retire_after=2))
    used(version, candidates=2)
    with pytest.raises(StepRefused, match="2 candidates have seen this item"):
        used(version)


def test_a_retired_item_is_used_no_further_until_it_returns():
    version, by = make.checked_version(), make.person()
    with pytest.raises(StepRefused, match="Say why"):
        version.item.retire(by=by, reason=" ")
    version.item.retire(by=by, reason="In the press")
    with pytest.raises(StepRefused, match="retired"):
        used(version)
    assert not BankVersion.objects.usable().exists()
    version.item.return_to_use(by=by)
    assert used(version).exercises.exists()


# Who keeps it ------------------------------------------------------------------------------------------------------


def test_the_bank_is_closed_to_a_keeper_who_applies_or_sits_on_a_panel_to_come():
    keeper = make.appointment(at=make.organisation(Organisation.Kind.CONSORTIUM_OFFICE), as_="recruitment_coordinator")
    assert permissions.may_keep_bank(keeper.person)
    seat = make.panel_member(make.panel(), who=keeper.person)
    assert "sit on a panel" in permissions.may_keep_bank(keeper.person).reason
    assert make.signed_in(keeper.person).get(url("bank")).status_code == 403
    SelectionDay.objects.filter(pk=seat.panel.day_id).update(state=State.LIVE)
    assert permissions.may_keep_bank(keeper.person)
    make.application(who=keeper.person)
    assert "applied yourself" in permissions.may_keep_bank(keeper.person).reason


def test_another_office_has_a_bank_of_its_own():
    version = make.checked_version()
    keeper = make.appointment(at=make.organisation(Organisation.Kind.CONSORTIUM_OFFICE), as_="recruitment_coordinator")
    browser = make.signed_in(keeper.person)
    assert browser.get(url("bank")).context["count"] == "0 items"
    assert browser.get(url("bank_item", version.item)).status_code == 404


def test_a_member_reads_what_is_asked_only_once_the_day_is_live():
    version = make.checked_version(text="Tell us about a time when you were wrong.")
    day = used(version)
    room = make.full_panel(day, state=PanelMember.State.CONFIRMED)
    slot = make.slot(room)
    member = room.members.first()
    browser = make.signed_in(member.person)
    pages = [url("my_panel", member), url("score_sheet", member, slot)]
    assert not any("you were wrong" in browser.get(page).text for page in pages)
    question = url("score_question", member, slot, 1)
    assert browser.get(question).status_code == 403
    SelectionDay.objects.filter(pk=day.pk).update(state=State.LIVE)
    assert "you were wrong" in browser.get(question).text


def test_the_list_costs_the_same_for_3_and_for_60_items():
    office = make.organisation(Organisation.Kind.CONSORTIUM_OFFICE)
    browser = make.signed_in(make.appointment(at=office, as_="recruitment_coordinator").person)
    costs = []
    for number in (3, 57):
        for _ in range(number):
            make.bank_version(make.bank_item(office), criteria=0)
        costs.append(beyond_the_constant_page(browser, url("bank")))
    assert costs[0] == costs[1]
    assert costs[0] <= 8


def test_a_keeper_writes_and_a_second_checks_on_their_pages():
    office = make.organisation(Organisation.Kind.CONSORTIUM_OFFICE)
    first, second = (make.appointment(at=office, as_="recruitment_coordinator").person for _ in range(2))
    mapped = make.statements()
    writer, checker = make.signed_in(first), make.signed_in(second)
    answers = {"kept_by": office.pk, "kind": "question", "title": "Being wrong", "retire_after": "40"}
    assert writer.post(url("add_bank_item"), answers).status_code == 302
    item = BankItem.objects.get()
    text = {"text": "When were you wrong?", "minutes": "20", "statements": [mapped[0].pk]}
    assert writer.post(url("write_bank_version", item), text).status_code == 302
    version = item.versions.get()
    criterion = {"name": "Owns it", "weight": "1"} | {f"anchor_{mark}": f"Mark {mark}" for mark in range(1, 6)}
    assert writer.post(url("add_bank_criterion", version), criterion).status_code == 302
    assert writer.post(url("check_bank_version", version)).status_code == 403
    assert "Check “Being wrong” for the bank" in checker.get("/").text
    assert checker.post(url("check_bank_version", version)).status_code == 302
    version.refresh_from_db()
    assert version.checked_by == second
    campaign = make.campaign(run_by=office)
    day = make.selection_day(campaign, criteria=0)
    taken = writer.post(url("use_from_bank", day), {"version": version.pk, "name": "Interview"})
    assert taken.status_code == 302
    assert Criterion.objects.get(exercise__day=day).name == "Owns it"
    assert "Used, so fixed" in writer.get(url("bank_item", item)).text


# Practice ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def room():
    """A panel of three on a confirmed day, with a case of two criteria to mark."""
    day = make.selection_day(state=State.CONFIRMED)
    made = make.full_panel(day, state=PanelMember.State.CONFIRMED)
    make.day_with_practice(day)
    return made


def test_a_member_sees_what_others_gave_only_after_their_own(room):
    one, other, last = room.members.all()
    make.practised(one, 2, 4)
    make.practised(other, 4, 4)
    browser = make.signed_in(last.person)
    page = browser.get(url("practise", last))
    assert "practised" not in page.context
    assert browser.post(url("practise", last), {"value_1": "5"}).status_code == 200
    assert not last.calibration_sheets.get().sent_at
    assert browser.post(url("practise", last), {"value_1": "5", "value_2": "4"}).status_code == 302
    found = browser.get(url("practise", last)).context["practised"]
    assert [spread.counts for spread in found.spreads] == [(0, 1, 0, 1, 1), (0, 0, 0, 3, 0)]
    assert found.spreads[0].widest == 3
    assert one.person.name not in browser.get(url("practise", last)).text


def test_of_two_who_have_sent_nothing_is_said(room):
    one, other, _ = room.members.all()
    make.practised(one, 2, 4)
    make.practised(other, 4, 4)
    found = calibration.practised(room.day.calibration)
    assert (found.says_something, found.spreads, found.alpha) == (False, (), None)


def test_agreement_is_the_one_of_fairness(room):
    for member, marks in zip(room.members.all(), ((1, 5), (1, 5), (1, 5)), strict=True):
        make.practised(member, *marks)
    assert calibration.practised(room.day.calibration).alpha == pytest.approx(1)


def test_marks_that_were_sent_do_not_change(room):
    member = room.members.first()
    make.practised(member, 2, 4)
    with pytest.raises(StepRefused, match="sent these marks already"):
        make.practised(member, 3, 3)
    with pytest.raises(IntegrityError), transaction.atomic():
        CalibrationMark.objects.update(value=5)


def test_the_day_begins_when_everybody_has_practised_or_is_excused(room):
    make.slot(room)
    one, other, last = room.members.all()
    make.practised(one, 2, 4)
    make.practised(other, 2, 4)
    by = make.person()
    with pytest.raises(StepRefused, match=f"not marked the practice case: {last.person.name}"):
        selection_days.go_live(day=room.day, by=by)
    calibration.excuse(calibration=room.day.calibration, member=last, by=by)
    selection_days.go_live(day=room.day, by=by)
    assert room.day.state == State.LIVE


def test_a_panel_does_not_practise_with_what_the_day_asks():
    version = make.checked_version()
    day = used(version)
    with pytest.raises(StepRefused, match="The day asks this item"):
        make.day_with_practice(day, make.calibration_case(version))
    other = make.selection_day()
    make.day_with_practice(other, make.calibration_case(version))
    with pytest.raises(StepRefused, match="practise with this item"):
        bank.use_on_day(day=other, version=version, name="Interview", by=make.person())


def test_another_case_is_chosen_only_until_somebody_has_sent_marks(room):
    make.day_with_practice(room.day)
    room.day.refresh_from_db()
    make.practised(room.members.first(), 3, 3)
    with pytest.raises(StepRefused, match="so the case stays"):
        make.day_with_practice(room.day)


def test_home_and_the_own_page_tell_a_member_to_practise(room):
    member = room.members.first()
    browser = make.signed_in(member.person)
    assert "Mark the practice answer before your panel" in browser.get("/").text
    assert "Mark the practice answer" in browser.get(url("my_panel", member)).text
    make.practised(member, 3, 3)
    assert "Mark the practice answer" not in browser.get("/").text
    assert "See what everybody gave" in browser.get(url("my_panel", member)).text


def test_those_who_run_the_day_choose_the_case_and_excuse(room):
    coordinator = make.coordinator_of(room.day)
    browser = make.signed_in(coordinator)
    case = make.calibration_case(make.checked_version(make.bank_item(room.day.campaign.run_by)))
    assert browser.post(url("day_calibration", room.day), {"case": case.pk}).status_code == 302
    member = room.members.first()
    assert member.person.name in browser.get(url("day_calibration", room.day)).text
    assert browser.post(url("excuse_member", room.day, member)).status_code == 302
    assert member.person.name not in browser.get(url("day_calibration", room.day)).text
