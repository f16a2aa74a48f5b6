"""What a break, a return and leaving mean for placements (``apprentices.steps``)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone

from apprentices.news import News
from apprentices.steps import AtGateway, Leaving, Pause, Return
from core import workflow
from core.registry import Consequence
from core.words import day, lowered, number
from placements import facts
from placements.models import Placement, PlacementDay
from placements.operations import matching, running

State = Placement.State


def last_placement_days(ids: Sequence[int], on: datetime.date) -> QuerySet[Any]:
    """For ``apprentices.activity``: the last confirmed placement day of each apprentice."""
    days = (
        PlacementDay.objects.confirmed()
        .filter(placement__apprentice__in=ids, date__lte=on)
        .exclude(kind=PlacementDay.Kind.ABSENT)
    )
    return days.order_by().values_list("placement__apprentice").annotate(last=Max("date"))


def away_from_placement(since: datetime.datetime, until: datetime.datetime) -> Iterator[News]:
    """For ``apprentices.news``: confirmed days on which an apprentice was away, without the reason."""
    away = PlacementDay.objects.confirmed().filter(
        kind=PlacementDay.Kind.ABSENT, confirmed_at__gte=since, confirmed_at__lt=until
    )
    for one in away.select_related("placement__apprentice__person", "placement__apprentice__employer"):
        assert one.confirmed_at is not None
        apprentice = one.placement.apprentice
        said = f"{apprentice} was away from placement on {day(one.date)}."
        yield News("away_from_placement", apprentice, timezone.localdate(one.confirmed_at), said)


# A break, or a suspension ------------------------------------------------------------------------------------


def _touched(change: Pause) -> Iterator[Placement]:
    """Placements under way, and agreed ones that would begin while learning is paused."""
    agreed = Placement.objects.filter(apprentice=change.apprentice, state__in=[State.LIVE, State.CONFIRMED])
    for placement in agreed.select_related("setting__organisation", "apprentice__person").order_by("number"):
        if placement.state == State.LIVE or change.until is None or placement.starts_on <= change.until:
            yield placement


def _preview_pause(change: Pause) -> Iterator[str]:
    for placement in _touched(change):
        if placement.state == State.LIVE:
            yield (
                f"{placement.name}: {number(placement.days_counted)} of {placement.days_required} days are banked, and "
                "it is paused. The place is held to the agreed return."
            )
        else:
            yield f"{placement.name}: its first day, {day(placement.starts_on)}, has to be agreed anew."


def _block_pause(change: Pause) -> Iterator[str]:
    days = PlacementDay.objects.confirmed().filter(placement__apprentice=change.apprentice, date__gte=change.starts_on)
    if change.until is not None:
        days = days.filter(date__lte=change.until)
    present = days.exclude(kind=PlacementDay.Kind.ABSENT).order_by("date").first()
    if present is not None and not change.suspended:
        yield (
            f"A placement day is confirmed for {day(present.date)}, inside the break. Have it corrected first, or let "
            "the break begin later."
        )


def _apply_pause(change: Pause) -> None:
    for placement in _touched(change):
        if placement.state == State.LIVE:
            running.pause(placement, reason="Learning is paused.", by=change.by)
            Placement.objects.filter(pk=placement.pk).update(paused_with_learning=True)
            _ask_about_days(placement, change)
        people = [who for who in placement.confirmers if who != change.by]
        matching.tell(placement, "placement_paused", people, paused=placement.state == State.SUSPENDED)


def _ask_about_days(placement: Placement, change: Pause) -> None:
    """Days that wait for confirmation inside a break recorded late go back with a question."""
    waiting = placement.days.awaiting_confirmation().filter(date__gte=change.starts_on)
    workflow.move_all(
        waiting,
        to=PlacementDay.State.QUERIED,
        by=change.by,
        question="Learning was paused on this day, so it cannot count. Is the date right?",
    )


on_pause = Consequence("placements", preview=_preview_pause, blocks=_block_pause, apply=_apply_pause)


# A return ----------------------------------------------------------------------------------------------------


def _paused(change: Return) -> list[Placement]:
    paused = Placement.objects.filter(apprentice=change.apprentice, state=State.SUSPENDED, paused_with_learning=True)
    return list(paused.select_related("setting__organisation", "apprentice__person"))


def _preview_return(change: Return) -> Iterator[str]:
    for placement in _paused(change):
        yield f"The {lowered(placement.name)} goes on where its rules and dates allow it, else it is planned anew."


def _apply_return(change: Return) -> None:
    """It goes on at once where every rule still allows it; else it waits on the coordinator's list."""
    for placement in _paused(change):
        if placement.ends_on >= change.returns_on and not facts.all_reasons(facts.wanted(placement)):
            running.resume(placement, by=change.by)


on_return = Consequence("placements", preview=_preview_return, blocks=lambda change: (), apply=_apply_return)


# Leaving -----------------------------------------------------------------------------------------------------


def _open(change: Leaving | AtGateway) -> list[Placement]:
    open_ones = Placement.objects.filter(apprentice=change.apprentice, state__in=Placement.OPEN)
    return list(
        open_ones.exclude(state=State.DAYS_COMPLETE).select_related("setting__organisation", "apprentice__person")
    )


def _preview_leaving(change: Leaving) -> Iterator[str]:
    for placement in _open(change):
        if placement.state in (State.LIVE, State.SUSPENDED):
            yield (
                f"The {lowered(placement.name)} ends, with {number(placement.days_counted)} days kept, and its place "
                "is free again."
            )
        else:
            yield f"The {lowered(placement.name)} does not go ahead, and its place is free again."


def _apply_leaving(change: Leaving) -> None:
    for placement in _open(change):
        if placement.state in (State.LIVE, State.SUSPENDED):
            running.end_early(placement, cause="left_programme", no_fault=True, by=change.by, on=change.last_day)
        else:
            matching.decline(placement, reason="The apprentice has left the programme.", by=change.by)


on_withdrawal = Consequence("placements", preview=_preview_leaving, blocks=lambda change: (), apply=_apply_leaving)


# The gateway -------------------------------------------------------------------------------------------------


def _block_gateway(change: AtGateway) -> Iterator[str]:
    """Nobody goes through the gateway from a placement that is still under way or still to come."""
    if not change.back:
        for placement in _open(change):
            if placement.state in (State.LIVE, State.SUSPENDED):
                yield f"The {lowered(placement.name)} is still under way. It is completed or ended first."
            else:
                yield f"The {lowered(placement.name)} is still to come. It is declined first."


on_gateway = Consequence("placements", preview=lambda change: (), blocks=_block_gateway, apply=lambda change: None)
