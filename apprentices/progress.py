"""How an apprentice stands against their plan: rows in, the pure forecast out, its words for lists and pages."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from apprentices.models import Apprentice, OffTheJobEntry, Standing
from apprentices.off_the_job import forecast
from apprentices.off_the_job.closing import Closing, closing
from apprentices.off_the_job.forecast import DatedHours
from apprentices.plans import plans_of

TOLERANCE = Decimal(14)
"""Hours under the plan before somebody is called behind: two days of seven hours."""


@dataclass(frozen=True)
class Forecast:
    """Where somebody stands, where they will be at the end at their own rate, and what closes the gap: nothing does
    while learning rests, or after the gateway.
    """

    standing: forecast.Standing
    closing: Closing | None


def forecast_of(apprentice: Apprentice, *, on: datetime.date) -> Forecast:
    """Sentences, figures and points of the chart for one apprentice on a day."""
    plan = plans_of([apprentice])[apprentice.pk]
    credits = OffTheJobEntry.objects.filter(apprentice=apprentice).confirmed().values_list("date", "hours")
    standing = forecast.standing(
        plan,
        [DatedHours(date, hours) for date, hours in credits],
        on=on,
        waiting=apprentice.standing.hours_awaiting,
        tolerance=TOLERANCE,
        every="week",
    )
    learning = apprentice.state in (Apprentice.State.PRE_START, Apprentice.State.ACTIVE)
    return Forecast(standing, closing(plan, -standing.forecast_difference, on=on) if learning else None)


def track_of(apprentice: Apprentice, standing: Standing, *, on: datetime.date) -> Standing.Track:
    """The one word of a list: where the hours of these totals are beside those that the plan expects by now.

    Hours that wait for a confirmer keep somebody on track (decision 8); only confirmed ones reach the plan.
    """
    if standing.confirmed_hours >= apprentice.planned_hours:
        return Standing.Track.REACHED
    if apprentice.state in Apprentice.AWAY:
        return Standing.Track.PAUSED
    if on < apprentice.original_start_on:
        return Standing.Track.NOT_STARTED
    return Standing.Track.BEHIND if forecast.is_behind(**_so_far(standing)) else Standing.Track.ON_TRACK


def affairs(apprentice: Apprentice, standing: Standing) -> str:
    """The state of affairs in one sentence, from the totals alone."""
    from core.words import day, hours, number

    so_far = f"{number(standing.confirmed_hours)} of {number(standing.expected_hours)} planned hours by today"
    match standing.track:
        case Standing.Track.NOT_STARTED:
            return f"Starts on {day(apprentice.original_start_on)}, with {hours(apprentice.planned_hours)} planned."
        case Standing.Track.PAUSED:
            return f"{apprentice.get_state_display()}: {so_far}."
        case Standing.Track.REACHED:
            return f"All {hours(apprentice.planned_hours)} of the plan are reached: {number(standing.confirmed_hours)}."
    return forecast.track_sentence(**_so_far(standing))


def _so_far(standing: Standing) -> dict[str, Decimal]:
    return {
        "confirmed": standing.confirmed_hours,
        "waiting": standing.hours_awaiting,
        "expected": standing.expected_hours,
        "tolerance": TOLERANCE,
    }
