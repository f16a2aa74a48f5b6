"""Between rows and the solver: a day read into a problem, and a timetable written as rows."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from recruitment import composition
from recruitment.board import places_of, sessions_of
from recruitment.lateness import outlook
from recruitment.models import (
    Application,
    DayCandidate,
    DayChange,
    DayHours,
    Panel,
    PanelCandidate,
    PanelMember,
    SelectionDay,
    Timetable,
    TimetableSlot,
)
from recruitment.models.selection_days import GROUPS_IN_WORDS
from recruitment.operations.composition import seats_of, who_may_see_whom
from recruitment.operations.day_plans import hours_of
from recruitment.timetabling import problem as given
from recruitment.timetabling import rest as left

if TYPE_CHECKING:
    from django.db.models import QuerySet

Kind = DayChange.Kind


def minute_of(moment: datetime.datetime | datetime.time) -> int:
    """Minutes after midnight by London's clock."""
    local = timezone.localtime(moment) if isinstance(moment, datetime.datetime) else moment
    return local.hour * 60 + local.minute


def moment_on(day: SelectionDay, minute: int) -> datetime.datetime:
    return day.at(datetime.time(minute // 60, minute % 60))


def complete_panels(day: SelectionDay) -> tuple[list[Panel], list[Panel]]:
    """Panels whose members who said yes bring every view, and those that lack one."""
    panels = list(day.panels.select_related("room"))
    seats = seats_of(PanelMember.objects.filter(panel__in=panels).coming())
    complete = [p for p in panels if not composition.panel_reasons(p.name, seats[p.pk], GROUPS_IN_WORDS)]
    return complete, [panel for panel in panels if panel not in complete]


def problem_of(day: SelectionDay, panels: Sequence[Panel], candidates: Iterable[DayCandidate]) -> given.Problem:
    """What the timetable of a day is made from, with these panels and candidates."""
    candidates = list(candidates)
    may_see = who_may_see_whom(panels, [candidate.application for candidate in candidates])
    return given.Problem(
        hours=_hours(hours_of(day)),
        exercises=tuple(
            given.Exercise(e.pk, e.name, e.minutes, given.Setting(e.setting), e.largest_group)
            for e in day.exercises.all()
        ),
        rooms=tuple(given.Room(r.pk, r.name, r.seats, r.step_free, r.without_panel) for r in day.rooms.all()),
        panels=tuple(given.Panel(panel.pk, panel.name, panel.room_id) for panel in panels),
        candidates=tuple(_candidate(candidate, may_see[candidate.application_id]) for candidate in candidates),
    )


def expected_on(day: SelectionDay) -> list[DayCandidate]:
    """Candidates who are to come, as the timetable is made."""
    return list(of_rows(_expected(day)))


def _expected(day: SelectionDay) -> QuerySet[DayCandidate]:
    """Candidates of a day but those who withdrew, or who have a slot on another day by now."""
    rows = DayCandidate.objects.filter(day=day).exclude(application__state=Application.State.WITHDRAWN)
    elsewhere = PanelCandidate.objects.live().filter(application__days__day=day).exclude(panel__day=day)
    return rows.exclude(application__in=elsewhere.values("application"))


def of_rows(rows: QuerySet[DayCandidate]) -> QuerySet[DayCandidate]:
    """Candidates of a day with what the rule of who may see whom asks for."""
    return rows.select_related("application__candidate", "application__employer__part_of").prefetch_related(
        "application__employer__covers", "application__employer__part_of__covers"
    )


def _hours(hours: DayHours) -> given.Hours:
    return given.Hours(
        opens=minute_of(hours.opens),
        closes=minute_of(hours.closes),
        between=hours.between,
        changeover=hours.changeover,
        lunch=hours.lunch,
        lunch_from=minute_of(hours.lunch_from),
        lunch_until=minute_of(hours.lunch_until),
        sittings=hours.sittings,
    )


def _candidate(row: DayCandidate, panels: frozenset[int]) -> given.Candidate:
    return given.Candidate(
        key=row.pk,
        code=row.code,
        panels=panels,
        extra_time=row.extra_time,
        rest=row.rest,
        step_free=row.step_free,
        own_room=row.own_room,
        earliest=minute_of(row.earliest) if row.earliest else 0,
        latest=minute_of(row.latest) if row.latest else 24 * 60,
    )


def as_slots(rows: Iterable[TimetableSlot]) -> tuple[given.Slot, ...]:
    """Rows of a timetable as the solver knows them."""
    return tuple(
        sorted(
            given.Slot(
                candidate=row.candidate_id,
                exercise=row.exercise_id,
                start=minute_of(row.starts_at),
                minutes=int((row.ends_at - row.starts_at).total_seconds()) // 60,
                room=row.room_id,
                panel=row.panel_id,
                group=row.group,
            )
            for row in rows
        )
    )


def slots_of_candidate(slot: PanelCandidate) -> QuerySet[TimetableSlot]:
    """A candidate's own day, by the accepted timetable."""
    of_day = TimetableSlot.objects.filter(timetable__day=slot.panel.day_id, timetable__state=Timetable.State.ACCEPTED)
    return of_day.filter(candidate__application=slot.application_id).select_related("exercise", "room")


def slots_of_panel(panel: Panel) -> QuerySet[TimetableSlot]:
    """What a panel does on its day, by the accepted timetable."""
    return TimetableSlot.objects.filter(panel=panel, timetable__state=Timetable.State.ACCEPTED).with_everything()


def write(timetable: Timetable, slots: Iterable[given.Slot], *, pinned: Iterable[tuple[int, int]] = ()) -> None:
    """Keep what was found as the rows of a timetable. ``pinned``: candidate and exercise of what stays where it is."""
    pins = set(pinned)
    TimetableSlot.objects.bulk_create(
        [
            TimetableSlot(
                timetable=timetable,
                candidate_id=slot.candidate,
                exercise_id=slot.exercise,
                panel_id=slot.panel,
                room_id=slot.room,
                group=slot.group,
                starts_at=moment_on(timetable.day, slot.start),
                ends_at=moment_on(timetable.day, slot.end),
                pinned=(slot.candidate, slot.exercise) in pins,
            )
            for slot in slots
        ]
    )


def keep_ticks(before: Timetable, after: Timetable) -> None:
    """What has begun and ended stays ticked in a timetable that takes another's place, by whom and when."""
    ticked = {(s.candidate_id, s.exercise_id, s.panel_id, s.starts_at): s for s in before.slots.ticked()}
    kept = []
    for slot in after.slots.all() if ticked else ():
        if was := ticked.get((slot.candidate_id, slot.exercise_id, slot.panel_id, slot.starts_at)):
            slot.begun_at, slot.begun_by_id = was.begun_at, was.begun_by_id
            slot.ended_at, slot.ended_by_id = was.ended_at, was.ended_by_id
            kept.append(slot)
    TimetableSlot.objects.bulk_update(kept, ["begun_at", "begun_by", "ended_at", "ended_by"])


def now_on(day: SelectionDay, now: datetime.datetime) -> int:
    """The minute of a day up to which everything is over: none before the day, all of it afterwards."""
    today = timezone.localtime(now)
    if today.date() < day.date:
        return 0
    return minute_of(today) if today.date() == day.date else 24 * 60 - given.GRID


# Who is there ---------------------------------------------------------------------------------------------------------


def gone_from(day: SelectionDay) -> dict[int, datetime.datetime]:
    """Candidates of whom nothing more is to come, and from when.

    Who did not attend, withdrew or goes to another day is gone all day; who went home, from the time that was written
    down. Who is late is to come still.
    """
    went = day.changes.filter(kind=Kind.GONE, candidate__isnull=False).order_by("-begins")
    gone = {candidate: day.at(begins) for candidate, begins in went.values_list("candidate_id", "begins")}
    return gone | dict.fromkeys(_not_coming(day), day.at(datetime.time.min))


def not_here(day: SelectionDay, at: datetime.datetime) -> set[int]:
    """Candidates who are not there at a moment: gone by then, or late."""
    found = {candidate for candidate, since in gone_from(day).items() if since <= at}
    for change in day.changes.filter(kind=Kind.LATE):
        if change.candidate_id and change.until and day.at(change.begins) <= at < day.at(change.until):
            found.add(change.candidate_id)
    return found


def there(
    slots: Iterable[TimetableSlot], gone: Mapping[int, datetime.datetime], at: datetime.datetime
) -> list[TimetableSlot]:
    """Slots without those that nobody comes to any more: of candidates who have not begun and will be gone by then."""
    return [
        slot
        for slot in slots
        if slot.begun_at
        or slot.ended_at
        or slot.candidate_id not in gone
        or max(at, slot.starts_at) < gone[slot.candidate_id]
    ]


def _not_coming(day: SelectionDay) -> dict[int, bool]:
    """Candidates who did not come, withdrew or go to another day; ``True`` for those who did not come."""
    absent = PanelCandidate.objects.filter(
        panel__day=day, state=PanelCandidate.State.DID_NOT_ATTEND, application=OuterRef("application")
    )
    rows = DayCandidate.objects.filter(day=day).annotate(absent=Exists(absent))
    return dict(rows.filter(Q(absent=True) | ~Q(pk__in=_expected(day))).values_list("pk", "absent"))


# The rest of a day ---------------------------------------------------------------------------------------------------


def rest_of(timetable: Timetable, *, now: int) -> left.Rest:
    """What is left of an accepted timetable after everything that has happened so far."""
    day = timetable.day
    slots = list(timetable.slots.with_everything())
    complete, incomplete = complete_panels(day)
    rows = list(of_rows(DayCandidate.objects.filter(day=day)))
    problem = problem_of(day, [*complete, *incomplete], rows)
    changes = [
        *(_change(row) for row in day.changes.all()),
        *(left.PanelGone(panel.pk, now) for panel in incomplete),
        *(left.Gone(key, 0 if absent else now) for key, absent in _not_coming(day).items()),
    ]
    ticked = _ticked(day, there(slots, gone_from(day), moment_on(day, now)), problem, now)
    return left.rest_of_day(problem, as_slots(slots), changes, now=now, ticked=ticked)


def _ticked(day: SelectionDay, slots: list[TimetableSlot], problem: given.Problem, now: int) -> left.Ticked:
    """What was ticked so far, and until when those who have begun something are busy."""
    at, hours = moment_on(day, now), hours_of(day)
    places = places_of(sessions_of(slots))
    day_as_it_goes = outlook(places, at, hours)
    waiting: set[tuple[int, int]] = set()
    panels_free: dict[int, int] = {}
    candidates_free: dict[int, int] = {}
    for place in places:
        for session in place.sessions if place.last_tick else ():
            if place.is_running(session, at):
                ends = given.up(minute_of(day_as_it_goes.of(session).ends))
                if session.panel:
                    panels_free[session.panel.pk] = ends + given.up(hours.changeover)
                candidates_free |= {
                    slot.candidate_id: ends + problem.free_after(problem.candidate[slot.candidate_id])
                    for slot in session.slots
                    if slot.begun_at or not session.is_ticked
                }
            elif not place.is_past(session, at):
                waiting |= {(slot.candidate_id, slot.exercise_id) for slot in session.slots}
    return left.Ticked(
        begun=frozenset((slot.candidate_id, slot.exercise_id) for slot in slots if slot.begun_at),
        ended=frozenset((slot.candidate_id, slot.exercise_id) for slot in slots if slot.ended_at),
        waiting=frozenset(waiting),
        panels_free=panels_free,
        candidates_free=candidates_free,
    )


def _change(row: DayChange) -> left.Change:
    begins, until = minute_of(row.begins), minute_of(row.until) if row.until else 0
    if row.kind == Kind.LATE:
        return left.Away(row.candidate_id, begins, until)  # type: ignore[arg-type]
    if row.kind == Kind.GONE:
        return left.Gone(row.candidate_id, begins)  # type: ignore[arg-type]
    if row.kind == Kind.LEAVES_OUT:
        return left.LeftOut(row.candidate_id, row.exercise_id)  # type: ignore[arg-type]
    if row.kind == Kind.ROOM_LOST:
        return left.RoomLost(row.room_id, begins)  # type: ignore[arg-type]
    if row.kind == Kind.PANEL_GONE:
        return left.PanelGone(row.panel_id, begins)  # type: ignore[arg-type]
    return left.PanelLate(row.panel_id, until)  # type: ignore[arg-type]
