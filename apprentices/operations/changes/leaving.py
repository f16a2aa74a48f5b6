"""Leaving before completion, never having started, and coming back within the rules."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from django.db import IntegrityError, transaction
from django.utils import timezone

from apprentices import steps
from apprentices.change_reasons import WITHDRAWAL, reasons
from apprentices.models import (
    Apprentice,
    BetweenEmployers,
    BreakInLearning,
    CalendarEntry,
    OffTheJobEntry,
    Suspension,
    Withdrawal,
)
from apprentices.models.changes.breaks import ONE_DAY
from apprentices.models.parties import Party
from apprentices.off_the_job import breaks as rules
from apprentices.operations.calendar import cancel_days, put_back, set_aside
from apprentices.operations.changes.reasons import give_reason
from apprentices.operations.changes.running import recount_anew
from apprentices.operations.changes.telling import people_of, tell
from apprentices.operations.standing import lock_standing
from apprentices.requirements import rules_of
from core import audit, workflow
from core.accounts.models import User
from core.words import day, hours
from core.workflow import StepRefused


def leaving_refusals(apprentice: Apprentice, last_day: datetime.date, *, on: datetime.date) -> Iterator[str]:
    """Why a day cannot be the last day of learning."""
    if last_day > on:
        yield "The last day of learning cannot be in the future."
    if last_day < apprentice.original_start_on:
        yield f"The programme started on {day(apprentice.original_start_on)}. Learning cannot have ended before."
    if last_day > apprentice.planned_end_on:
        yield f"The plan ends on {day(apprentice.planned_end_on)}. The last day of learning is not after it."
    running = apprentice.breaks.running().first()
    if running and last_day >= running.starts_on and not running.learning_days.filter(date=last_day).exists():
        yield (
            f"The break in learning began on {day(running.starts_on)}, so the last day of learning is before it, or "
            "one of the keep-in-touch days."
        )
    confirmed = OffTheJobEntry.objects.confirmed().not_reversed().filter(apprentice=apprentice, date__gt=last_day)
    if (later := confirmed.order_by("-date").first()) is not None:
        yield f"{hours(later.hours)} were confirmed for {day(later.date)}, after that day. Check the date."


@transaction.atomic
def withdraw(
    apprentice: Apprentice,
    *,
    last_day: datetime.date,
    trigger: str,
    code: str,
    by: User,
    note: str = "",
    told: Iterable[User] = (),
    exit_award: str = Withdrawal.Award.NOT_DECIDED,
    on: datetime.date | None = None,
) -> Withdrawal:
    """Record that somebody leaves the programme: last day of learning, from whose side it comes, why (apart).

    What is open ends, the placement place is free again, and what was done stays. Raises ``StepRefused`` with every
    reason why the day cannot be.
    """
    on = on or timezone.localdate()
    lock_standing([apprentice])
    now = Apprentice.objects.select_related("person", "rule_set", "standing").get(pk=apprentice.pk)
    change = steps.Leaving(now, last_day, by)
    if against := [*leaving_refusals(now, last_day, on=on), *steps.withdrawal.blocks(change)]:
        raise StepRefused(" ".join(against))
    _require_fitting(code, trigger)
    workflow.move(now, to=Apprentice.State.WITHDRAWN, by=by)
    made = Withdrawal.objects.create(
        apprentice=now,
        last_day=last_day,
        trigger=trigger,
        reason=give_reason(now, listed=WITHDRAWAL, code=code, note=note, by=by, on=on, told=told),
        within_qualifying_period=is_within_qualifying_period(now, last_day),
        exit_award=exit_award,
        confirmed_hours=now.standing.confirmed_hours,
        placement_days=now.standing.placement_days,
        recorded_by=by,
    )
    audit.record(made, "left", by=by, last_day=last_day)
    _end_what_is_open(now, last_day, by=by, on=on)
    steps.withdrawal.apply(change)
    recount_anew(now, on=on)
    _tell_of_leaving(made, by=by, on=on)
    apprentice.refresh_from_db()
    return made


def _require_fitting(code: str, trigger: str) -> None:
    """A coded reason that can come from this side."""
    reason = reasons(WITHDRAWAL).get(code)
    if reason is None or reason.trigger not in (trigger, "other"):
        raise StepRefused("Choose a reason that fits whose decision it was.")


def _tell_of_leaving(left: Withdrawal, *, by: User, on: datetime.date) -> None:
    apprentice = left.apprentice
    tell(
        apprentice,
        subject="Leaving the programme",
        sentence=f"It is recorded that {apprentice} leaves the programme; the last day of learning is "
        f"{day(left.last_day)}. The page says what stays and what comes next.",
        about=left,
        what="left",
        to=[person for person in people_of(apprentice, *Party, on=on) if person != by],
    )


def is_within_qualifying_period(apprentice: Apprentice, last_day: datetime.date) -> bool:
    """Whether somebody leaves in the first days that a start must last to count; after a return they run again."""
    restarted = apprentice.withdrawals.filter(reinstated_on__isnull=False).order_by("-reinstated_on").first()
    start = restarted.reinstated_on if restarted and restarted.reinstated_on else apprentice.original_start_on
    days = rules_of(apprentice.rule_set).qualifying_days
    return rules.within_qualifying_period(start=start, last_day=last_day, days=days)


def _end_what_is_open(apprentice: Apprentice, last_day: datetime.date, *, by: User, on: datetime.date) -> None:
    """Breaks, suspension, the search for an employer, time after the last day and planned days end with it."""
    for held in apprentice.breaks.open():
        if held.is_running:
            ends_on = max(min(held.ends_on, on), held.starts_on)
            workflow.move(held, to=BreakInLearning.State.CONVERTED, by=by, ends_on=ends_on)
        else:
            workflow.move(held, to=BreakInLearning.State.TAKEN_BACK, by=by)
    for suspension in apprentice.suspensions.filter(state=Suspension.State.RUNNING):
        ends_on = max(on, suspension.starts_on)
        workflow.move(suspension, to=Suspension.State.OVERTAKEN, by=by, ends_on=ends_on)
    workflow.move_all(
        BetweenEmployers.objects.filter(apprentice=apprentice, state=BetweenEmployers.State.LOOKING),
        to=BetweenEmployers.State.LEFT,
        by=by,
    )
    undecided = OffTheJobEntry.objects.filter(
        apprentice=apprentice, state__in=[OffTheJobEntry.State.SUBMITTED, OffTheJobEntry.State.QUERIED]
    )
    workflow.move_all(undecided.filter(date__gt=last_day), to=OffTheJobEntry.State.WITHDRAWN, by=by)
    days = CalendarEntry.objects.filter(apprentice=apprentice, date__gt=last_day)
    days.filter(kind=CalendarEntry.Kind.BREAK, date__gt=on).delete()
    set_aside(days.exclude(kind=CalendarEntry.Kind.BREAK), by=by)


@transaction.atomic
def record_exit_conversation(left: Withdrawal, *, talked_on: datetime.date, exit_award: str, by: User) -> None:
    """The exit conversation was held, and what award the university gives for what was done."""
    lock_standing([left.apprentice_id])
    now = Withdrawal.objects.get(pk=left.pk)
    if now.state != Withdrawal.State.RECORDED:
        raise StepRefused("This person came back to the programme.")
    if talked_on > timezone.localdate():
        raise StepRefused("The conversation cannot be in the future.")
    now.talked_on, now.talked_with, now.exit_award = talked_on, by, exit_award
    now.version += 1
    now.save(update_fields=["talked_on", "talked_with", "exit_award", "version"])
    audit.record(now, "talked", by=by, talked_on=talked_on)
    left.refresh_from_db()


@transaction.atomic
def reinstate(left: Withdrawal, *, because: str, by: User, on: datetime.date | None = None) -> None:
    """Bring somebody back within twelve weeks of their last day; the planned end moves by the time away.

    Later than that it is a new start. Raises ``StepRefused`` in words.
    """
    on = on or timezone.localdate()
    lock_standing([left.apprentice_id])
    now = Withdrawal.objects.select_related("apprentice__person").get(pk=left.pk)
    apprentice = now.apprentice
    if not because.strip():
        raise StepRefused("Say why this person comes back.")
    after = _end_after_coming_back(now, on=on)
    workflow.move(
        now,
        to=Withdrawal.State.REINSTATED,
        by=by,
        reinstated_on=on,
        reinstated_by=by,
        reinstated_because=because,
    )
    try:
        with transaction.atomic():
            workflow.move(apprentice, to=Apprentice.State.ACTIVE, by=by, planned_end_on=after)
    except IntegrityError as elsewhere:
        raise StepRefused(f"{apprentice} is on another programme, and can be on one at a time.") from elsewhere
    audit.record(apprentice, "planned end moved", by=by, after=after)
    put_back(apprentice, on=on, by=by)
    steps.resumption.apply(steps.Return(apprentice, on, after, by))
    recount_anew(apprentice, on=on)
    tell(
        apprentice,
        subject="Back on the programme",
        sentence=f"{apprentice} is on the programme again from {day(on)}. The planned end is {day(after)}.",
        about=now,
        what="reinstated",
        to=people_of(apprentice, *Party, on=on),
    )
    left.refresh_from_db()


def _end_after_coming_back(left: Withdrawal, *, on: datetime.date) -> datetime.date:
    """The planned end, moved by the time away. Raises ``StepRefused`` where the rules allow no coming back now."""
    if on > left.last_day + rules.LONGEST_GAP:
        raise StepRefused(
            f"The last day of learning was {day(left.last_day)}, more than twelve weeks ago. Coming back is a new "
            "start: enrol this person anew."
        )
    if on <= left.last_day:
        raise StepRefused("The last day of learning is today. Come back to this tomorrow.")
    first_day_away, last_day_away = left.last_day + ONE_DAY, on - ONE_DAY
    end = left.apprentice.planned_end_on
    return rules.moved_end(end, first_day_away, last_day_away) if last_day_away >= first_day_away else end


@transaction.atomic
def never_start(apprentice: Apprentice, *, by: User, on: datetime.date | None = None) -> None:
    """Record that day one did not happen. Whoever has learned for a day has started, and leaves instead."""
    on = on or timezone.localdate()
    lock_standing([apprentice])
    now = Apprentice.objects.select_related("person").get(pk=apprentice.pk)
    if OffTheJobEntry.objects.live().filter(apprentice=now).exists() or now.reviews.filter(state="held").exists():
        raise StepRefused(f"{now} has started: time is logged or a review was held. Record that they left instead.")
    workflow.move(now, to=Apprentice.State.NEVER_STARTED, by=by)
    for asked in now.breaks.open():
        workflow.move(asked, to=BreakInLearning.State.TAKEN_BACK, by=by)
    cancel_days(CalendarEntry.objects.filter(apprentice=now), by=by)
    steps.withdrawal.apply(steps.Leaving(now, now.original_start_on, by))
    recount_anew(now, on=on)
    apprentice.refresh_from_db()
