"""Lives that do not run straight: on a break, back from one, late to return, suspended, gone, between employers."""

from __future__ import annotations

import datetime

from apprentices import operations
from apprentices.models import Apprentice, BreakInLearning
from apprentices.operations import Asked
from core.accounts.models import User
from core.workflow import StepRefused
from demo import clock
from demo.world import World

DAY = datetime.timedelta(days=1)


def tell(world: World) -> None:
    """The last of each cohort, whom no other chapter follows."""
    newest, middle, oldest = (
        (_of_cohort(world, number) for number in (0, 1, 2)) if len(world.cohorts) > 2 else ([],) * 3
    )
    if not oldest:
        return
    _break(world, oldest[-1], asked=-70, first=-60, back=40, code="maternity", kept_in_touch=True)
    _break(world, newest[6], asked=-50, first=-45, back=-6, code="caring")
    returned = _break(world, middle[-1], asked=-90, first=-80, back=-9, code="sickness")
    if returned is not None:
        with clock.at(clock.on(world.today - 9 * DAY)):
            operations.record_return(
                returned, returned_on=world.today - 9 * DAY, by=_with(returned.apprentice, "tutor")
            )
    _asked(world, middle[-2])
    _suspended(world, newest[7])
    _left(world, newest[-1])
    _between_employers(world, middle[-4])
    with clock.at(clock.on(world.today, 6)):
        operations.run_breaks(on=world.today)


def _of_cohort(world: World, number: int) -> list[Apprentice]:
    return [a for a in world.apprentices if a.cohort_id == world.cohorts[number].pk]


def _with(apprentice: Apprentice, kind: str) -> User:
    return apprentice.involvements.filter(kind=kind).select_related("person").first().person


def _break(
    world: World,
    apprentice: Apprentice,
    *,
    asked: int,
    first: int,
    back: int,
    code: str,
    kept_in_touch: bool = False,
) -> BreakInLearning | None:
    """A break that was asked for and agreed so many days from today; the log of its days falls away first."""
    starts_on, returns_on = world.today + first * DAY, world.today + back * DAY
    if starts_on <= apprentice.original_start_on:
        return None
    _clear(apprentice, starts_on, returns_on)
    manager, tutor = _with(apprentice, "line_manager"), _with(apprentice, "tutor")
    wish = Asked(
        starts_on=starts_on,
        expected_return_on=returns_on,
        code=code,
        told=[manager],
        learning_days=[starts_on + 50 * DAY] if kept_in_touch else [],
    )
    day = world.today + asked * DAY
    with clock.at(clock.on(day, 12)):
        made = operations.ask_break(
            apprentice, asked=wish, asked_as="apprentice", speaks_for="apprentice", by=apprentice.person, on=day
        )
    for days, party, who in ((1, "employer", manager), (3, "university", tutor)):
        with clock.at(clock.on(day + days * DAY, 15)):
            operations.agree_break(made, party=party, terms=made.terms, by=who, on=day + days * DAY)
    with clock.at(clock.on(starts_on, 6)):
        operations.run_breaks(on=starts_on)
    made.refresh_from_db()
    return made


def _clear(apprentice: Apprentice, starts_on: datetime.date, returns_on: datetime.date) -> None:
    """What the earlier chapters let this apprentice log on days that become a break is taken back or reversed."""
    inside = apprentice.off_the_job.filter(date__gte=starts_on, date__lt=returns_on)
    for entry in inside.filter(state__in=["submitted", "queried"]):
        with clock.at(clock.on(entry.date + 7 * DAY, 9)):
            operations.take_back(entry, by=apprentice.person)
    for entry in inside.filter(state="confirmed", reverses__isnull=True, reversed_by_entry__isnull=True):
        with clock.at(entry.confirmed_at + DAY):
            operations.reverse_entry(entry, by=_with(apprentice, "tutor"), reason="The day was in the break.")


def _asked(world: World, apprentice: Apprentice) -> None:
    """A break that waits for the line manager and the tutor."""
    wish = Asked(starts_on=world.today + 20 * DAY, expected_return_on=world.today + 80 * DAY, code="personal")
    with clock.at(clock.on(world.today - DAY, 18)):
        operations.ask_break(
            apprentice, asked=wish, asked_as="apprentice", speaks_for="apprentice", by=apprentice.person
        )


def _suspended(world: World, apprentice: Apprentice) -> None:
    day = world.today - 12 * DAY
    with clock.at(clock.on(day, 16)):
        operations.suspend(apprentice, code="enquiry", decided_as="university", by=_with(apprentice, "tutor"), on=day)


def _left(world: World, apprentice: Apprentice) -> None:
    """Gone some days ago, after the last day on which anything was confirmed."""
    confirmed = (
        apprentice.off_the_job.filter(state="confirmed").order_by("-date").values_list("date", flat=True).first()
    )
    last_day = max(confirmed or apprentice.original_start_on, world.today - 10 * DAY)
    with clock.at(clock.on(world.today - 2 * DAY, 11)):
        try:
            operations.withdraw(
                apprentice,
                last_day=min(last_day, world.today - 2 * DAY),
                trigger="apprentice",
                code="other_career",
                exit_award="not_decided",
                by=_with(apprentice, "tutor"),
            )
        except StepRefused:
            return  # the cohort has not begun


def _between_employers(world: World, apprentice: Apprentice) -> None:
    day = world.today - 20 * DAY
    with clock.at(clock.on(day, 9)):
        operations.end_employment(
            apprentice, last_day_employed=day, code="redundancy", by=_with(apprentice, "line_manager")
        )
