"""The shadowing exchange: a day is offered, asked for, released by the line manager, agreed by the host, called off.

Every step that touches places locks the totals of the people in question and then the day, so that two who act at once
come one after the other.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from apprentices.models import Apprentice, ShadowingAsk, ShadowingDay
from apprentices.models.peers.shadowing import exchanging
from apprentices.operations.peers import telling
from apprentices.operations.peers.places import (
    asks_of,
    expect_anew,
    free_seat,
    fresh,
    give_up,
    locked,
    may_still_come,
    move_up,
    require_open,
    seat,
)
from apprentices.operations.peers.refusals import ask_refusals
from consortium.models import Organisation
from core import audit, workflow
from core.accounts.models import User
from core.words import day as day_words
from core.words import lowered
from core.workflow import AlreadyMoved, StepRefused

State = ShadowingAsk.State
MOST_DATES = 12


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What a host offers, the same on each of the dates."""

    organisation: Organisation
    title: str
    about: str
    starts_at: datetime.time
    ends_at: datetime.time
    hours: Decimal
    place: str
    team: str = ""
    bring: str = ""
    places: int = 1
    audience: str = ShadowingDay.Audience.ANY
    from_year: int = 1


# Offering and cancelling a day -------------------------------------------------------------------------------


@transaction.atomic
def offer_days(
    offer: Offer, *, dates: Collection[datetime.date], by: User, on: datetime.date | None = None
) -> list[ShadowingDay]:
    """Offer a day on each of these dates; it is published at once, with the words on confidentiality that the host
    has accepted.
    """
    on = on or timezone.localdate()
    if not dates or len(dates) > MOST_DATES:
        raise StepRefused(f"Offer between one and {MOST_DATES} dates at once.")
    if min(dates) <= on:
        raise StepRefused("Offer days from tomorrow on.")
    fields = asdict(offer) | {"organisation": offer.organisation}
    made = [ShadowingDay.objects.create(offered_by=by, date=date, **fields) for date in sorted(set(dates))]
    audit.record_all(made, "offered", by=by)
    return made


@transaction.atomic
def cancel_day_offered(day: ShadowingDay, *, because: str, by: User) -> None:
    """The host cancels a day; everybody who asked is told why, and nobody has a place any more."""
    if not because.strip():
        raise StepRefused("Say why the day does not take place.")
    held, standings = locked(day)
    workflow.move(held, to=ShadowingDay.State.CANCELLED, by=by, cancelled_because=because, reason=because)
    for ask in asks_of(held, *ShadowingAsk.OPEN, State.ON_HOLD):
        was_released = ask.state != State.ASKED
        give_up(ask, to=State.CANCELLED, by=by)
        sentence = f"The host has cancelled “{held.title}” on {day_words(held.date)}: {because}"
        telling.tell_apprentice(ask, subject="A shadowing day is cancelled", sentence=sentence, what="day-off")
        if was_released:
            telling.tell_managers(
                ask,
                subject="A shadowing day is cancelled",
                sentence=f"{ask.apprentice} is not away on {day_words(held.date)}: the host has cancelled the day.",
                what="day-off",
            )
    expect_anew(standings)
    day.refresh_from_db()


# Asking ------------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_for_day(
    day: ShadowingDay,
    *,
    apprentice: Apprentice,
    wish: str,
    not_on_placement: bool = False,
    on: datetime.date | None = None,
) -> ShadowingAsk:
    """Ask to be there, with a sentence about what one wants to learn; accepts the words on confidentiality.

    The line manager is asked first. Raises ``StepRefused`` with every reason.
    """
    on = on or timezone.localdate()
    if not wish.strip():
        raise StepRefused("Say in a sentence what you want to learn.")
    held, _ = locked(day, apprentice)
    now = Apprentice.objects.select_related("person", "employer__part_of").get(pk=apprentice.pk)
    if not exchanging(now.person, on=on).filter(pk=held.organisation_id).exists():
        raise StepRefused("This day is offered in another consortium.")
    if held.asks.filter(apprentice=now, state__in=[*ShadowingAsk.OPEN, State.ON_HOLD]).exists():
        raise AlreadyMoved("You have asked for this day already.")
    if against := list(ask_refusals(now, held, on=on, not_on_placement=not_on_placement)):
        raise StepRefused(" ".join(against))
    made = ShadowingAsk.objects.create(
        day=held, apprentice=now, wish=wish.strip(), confidentiality_accepted_at=timezone.now()
    )
    audit.record(made, "asked", by=now.person)
    telling.tell_managers(
        made,
        subject="A shadowing day to release",
        sentence=f"{now} would like to spend {day_words(held.date)} at {held.organisation.short_name}: "
        f"“{held.title}”. Say whether you can release them, in paid time.",
        what="release",
        asks=True,
    )
    return made


# The line manager --------------------------------------------------------------------------------------------


@transaction.atomic
def release(ask: ShadowingAsk, *, by: User, method: str = "signed in") -> None:
    """The line manager lets the apprentice go for that day, in paid time; now the host is asked."""
    held, _ = locked(ask.day, ask.apprentice)
    now = fresh(ask)
    require_open(held, now)
    workflow.move(
        now,
        to=State.RELEASED,
        by=by,
        released_by=by,
        released_at=timezone.now(),
        words={"method": method},
    )
    who = telling.known_as(now.apprentice, held)
    telling.tell_host(
        now,
        subject="Somebody asks for your shadowing day",
        sentence=f"{who} asks for “{held.title}” on {day_words(held.date)}, and is released for it.",
        what="asks",
    )
    ask.refresh_from_db()


@transaction.atomic
def do_not_release(ask: ShadowingAsk, *, because: str, by: User) -> None:
    """The line manager cannot let the apprentice go that day, and says why."""
    if not because.strip():
        raise StepRefused("Say why you cannot release them. The apprentice reads it.")
    locked(ask.day, ask.apprentice)
    now = fresh(ask)
    workflow.move(now, to=State.NOT_RELEASED, by=by, reason_given=because)
    telling.tell_apprentice(
        now,
        subject="Not released for a shadowing day",
        sentence=f"Your line manager cannot release you on {day_words(now.day.date)} for “{now.day.title}”. The page "
        "says why.",
        what="not-released",
    )
    ask.refresh_from_db()


# The host ----------------------------------------------------------------------------------------------------


@transaction.atomic
def agree(ask: ShadowingAsk, *, by: User, on: datetime.date | None = None) -> ShadowingAsk:
    """The host says yes: a place where one is free, else the waiting list. Answered in the order of the line.

    Raises ``StepRefused`` where somebody stands before, or something has come into the apprentice's calendar.
    """
    on = on or timezone.localdate()
    held, standings = locked(ask.day, ask.apprentice)
    now = fresh(ask)
    if now.state != State.RELEASED:
        raise AlreadyMoved(f"This was answered already: {lowered(now.get_state_display())}.")
    require_open(held, now)
    if not may_still_come(now, on):
        raise StepRefused(f"{now.apprentice.person.first_name} cannot come any more. Decline, or ask them to cancel.")
    before = [one for one in ShadowingAsk.objects.line_of(held) if one.state == State.RELEASED]
    if before and before[0].pk != now.pk:
        raise StepRefused(
            f"{telling.known_as(before[0].apprentice, held)} stands before them in the line. Answer that first."
        )
    free = free_seat(held)
    stamps = {"agreed_by": by, "agreed_at": timezone.now()}
    ahead = ShadowingAsk.objects.line_of(held).filter(state=State.WAITING).exists()
    if free is None or ahead:
        workflow.move(now, to=State.WAITING, by=by, **stamps)
        telling.tell_apprentice(
            now,
            subject="On the waiting list for a shadowing day",
            sentence=f"The host would like you at “{held.title}” on {day_words(held.date)}, and every place is taken. "
            "You move up by yourself when somebody cancels.",
            what="waiting",
        )
        move_up(held, on=on)
    else:
        seat(now, free, by=by, **stamps)
    expect_anew(standings)
    ask.refresh_from_db()
    return now


@transaction.atomic
def decline(ask: ShadowingAsk, *, because: str, by: User, on: datetime.date | None = None) -> None:
    """The host cannot take the apprentice, or takes a place back, with the reason that the apprentice reads."""
    if not because.strip():
        raise StepRefused("Say why. The apprentice reads it.")
    on = on or timezone.localdate()
    held, standings = locked(ask.day, ask.apprentice)
    now = fresh(ask)
    had_a_place = now.seat is not None
    give_up(now, to=State.DECLINED, by=by, reason_given=because)
    telling.tell_apprentice(
        now,
        subject="A shadowing day was declined",
        sentence=f"The host cannot take you at “{held.title}” on {day_words(held.date)}. The page says why.",
        what="declined",
    )
    telling.tell_managers(
        now,
        subject="A shadowing day falls away",
        sentence=f"{now.apprentice} is not away on {day_words(held.date)}: the host cannot take them.",
        what="declined",
    )
    if had_a_place:
        move_up(held, on=on)
    expect_anew(standings)
    ask.refresh_from_db()


@transaction.atomic
def cancel_ask(ask: ShadowingAsk, *, by: User, on: datetime.date | None = None) -> None:
    """The apprentice does not come after all; host and line manager are told, and the next in the line moves up."""
    on = on or timezone.localdate()
    held, standings = locked(ask.day, ask.apprentice)
    now = fresh(ask)
    if held.date <= on:
        raise StepRefused("The day has begun or is over. The host says who was there.")
    before = now.state
    give_up(now, to=State.CANCELLED, by=by)
    if before != State.ASKED:
        who = telling.known_as(now.apprentice, held)
        telling.tell_host(
            now,
            subject="Somebody cannot come to your shadowing day",
            sentence=f"{who} does not come to “{held.title}” on {day_words(held.date)}.",
            what="cancelled",
        )
    telling.tell_managers(
        now,
        subject="A shadowing day falls away",
        sentence=f"{now.apprentice} has cancelled the shadowing day on {day_words(held.date)}.",
        what="cancelled",
    )
    move_up(held, on=on)
    expect_anew(standings)
    ask.refresh_from_db()
