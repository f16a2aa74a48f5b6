"""A slot given or moved by hand is in the timetable at once: own day, board, run sheet and panel all say the same."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from core.notifications.models import Message
from core.workflow import StepRefused
from recruitment.models import Application, PanelCandidate, PanelMember, SelectionDay, Timetable
from recruitment.operations import run_sheet, slots, ticks, timetables
from recruitment.operations.timetable_rows import slots_of_candidate, slots_of_panel
from tests import make
from tests.recruitment.test_timetable_pages import page, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def accepted():
    """A timetable of four candidates and two panels that have the morning free: who waits little comes late."""
    return make.accepted_timetable()


def at(day, hour, minute=0):
    return timezone.make_aware(datetime.datetime.combine(day.date, datetime.time(hour, minute)))


def moved_to_the_other(accepted, hour=10, minute=0):
    slot = PanelCandidate.objects.filter(panel__day=accepted.day).order_by("pk").first()
    to = accepted.day.panels.exclude(pk=slot.panel_id).get()
    starts = at(accepted.day, hour, minute)
    return slots.move_candidate(candidate=slot, to=to, starts_at=starts, minutes=50, by=accepted.asked_by)


def test_who_is_moved_is_with_the_new_panel_on_every_page(accepted):
    moved = moved_to_the_other(accepted)

    now = Timetable.objects.accepted_of(accepted.day)
    own = slots_of_candidate(moved).filter(panel__isnull=False)
    assert now.based_on == accepted
    assert {slot.panel for slot in own} == {moved.panel}
    assert (moved.starts_at, moved.ends_at) == (at(accepted.day, 10), max(slot.ends_at for slot in own))
    assert own.first().starts_at == moved.starts_at
    assert moved.code in {slot.candidate.code for slot in slots_of_panel(moved.panel)}
    assert moved.code in str(run_sheet.snapshot(now.pk)["places"])
    assert timetables.breaches_of(Timetable.objects.get(pk=now.pk)) == []


def test_nobody_else_is_moved_or_told(accepted):
    SelectionDay.objects.filter(pk=accepted.day_id).update(state=SelectionDay.State.CONFIRMED)
    accepted.day.refresh_from_db()
    moved = moved_to_the_other(accepted)

    def others(timetable):
        rows = timetable.slots.exclude(candidate__application=moved.application)
        return set(rows.values_list("candidate", "exercise", "panel", "room", "starts_at", "ends_at"))

    assert others(Timetable.objects.accepted_of(accepted.day)) == others(accepted)
    told = Message.objects.filter(kind="selection_day_candidate")
    assert {message.to for message in told} == {moved.application.candidate}


def test_a_clash_is_refused_with_the_reason_and_nothing_changes(accepted):
    slot = PanelCandidate.objects.filter(panel__day=accepted.day).order_by("pk").first()
    to = accepted.day.panels.exclude(pk=slot.panel_id).get()
    taken = accepted.slots.filter(panel=to, exercise__name="Interview").first()
    with pytest.raises(
        StepRefused, match=f"has “Interview” with {taken.candidate.code} then.*The nearest time that fits"
    ):
        slots.move_candidate(candidate=slot, to=to, starts_at=taken.starts_at, minutes=50, by=accepted.asked_by)
    slot.refresh_from_db()
    assert slot.state == PanelCandidate.State.EXPECTED
    assert Timetable.objects.accepted_of(accepted.day) == accepted


def test_a_time_between_the_marks_is_refused(accepted):
    with pytest.raises(StepRefused, match="on five minutes"):
        moved_to_the_other(accepted, 10, 7)


def test_a_panel_that_is_not_complete_has_no_place_in_the_timetable(accepted):
    slot = PanelCandidate.objects.filter(panel__day=accepted.day).first()
    new = make.panel(accepted.day)
    with pytest.raises(StepRefused, match="is not complete"):
        slots.move_candidate(candidate=slot, to=new, starts_at=at(accepted.day, 10), minutes=50, by=accepted.asked_by)


def test_who_gets_a_slot_by_hand_does_every_exercise(accepted):
    who = make.application(to=accepted.day.campaign, state=Application.State.INVITED)
    slot = slots.allot(
        panel=accepted.day.panels.first(),
        application=who,
        starts_at=at(accepted.day, 10),
        minutes=50,
        by=accepted.asked_by,
    )
    assert {one.exercise.name for one in slots_of_candidate(slot)} == {"Interview", "Group discussion", "Written task"}


def test_who_goes_to_another_day_leaves_the_timetable_of_the_first(accepted):
    other_day = make.selection_day(accepted.day.campaign, date=accepted.day.date + datetime.timedelta(days=7))
    to = make.full_panel(other_day)
    slot = PanelCandidate.objects.filter(panel__day=accepted.day).first()
    slots.move_candidate(candidate=slot, to=to, starts_at=at(other_day, 10), minutes=50, by=accepted.asked_by)
    now = Timetable.objects.accepted_of(accepted.day)
    assert not now.slots.filter(candidate__application=slot.application).exists()
    assert now.slots.count() == accepted.slots.count() - 3


def test_a_proposal_that_knew_nothing_of_it_is_put_aside(accepted):
    asked, _ = timetables.ask(day=accepted.day, by=accepted.asked_by)
    moved_to_the_other(accepted)
    asked.refresh_from_db()
    assert asked.state == Timetable.State.DISCARDED


def test_what_others_have_begun_stays_ticked(accepted):
    day = accepted.day
    SelectionDay.objects.filter(pk=day.pk).update(state=SelectionDay.State.LIVE)
    PanelMember.objects.filter(panel__day=day).update(state=PanelMember.State.CONFIRMED)
    first = accepted.slots.filter(panel__isnull=False).first()
    slot = PanelCandidate.objects.filter(panel__day=day).order_by("-starts_at").first()
    with time_machine.travel(at(day, 9, 30), tick=False):
        ticks.tick(slot=first, step="begun", by=accepted.asked_by)
        to = day.panels.exclude(pk=slot.panel_id).get()
        slots.move_candidate(candidate=slot, to=to, starts_at=at(day, 10, 30), minutes=50, by=accepted.asked_by)
    now = Timetable.objects.accepted_of(day).slots.get(candidate=first.candidate, exercise=first.exercise)
    assert (now.begun_at, now.begun_by) == (at(day, 9, 30), accepted.asked_by)


def test_the_form_says_why_it_cannot_be(accepted):
    slot = PanelCandidate.objects.filter(panel__day=accepted.day).first()
    to = accepted.day.panels.exclude(pk=slot.panel_id).get()
    browser = make.signed_in(accepted.asked_by)
    answer = browser.post(page("move_candidate", slot), {"panel": to.pk, "starts": "18:00", "minutes": "50"})
    assert "They can be there from 09:00 to 17:00 only." in read(answer)
