"""A break in learning from its first day to the return meeting. The clock sees that nobody is forgotten."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from apprentices import steps
from apprentices.models import Apprentice, BreakInLearning, CalendarEntry, OffTheJobEntry, Suspension
from apprentices.models.changes.breaks import ONE_DAY
from apprentices.models.parties import Party
from apprentices.off_the_job import breaks as rules
from apprentices.off_the_job.periods import days_of
from apprentices.operations.calendar import cancel_days
from apprentices.operations.changes.telling import people_of, tell
from apprentices.operations.standing import lock_standing, recount
from apprentices.programme_plan import planned_days
from core import audit, workflow
from core.accounts.models import User
from core.words import count, day, hours
from core.workflow import AlreadyMoved, StepRefused

State = BreakInLearning.State


def confirmed_inside(asked: BreakInLearning) -> list[str]:
    """Why a break cannot begin on its day: confirmed time inside it, which only a reversing entry takes back."""
    inside = (
        OffTheJobEntry.objects.confirmed()
        .not_reversed()
        .filter(apprentice=asked.apprentice_id, date__gte=asked.starts_on, date__lte=asked.ends_on)
        .exclude(date__in=asked.learning_days.values("date"))
        .order_by("date")
    )
    return [
        f"{hours(entry.hours)} were confirmed for {day(entry.date)}, inside the break. Reverse them first, or let the "
        "break begin later."
        for entry in inside[:3]
    ]


def begin(now: BreakInLearning, *, by: User | None, on: datetime.date) -> None:
    """Set a break running, under the lock of its apprentice: state, calendar, log, and what it means for other apps."""
    apprentice = now.apprentice
    suspended = apprentice.suspensions.filter(state=Suspension.State.RUNNING).first()
    workflow.move(now, to=State.ACTIVE, by=by, began_at=timezone.now())
    workflow.move(apprentice, to=Apprentice.State.ON_BREAK, by=by)
    if suspended is not None:
        ends_on = max(now.starts_on - ONE_DAY, suspended.starts_on)
        workflow.move(suspended, to=Suspension.State.OVERTAKEN, by=by, ends_on=ends_on)
    write_days(now, until=max(now.ends_on, on))
    _query_inside(now, by=by or now.asked_by)
    steps.pause.apply(steps.Pause(apprentice, now.starts_on, now.ends_on, by or now.asked_by))
    recount_anew(apprentice, on=on)


def write_days(now: BreakInLearning, *, until: datetime.date) -> None:
    """Each day of the break stands in the calendar as break, up to a day; planned learning days stay free."""
    free = set(now.learning_days.values_list("date", flat=True))
    wanted = set(days_of(now.starts_on, until)) - free
    mine = CalendarEntry.objects.filter(
        apprentice=now.apprentice_id, kind=CalendarEntry.Kind.BREAK, date__gte=now.starts_on
    )
    following = BreakInLearning.objects.standing().filter(apprentice=now.apprentice_id, starts_on__gt=now.starts_on)
    if (next_one := following.order_by("starts_on").first()) is not None:
        mine = mine.filter(date__lt=next_one.starts_on)
    there = set(mine.values_list("date", flat=True))
    mine.filter(date__in=there - wanted).delete()
    CalendarEntry.objects.bulk_create(
        CalendarEntry(
            apprentice_id=now.apprentice_id, date=date, kind=CalendarEntry.Kind.BREAK, title="Break in learning"
        )
        for date in sorted(wanted - there)
    )


def _query_inside(now: BreakInLearning, *, by: User) -> None:
    """Time that waits for confirmation inside a break recorded late goes back to the apprentice with a question."""
    waiting = (
        OffTheJobEntry.objects.awaiting_confirmation()
        .filter(apprentice=now.apprentice_id, date__gte=now.starts_on, date__lte=now.ends_on)
        .exclude(date__in=now.learning_days.values("date"))
    )
    workflow.move_all(
        waiting,
        to=OffTheJobEntry.State.QUERIED,
        by=by,
        asked_by=by,
        question="This day is inside a break in learning, so it cannot count. Is the date right?",
    )


def recount_anew(apprentice: Apprentice, *, on: datetime.date) -> None:
    """Count totals and forecast again, because the plan itself has changed."""
    standings = lock_standing([apprentice])
    for standing in standings:
        standing.forecast_on = None
    recount(standings, on=on)


def _running(given: BreakInLearning) -> BreakInLearning:
    """The break as it is now, under the lock of its apprentice; raises where it is not running."""
    lock_standing([given.apprentice_id])
    now = BreakInLearning.objects.select_related(
        "apprentice__person", "apprentice__cohort", "rejoins__standard_version__standard"
    ).get(pk=given.pk)
    if not now.is_running:
        raise AlreadyMoved(f"This break is {now.get_state_display().lower()}. Nothing of yours was changed.")
    return now


@transaction.atomic
def plan_return(
    given: BreakInLearning, *, returns_on: datetime.date, by: User, on: datetime.date | None = None
) -> None:
    """Settle the day of the return; the clock sees to it that somebody records it."""
    on = on or timezone.localdate()
    now = _running(given)
    _require_later(now, returns_on, on)
    _require_free(now, returns_on - ONE_DAY)
    if now.state == State.RETURN_PLANNED and now.expected_return_on == returns_on:
        raise AlreadyMoved("The return is planned for that day already.")
    if now.state == State.RETURN_PLANNED:
        raise StepRefused("The return is planned. Extend the break to move it, or record the return.")
    workflow.move(now, to=State.RETURN_PLANNED, by=by, ends_on=returns_on - ONE_DAY)
    _follow(now, on=on, what="return-planned", said="planned for", by=by)
    given.refresh_from_db()


@transaction.atomic
def extend_break(
    given: BreakInLearning, *, returns_on: datetime.date, by: User, on: datetime.date | None = None
) -> None:
    """The return comes later than agreed; the other two are told."""
    on = on or timezone.localdate()
    now = _running(given)
    _require_later(now, returns_on, on)
    if returns_on <= now.expected_return_on:
        raise StepRefused(f"The return is expected on {day(now.expected_return_on)} already. Choose a later day.")
    _require_free(now, returns_on - ONE_DAY)
    workflow.move(now, to=State.EXTENDED, by=by, ends_on=returns_on - ONE_DAY)
    _follow(now, on=on, what="break-extended", said="now expected on", by=by)
    given.refresh_from_db()


def _require_later(now: BreakInLearning, returns_on: datetime.date, on: datetime.date) -> None:
    if returns_on < on:
        raise StepRefused("That day has passed. Record the return if somebody is back already.")
    if returns_on <= now.starts_on:
        raise StepRefused(f"The break began on {day(now.starts_on)}. The return is after that.")


def _require_free(now: BreakInLearning, ends_on: datetime.date) -> None:
    others = now.apprentice.breaks.standing().exclude(pk=now.pk)
    if others.overlapping(now.starts_on, ends_on).exists():
        raise StepRefused("Another break in learning has some of these days.")


def _follow(now: BreakInLearning, *, on: datetime.date, what: str, said: str, by: User) -> None:
    write_days(now, until=max(now.ends_on, on))
    recount_anew(now.apprentice, on=on)
    tell(
        now.apprentice,
        subject="The return from a break in learning",
        sentence=f"The return of {now.apprentice} is {said} {day(now.expected_return_on)}.",
        about=now,
        what=what,
        to=[person for person in people_of(now.apprentice, *Party, on=on) if person != by],
        path=_page(now),
    )


@transaction.atomic
def record_return(
    given: BreakInLearning, *, returned_on: datetime.date, by: User, on: datetime.date | None = None
) -> BreakInLearning:
    """Somebody is back: learning goes on, the planned end moves by the length of the break, the hours stay.

    The return meeting is due four weeks later. Raises ``StepRefused`` for a day that cannot be.
    """
    on = on or timezone.localdate()
    now = _running(given)
    apprentice = now.apprentice
    if by.pk == apprentice.person_id:
        raise StepRefused("The line manager or the tutor records that somebody is back.")
    if not now.starts_on < returned_on <= on:
        raise StepRefused("The return is after the first day of the break, and not in the future.")
    before, last = apprentice.planned_end_on, returned_on - ONE_DAY
    after = rules.moved_end(before, now.starts_on, last)
    workflow.move(
        now,
        to=State.RETURNED,
        by=by,
        ends_on=last,
        returned_on=returned_on,
        returned_by=by,
        planned_end_before=before,
        planned_end_after=after,
        meeting_due_on=rules.review_due(returned_on),
    )
    workflow.move(apprentice, to=Apprentice.State.ACTIVE, by=by, planned_end_on=after)
    audit.record(apprentice, "planned end moved", by=by, before=before, after=after)
    now.learning_days.filter(date__gte=returned_on).delete()
    _rejoin(now, from_=returned_on, by=by)
    write_days(now, until=last)
    steps.resumption.apply(steps.Return(apprentice, returned_on, after, by))
    recount_anew(apprentice, on=on)
    _tell_of_return(now, by=by, on=on)
    given.refresh_from_db()
    return now


def _tell_of_return(given: BreakInLearning, *, by: User, on: datetime.date) -> None:
    apprentice = given.apprentice
    tell(
        apprentice,
        subject="Back from a break in learning",
        sentence=f"{apprentice} is learning again since {day(given.returned_on)}. The planned end is now "
        f"{day(given.planned_end_after)}, and the return meeting is due by {day(given.meeting_due_on)}.",
        about=given,
        what="returned",
        to=[person for person in people_of(apprentice, *Party, on=on) if person != by],
        path=_page(given),
    )


def _rejoin(given: BreakInLearning, *, from_: datetime.date, by: User) -> None:
    """From the return on somebody learns with the cohort that was agreed, where it is another one."""
    apprentice = given.apprentice
    if given.rejoins_id != apprentice.cohort_id:
        Apprentice.objects.filter(pk=apprentice.pk).update(cohort=given.rejoins)
        audit.record(apprentice, "cohort joined", by=by, before=apprentice.cohort.name, after=given.rejoins.name)
        apprentice.cohort = given.rejoins
        _join_teaching(apprentice, from_=from_, by=by)


def _join_teaching(apprentice: Apprentice, *, from_: datetime.date, by: User) -> None:
    """From the return on, the planned teaching is that of the cohort that was joined."""
    calendar = CalendarEntry.objects.filter(
        apprentice=apprentice,
        date__gte=from_,
        source_kind="",
        kind__in=[CalendarEntry.Kind.INDUCTION, CalendarEntry.Kind.TAUGHT_DAY, CalendarEntry.Kind.SKILLS_DAY],
    )
    cancel_days(calendar, by=by)
    plan = planned_days(
        apprentice.cohort.standard_version.standard.code,
        starts_on=apprentice.cohort.starts_on,
        ends_on=apprentice.planned_end_on,
        planned_hours=apprentice.planned_hours,
    )
    CalendarEntry.objects.bulk_create(
        CalendarEntry(
            apprentice=apprentice,
            date=planned.date,
            kind=planned.kind,
            title=planned.title,
            starts_at=planned.starts_at,
            ends_at=planned.ends_at,
            off_the_job_hours=planned.hours,
        )
        for planned in plan
        if planned.date >= from_
    )


@transaction.atomic
def record_return_meeting(given: BreakInLearning, *, met_on: datetime.date, agreed: str, by: User) -> None:
    """The return meeting was held, and what was agreed there (hours, stage, modules, support)."""
    lock_standing([given.apprentice_id])
    now = BreakInLearning.objects.get(pk=given.pk)
    if now.state != State.RETURNED or now.met_on is not None or now.returned_on is None:
        raise AlreadyMoved("There is no return meeting to record.")
    if not now.returned_on <= met_on <= timezone.localdate():
        raise StepRefused("The meeting was on or after the day of the return, and not in the future.")
    now.met_on, now.met_by, now.meeting_agreed = met_on, by, agreed
    now.version += 1
    now.save(update_fields=["met_on", "met_by", "meeting_agreed", "version"])
    audit.record(now, "met", by=by, met_on=met_on)
    given.refresh_from_db()


# The clock ---------------------------------------------------------------------------------------------------


def run_breaks(*, on: datetime.date | None = None) -> str:
    """Every morning: agreed breaks begin on their first day, and a return that nobody recorded is called overdue."""
    on = on or timezone.localdate()
    begun = sum(_begin_if_due(pk, on=on) for pk in _ids(State.AGREED, starts_on__lte=on))
    late = sum(_call_overdue(pk, on=on) for pk in _ids(*BreakInLearning.RUNNING, ends_on__lt=on - ONE_DAY))
    return f"{count(begun, 'break')} begun, {count(late, 'return')} overdue"


def _ids(*states: str, **dates: datetime.date) -> list[int]:
    return list(BreakInLearning.objects.filter(state__in=states, **dates).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _begin_if_due(pk: int, *, on: datetime.date) -> bool:
    lock_standing([BreakInLearning.objects.values_list("apprentice", flat=True).get(pk=pk)])
    now = BreakInLearning.objects.select_related("apprentice__person", "asked_by").get(pk=pk)
    learning = now.apprentice.state in (Apprentice.State.ACTIVE, Apprentice.State.SUSPENDED)
    if now.state != State.AGREED or not learning:
        return False
    begin(now, by=None, on=on)
    return True


@transaction.atomic
def _call_overdue(pk: int, *, on: datetime.date) -> bool:
    """Mark a return that is overdue; the days go on standing as break. Answers whether it was marked now."""
    lock_standing([BreakInLearning.objects.values_list("apprentice", flat=True).get(pk=pk)])
    now = BreakInLearning.objects.select_related("apprentice__person").get(pk=pk)
    if not now.is_running or now.ends_on >= on - ONE_DAY:
        return False
    write_days(now, until=on)
    if now.state == State.OVERDUE_RETURN:
        return False
    workflow.move(now, to=State.OVERDUE_RETURN, by=None)
    tell(
        now.apprentice,
        subject="A return from a break in learning is overdue",
        sentence=f"{now.apprentice} was expected back on {day(now.expected_return_on)}. Record the return, extend the "
        "break, or talk about what comes next.",
        about=now,
        what="return-overdue",
        to=people_of(now.apprentice, Party.EMPLOYER, Party.UNIVERSITY, on=on),
        path=_page(now),
    )
    return True


def _page(now: BreakInLearning) -> str:
    return reverse("apprentices:break", args=[now.reference])
