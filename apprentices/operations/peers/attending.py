"""After a shadowing day: the host says who was there, the apprentice reflects, and the hours are credited by both."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from apprentices.models import ShadowingAsk, ShadowingDay
from apprentices.operations.peers import telling
from apprentices.operations.peers.crediting import PeerCredit, settle_credit
from apprentices.operations.standing import lock_standing, recount
from core import audit, workflow
from core.accounts.models import User
from core.words import day as day_words
from core.words import hours
from core.workflow import StepRefused

State = ShadowingAsk.State
SHADOWING = "shadowing"


@dataclass(frozen=True)
class There:
    """What the host says about one apprentice: hours of being there, None for not there."""

    hours: Decimal | None


@transaction.atomic
def take_shadowing_register(
    day: ShadowingDay, *, lines: Mapping[int, There], by: User, on: datetime.date | None = None
) -> int:
    """Say who was there (ask id → line) and for how long, or correct it; answers how many were there.

    What was credited follows: hours that no longer hold are taken back, by the host's name.
    """
    on = on or timezone.localdate()
    ids = day.asks.filter(state__in=ShadowingAsk.SEATED).values_list("apprentice", flat=True)
    standings = lock_standing(list(ids))
    held = ShadowingDay.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=day.pk)
    if held.state == ShadowingDay.State.CANCELLED:
        raise StepRefused("This day was cancelled.")
    if held.date > on:
        raise StepRefused(f"This day is on {day_words(held.date)}. Say who was there once it has begun.")
    asks = _seated(held)
    if set(lines) != {ask.pk for ask in asks}:
        raise StepRefused("Somebody has come or gone since you opened the page. Look at it again.")
    for ask in asks:
        _mark(ask, lines[ask.pk], by=by)
    for ask in asks:
        _settle(ask, by=by, on=on)
    _mark_taken(held, by=by)
    recount(standings, on=on)
    day.refresh_from_db()
    return sum(ask.state == State.ATTENDED for ask in asks)


def _seated(day: ShadowingDay) -> list[ShadowingAsk]:
    asks = list(
        day.asks.filter(state__in=ShadowingAsk.SEATED)
        .select_related("apprentice__person", "apprentice__rule_set", "apprentice__employer__part_of")
        .order_by("pk")
    )
    for ask in asks:
        ask.day = day
    return asks


def _mark(ask: ShadowingAsk, line: There, *, by: User) -> None:
    if ask.apprentice.person_id == by.pk:
        raise StepRefused("Nobody marks themselves. Ask a colleague.")
    to = State.ATTENDED if line.hours else State.MISSED
    if line.hours and not 0 < line.hours <= ask.day.hours:
        raise StepRefused(f"The day was offered with {hours(ask.day.hours)}; nobody was there for longer.")
    stamps = {"hours_there": line.hours, "marked_by": by, "marked_at": timezone.now()}
    if ask.state != to:
        first = ask.state == State.AGREED
        workflow.move(ask, to=to, by=by, **stamps)
        if to == State.ATTENDED and first and ask.reflected_at is None:
            telling.tell_apprentice(
                ask,
                subject="What did you take from your shadowing day?",
                sentence=f"You were at “{ask.day.title}” for {hours(ask.hours_there)}. Write a few words for yourself, "
                "and the hours are credited.",
                what="reflect",
            )
    elif ask.hours_there != line.hours:
        ShadowingAsk.objects.filter(pk=ask.pk).update(**stamps)
        ask.hours_there = line.hours
        ask.marked_by, ask.marked_at = by, stamps["marked_at"]
        audit.record(ask, "hours corrected", by=by, hours=line.hours)


def _settle(ask: ShadowingAsk, *, by: User, on: datetime.date) -> None:
    """Credit what the host confirmed and the apprentice reflected on; take back what no longer holds."""
    if ask.marked_by is None or ask.marked_at is None:
        return
    day = ask.day
    why_not = settle_credit(
        PeerCredit(
            source=ask,
            apprentice=ask.apprentice,
            activity=SHADOWING,
            date=day.date,
            starts_at=day.starts_at,
            hours=(ask.hours_there or Decimal(0)) if ask.counts else Decimal(0),
            note=f"Shadowing: {day.title}, {day.organisation.short_name}",
            confirmed_by=ask.marked_by,
            at=ask.marked_at,
            released=True,
        ),
        by=ask.marked_by,
        on=on,
    )
    if why_not != ask.not_credited:
        ShadowingAsk.objects.filter(pk=ask.pk).update(not_credited=why_not)
        ask.not_credited = why_not


def _mark_taken(day: ShadowingDay, *, by: User) -> None:
    if day.state == ShadowingDay.State.OPEN:
        workflow.move(day, to=ShadowingDay.State.HELD, by=by, register_taken_by=by, register_taken_at=timezone.now())
        left = day.asks.filter(state__in=[State.ASKED, State.RELEASED, State.WAITING, State.ON_HOLD])
        workflow.move_all(left, to=State.CANCELLED, by=None)
    else:
        audit.record(day, "register corrected", by=by)


@transaction.atomic
def reflect(ask: ShadowingAsk, *, text: str, share: bool, by: User, on: datetime.date | None = None) -> ShadowingAsk:
    """The apprentice's own words about the day. They stay private until shared with line manager and tutor; that they
    are written is what the hours wait for. Written again, the credit is tried again.
    """
    if not text.strip():
        raise StepRefused("Write a few words about what you take from the day.")
    on = on or timezone.localdate()
    standings = lock_standing([ask.apprentice_id])
    now = ShadowingAsk.objects.select_related(
        "day__organisation", "apprentice__person", "apprentice__rule_set", "marked_by"
    ).get(pk=ask.pk)
    if now.state not in (State.AGREED, State.ATTENDED) or now.day.date > on:
        raise StepRefused("Reflect once you have been there.")
    at = timezone.now()
    shared_at = (now.shared_at or at) if share else now.shared_at
    newly_shared = shared_at is not None and now.shared_at is None
    ShadowingAsk.objects.filter(pk=now.pk).update(
        reflection=text.strip(), reflected_at=now.reflected_at or at, shared_at=shared_at, version=now.version + 1
    )
    audit.record(now, "reflected", by=by)
    if newly_shared:
        audit.record(now, "shared", by=by)
    now.reflection, now.reflected_at, now.shared_at = text.strip(), now.reflected_at or at, shared_at
    _settle(now, by=by, on=on)
    recount(standings, on=on)
    ask.refresh_from_db()
    return ask
