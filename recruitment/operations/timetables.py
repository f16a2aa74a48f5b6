"""Asking for a timetable, working it out in the background, changing it by hand, and accepting it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from core import audit, jobs
from core.jobs.models import Job
from core.workflow import StepRefused, move
from recruitment.models import (
    DayCandidate,
    PanelCandidate,
    SelectionDay,
    Timetable,
    TimetableSlot,
)
from recruitment.operations import panels
from recruitment.operations.day_plans import expect_those_with_slots, require_plannable
from recruitment.operations.slots import hand_over
from recruitment.operations.timetable_rows import (
    as_slots,
    complete_panels,
    expected_on,
    keep_ticks,
    minute_of,
    moment_on,
    now_on,
    problem_of,
    rest_of,
    write,
)
from recruitment.timetabling import counting, proposing, relaxing, replanning
from recruitment.timetabling.problem import GRID, Problem, Slot
from recruitment.timetabling.proposing import Answer, Found
from recruitment.timetabling.rest import Rest
from recruitment.timetabling.rules import Breach, breaches

if TYPE_CHECKING:
    from core.accounts.models import User

KIND = "selection timetable"
"""The kind of job that works a timetable out."""

State = Timetable.State


@transaction.atomic
def ask(*, day: SelectionDay, by: User, seed: int = 1) -> tuple[Timetable, Job]:
    """Ask for a timetable of the whole day; what was pinned in the last proposal stays where it is."""
    require_plannable(day)
    if day.has_begun:
        raise StepRefused("The day has begun. Write down what happened, and plan the rest again.")
    expect_those_with_slots(day)
    last = _put_open_one_aside(day, by=by)
    timetable, job = _owe(day, by=by, seed=seed, based_on=None)
    pins = list(last.slots.filter(pinned=True)) if last else []
    write(timetable, as_slots(pins), pinned=[(pin.candidate_id, pin.exercise_id) for pin in pins])
    return timetable, job


@transaction.atomic
def ask_again(*, day: SelectionDay, by: User, seed: int = 1) -> tuple[Timetable, Job]:
    """Ask for the rest of the day to be planned again, with the least change."""
    require_plannable(day)
    accepted = Timetable.objects.accepted_of(day)
    if accepted is None:
        raise StepRefused("There is no accepted timetable yet.")
    _put_open_one_aside(day, by=by)
    return _owe(day, by=by, seed=seed, based_on=accepted)


def _owe(day: SelectionDay, *, by: User, seed: int, based_on: Timetable | None) -> tuple[Timetable, Job]:
    try:
        with transaction.atomic():
            timetable = Timetable.objects.create(day=day, seed=seed, asked_by=by, based_on=based_on)
    except IntegrityError as taken:
        raise StepRefused("Somebody else has just asked for a timetable of this day.") from taken
    audit.record(timetable, "asked for a timetable", by=by, seed=seed)
    title = f"Timetable of the selection day, {day.date.day} {day.date:%B %Y}"
    return timetable, jobs.owe(KIND, title=title, by=by, payload={"timetable": timetable.pk})


def _put_open_one_aside(day: SelectionDay, *, by: User) -> Timetable | None:
    last = Timetable.objects.filter(day=day, state__in=Timetable.OPEN).first()
    if last:
        move(last, to=State.DISCARDED, by=by)
    return last


@transaction.atomic
def put_aside(*, timetable: Timetable, by: User) -> None:
    """Do not use a proposal; the accepted timetable goes on."""
    move(timetable, to=State.DISCARDED, by=by)


# In the background ----------------------------------------------------------------------------------------------------


def work_out(job: Job) -> str:
    """Find the timetable that was asked for, or say why there is none. Safe to run again."""
    timetable = Timetable.objects.select_related("day", "based_on__day", "asked_by").get(pk=job.payload["timetable"])
    page = reverse("recruitment:timetable", args=[timetable.reference])
    if timetable.state != State.ASKED:
        return page
    now = timezone.localtime()
    answer, advice, pins = _again(timetable, job, now) if timetable.based_on else _whole_day(timetable, job)
    with transaction.atomic():
        if answer.found != Found.TIMETABLE:
            move(timetable, to=State.IMPOSSIBLE, by=None, advice=advice, proved=answer.found == Found.NONE_POSSIBLE)
            return page
        timetable.slots.all().delete()
        write(timetable, answer.slots, pinned=pins)
        move(timetable, to=State.PROPOSED, by=None, planned_from=now)
    return page


Outcome = tuple[Answer, list[dict[str, str]], list[tuple[int, int]]]


def _whole_day(timetable: Timetable, job: Job) -> Outcome:
    day = timetable.day
    complete, incomplete = complete_panels(day)
    pins = list(timetable.slots.filter(pinned=True))
    kept = [(pin.candidate_id, pin.exercise_id) for pin in pins]
    problem = problem_of(day, complete, expected_on(day)).changed(fixed=as_slots(pins))
    plain = [
        counting.Advice("who sits on a panel", f"{panel.name} is not complete, so it was left out.")
        for panel in incomplete
    ] + counting.plain_reasons(problem)
    if not problem.candidates or not any(exercise.with_panel for exercise in problem.exercises):
        return Answer(Found.NONE_POSSIBLE), _kept(plain), kept
    job.progress(0, 100, "Looking for a timetable")
    answer = proposing.propose(problem, seed=timetable.seed, progress=_says(job, "Looking for a timetable", 0, 40))
    if answer.found == Found.TIMETABLE:
        return answer, [], kept

    def solve(changed: Problem) -> bool:
        found = proposing.propose(changed, seed=timetable.seed, first=True, effort=0, tries=1)
        return found.found == Found.TIMETABLE

    advice = relaxing.advise(problem, solve, progress=_says(job, "Asking what would help", 40, 100))
    return answer, _kept([*plain, *advice]), kept


def _again(timetable: Timetable, job: Job, now: datetime.datetime) -> Outcome:
    accepted = timetable.based_on
    assert accepted is not None
    rest = rest_of(accepted, now=now_on(timetable.day, now))
    job.progress(0, 100, "Planning the rest of the day again")
    answer = replanning.replan(rest, seed=timetable.seed)
    pins = list(accepted.slots.filter(pinned=True).values_list("candidate_id", "exercise_id"))
    if answer.found == Found.TIMETABLE:
        return answer, [], pins

    def solve(changed: Problem) -> bool:
        found = replanning.replan(Rest(changed, rest.to_come), seed=timetable.seed)
        return found.found == Found.TIMETABLE

    advice = counting.plain_reasons(rest.problem)
    advice += relaxing.advise(rest.problem, solve, progress=_says(job, "Asking what would help", 20, 100))
    return answer, _kept(advice), pins


def _says(job: Job, words: str, begins: int, ends: int):  # type: ignore[no-untyped-def]
    return lambda done, of: job.progress(begins + (ends - begins) * done // max(of, 1), 100, words)


def _kept(advice: Iterable[counting.Advice]) -> list[dict[str, str]]:
    return [{"rule": one.rule, "words": one.words} for one in advice]


# By hand --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def move_slot(*, slot: TimetableSlot, starts: datetime.time, by: User) -> None:
    """Put a slot of a proposal at another time and pin it there. A group moves as one. Refused where a rule breaks."""
    timetable = slot.timetable
    _require_proposed(timetable)
    begins = minute_of(starts)
    if begins % GRID:
        raise StepRefused("Choose a time on five minutes, such as 10:05.")
    if timetable.based_on and _is_ticked(timetable.based_on, slot):
        raise StepRefused("This has begun, so it stays where it is.")
    moving = _together(slot)
    length = slot.ends_at - slot.starts_at
    for row in moving:
        row.starts_at = moment_on(timetable.day, begins)
        row.ends_at, row.pinned = row.starts_at + (length if row == slot else row.ends_at - row.starts_at), True
    TimetableSlot.objects.bulk_update(moving, ["starts_at", "ends_at", "pinned"])
    if found := breaches_of(timetable):
        raise StepRefused("This cannot be. " + " ".join(dict.fromkeys(breach.words for breach in found[:3])))
    audit.record(timetable, "moved a slot", by=by, candidate=slot.candidate.code, exercise=slot.exercise.name)


def _is_ticked(accepted: Timetable, slot: TimetableSlot) -> bool:
    return accepted.slots.ticked().filter(candidate=slot.candidate_id, exercise=slot.exercise_id).exists()


def _together(slot: TimetableSlot) -> list[TimetableSlot]:
    """The slots that begin with this one: those of its group."""
    if slot.exercise.setting != slot.exercise.Setting.GROUP:
        return [slot]
    same = slot.timetable.slots.filter(exercise=slot.exercise, panel=slot.panel, group=slot.group)
    return list(same)


@transaction.atomic
def pin(*, slot: TimetableSlot, pinned: bool, by: User) -> None:
    """Keep a slot where it is when the timetable is worked out again, or let go of it."""
    _require_proposed(slot.timetable)
    TimetableSlot.objects.filter(pk__in=[row.pk for row in _together(slot)]).update(pinned=pinned)
    words = "pinned a slot" if pinned else "let go of a pinned slot"
    audit.record(slot.timetable, words, by=by, candidate=slot.candidate.code, exercise=slot.exercise.name)


def breaches_of(timetable: Timetable) -> list[Breach]:
    """Which rules the slots of a timetable break, as things stand now; what had begun when it was planned aside."""
    slots = as_slots(timetable.slots.all())
    if timetable.based_on:
        rest = rest_of(timetable.based_on, now=now_on(timetable.day, timetable.planned_from or timezone.now()))
        return breaches(rest.problem, slots)
    complete, _ = complete_panels(timetable.day)
    return breaches(problem_of(timetable.day, complete, expected_on(timetable.day)), slots)


def _require_proposed(timetable: Timetable) -> None:
    if timetable.state != State.PROPOSED:
        raise StepRefused(f"This timetable is {timetable.get_state_display().lower()}, so it cannot change.")


# Accepting ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def accept(*, timetable: Timetable, by: User) -> int:
    """Make a proposal the timetable of the day: candidates get their panels and times, and are told where they were
    told before. Refused where a rule is broken by now. Answers how many candidates it changed something for.
    """
    day = SelectionDay.objects.select_for_update().get(pk=timetable.day_id)
    require_plannable(day)
    _require_proposed(timetable)
    accepted = Timetable.objects.accepted_of(day)
    if (accepted.pk if accepted else None) != timetable.based_on_id and timetable.based_on_id:
        raise StepRefused("Another timetable has been accepted since. Plan the rest again.")
    if accepted and not timetable.based_on_id and accepted.slots.ticked().exists():
        raise StepRefused("The day has begun. Plan the rest again.")
    if accepted and timetable.based_on_id and _overtaken(timetable, accepted):
        raise StepRefused("Something that was to move has begun since. Plan the rest again.")
    if found := breaches_of(timetable):
        raise StepRefused("This no longer fits. " + found[0].words + " Ask for the timetable again.")
    if accepted:
        move(accepted, to=State.REPLACED, by=by)
        keep_ticks(accepted, timetable)
    move(timetable, to=State.ACCEPTED, by=by)
    changed = _give_slots(timetable, accepted, by=by)
    panels.recheck(day, by=by)
    if day.state in (SelectionDay.State.CONFIRMED, SelectionDay.State.LIVE):
        for slot in changed:
            panels.tell_candidate(slot)
    return len(changed)


def _overtaken(timetable: Timetable, accepted: Timetable) -> bool:
    """Whether what a re-planned timetable changes has begun while people were looking at it."""
    now, planned = (
        now_on(timetable.day, moment or timezone.now()) for moment in (timezone.now(), timetable.planned_from)
    )
    changes = replanning.differences(as_slots(accepted.slots.all()), as_slots(timetable.slots.all()))
    starts = [slot.start for change in changes for slot in (change.before, change.after) if slot]
    since = Q(begun_at__gte=timetable.planned_from) | Q(ended_at__gte=timetable.planned_from)
    ticked = set(accepted.slots.filter(since).values_list("candidate_id", "exercise_id"))
    moved = {(change.before.candidate, change.before.exercise) for change in changes if change.before}
    return bool(ticked & moved) or any(planned <= start < now for start in starts)


def _give_slots(timetable: Timetable, before: Timetable | None, *, by: User) -> list[PanelCandidate]:
    """Write who sees whom where scoring reads it; answers the candidates whose day changed."""
    spans = with_panel(timetable)
    live = {
        slot.application_id: slot
        for slot in PanelCandidate.objects.filter(application__days__in=list(spans))
        .exclude(state=PanelCandidate.State.MOVED)
        .select_related("panel__day", "application__candidate")
    }
    differing = _differing(timetable, before)
    rows = DayCandidate.objects.filter(pk__in=list(spans)).select_related("application__candidate")
    changed = []
    for candidate in rows:
        panel, starts_at, ends_at = spans[candidate.pk]
        slot = live.get(candidate.application_id)
        if slot is None:
            slot = PanelCandidate.objects.create(
                panel=panel, application=candidate.application, starts_at=starts_at, ends_at=ends_at
            )
            audit.record(slot, "gave a candidate a slot", by=by)
        elif slot.panel_id != panel.pk:
            minutes = int((ends_at - starts_at).total_seconds()) // 60
            slot = hand_over(candidate=slot, to=panel, starts_at=starts_at, minutes=minutes, by=by)
            continue  # who gets another panel is told as they are moved
        elif candidate.pk not in differing:
            continue
        else:
            slot.starts_at, slot.ends_at, slot.version = starts_at, ends_at, slot.version + 1
            slot.save(update_fields=["starts_at", "ends_at", "version"])
        changed.append(slot)
    return changed


def with_panel(timetable: Timetable) -> dict[int, tuple]:
    """Candidate → their panel, and from when to when they are with it."""
    found: dict[int, tuple] = {}
    for slot in timetable.slots.filter(panel__isnull=False).select_related("panel__day"):
        _, starts_at, ends_at = found.get(slot.candidate_id, (slot.panel, slot.starts_at, slot.ends_at))
        found[slot.candidate_id] = (slot.panel, min(starts_at, slot.starts_at), max(ends_at, slot.ends_at))
    return found


def _differing(timetable: Timetable, before: Timetable | None) -> set[int]:
    """Candidates for whom something is not as in the timetable before."""
    old: tuple[Slot, ...] = as_slots(before.slots.all()) if before else ()
    found = replanning.differences(old, as_slots(timetable.slots.all()))
    return {(difference.after or difference.before).candidate for difference in found}  # type: ignore[union-attr]
