"""Why an apprentice cannot ask for a shadowing day, or take up a place: the programme, the offer, the one calendar."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from apprentices.models import Apprentice, CalendarEntry, ShadowingDay
from apprentices.models.peers.shadowing import university_year
from apprentices.operations.personal_days import clashes
from core.words import day as day_words
from core.words import lowered

NOT_DATED = "about a placement day"


def ask_refusals(
    apprentice: Apprentice, day: ShadowingDay, *, on: datetime.date, not_on_placement: bool = False
) -> Iterator[str]:
    """Why an apprentice cannot ask for a day, or take up a place, each in words for the apprentice."""
    if apprentice.state != Apprentice.State.ACTIVE:
        yield f"A day can be asked for while you are learning; you are {lowered(apprentice.get_state_display())} now."
    if day.state != ShadowingDay.State.OPEN:
        yield f"This day is {lowered(day.get_state_display())}."
    elif day.date <= on:
        yield "This day has begun or is over."
    if not apprentice.original_start_on <= day.date <= apprentice.planned_end_on:
        yield f"{day_words(day.date)} lies outside your programme."
    if day.offered_by_id == apprentice.person_id:
        yield "You offer this day yourself."
    own_borough = apprentice.employer.legal_body == day.organisation.legal_body
    if day.audience == ShadowingDay.Audience.OTHERS and own_borough:
        yield "This day is for apprentices of other boroughs."
    if university_year(apprentice, on=day.date) < day.from_year:
        yield f"This day is for apprentices from year {day.from_year} of their programme on."
    yield from _by_calendar(apprentice, day, not_on_placement)


def _by_calendar(apprentice: Apprentice, day: ShadowingDay, not_on_placement: bool) -> Iterator[str]:
    """What stands in the one calendar on that day: leave, a break, teaching, a placement, something else agreed."""
    for entry in apprentice.calendar.going_ahead().filter(date=day.date, kind__in=CalendarEntry.AWAY):
        yield f"You are away on {day_words(day.date)}: {lowered(entry.title or entry.get_kind_display())}."
    for clash in clashes(apprentice, first=day.date, last=day.date):
        if not (not_on_placement and NOT_DATED in clash):
            yield f"Your calendar has something then. {clash}."


def is_about_a_placement_day(apprentice: Apprentice, day: ShadowingDay) -> bool:
    """Whether the plan foresees about a placement day then, whose date nobody has fixed: the apprentice knows."""
    return any(NOT_DATED in clash for clash in clashes(apprentice, first=day.date, last=day.date))
