"""The register of a session: who was there, and the off-the-job hours that being there credits by itself."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from apprentices.models import (
    ActivityType,
    Apprentice,
    Attendance,
    CalendarEntry,
    OffTheJobEntry,
    Standing,
    TimetableSession,
)
from apprentices.operations.credits import reverse_all
from apprentices.operations.standing import lock_standing, recount
from apprentices.timetable_reasons import ABSENCE, reasons
from core import audit, workflow
from core.accounts.models import User
from core.words import day, hours, lowered
from core.workflow import StepRefused

Mark = Attendance.Mark
SOURCE = Attendance._meta.label_lower
SESSION = TimetableSession._meta.label_lower
CORRECTED = "The register was corrected."
BY_REGISTER = "The register has credited this time."


@dataclass(frozen=True)
class Line:
    """What somebody says about one apprentice; ``made_up_on`` is the day on which a missed session was made up."""

    mark: str
    reason: str = ""
    made_up_on: datetime.date | None = None


@dataclass
class TakenRegister:
    """What taking a register did; ``problems`` say for whom a line could not be taken, or credits nothing, and why."""

    there: int = 0
    away: int = 0
    credited: Decimal = Decimal(0)
    problems: list[str] = field(default_factory=list)


def expected_at(session: TimetableSession) -> list[Apprentice]:
    """Everybody in whose calendar the session stands, by name: whoever has left or is through the gateway is not."""
    entries = CalendarEntry.objects.going_ahead().filter(source_kind=SESSION, source_id=session.pk).values("apprentice")
    gone = (Apprentice.State.NEVER_STARTED,)
    return list(Apprentice.objects.filter(pk__in=entries).exclude(state__in=gone).select_related("person", "employer"))


def not_there_by_plan(session: TimetableSession, apprentices: Iterable[Apprentice]) -> dict[int, str]:
    """Apprentices who are on leave or on a break on the day of a session, with the word for it."""
    words = {CalendarEntry.Kind.LEAVE: "on leave", CalendarEntry.Kind.BREAK: "on a break in learning"}
    entries = CalendarEntry.objects.going_ahead().filter(
        apprentice__in=[a.pk for a in apprentices], date=session.date, kind__in=words
    )
    return {pk: words[CalendarEntry.Kind(kind)] for pk, kind in entries.values_list("apprentice", "kind")}


@transaction.atomic
def take_register(
    session: TimetableSession, *, lines: Mapping[int, Line], by: User, on: datetime.date | None = None
) -> TakenRegister:
    """Say who was at a session (apprentice id → line), or correct what was said; the same again changes nothing.

    Present, late and made up credit the session's hours as confirmed time; a corrected mark takes them back. Time that
    an apprentice had logged for the class and that waits is replaced by the credit; time that stands in the way is
    named in ``problems``. Raises ``StepRefused`` where the session has not taken place or is not published.
    """
    on = on or timezone.localdate()
    standings = lock_standing(expected_at(session))
    held = TimetableSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
    _require_held(held, on)
    people = {apprentice.pk: apprentice for apprentice in expected_at(held)}
    elsewhere = not_there_by_plan(held, people.values())
    result, taken = TakenRegister(), {}
    for pk, line in lines.items():
        if problem := _problem(held, people.get(pk), line, elsewhere.get(pk, ""), by, on):
            result.problems.append(problem)
        else:
            taken[pk] = line
    marks = _write(held, taken, by=by)
    _settle(held, marks, people, by=by, result=result)
    _mark_taken(held, by=by)
    count_skills_days(standings)
    recount(standings, on=on)
    result.there = sum(mark.credits for mark in marks)
    result.away = len(marks) - result.there
    session.refresh_from_db()
    return result


def _require_held(session: TimetableSession, on: datetime.date) -> None:
    if session.state != TimetableSession.State.PUBLISHED:
        raise StepRefused("Only a published session has a register.")
    if session.date > on:
        raise StepRefused(f"This session is on {day(session.date)}. Take the register once it has begun.")


def _problem(
    session: TimetableSession, apprentice: Apprentice | None, line: Line, elsewhere: str, by: User, on: datetime.date
) -> str:
    """Why one line cannot be taken; nothing where it can."""
    if apprentice is None:
        return "Somebody in the list is not expected at this session."
    if apprentice.person_id == by.pk:
        return "Nobody marks themselves. Ask a colleague."
    if line.mark == Mark.ABSENT and line.reason not in reasons(ABSENCE):
        return f"Choose why {apprentice} was away."
    if line.mark == Mark.MADE_UP and line.made_up_on and not session.date <= line.made_up_on <= on:
        return f"{apprentice} made it up on a day from {day(session.date)} to today."
    if line.mark in (Mark.PRESENT, Mark.LATE) and elsewhere:
        return f"{apprentice} is {elsewhere} on that day, so the session cannot count. Mark them as away."
    return ""


def _write(session: TimetableSession, lines: Mapping[int, Line], *, by: User) -> list[Attendance]:
    """The marks as they are said now; each change is written to the apprentice's trail."""
    before = {mark.apprentice_id: mark for mark in session.attendances.all()}
    made: list[Attendance] = []
    changed: list[Attendance] = []
    at = timezone.now()
    for pk, line in lines.items():
        mark = before.get(pk) or Attendance(session=session, apprentice_id=pk)
        said = {
            "mark": line.mark,
            "reason": line.reason if line.mark == Mark.ABSENT else "",
            "made_up_on": (line.made_up_on or session.date) if line.mark == Mark.MADE_UP else None,
        }
        if mark.pk and all(getattr(mark, name) == value for name, value in said.items()):
            continue
        for name, value in said.items():
            setattr(mark, name, value)
        mark.marked_by, mark.marked_at = by, at
        (changed if mark.pk else made).append(mark)
    made = Attendance.objects.bulk_create(made)
    if changed:
        Attendance.objects.bulk_update(changed, ["mark", "reason", "made_up_on", "marked_by", "marked_at"])
    for said_now in Mark:
        audit.record_all([m for m in (*made, *changed) if m.mark == said_now], f"{said_now} at a session", by=by)
    return list(session.attendances.select_related("apprentice__person"))


# Credits -----------------------------------------------------------------------------------------------------


def _settle(
    session: TimetableSession,
    marks: Sequence[Attendance],
    people: Mapping[int, Apprentice],
    *,
    by: User,
    result: TakenRegister,
) -> None:
    """Bring what is credited in line with the marks: take back what no longer holds, credit what is missing."""
    credited: dict[int, list[OffTheJobEntry]] = {}
    ours = OffTheJobEntry.objects.filter(source_kind=SOURCE, source_id__in=[m.pk for m in marks], reverses__isnull=True)
    for entry in ours.select_related("reversed_by_entry", "apprentice__person"):
        credited.setdefault(entry.source_id or 0, []).append(entry)
    stale, missing = [], []
    for mark in marks:
        live = next((e for e in credited.get(mark.pk, ()) if not hasattr(e, "reversed_by_entry")), None)
        wanted = session.off_the_job_hours if mark.credits else Decimal(0)
        date = mark.made_up_on or session.date
        if live and (live.hours, live.date) != (wanted, date):
            stale.append(live)
        if wanted and (live is None or live in stale):
            missing.append((mark, date))
    reverse_all(stale, by=by, reason=CORRECTED)
    new = list(_credits(session, missing, credited, people, by=by, result=result))
    made = OffTheJobEntry.objects.bulk_create(new)
    workflow.move_all(
        OffTheJobEntry.objects.filter(pk__in=[entry.pk for entry in made]),
        to=OffTheJobEntry.State.CONFIRMED,
        by=by,
        confirmed_by=by,
        confirmed_at=timezone.now(),
    )
    result.credited = sum((entry.hours for entry in made), Decimal(0))


def _credits(
    session: TimetableSession,
    missing: Sequence[tuple[Attendance, datetime.date]],
    credited: Mapping[int, Sequence[OffTheJobEntry]],
    people: Mapping[int, Apprentice],
    *,
    by: User,
    result: TakenRegister,
) -> Iterator[OffTheJobEntry]:
    """A credit for each mark without one, unless the same minutes stand in the log already."""
    logged = _logged([mark.apprentice_id for mark, _ in missing], {date for _, date in missing})
    activity = ActivityType.objects.get(code=TimetableSession.ACTIVITIES[TimetableSession.Kind(session.kind)])
    for mark, date in missing:
        apprentice = people.get(mark.apprentice_id) or mark.apprentice
        entry = OffTheJobEntry(
            apprentice=apprentice,
            activity=activity,
            date=date,
            starts_at=None if mark.made_up_on else session.starts_at,
            hours=session.off_the_job_hours,
            note=session.title,
            source=OffTheJobEntry.Source.ATTENDANCE,
            source_kind=SOURCE,
            source_id=mark.pk,
            source_turn=len(credited.get(mark.pk, ())) + 1,
            logged_by_id=apprentice.person_id,
        )
        in_the_way = [e for e in logged.get((mark.apprentice_id, date), ()) if same_minutes(entry, e)]
        waiting = [e for e in in_the_way if gives_way(entry, e)]
        settled = next((e for e in in_the_way if e not in waiting), None)
        if settled:
            result.problems.append(
                f"{apprentice} has {hours(settled.hours)} of {lowered(settled.activity)} in the log at that time. "
                "The same minutes count once, so nothing was credited."
            )
            continue
        for theirs in waiting:
            workflow.move(theirs, to=OffTheJobEntry.State.WITHDRAWN, by=by, reason=BY_REGISTER)
        yield entry


def gives_way(credit: OffTheJobEntry, entry: OffTheJobEntry) -> bool:
    """Whether the credit takes the place of what was logged: the class itself, not decided yet."""
    itself = entry.activity.taught or entry.activity_id == credit.activity_id
    return itself and entry.state != OffTheJobEntry.State.CONFIRMED


def _logged(
    apprentices: Sequence[int], dates: Iterable[datetime.date]
) -> dict[tuple[int, datetime.date], list[OffTheJobEntry]]:
    """What counts or may yet count on these days, by apprentice and day."""
    found: dict[tuple[int, datetime.date], list[OffTheJobEntry]] = {}
    live = OffTheJobEntry.objects.live().not_reversed().filter(apprentice__in=apprentices, date__in=list(dates))
    for entry in live.select_related("activity"):
        found.setdefault((entry.apprentice_id, entry.date), []).append(entry)
    return found


def same_minutes(credit: OffTheJobEntry, entry: OffTheJobEntry) -> bool:
    """Whether two blocks of a day share minutes. Logged without its time, a class, or what the session itself is (a
    webinar, a study pack), is taken for the session.
    """
    if entry.starts_at is None or entry.ends_at is None:
        alike = entry.activity.taught or entry.activity_id == credit.activity_id
        return alike and entry.source == OffTheJobEntry.Source.LOGGED
    if credit.starts_at is None or credit.ends_at is None:
        return False
    begins = datetime.datetime.combine(credit.date, credit.starts_at)
    return begins < entry.ends_at and datetime.datetime.combine(entry.date, entry.starts_at) < credit.ends_at


def _mark_taken(session: TimetableSession, *, by: User) -> None:
    step = "register corrected" if session.register_taken_at else "register taken"
    if session.register_taken_at is None:
        TimetableSession.objects.filter(pk=session.pk).update(register_taken_by=by, register_taken_at=timezone.now())
    audit.record(session, step, by=by)


def take_back_credits(session: TimetableSession, *, by: User, reason: str) -> None:
    """Take back everything that the register of a session had credited; lock the totals before."""
    marks = session.attendances.values("pk")
    live = OffTheJobEntry.objects.confirmed().not_reversed().filter(source_kind=SOURCE, source_id__in=marks)
    reverse_all(list(live.select_related("apprentice__person")), by=by, reason=reason)
    ids = list(session.attendances.values_list("apprentice", flat=True))
    count_skills_days(lock_standing(ids))


def count_skills_days(standings: Sequence[Standing]) -> None:
    """Skills days stand beside the placement days of the programme; the totals are locked by the step."""
    counted = Attendance.objects.skills_days(standing.pk for standing in standings)
    for standing in standings:
        standing.skills_days = counted.get(standing.pk, 0)
    Standing.objects.bulk_update(standings, ["skills_days"], batch_size=200)
