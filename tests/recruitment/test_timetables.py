"""From asking for a timetable to the day that goes by it: found in the background, moved by hand, accepted, changed."""

import datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from core import jobs
from core.notifications.models import Message
from core.workflow import StepRefused
from recruitment.models import (
    Application,
    DayCandidate,
    DayChange,
    Endorsement,
    Exercise,
    PanelCandidate,
    PanelMember,
    Room,
    SelectionDay,
    Timetable,
)
from recruitment.operations import day_changes, day_plans, panels, timetables
from tests import make

pytestmark = pytest.mark.django_db
State = Timetable.State


def worked_out(day, by, *, again=False):
    timetable, job = (timetables.ask_again if again else timetables.ask)(day=day, by=by)
    jobs.perform(job.pk)
    timetable.refresh_from_db()
    return timetable


def at(day, hour, minute=0):
    return timezone.make_aware(datetime.datetime.combine(day.date, datetime.time(hour, minute)))


def rules_in(timetable):
    return {advice["rule"] for advice in timetable.advice}


# Asking ---------------------------------------------------------------------------------------------------------------


def test_a_timetable_is_found_in_the_background_and_keeps_every_rule():
    found = make.proposal()

    assert found.state == State.PROPOSED
    assert found.slots.count() == 4 * 3
    assert timetables.breaches_of(found) == []


def test_the_job_says_where_the_timetable_is():
    day = make.day_to_plan()
    timetable, job = timetables.ask(day=day, by=make.coordinator_of(day))
    jobs.perform(job.pk)
    job.refresh_from_db()
    assert timetable.reference in job.result_url


def test_a_line_manager_on_a_panel_never_meets_their_candidate():
    day = make.day_to_plan(candidates=2)
    candidate = day.expected.first()
    barred = day.panels.first()
    manager = barred.members.first().person
    Endorsement.objects.create(application=candidate.application, manager=manager, manager_name=manager.name)

    found = make.proposal(day)

    assert set(found.slots.filter(candidate=candidate, panel__isnull=False).values_list("panel", flat=True)) == {
        day.panels.last().pk
    }


def test_a_panel_that_lacks_a_view_is_left_out_and_said():
    day = make.day_to_plan(panels=1)
    day.panels.get().members.filter(group="university").update(state=PanelMember.State.DECLINED)

    found = make.proposal(day)

    assert found.state == State.IMPOSSIBLE
    assert {"who sits on a panel", "panels"} <= rules_in(found)


def test_what_is_impossible_is_said_with_the_least_that_would_help():
    day = make.day_to_plan(candidates=4, panels=1)
    by = make.coordinator_of(day)
    hours = {"lunch_from": datetime.time(12), "lunch_until": datetime.time(14)}
    day_plans.set_hours(day=day, by=by, opens=datetime.time(9), closes=datetime.time(12), lunch=0, **hours)

    found = make.proposal(day)

    assert found.state == State.IMPOSSIBLE
    assert any(advice["words"].startswith("Let the day end at") for advice in found.advice)
    assert found.slots.count() == 0


def test_what_is_arranged_for_a_candidate_is_given():
    day = make.day_to_plan(candidates=2)
    first = day.expected.first()
    day_plans.arrange(candidate=first, by=make.coordinator_of(day), extra_time=50, earliest=datetime.time(11))

    own = list(make.proposal(day).slots.filter(candidate=first))

    assert timezone.localtime(own[0].starts_at).hour >= 11
    assert {slot.ends_at - slot.starts_at for slot in own if slot.exercise.name == "Written task"} == {
        datetime.timedelta(minutes=45)
    }


def test_candidates_who_were_given_a_slot_by_hand_are_in_it():
    day = make.day_to_plan(candidates=1)
    by_hand = make.slot(day.panels.first())
    assert make.proposal(day).slots.filter(candidate__application=by_hand.application).exists()


def test_who_withdrew_is_not_in_it():
    day = make.day_to_plan(candidates=2)
    gone = day.expected.first()
    Application.objects.filter(pk=gone.application_id).update(state=Application.State.WITHDRAWN)
    assert not make.proposal(day).slots.filter(candidate=gone).exists()


def test_asking_again_puts_the_last_proposal_aside():
    first = make.proposal()
    second = make.proposal(first.day)
    first.refresh_from_db()
    assert (first.state, second.state) == (State.DISCARDED, State.PROPOSED)


def test_the_database_keeps_one_accepted_timetable_for_a_day():
    accepted = make.accepted_timetable()
    with pytest.raises(IntegrityError), transaction.atomic():
        Timetable.objects.create(day=accepted.day, state=State.ACCEPTED, asked_by=accepted.asked_by)


def test_a_day_that_is_over_gets_no_timetable():
    day = make.selection_day(state=SelectionDay.State.CANCELLED)
    with pytest.raises(StepRefused, match="cannot change"):
        timetables.ask(day=day, by=make.person())


# Who comes ------------------------------------------------------------------------------------------------------------


def test_an_invited_candidate_is_expected_on_one_day():
    day = make.selection_day()
    who = make.application(to=day.campaign, state=Application.State.INVITED)
    assert list(day_plans.waiting_for_a_day(day)) == [who]

    assert day_plans.expect(day=day, applications=[who], by=make.coordinator_of(day)) == 1

    assert list(day_plans.waiting_for_a_day(day)) == []


def test_nobody_of_another_campaign_is_expected():
    with pytest.raises(StepRefused, match="another campaign"):
        day_plans.expect(day=make.selection_day(), applications=[make.application()], by=make.person())


def test_who_is_in_a_timetable_is_not_simply_taken_off():
    found = make.proposal()
    with pytest.raises(StepRefused, match="is in a timetable"):
        day_plans.expect_no_more(candidate=found.day.expected.first(), by=found.asked_by)


def test_a_room_with_a_panel_is_not_for_exercises_without_one():
    panel = make.panel()
    with pytest.raises(StepRefused, match="A panel sits in"):
        day_plans.change_room(room=panel.room, seats=4, step_free=True, without_panel=True, by=make.person())


# By hand --------------------------------------------------------------------------------------------------------------


def test_a_slot_is_moved_by_hand_and_stays_there_when_it_is_worked_out_again():
    found = make.proposal(candidates=1)
    slot = found.slots.last()
    at_the_end = at(found.day, 17) - (slot.ends_at - slot.starts_at)
    timetables.move_slot(slot=slot, starts=timezone.localtime(at_the_end).time(), by=found.asked_by)

    again = worked_out(found.day, found.asked_by)

    kept = again.slots.get(candidate=slot.candidate, exercise=slot.exercise)
    assert (kept.starts_at, kept.pinned) == (at_the_end, True)


def test_a_move_that_breaks_a_rule_is_refused_with_the_rule_and_changes_nothing():
    found = make.proposal()
    first = found.slots.first()
    before = first.starts_at
    with pytest.raises(StepRefused, match="can be there from 09:00 to 17:00 only"):
        timetables.move_slot(slot=first, starts=datetime.time(18), by=found.asked_by)
    first.refresh_from_db()
    assert first.starts_at == before


def test_a_slot_that_was_let_go_of_may_move_again():
    found = make.proposal()
    slot = found.slots.first()
    timetables.pin(slot=slot, pinned=True, by=found.asked_by)
    timetables.pin(slot=slot, pinned=False, by=found.asked_by)
    assert not found.slots.filter(pinned=True).exists()


# Accepting ------------------------------------------------------------------------------------------------------------


def test_accepting_gives_every_candidate_the_panel_that_scores_them():
    found = make.accepted_timetable()

    slots = PanelCandidate.objects.filter(panel__day=found.day)
    assert slots.count() == 4
    for slot in slots:
        own = found.slots.filter(candidate__application=slot.application, panel__isnull=False)
        assert {row.panel_id for row in own} == {slot.panel_id}
        assert (slot.starts_at, slot.ends_at) == (own.first().starts_at, max(row.ends_at for row in own))


def test_candidates_are_told_once_the_day_is_confirmed():
    found = make.proposal()
    SelectionDay.objects.filter(pk=found.day.pk).update(state=SelectionDay.State.CONFIRMED)
    assert timetables.accept(timetable=found, by=found.asked_by) == 4
    assert Message.objects.filter(kind="selection_day_candidate").count() == 4


def test_a_proposal_that_no_longer_fits_is_refused():
    found = make.proposal()
    Exercise.objects.create(day=found.day, position=9, name="Presentation", minutes=10)
    with pytest.raises(StepRefused, match="no longer fits"):
        timetables.accept(timetable=found, by=found.asked_by)
    assert not PanelCandidate.objects.exists()


# On the day -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def live():
    """A day that goes by its timetable; it is ten o'clock."""
    day = make.day_to_plan(candidates=6, panels=2, date=timezone.localdate())
    Room.objects.create(day=day, name="Spare room", seats=8)
    accepted = make.accepted_timetable(day)
    SelectionDay.objects.filter(pk=day.pk).update(state=SelectionDay.State.LIVE)
    accepted.day.refresh_from_db()
    with time_machine.travel(at(day, 10), tick=False):
        yield accepted


def changed(accepted, **what):
    return day_changes.record_change(day=accepted.day, by=accepted.asked_by, **what)


def test_who_is_late_is_fitted_in_later_and_the_rest_stays(live):
    late = live.slots.filter(starts_at__gte=at(live.day, 10)).last().candidate
    changed(live, kind="late", candidate=late, begins=datetime.time(9), until=datetime.time(13))

    again = worked_out(live.day, live.asked_by, again=True)

    assert again.state == State.PROPOSED
    assert all(slot.starts_at >= at(live.day, 13) for slot in again.slots.filter(candidate=late))
    was = {(s.candidate_id, s.exercise_id): s.starts_at for s in live.slots.all()}
    moved = {s.candidate_id for s in again.slots.all() if s.starts_at != was[s.candidate_id, s.exercise_id]}
    begun = live.slots.filter(starts_at__lt=at(live.day, 10)).exclude(candidate=late)
    assert not moved & set(begun.filter(ends_at__gt=at(live.day, 10)).values_list("candidate", flat=True)) or all(
        again.slots.get(candidate=slot.candidate_id, exercise=slot.exercise_id).starts_at == slot.starts_at
        for slot in begun
    )


def test_nothing_changes_before_it_is_accepted(live):
    gone = live.day.expected.last()
    changed(live, kind="gone", candidate=gone, begins=datetime.time(9))
    before = list(PanelCandidate.objects.values_list("pk", "panel", "starts_at", "ends_at"))

    again = worked_out(live.day, live.asked_by, again=True)

    assert not again.slots.filter(candidate=gone).exists()
    assert list(PanelCandidate.objects.values_list("pk", "panel", "starts_at", "ends_at")) == before
    assert Timetable.objects.accepted_of(live.day) == live
    timetables.accept(timetable=again, by=live.asked_by)
    live.refresh_from_db()
    assert (live.state, Timetable.objects.accepted_of(live.day)) == (State.REPLACED, again)


def test_a_panel_that_loses_its_only_member_of_a_view_hands_its_candidates_on(live):
    panel = live.day.panels.first()
    SelectionDay.objects.filter(pk=live.day.pk).update(state=SelectionDay.State.LIVE)
    panel.members.filter(group="lived_experience").update(state=PanelMember.State.DID_NOT_ATTEND)

    again = worked_out(live.day, live.asked_by, again=True)

    assert again.state == State.PROPOSED
    assert not again.slots.filter(panel=panel, ends_at__gt=at(live.day, 10)).exists()
    timetables.accept(timetable=again, by=live.asked_by)
    handed_on = PanelCandidate.objects.filter(state=PanelCandidate.State.MOVED)
    assert handed_on.exists()
    assert set(handed_on.values_list("panel", flat=True)) == {panel.pk}


def test_a_panel_whose_room_is_lost_goes_to_the_spare_room(live):
    panel = live.day.panels.first()
    changed(live, kind="room_lost", room=panel.room, begins=datetime.time(10))

    again = worked_out(live.day, live.asked_by, again=True)

    rooms = set(again.slots.filter(panel=panel, starts_at__gte=at(live.day, 10)).values_list("room__name", flat=True))
    assert rooms == {"Spare room"}


def test_what_has_begun_since_it_was_planned_is_not_moved_by_accepting(live):
    late = live.slots.filter(starts_at__gt=at(live.day, 10)).first().candidate
    changed(live, kind="late", candidate=late, begins=datetime.time(10), until=datetime.time(14))
    again = worked_out(live.day, live.asked_by, again=True)
    with time_machine.travel(at(live.day, 16, 55), tick=False), pytest.raises(StepRefused, match="has begun since"):
        timetables.accept(timetable=again, by=live.asked_by)


def test_a_day_that_has_begun_is_not_planned_from_the_beginning(live):
    with pytest.raises(StepRefused, match="has begun"):
        timetables.ask(day=live.day, by=live.asked_by)


def test_what_was_written_down_by_mistake_is_taken_back(live):
    change = changed(live, kind="gone", candidate=live.day.expected.first(), begins=datetime.time(9))
    day_changes.take_back(change=change, by=live.asked_by)
    assert not DayChange.objects.exists()


def test_until_lies_after_the_beginning(live):
    with pytest.raises(StepRefused, match="must be later"):
        changed(live, kind="panel_late", panel=live.day.panels.first(), begins="10:00", until="09:00")


def test_who_is_recorded_as_not_there_is_left_out_without_being_written_down_again(live):
    slot = PanelCandidate.objects.filter(panel__day=live.day).order_by("-starts_at").first()
    panels.record_attendance(candidate=slot, came=False, by=live.asked_by)
    again = worked_out(live.day, live.asked_by, again=True)
    assert not again.slots.filter(candidate=DayCandidate.objects.get(application=slot.application)).exists()
