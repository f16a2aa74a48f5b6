"""What has begun and ended is ticked in the room: by whom and when. What is late shows, and planning goes by it."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from core import jobs
from core.audit.models import Event
from core.workflow import StepRefused
from recruitment.models import Application, PanelCandidate, PanelMember, Room, SelectionDay, Timetable
from recruitment.operations import day_changes, day_plans, panels, ticks, timetables
from recruitment.operations.ticks import Tick
from recruitment.operations.timetable_rows import not_here
from recruitment.views import board
from tests import make
from tests.queries import counted
from tests.recruitment.test_selection_pages import by_link
from tests.recruitment.test_timetable_pages import page, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def live():
    """A live day that goes by its timetable, with time at its end; nine o'clock."""
    day = make.day_to_plan(candidates=6, panels=2, date=timezone.localdate())
    with time_machine.travel(at(day, 8), tick=False):
        accepted = make.accepted_timetable(day)
        lunch = {"lunch_from": datetime.time(12), "lunch_until": datetime.time(14)}
        day_plans.set_hours(day=day, by=accepted.asked_by, opens=datetime.time(9), closes=datetime.time(20), **lunch)
    SelectionDay.objects.filter(pk=day.pk).update(state=SelectionDay.State.LIVE)
    PanelMember.objects.filter(panel__day=day).update(state=PanelMember.State.CONFIRMED)
    day.refresh_from_db()
    with time_machine.travel(at(day, 9), tick=False):
        yield Timetable.objects.get(pk=accepted.pk)


def at(day, hour, minute=0):
    return timezone.make_aware(datetime.datetime.combine(day.date, datetime.time(hour, minute)))


def first_of(timetable, panel=None):
    """The first session of a panel, as its slots."""
    panel = panel or timetable.day.panels.first()
    first = timetable.slots.filter(panel=panel).order_by("starts_at").first()
    return list(timetable.slots.filter(panel=panel, starts_at=first.starts_at))


def tick(slot, step, by):
    ticks.tick(slot=slot, step=step, by=by)
    slot.refresh_from_db()


# Ticking --------------------------------------------------------------------------------------------------------------


def test_a_session_is_ticked_for_everybody_in_it_with_who_and_when(live):
    slots = first_of(live)
    tick(slots[0], Tick.BEGUN, live.asked_by)
    for slot in first_of(live):
        assert (slot.begun_at, slot.begun_by, slot.ended_at) == (timezone.now(), live.asked_by, None)
    event = Event.objects.get(step="ticked a session as begun")
    assert event.actor == live.asked_by


def test_pressed_again_by_somebody_else_the_first_tick_stands(live):
    slot, other = first_of(live)[0], make.person("Later")
    tick(slot, Tick.BEGUN, live.asked_by)
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=3), tick=False):
        tick(slot, Tick.BEGUN, other)
    assert (slot.begun_by, slot.begun_at.minute) == (live.asked_by, 0)
    assert Event.objects.filter(step="ticked a session as begun").count() == 1


def test_begun_pressed_in_an_old_tab_after_ended_changes_nothing(live):
    slot = first_of(live)[0]
    tick(slot, Tick.ENDED, live.asked_by)
    tick(slot, Tick.BEGUN, live.asked_by)
    assert (slot.begun_at, slot.ended_by) == (None, live.asked_by)


def test_a_tick_is_taken_back_and_both_stay_on_record(live):
    slot = first_of(live)[0]
    tick(slot, Tick.BEGUN, live.asked_by)
    tick(slot, Tick.ENDED, live.asked_by)
    tick(slot, Tick.NOT_BEGUN, live.asked_by)
    assert slot.begun_at is not None
    tick(slot, Tick.NOT_ENDED, live.asked_by)
    tick(slot, Tick.NOT_ENDED, live.asked_by)
    tick(slot, Tick.NOT_BEGUN, live.asked_by)
    assert (slot.begun_at, slot.ended_at) == (None, None)
    assert Event.objects.filter(step__startswith="took back that a session").count() == 2


def test_nothing_is_ticked_before_the_day_is_live(live):
    SelectionDay.objects.filter(pk=live.day_id).update(state=SelectionDay.State.CONFIRMED)
    with pytest.raises(StepRefused, match="while the day is live"):
        tick(first_of(live)[0], Tick.BEGUN, live.asked_by)


def test_who_is_not_there_has_not_begun(live):
    slot = first_of(live)[0]
    own = PanelCandidate.objects.get(application=slot.candidate.application)
    panels.record_attendance(candidate=own, came=False, by=live.asked_by)
    others = [s for s in first_of(live) if s != slot]
    if not others:
        with pytest.raises(StepRefused, match="No candidate of this session is here"):
            tick(slot, Tick.BEGUN, live.asked_by)
    else:
        tick(others[0], Tick.BEGUN, live.asked_by)
        slot.refresh_from_db()
    assert slot.begun_at is None


def test_who_withdrew_has_not_begun_either(live):
    slots = first_of(live)
    Application.objects.filter(days__in=[slot.candidate_id for slot in slots]).update(state=Application.State.WITHDRAWN)
    with pytest.raises(StepRefused, match="No candidate of this session is here"):
        tick(slots[0], Tick.BEGUN, live.asked_by)


def test_who_goes_home_later_begins_until_then(live):
    slot = first_of(live)[0]
    leaves = (timezone.localtime(slot.starts_at) + datetime.timedelta(minutes=5)).time()
    day_changes.record_change(day=live.day, kind="gone", candidate=slot.candidate, begins=leaves, by=live.asked_by)
    assert not_here(live.day, slot.starts_at) == set()
    assert not_here(live.day, slot.starts_at + datetime.timedelta(minutes=5)) == {slot.candidate_id}


def test_a_member_ticks_the_sessions_of_their_own_panel_alone(live):
    panel, other = live.day.panels.all()
    member = panel.members.first()
    ticks.tick_as_member(member=member, slot=first_of(live, panel)[0], step=Tick.BEGUN, by=member.person)
    assert first_of(live, panel)[0].begun_by == member.person
    with pytest.raises(StepRefused, match="Only the confirmed members"):
        ticks.tick_as_member(member=member, slot=first_of(live, other)[0], step=Tick.BEGUN, by=member.person)


# Planning again -------------------------------------------------------------------------------------------------------


def planned_again(live):
    again, job = timetables.ask_again(day=live.day, by=live.asked_by)
    jobs.perform(job.pk)
    again.refresh_from_db()
    return again


def test_what_was_not_ticked_is_planned_from_now_and_what_was_ticked_stands(live):
    panel = live.day.panels.first()
    slot = first_of(live, panel)[0]
    with time_machine.travel(slot.starts_at + datetime.timedelta(minutes=35), tick=False):
        tick(slot, Tick.BEGUN, live.asked_by)
        again = planned_again(live)
        assert again.state == Timetable.State.PROPOSED
        timetables.accept(timetable=again, by=live.asked_by)
        kept = again.slots.get(candidate=slot.candidate, exercise=slot.exercise)
        assert (kept.starts_at, kept.begun_at, kept.begun_by) == (slot.starts_at, timezone.now(), live.asked_by)
        others = again.slots.filter(panel=panel, begun_at=None)
        length = slot.ends_at - slot.starts_at
        assert min(one.starts_at for one in others) >= timezone.now() + length


def test_a_proposal_is_refused_where_something_it_moves_was_ticked_since(live):
    panel = live.day.panels.first()
    first, second = sorted({s.starts_at for s in live.slots.filter(panel=panel)})[:2]
    with time_machine.travel(second + datetime.timedelta(minutes=5), tick=False):
        tick(live.slots.filter(panel=panel, starts_at=first).first(), Tick.BEGUN, live.asked_by)
        again = planned_again(live)
        tick(live.slots.filter(panel=panel, starts_at=second).first(), Tick.BEGUN, live.asked_by)
        with pytest.raises(StepRefused, match="has begun since"):
            timetables.accept(timetable=again, by=live.asked_by)


def test_a_page_that_was_open_while_the_timetable_changed_ticks_what_stayed_and_not_what_moved(live):
    panel = live.day.panels.first()
    first, second = sorted({s.starts_at for s in live.slots.filter(panel=panel)})[:2]
    slot, later = (live.slots.filter(panel=panel, starts_at=starts).first() for starts in (first, second))
    with time_machine.travel(second + datetime.timedelta(minutes=5), tick=False):
        tick(slot, Tick.BEGUN, live.asked_by)
        again = planned_again(live)
        timetables.accept(timetable=again, by=live.asked_by)
        ticks.tick(slot=slot, step=Tick.ENDED, by=live.asked_by)
        assert again.slots.get(candidate=slot.candidate, exercise=slot.exercise).ended_by == live.asked_by
        with pytest.raises(StepRefused, match="The timetable has changed since"):
            ticks.tick(slot=later, step=Tick.BEGUN, by=live.asked_by)


def test_what_was_ticked_as_ended_is_not_moved_by_a_room_that_is_lost_afterwards(live):
    panel = live.day.panels.first()
    slot = first_of(live, panel)[0]
    Room.objects.create(day=live.day, name="Spare room", seats=8)
    with time_machine.travel(slot.starts_at + datetime.timedelta(minutes=20), tick=False):
        tick(slot, Tick.ENDED, live.asked_by)
        now = timezone.localtime().time()
        day_changes.record_change(day=live.day, kind="room_lost", room=panel.room, begins=now, by=live.asked_by)
        again = planned_again(live)
    kept = again.slots.get(candidate=slot.candidate, exercise=slot.exercise)
    assert (kept.starts_at, kept.room, kept.panel) == (slot.starts_at, slot.room, panel)


# On the pages ---------------------------------------------------------------------------------------------------------


def test_the_board_ticks_in_one_press_offers_undo_and_says_how_late_and_what_follows(live):
    browser, slot = make.signed_in(live.asked_by), first_of(live)[0]
    with time_machine.travel(slot.starts_at + datetime.timedelta(minutes=20), tick=False):
        answer = browser.post(page("tick_session", live.day, slot.pk), {"step": "begun"})
        assert answer.url == f"{page('day_board', live.day)}#panel-{slot.panel_id}"
        shown = read(browser.get(page("day_board", live.day)))
    begun = timezone.localtime(slot.starts_at + datetime.timedelta(minutes=20))
    assert f"Begun at {begun:%H:%M}" in shown
    assert "Undo" in shown
    assert f"{slot.panel.name} is 20 minutes late." in shown
    assert "begins about" in shown


def test_a_late_panel_keeps_a_candidate_from_what_comes_next_and_that_is_said(live):
    panel = live.day.panels.first()
    pairs = [
        (s, live.slots.filter(candidate=s.candidate, panel=None, starts_at__gte=s.ends_at).first())
        for s in live.slots.filter(panel=panel)
    ]
    slot, task = min((p for p in pairs if p[1]), key=lambda p: p[1].starts_at - p[0].ends_at)
    late = task.starts_at - slot.ends_at + datetime.timedelta(minutes=10)
    with time_machine.travel(slot.starts_at + late, tick=False):
        tick(slot, Tick.BEGUN, live.asked_by)
        shown = read(make.signed_in(live.asked_by).get(page("day_board", live.day)))
    assert f"({task.candidate.code}) comes to {task.exercise.name} in" in shown


def on_the_board(live):
    """Candidates in any session of the board, and in those that are late, by key."""
    shown = board.live(live.day, timezone.now())
    sessions = [session for place, *_ in shown["places"] for session in place.sessions]
    late = [follows.session for one in shown["late"] for follows in one.follows]
    return [{slot.candidate_id for session in some for slot in session.slots} for some in (sessions, late)]


def test_who_withdrew_is_in_no_session_of_the_board_and_late_for_none(live):
    panel = live.day.panels.first()
    first, second = sorted({s.starts_at for s in live.slots.filter(panel=panel)})[:2]
    started = live.slots.filter(panel=panel, starts_at=first)
    gone = live.slots.filter(panel=panel).exclude(candidate__in=started.values("candidate")).first()
    with time_machine.travel(second + datetime.timedelta(minutes=5), tick=False):
        tick(started.first(), Tick.BEGUN, live.asked_by)
        assert all(gone.candidate_id in found for found in on_the_board(live))
        Application.objects.filter(days=gone.candidate_id).update(state=Application.State.WITHDRAWN)
        assert not any(gone.candidate_id in found for found in on_the_board(live))


def test_who_goes_home_at_noon_is_on_the_board_until_then(live):
    slot = live.slots.first()
    leaves = timezone.localtime(slot.ends_at).time()
    day_changes.record_change(day=live.day, kind="gone", candidate=slot.candidate, begins=leaves, by=live.asked_by)
    sessions, _ = on_the_board(live)
    assert slot.candidate_id in sessions
    with time_machine.travel(slot.ends_at, tick=False):
        sessions, _ = on_the_board(live)
    assert slot.candidate_id not in sessions


def test_a_panel_member_ticks_on_their_page_by_link_as_well(live):
    panel = live.day.panels.first()
    member, slot = panel.members.first(), first_of(live, panel)[0]
    panels.send_invitation(member)
    browser = by_link(member, "panel_invitation")
    assert "Has begun" in read(browser.get(page("my_panel", member)))
    browser.post(page("tick_own_session", member, slot.pk), {"step": "begun"})
    slot.refresh_from_db()
    assert slot.begun_by == member.person
    assert "Begun at 09:00" in read(browser.get(page("my_panel", member)))


def test_a_session_of_another_panel_is_not_there_for_a_member(live):
    panel, other = live.day.panels.all()
    member = panel.members.first()
    browser = make.signed_in(member.person)
    assert (
        browser.post(page("tick_own_session", member, first_of(live, other)[0].pk), {"step": "begun"}).status_code
        == 404
    )
    assert browser.post(page("tick_own_session", member, first_of(live, panel)[0].pk), {"step": "x"}).status_code == 404


def test_the_board_costs_as_many_queries_with_three_ticked_slots_as_with_many(live):
    browser = make.signed_in(live.asked_by)
    address = page("day_board", live.day)
    browser.get(address)
    for slot in live.slots.all()[:3]:
        tick(slot, Tick.BEGUN, live.asked_by)
    few = len(counted(lambda: browser.get(address)))
    for slot in live.slots.all():
        tick(slot, Tick.ENDED, live.asked_by)
    assert len(counted(lambda: browser.get(address))) == few
    assert few <= 16
