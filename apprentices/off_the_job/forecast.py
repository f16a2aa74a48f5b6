"""How somebody stands against their off-the-job plan today, and where they will be at the end.

The plan is the calendar: hours fall on the days on which they are taught, studied or worked on placement, so nobody is
behind in week 3 because the induction block comes in week 5. Only time for which no calendar is published yet is
spread evenly over the working days that are left. Behind means behind the plan, by more than a stated tolerance.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import accumulate

from apprentices.off_the_job.periods import days_of, end_of_month
from apprentices.off_the_job.wording import day, hours, plain, to_decimal

WEEKDAYS = (0, 1, 2, 3, 4)
SETTLED_AFTER = Decimal(30)
TEACHING_SHARE_OF_YEAR = Fraction("46.4") / 52
"""Working time that remains of a year once statutory leave without known dates is allowed for."""


class State(StrEnum):
    """Where somebody is in their plan."""

    NOT_STARTED = "not_started"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    ON_BREAK = "on_break"
    ENDED = "ended"


@dataclass(frozen=True)
class DatedHours:
    """Hours on one day: planned by the calendar, or confirmed as having taken place."""

    on: date
    hours: Decimal


@dataclass(frozen=True)
class Period:
    """Days from the first to the last, both included; no last day means until further notice."""

    first: date
    last: date | None

    def __contains__(self, on: date) -> bool:
        return self.first <= on and (self.last is None or on <= self.last)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What has been agreed.

    hours            planned hours in all (never less than the minimum)
    minimum          hours the rules ask for
    sessions         the calendar: planned hours by day. A session that the provider cancels is simply not in it
    published_until  last day for which the calendar is published; the last session where this is not said
    working_days     days of the week that are worked, Monday 0
    other_week       the same for every second week, where the weeks of a pair differ; the first is that of the start
    bank_holidays, leave, breaks   days on which nothing is planned
    """

    start: date
    end: date
    hours: Decimal
    minimum: Decimal | None = None
    sessions: Sequence[DatedHours] = ()
    published_until: date | None = None
    working_days: Sequence[int] = WEEKDAYS
    other_week: Sequence[int] | None = None
    bank_holidays: frozenset[date] = frozenset()
    leave: Sequence[Period] = ()
    breaks: Sequence[Period] = ()

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("The plan ends before it starts.")
        if self.hours < 0 or any(session.hours < 0 for session in self.sessions):
            raise ValueError("Planned hours cannot be under 0.")
        if not {*self.working_days, *(self.other_week or ())} <= set(range(7)):
            raise ValueError("Working days are days of the week, from 0 for Monday to 6 for Sunday.")

    def is_working_day(self, on: date) -> bool:
        """Whether training could take place: a day of the week that is worked, no bank holiday, leave or break."""
        return self.is_worked(on) and on not in self.bank_holidays and on not in self._away and not self.on_break(on)

    def is_worked(self, on: date) -> bool:
        """Whether the pattern of the job has this day: the week of the start is the first of a pair."""
        monday = self.start - timedelta(days=self.start.weekday())
        other = self.other_week is not None and (on - monday).days // 7 % 2 == 1
        return on.weekday() in (self.other_week or () if other else self.working_days)

    @property
    def days_a_week(self) -> Fraction:
        """How many days of a week are worked, over a pair of weeks where they differ."""
        if self.other_week is None:
            return Fraction(len(set(self.working_days)))
        return Fraction(len(set(self.working_days)) + len(set(self.other_week)), 2)

    def with_sessions(self, sessions: Sequence[DatedHours]) -> "Plan":
        """The same plan with another calendar."""
        return replace(self, sessions=sessions)

    @cached_property
    def _away(self) -> frozenset[date]:
        """Days of leave within the plan, each looked up at once."""
        return frozenset(
            on
            for period in self.leave
            for on in days_of(max(period.first, self.start), min(period.last or self.end, self.end))
        )

    def on_break(self, on: date) -> bool:
        """Whether the day lies in a break in learning."""
        return any(on in period for period in self.breaks)

    def break_on(self, on: date) -> Period | None:
        """The break in learning that holds on this day."""
        return next((period for period in self.breaks if on in period), None)


class Expectation:
    """The plan added up by day, so that any day can be asked for. Exact; nothing is rounded before it is shown."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        kept = sorted(
            (
                session
                for session in plan.sessions
                if plan.start <= session.on <= plan.end and not plan.on_break(session.on)
            ),
            key=lambda session: session.on,
        )
        self._session_days = [session.on for session in kept]
        self._session_sums = list(accumulate((Fraction(session.hours) for session in kept), initial=Fraction(0)))
        self.without_date = max(Fraction(plan.hours) - self._session_sums[-1], Fraction(0))
        self._spread_days = self._days_without_calendar() if self.without_date else []

    def _days_without_calendar(self) -> list[date]:
        """Working days for which no calendar is published: all of them where there is none."""
        plan = self.plan
        published = plan.published_until or (self._session_days[-1] if self._session_days else None)
        first = plan.start if published is None else max(published + timedelta(days=1), plan.start)
        return [on for on in days_of(first, plan.end) if plan.is_working_day(on)]

    @property
    def total(self) -> Fraction:
        """All hours of the plan; more than agreed where the calendar holds more."""
        return self._session_sums[-1] + self.without_date

    @property
    def undated(self) -> Fraction:
        """Planned hours that have no day although the calendar is published to the end."""
        return Fraction(0) if self._spread_days else self.without_date

    def to(self, on: date) -> Fraction:
        """Hours that should have taken place by the end of this day. Hours without any day fall due at the end."""
        if on >= self.plan.end:
            return self.total
        dated = self._session_sums[bisect_right(self._session_days, on)]
        if not self._spread_days:
            return dated
        return dated + self.without_date * bisect_right(self._spread_days, on) / len(self._spread_days)


@dataclass(frozen=True)
class Point:
    """One point of the chart and one row of its table. Confirmed is for days past, forecast for days to come."""

    on: date
    expected: Decimal
    confirmed: Decimal | None
    forecast: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where somebody stands on one day.

    `difference` is confirmed less expected. `needed_a_week` is what it takes from now on to reach the plan.
    `undated` are hours of the plan for which no day is in the calendar.
    """

    on: date
    state: State
    expected_to_date: Decimal
    confirmed: Decimal
    difference: Decimal
    planned_total: Decimal
    forecast_end_total: Decimal
    forecast_difference: Decimal
    left_to_minimum: Decimal | None
    needed_a_week: Decimal | None
    undated: Decimal
    sentence: str
    forecast_sentence: str
    points: tuple[Point, ...] = field(repr=False)

    @property
    def behind(self) -> bool:
        """Whether to remind somebody: behind the plan by more than the tolerance, and not on a break."""
        return self.state is State.BEHIND


def expected_hours(plan: Plan, on: date) -> Decimal:
    """Hours that the plan asks for by the end of this day, to hundredths."""
    return to_decimal(Expectation(plan).to(on))


Hours = Fraction | Decimal | int


def is_behind(*, confirmed: Hours, waiting: Hours, expected: Hours, tolerance: Decimal) -> bool:
    """Whether somebody is called behind: confirmed and waiting hours are under the plan by more than the tolerance.

    Time that is logged and waits is not held against the apprentice; the confirmer has to act.
    """
    return Fraction(confirmed) + Fraction(waiting) - Fraction(expected) < -Fraction(tolerance)


def track_sentence(*, confirmed: Hours, waiting: Hours, expected: Hours, tolerance: Decimal) -> str:
    """Where the hours stand beside those that the plan asks for by today, in one sentence."""
    so_far = f"{plain(Fraction(confirmed))} of {plain(Fraction(expected))} planned hours by today"
    waits = hours(Fraction(waiting))
    if is_behind(confirmed=confirmed, waiting=waiting, expected=expected, tolerance=tolerance):
        return f"Behind plan: {so_far}, and {waits} to be confirmed." if waiting else f"Behind plan: {so_far}."
    if is_behind(confirmed=confirmed, waiting=0, expected=expected, tolerance=tolerance):
        return f"On track once {waits} {'is' if waiting == 1 else 'are'} confirmed: {so_far}."
    return f"On track: {so_far}."


def standing(
    plan: Plan,
    confirmed: Iterable[DatedHours],
    *,
    on: date,
    waiting: Decimal = Decimal(0),
    tolerance: Decimal = Decimal(14),
    every: str = "month",
) -> Standing:
    """Compare confirmed hours with the plan on this day.

    `waiting` are hours that are logged and not confirmed yet: they count for whether somebody is behind, and for no
    other figure. `tolerance` is how many hours somebody may be under the plan before this is called behind (two days
    of seven hours).
    `every` is "week" or "month" and sets the points of the chart. Confirmed hours after the day are left out.
    """
    if every not in ("week", "month"):
        raise ValueError("Points of the chart fall every week or every month.")
    expectation = Expectation(plan)
    credits = sorted((credit for credit in confirmed if credit.on <= on), key=lambda credit: credit.on)
    done = Fraction(sum((credit.hours for credit in credits), Decimal(0)))
    expected = expectation.to(on) if on >= plan.start else Fraction(0)
    hours_so_far = {"confirmed": done, "waiting": Fraction(waiting), "expected": expected}
    state = _state(plan, on, is_behind(**hours_so_far, tolerance=tolerance))
    forecast = _Forecast(expectation, on, done, expected)
    minimum = None if plan.minimum is None else max(Fraction(plan.minimum) - done, Fraction(0))
    return Standing(
        on=on,
        state=state,
        expected_to_date=to_decimal(expected),
        confirmed=to_decimal(done),
        difference=to_decimal(done - expected),
        planned_total=to_decimal(expectation.total),
        forecast_end_total=to_decimal(forecast.at(plan.end)),
        forecast_difference=to_decimal(forecast.at(plan.end) - expectation.total),
        left_to_minimum=None if minimum is None else to_decimal(minimum),
        needed_a_week=_needed_a_week(plan, on, expectation.total - done),
        undated=to_decimal(expectation.undated),
        sentence=_sentence(plan, on, state, done, expected, expectation.total)
        or track_sentence(**hours_so_far, tolerance=tolerance),
        forecast_sentence=_forecast_sentence(plan, on, forecast.at(plan.end), expectation.total),
        points=tuple(_points(plan, expectation, credits, forecast, on, every)),
    )


class _Forecast:
    """What will have taken place by a later day, if as much of the plan turns into confirmed hours as it has so far.

    Being ahead is kept but not multiplied, and a rate is only believed once enough of the plan lies behind
    (`SETTLED_AFTER` hours): before that the plan itself is the forecast.
    """

    def __init__(self, expectation: Expectation, on: date, done: Fraction, expected: Fraction) -> None:
        self._expectation, self._on, self._done, self._expected = expectation, on, done, expected
        settled = expected >= Fraction(SETTLED_AFTER)
        self._rate = min(done / expected, Fraction(1)) if settled else Fraction(1)

    def at(self, later: date) -> Fraction:
        if later <= self._on:
            return self._done
        return self._done + (self._expectation.to(later) - self._expected) * self._rate


def _state(plan: Plan, on: date, behind: bool) -> State:
    if on < plan.start:
        return State.NOT_STARTED
    if on > plan.end:
        return State.ENDED
    if plan.on_break(on):
        return State.ON_BREAK
    return State.BEHIND if behind else State.ON_TRACK


def _sentence(plan: Plan, on: date, state: State, done: Fraction, expected: Fraction, total: Fraction) -> str:
    """What there is to say beside how the hours stand: before the start, after the end and in a break."""
    if state is State.NOT_STARTED:
        return f"Starts on {day(plan.start)}, with {hours(total)} planned."
    if state is State.ENDED:
        return f"The plan ended on {day(plan.end)}: {plain(done)} of {plain(total)} planned hours."
    if state is State.ON_BREAK:
        period = plan.break_on(on)
        until = f" until {day(period.last)}" if period and period.last else ""
        return f"On a break in learning{until}: {plain(done)} of {plain(expected)} planned hours by today."
    return ""


def _forecast_sentence(plan: Plan, on: date, end_total: Fraction, total: Fraction) -> str:
    if on >= plan.end:
        return ""
    difference = to_decimal(end_total) - to_decimal(total)
    if difference < 0:
        return f"At this rate you finish {hours(-difference)} short of the plan on {day(plan.end)}."
    if difference > 0:
        return f"At this rate you finish {hours(difference)} over the plan on {day(plan.end)}."
    return f"At this rate you finish with all {hours(total)} on {day(plan.end)}."


def _needed_a_week(plan: Plan, on: date, left: Fraction) -> Decimal | None:
    """Hours a week from tomorrow that reach the plan, with statutory leave allowed for where no leave is dated yet."""
    if on >= plan.end:
        return None
    days_a_week = plan.days_a_week or 1
    days = sum(plan.is_working_day(later) for later in days_of(max(on + timedelta(days=1), plan.start), plan.end))
    weeks = Fraction(days) / days_a_week
    if not any(period.last is None or period.last > on for period in plan.leave):
        weeks *= TEACHING_SHARE_OF_YEAR
    return to_decimal(max(left, Fraction(0)) / weeks) if weeks else None


def _points(
    plan: Plan, expectation: Expectation, credits: Sequence[DatedHours], forecast: _Forecast, on: date, every: str
) -> Iterable[Point]:
    """The start, each end of a week or month, today and the end."""
    days = [credit.on for credit in credits]
    sums = list(accumulate((credit.hours for credit in credits), initial=Decimal(0)))
    marks = {plan.start, plan.end, *_marks(plan.start, plan.end, every)}
    if plan.start <= on <= plan.end:
        marks.add(on)
    for mark in sorted(marks):
        yield Point(
            on=mark,
            expected=to_decimal(expectation.to(mark)),
            confirmed=to_decimal(sums[bisect_right(days, mark)]) if mark <= on else None,
            forecast=to_decimal(forecast.at(mark)) if mark >= on else None,
        )


def _marks(first: date, last: date, every: str) -> Iterable[date]:
    mark = end_of_month(first) if every == "month" else first + timedelta(days=6 - first.weekday())
    while mark < last:
        yield mark
        mark = end_of_month(mark, 1) if every == "month" else mark + timedelta(weeks=1)
