"""Two at the same moment: sheets that meet are both locked, and closing leaves nothing half frozen."""

import base64
import functools
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import close_old_connections, connection
from django.utils import timezone

from core.audit.models import Event
from core.forms.once import FormReceipt
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
from recruitment.operations import paper_sheets, scoring, selection_days, slots, ticks
from tests import make

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
ROUNDS = 10
AT_ONCE = 40
"""Connections at one time: a server takes a hundred for everybody who uses it."""

PHOTO = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


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
            lambda room=room: slots.allot(
                panel=room, application=application, starts_at=starts, minutes=30, by=coordinator
            )
            for room in rooms
        ]
    )

    assert PanelCandidate.objects.filter(application=application).count() == 1
    assert sum(isinstance(answer, StepRefused) for answer in said) == 1


@ten_rounds
def test_a_session_ticked_by_the_panel_and_the_office_at_once_has_begun_once():
    day = make.day_to_plan(candidates=3, panels=1, date=timezone.localdate())
    with time_machine.travel(timezone.now().replace(hour=7, minute=0), tick=False):
        accepted = make.accepted_timetable(day)
    SelectionDay.objects.filter(pk=day.pk).update(state=SelectionDay.State.LIVE)
    slot = accepted.slots.filter(panel__isnull=False, exercise__setting="group").select_related("timetable").first()
    people = [make.person("Presses") for _ in range(6)]

    said = at_once(
        *[
            lambda by=by, step=step: ticks.tick(slot=slot, step=step, by=by)
            for by in people
            for step in ("begun", "ended")
        ]
    )

    assert said == [None] * 12
    group = accepted.slots.filter(panel=slot.panel, exercise=slot.exercise, starts_at=slot.starts_at)
    assert len({(one.begun_by, one.begun_at, one.ended_by, one.ended_at) for one in group}) == 1
    assert Event.objects.filter(step="ticked a session as ended", actor__in=people).count() == 1
    assert Event.objects.filter(step="ticked a session as begun", actor__in=people).count() <= 1


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


def test_a_hundred_panel_members_who_score_at_once_lose_nothing():
    """Twenty rooms of five: each keeps every mark as it is typed, twice as on a bad line, and sends."""
    rooms = [scoring_room(number) for number in range(20)]
    everybody = [(member, slot) for slot in rooms for member in seated(slot)]

    def score(number, member, slot):
        mark = 2 + number % 3
        for criterion in scoring.criteria_of(member.panel.day):
            for _ in range(2):
                said = {"value": mark, "reason": f"Seen by {number}"}
                scoring.save_score(member=member, candidate=slot, criterion=criterion, by=member.person, **said)
        scoring.save_notes(member=member, candidate=slot, notes=f"Notes of {number}", by=member.person)
        return scoring.submit(member=member, candidate=slot, by=member.person)

    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        tasks = [pool.submit(closing, functools.partial(score, n, *pair)) for n, pair in enumerate(everybody)]
        said = [task.result() for task in tasks]

    assert (len(said), len({sheet.pk for sheet in said})) == (100, 100)
    kept = Score.objects.order_by("sheet_id", "criterion_id").values_list("sheet__member_id", "value", "reason")
    expected = [(m.pk, 2 + n % 3, f"Seen by {n}") for n, (m, _) in enumerate(everybody) for _ in range(2)]
    assert sorted(kept) == sorted(expected)
    notes = dict(ScoreSheet.objects.values_list("member_id", "notes"))
    assert notes == {member.pk: f"Notes of {n}" for n, (member, _) in enumerate(everybody)}
    assert set(ScoreSheet.objects.values_list("state", flat=True)) == {ScoreSheet.State.LOCKED}
    assert not Score.objects.filter(locked_at__isnull=True).exists()


def test_a_hundred_who_post_at_once_and_again_on_a_bad_line_are_each_kept_once():
    """A form arrives twice at one time with one token, and once more when a newer mark is there already."""
    rooms = [scoring_room(number) for number in range(20)]
    everybody = [
        (make.signed_in(member.person), f"/recruitment/my-panels/{member.reference}/candidates/{slot.reference}/")
        for slot in rooms
        for member in seated(slot)
    ]
    assert len(everybody) == 100

    def at_one_time(forms):
        with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
            tasks = [pool.submit(closing, functools.partial(c.post, path, form)) for c, path, form in forms]
            return {task.result().status_code for task in tasks}

    def marks(value, token, numbers):
        return [
            (browser, f"{page}questions/{number}/", {"value": value, "reason": f"By {who}", "once": f"{token}{number}"})
            for who, (browser, page) in enumerate(everybody)
            for number in numbers
        ]

    older, newer = marks("2", "older", [1]), marks("4", "newer", [1, 2])
    assert at_one_time(older * 2) == {302}
    assert at_one_time(newer + older) == {302}
    sent = [
        (browser, f"{page}check/", {"notes": f"Of {n}", "once": "sent"}) for n, (browser, page) in enumerate(everybody)
    ]
    assert at_one_time(sent * 2) == {302}

    kept = Score.objects.order_by("sheet_id", "criterion_id").values_list("sheet__member__panel", "value", "reason")
    assert sorted((value, reason) for _, value, reason in kept) == sorted(
        (4, f"By {n}") for n in range(100) for _ in "12"
    )
    assert sorted(ScoreSheet.objects.values_list("notes", flat=True)) == sorted(f"Of {n}" for n in range(100))
    assert set(ScoreSheet.objects.values_list("state", flat=True)) == {ScoreSheet.State.LOCKED}
    assert FormReceipt.objects.count() == 4 * 100
    assert Event.objects.filter(subject_kind="recruitment.scoresheet", to_state="submitted").count() == 100


def scoring_room(number):
    """A room of five on the one live day; the first call makes the day."""
    day = SelectionDay.objects.first() or make.selection_day(
        date=timezone.localdate(), state=SelectionDay.State.LIVE, criteria=2
    )
    room = make.full_panel(day, state=PanelMember.State.CONFIRMED)
    for group in (Group.EMPLOYER, Group.LIVED_EXPERIENCE):
        make.panel_member(room, group, state=PanelMember.State.CONFIRMED)
    who = make.application(to=day.campaign, state="attended")
    slot = make.slot(room, who, state=PanelCandidate.State.ATTENDED)
    return PanelCandidate.objects.select_related("panel__day", "application").get(pk=slot.pk)


def closing(step):
    """A step in a thread, whose connection is closed after it."""
    try:
        return step()
    finally:
        connection.close()


@ten_rounds
def test_a_paper_sheet_and_a_mark_on_the_screen_at_once_never_replace_each_other():
    day = make.live_day()
    coordinator = make.coordinator_of(day)
    slot = PanelCandidate.objects.select_related("panel__day", "application").get(panel__day=day)
    one = seated(slot)[0]
    criteria = scoring.criteria_of(day)

    typed, written = at_once(
        lambda: scoring.save_score(
            member=one, candidate=slot, criterion=criteria[0], value=2, reason="Typed", by=one.person
        ),
        lambda: paper_sheets.enter_from_paper(
            member=one,
            candidate=slot,
            marks={criterion.pk: (4, "Written") for criterion in criteria},
            notes="",
            photo=SimpleUploadedFile("sheet.png", PHOTO),
            photo_name="sheet.png",
            by=coordinator,
        ),
    )

    reasons = set(Score.objects.filter(sheet__candidate=slot).values_list("reason", flat=True))
    assert reasons in ({"Typed"}, {"Written"})
    assert isinstance(typed, StepRefused) != isinstance(written, StepRefused)
