"""Apprentices at work and at university: enrolled, logging their time, confirmed, some of them behind."""

from __future__ import annotations

import contextlib
import datetime
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from django.db import transaction

from apprentices import operations
from apprentices.models import ActivityType, Apprentice, CalendarEntry, OffTheJobEntry
from core import audit
from core.workflow import StepRefused
from demo import clock, names
from demo.chapters import timetable
from demo.world import World

TAUGHT = {
    CalendarEntry.Kind.INDUCTION: "workshop",
    CalendarEntry.Kind.TAUGHT_DAY: "lecture",
    CalendarEntry.Kind.SKILLS_DAY: "skills_day",
}
NOTES = (
    "Reading on the Mental Capacity Act and notes for the seminar",
    "Shadowed an approved mental health professional",
    "Prepared the assignment on attachment",
    "Webinar on professional curiosity",
    "Reflective writing after a joint visit",
    "Study group on the Care Act",
)
DILIGENCE = (1, 1, 0.99, 0.98, 0.97, 0.72)
"""How much of what is planned gets logged; the last of six falls behind, and early in a programme one day is much."""


BLOCK = Decimal("2.5")
"""Hours of one entry where a day is logged in blocks."""


def tell(world: World) -> None:
    activities = {activity.code: activity for activity in ActivityType.objects.all()}
    for position, cohort in enumerate(world.cohorts):
        timetable.publish(world, cohort)
        enrolled = [enrol(world, cohort, place) for place in range(world.size.apprentices_a_cohort)]
        world.apprentices += enrolled
        diligence = {a.pk: DILIGENCE[(number + position) % len(DILIGENCE)] for number, a in enumerate(enrolled)}
        for apprentice in enrolled:
            if world.size.in_bulk:
                log_in_bulk(world, apprentice, activities, diligence=diligence[apprentice.pk])
            else:
                _log(world, apprentice, activities, diligence=diligence[apprentice.pk])
        if not world.size.in_bulk:
            timetable.hold(world, cohort, diligence)
    _confirm(world)


def enrol(world: World, cohort, place: int) -> Apprentice:
    """The first places of each cohort go to the boroughs that the demo shows, the rest all over London."""
    shown = world.services[: max(4, len(world.services) // 16)]
    rest = world.services[len(shown) :]
    employer = shown[place % len(shown)] if place < 8 else rest[(place * 7 + len(world.apprentices)) % len(rest)]
    kind = employer.service or "both"
    with clock.at(clock.on(cohort.starts_on - datetime.timedelta(days=10))):
        apprentice = operations.enrol(
            person=world.person("Amara Johnson" if not world.apprentices and place == 0 else ""),
            cohort=cohort,
            employer=employer,
            starts_on=cohort.starts_on,
            weekly_hours=Decimal("36") if place % 7 else Decimal("30"),
            job_title=world.dice.choice(names.JOBS[kind]),
            planned_hours=Decimal(900 + 20 * (place % 4)),
            line_manager=world.who(employer, "line_manager"),
            tutor=world.who(cohort.university, "tutor"),
            by=world.who(cohort.university, "admissions_tutor"),
            on=cohort.starts_on - datetime.timedelta(days=10),
        )
    with clock.at(clock.on(cohort.starts_on, 7)):
        operations.start_those_due(on=cohort.starts_on)
    apprentice.refresh_from_db()
    return apprentice


def _planned(
    world: World, apprentice: Apprentice, activities: dict[str, ActivityType], diligence: float
) -> Iterator[tuple[datetime.datetime, operations.Logged]]:
    """What an apprentice of the large demo has to log so far, and when they do: as their calendar has it."""
    for planned in apprentice.calendar.filter(date__lt=world.today, off_the_job_hours__gt=0).order_by("date"):
        if world.dice.random() > diligence:
            continue
        taught = TAUGHT.get(planned.kind)
        code = taught or world.dice.choice(["private_study", "shadowing", "reflective_writing"])
        moment = clock.happened(clock.on(planned.date + datetime.timedelta(days=world.dice.randint(0, 4)), 17))
        yield (
            moment,
            operations.Logged(
                activity=activities.get(code) or next(iter(activities.values())),
                date=planned.date,
                hours=planned.off_the_job_hours,
                starts_at=planned.starts_at,
                note=planned.title if taught else world.dice.choice(NOTES),
            ),
        )


@transaction.atomic
def _log(world: World, apprentice: Apprentice, activities: dict[str, ActivityType], *, diligence: float) -> None:
    """Every second Friday an hour and a half that no register knows of: reading, shadowing, writing."""
    friday = apprentice.original_start_on + datetime.timedelta(days=18 - apprentice.original_start_on.weekday())
    while friday < world.today:
        moment = clock.on(min(friday + datetime.timedelta(days=world.dice.randint(0, 4)), world.today), 17)
        logged = operations.Logged(
            activity=activities[world.dice.choice(["private_study", "shadowing", "reflective_writing"])],
            date=friday,
            hours=Decimal("1.5"),
            starts_at=datetime.time(18),
            note=world.dice.choice(NOTES),
        )
        if world.dice.random() <= diligence:
            # the programme may be over on this day
            with clock.at(moment), contextlib.suppress(StepRefused):
                operations.log_time(apprentice, logged=logged, by=apprentice.person, four_tests=True, at=moment)
        friday += datetime.timedelta(weeks=2)


def _blocks(hours: Decimal) -> list[Decimal]:
    """A day's hours as the blocks in which somebody might log them."""
    whole, rest = divmod(hours, BLOCK)
    return [BLOCK] * int(whole) + ([rest] if rest else [])


@transaction.atomic
def log_in_bulk(world: World, apprentice: Apprentice, activities: dict[str, ActivityType], *, diligence: float) -> None:
    """The same days for the large demo, each in several blocks, written at once with their events."""
    entries = [
        OffTheJobEntry(
            apprentice=apprentice,
            logged_by=apprentice.person,
            activity=logged.activity,
            date=logged.date,
            hours=hours,
            note=logged.note,
            state=OffTheJobEntry.State.SUBMITTED,
            submitted_at=moment,
        )
        for moment, logged in _planned(world, apprentice, activities, diligence)
        for hours in _blocks(logged.hours)
    ]
    made = OffTheJobEntry.objects.bulk_create(entries, batch_size=500)
    audit.record_all(made, "logged in bulk", by=apprentice.person, to_state=OffTheJobEntry.State.SUBMITTED)


def _confirm(world: World) -> None:
    """Time was confirmed at the end of its month, and this month's lately, by whoever confirms that kind of time.

    For one apprentice in four the last two weeks still wait: only confirmed time counts against the plan.
    """
    waiting = OffTheJobEntry.objects.awaiting_confirmation().select_related(
        "activity", "apprentice__cohort__university", "apprentice__employer"
    )
    batches: dict[tuple, list[OffTheJobEntry]] = defaultdict(list)
    for entry in waiting:
        if (world.today - entry.date).days <= (14 if entry.apprentice_id % 4 == 0 else 4):
            continue
        taught = entry.activity.taught
        group = entry.apprentice.cohort_id if taught else entry.apprentice_id
        batches[taught, group, entry.date.year, entry.date.month].append(entry)
    for (taught, _, year, month), entries in sorted(batches.items(), key=lambda item: item[0][2:]):
        end = datetime.date(year + month // 12, month % 12 + 1, 1) + datetime.timedelta(days=2)
        with clock.at(clock.on(min(end, world.today), 9)):
            kind = "tutor" if taught else "line_manager"
            involved = entries[0].apprentice.involvements.filter(kind=kind).select_related("person").first()
            if involved is not None:
                operations.confirm(entries, by=involved.person)
