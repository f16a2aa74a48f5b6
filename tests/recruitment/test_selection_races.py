"""Two at the same moment: sheets that meet are both locked, and closing leaves nothing half frozen."""

import functools
import threading

import pytest
from django.db import close_old_connections, connection

from core.workflow import StepRefused
from recruitment.models import (
    AgreedScore,
    Group,
    PanelCandidate,
    PanelMember,
    Score,
    ScoreSheet,
    SelectionDay,
)
from recruitment.operations import panels, scoring, selection_days
from tests import make

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
ROUNDS = 10


def ten_rounds(test):
    """A race is lost seldom: run it ten times, each on rows of its own."""

    @functools.wraps(test)
    def rounds():
        for _ in range(ROUNDS):
            test()

    return rounds


def at_once(*steps):
    """Run the steps in threads that start together; answers with what each said."""
    start, said = threading.Barrier(len(steps)), [None] * len(steps)

    def run(number, step):
        try:
            start.wait()
            said[number] = step()
        except StepRefused as refused:
            said[number] = refused
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def seated(slot):
    return list(slot.panel.members.select_related("panel__day", "person"))


@ten_rounds
def test_two_who_send_at_once_are_both_locked():
    day = make.live_day()
    slot = PanelCandidate.objects.select_related("panel__day", "application").get(panel__day=day)
    one, other, _ = seated(slot)
    make.draft_scores(one, slot)
    make.draft_scores(other, slot)

    at_once(
        lambda: scoring.submit(member=one, candidate=slot, by=one.person),
        lambda: scoring.submit(member=other, candidate=slot, by=other.person),
    )

    assert set(ScoreSheet.objects.filter(candidate=slot).values_list("state", flat=True)) == {ScoreSheet.State.LOCKED}
    assert not Score.objects.filter(sheet__candidate=slot, locked_at__isnull=True).exists()


@ten_rounds
def test_one_who_sends_twenty_times_at_once_sends_once():
    day = make.live_day()
    slot = PanelCandidate.objects.select_related("panel__day", "application").get(panel__day=day)
    one = seated(slot)[0]
    make.draft_scores(one, slot)

    said = at_once(*[lambda: scoring.submit(member=one, candidate=slot, by=one.person).pk] * 20)

    assert (set(said), ScoreSheet.objects.filter(candidate=slot).count()) == (
        {ScoreSheet.objects.get(candidate=slot).pk},
        1,
    )


@ten_rounds
def test_a_sheet_is_frozen_or_left_out_when_it_meets_the_close():
    day = make.live_day()
    coordinator = make.coordinator_of(day)
    slot = PanelCandidate.objects.select_related("panel__day", "application").get(panel__day=day)
    one = seated(slot)[0]
    make.draft_scores(one, slot)

    sent, closed = at_once(
        lambda: scoring.submit(member=one, candidate=slot, by=one.person),
        lambda: selection_days.close_scoring(day=day, by=coordinator),
    )

    sheet = ScoreSheet.objects.get(candidate=slot)
    assert closed is None
    if isinstance(sent, StepRefused):
        assert (sheet.state, "Scoring is closed" in str(sent)) == (ScoreSheet.State.DRAFT, True)
    else:
        assert sheet.state == ScoreSheet.State.FROZEN
        assert not Score.objects.filter(sheet__candidate=slot, locked_at__isnull=True).exists()


@ten_rounds
def test_a_sheet_taken_back_while_a_colleague_sends_is_never_seen_and_open():
    day = make.live_day()
    slot = PanelCandidate.objects.select_related("panel__day", "application").get(panel__day=day)
    one, other, _ = seated(slot)
    make.sent_scores(one, slot)
    make.draft_scores(other, slot)

    at_once(
        lambda: scoring.take_back(member=one, candidate=slot, by=one.person),
        lambda: scoring.submit(member=other, candidate=slot, by=other.person),
    )

    states = dict(ScoreSheet.objects.filter(candidate=slot).values_list("member_id", "state"))
    assert states in (
        {one.pk: ScoreSheet.State.DRAFT, other.pk: ScoreSheet.State.SUBMITTED},
        {one.pk: ScoreSheet.State.LOCKED, other.pk: ScoreSheet.State.LOCKED},
    )


@ten_rounds
def test_a_day_is_closed_once():
    day = make.live_day()
    coordinator = make.coordinator_of(day)

    said = at_once(*[lambda: selection_days.close_scoring(day=SelectionDay.objects.get(pk=day.pk), by=coordinator)] * 5)

    assert sum(answer is None for answer in said) == 1


@ten_rounds
def test_a_candidate_gets_one_slot_from_two_coordinators():
    day = make.selection_day()
    rooms = [make.full_panel(day) for _ in range(2)]
    application = make.application(to=day.campaign, state="invited")
    coordinator = make.coordinator_of(day)
    starts = make.slot(rooms[0]).starts_at

    said = at_once(
        *[
            lambda room=room: panels.allot(
                panel=room, application=application, starts_at=starts, minutes=30, by=coordinator
            )
            for room in rooms
        ]
    )

    assert PanelCandidate.objects.filter(application=application).count() == 1
    assert sum(isinstance(answer, StepRefused) for answer in said) == 1


@ten_rounds
def test_help_pressed_many_times_at_once_is_one_call():
    day = make.live_day()
    member = PanelMember.objects.select_related("panel__day", "person").get(
        group=Group.LIVED_EXPERIENCE, panel__day=day
    )

    at_once(*[lambda: scoring.ask_for_help(member=member, by=member.person)] * 10)

    assert member.help_requests.count() == 1


def test_an_agreed_score_and_a_recommendation_at_once_both_stand():
    day = make.live_day()
    coordinator = make.coordinator_of(day)
    slot = PanelCandidate.objects.select_related("panel__day", "application").get(panel__day=day)
    make.all_scores(slot)
    selection_days.close_scoring(day=day, by=coordinator)
    day.begin_moderation(by=coordinator)

    said = at_once(
        lambda: scoring.agree_score(candidate=slot, score=4, reason="Agreed", by=coordinator),
        lambda: scoring.recommend(candidate=slot, outcome="recommended", reason="Good", by=coordinator),
    )

    assert not [answer for answer in said if isinstance(answer, StepRefused)]
    assert AgreedScore.objects.count() == 1
