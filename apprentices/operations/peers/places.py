"""Places of a shadowing day: locked, given, given up, moved up to; and what pausing and coming back mean for them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils import timezone

from apprentices.models import Apprentice, CalendarEntry, ShadowingAsk, ShadowingDay, Standing
from apprentices.operations.calendar import cancel_in_calendar, put_in_calendar
from apprentices.operations.peers import telling
from apprentices.operations.peers.refusals import ask_refusals
from apprentices.operations.standing import lock_standing, recount
from core import workflow
from core.accounts.models import User
from core.words import day as day_words
from core.words import lowered
from core.workflow import StepRefused

State = ShadowingAsk.State


def locked(day: ShadowingDay, *apprentices: Apprentice) -> tuple[ShadowingDay, list[Standing]]:
    """The totals of everybody whose place can change, then the day: locked in this order by every step."""
    ids = set(day.asks.filter(state__in=[*ShadowingAsk.OPEN, State.ON_HOLD]).values_list("apprentice", flat=True))
    standings = lock_standing(ids | {apprentice.pk for apprentice in apprentices})
    return locked_day(day), standings


def asks_of(day: ShadowingDay, *states: str) -> list[ShadowingAsk]:
    found = day.asks.filter(state__in=states).select_related("apprentice__person", "apprentice__employer__part_of")
    asks = list(found.order_by("pk"))
    for ask in asks:
        ask.day = day
    return asks


def fresh(ask: ShadowingAsk) -> ShadowingAsk:
    return ShadowingAsk.objects.select_related(
        "day__organisation__part_of",
        "day__offered_by",
        "apprentice__person",
        "apprentice__employer__part_of",
        "apprentice__rule_set",
    ).get(pk=ask.pk)


def require_open(day: ShadowingDay, ask: ShadowingAsk) -> None:
    if day.state != ShadowingDay.State.OPEN:
        raise StepRefused(f"This day is {lowered(day.get_state_display())}.")
    if ask.apprentice.state in Apprentice.AWAY:
        raise StepRefused(f"{ask.apprentice.person.first_name} is not learning at the moment.")


def may_still_come(ask: ShadowingAsk, on: datetime.date) -> bool:
    return not any(ask_refusals(ask.apprentice, ask.day, on=on, not_on_placement=True))


def free_seat(day: ShadowingDay) -> int | None:
    taken = set(day.asks.filter(seat__isnull=False).values_list("seat", flat=True))
    return next((seat for seat in range(1, day.places + 1) if seat not in taken), None)


def seat(ask: ShadowingAsk, number: int, *, by: User | None, **stamps: object) -> None:
    """Give a place: it stands in the calendar, and apprentice and line managers are told."""
    day = ask.day
    workflow.move(ask, to=State.AGREED, by=by, seat=number, **stamps)
    put_in_calendar(
        ask.apprentice,
        date=day.date,
        kind=CalendarEntry.Kind.STUDY_DAY,
        title=f"Shadowing: {day.title}",
        off_the_job_hours=day.hours,
        source=ask,
        starts_at=day.starts_at,
        ends_at=day.ends_at,
    )
    telling.tell_apprentice(
        ask,
        subject="Your shadowing day is agreed",
        sentence=f"You have a place at “{day.title}” on {day_words(day.date)} at {day.starts_at:%H:%M}, {day.place}. "
        "It is in your calendar.",
        what="agreed",
    )
    telling.tell_managers(
        ask,
        subject="A shadowing day is agreed",
        sentence=f"{ask.apprentice} is at {day.organisation.short_name} on {day_words(day.date)} for a shadowing day.",
        what="agreed",
    )


def give_up(ask: ShadowingAsk, *, to: str, by: User | None, **stamps: object) -> None:
    """An ask ends, or rests: its place is free, and its day leaves the calendar."""
    seated = ask.seat is not None
    workflow.move(ask, to=to, by=by, seat=None, **stamps)
    if seated:
        cancel_in_calendar(ask, by=by)


def move_up(day: ShadowingDay, *, on: datetime.date) -> None:
    """Give every free place to whoever stands first on the waiting list and can still come."""
    if day.state != ShadowingDay.State.OPEN or day.date <= on:
        return
    waiting = ShadowingAsk.objects.line_of(day).filter(state=State.WAITING)
    for ask in waiting.select_related("apprentice__person", "apprentice__employer__part_of"):
        number = free_seat(day)
        if number is None:
            return
        ask.day = day
        if may_still_come(ask, on):
            seat(ask, number, by=None)


def expect_anew(standings: Sequence[Standing], *, on: datetime.date | None = None) -> None:
    """A day came into calendars or left them: what the plan expects by today is worked out anew."""
    for standing in standings:
        standing.forecast_on = None
    recount(standings, on=on)


# Pausing, leaving, coming back -------------------------------------------------------------------------------


def rest(apprentice: Apprentice, *, since: datetime.date, by: User) -> None:
    """Learning stops: every day that was asked for and is still to come leaves the line, and its place is free.

    The totals of the apprentice are locked by the step; of others only the day is, so that nobody waits in a circle.
    """
    for ask in _of(apprentice, *ShadowingAsk.OPEN).filter(day__date__gte=since):
        held, now = locked_day(ask.day), fresh(ask)
        if now.state not in ShadowingAsk.OPEN:
            continue
        before = now.state
        give_up(now, to=State.ON_HOLD, by=by)
        if before != State.ASKED:
            telling.tell_host(
                now,
                subject="Somebody cannot come to your shadowing day",
                sentence=f"{telling.known_as(now.apprentice, held)} does not come to “{held.title}” on "
                f"{day_words(held.date)}.",
                what="on-hold",
            )
        move_up(held, on=timezone.localdate())


def come_back(apprentice: Apprentice, *, on: datetime.date, by: User) -> None:
    """Learning goes on: what rested is taken up where it stood, a place only where one is free; what is over ends."""
    for ask in _of(apprentice, State.ON_HOLD):
        held, now = locked_day(ask.day), fresh(ask)
        if held.state != ShadowingDay.State.OPEN or held.date <= on:
            workflow.move(now, to=State.CANCELLED, by=by)
        elif now.agreed_at is None:
            workflow.move(now, to=State.RELEASED if now.released_at else State.ASKED, by=by)
        else:
            workflow.move(now, to=State.WAITING, by=by)
            move_up(held, on=on)


def locked_day(day: ShadowingDay) -> ShadowingDay:
    found = ShadowingDay.objects.select_for_update(of=("self",)).select_related("organisation__part_of", "offered_by")
    return found.get(pk=day.pk)


def ask_new_employer(apprentice: Apprentice, *, since: datetime.date, by: User) -> None:
    """Another employer: what the old one released is asked of the new one, and meanwhile holds nobody's place."""
    rest(apprentice, since=since, by=by)
    for ask in _of(apprentice, State.ON_HOLD).filter(day__date__gte=since):
        locked_day(ask.day)
        now = fresh(ask)
        forgotten = {"released_by": None, "released_at": None, "agreed_by": None, "agreed_at": None}
        workflow.move(now, to=State.ASKED, by=by, **forgotten)
        telling.tell_managers(
            now,
            subject="A shadowing day to release",
            sentence=f"{now.apprentice} had asked for {day_words(now.day.date)} at {now.day.organisation.short_name}: "
            f"“{now.day.title}”. Say whether you can release them, in paid time.",
            what="release-anew",
            asks=True,
        )


def _of(apprentice: Apprentice, *states: str) -> QuerySet[ShadowingAsk]:
    return ShadowingAsk.objects.filter(apprentice=apprentice, state__in=states).select_related("day").order_by("day")
