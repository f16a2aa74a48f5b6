"""Practice educators and settings, and placements: done, under way, about to start, ended early."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal

from apprentices import operations as apprentices
from apprentices.models import Apprentice, Milestone
from consortium.models import Organisation
from core.workflow import StepRefused
from demo import clock
from demo.world import World
from placements import rules
from placements.facts import Wanted
from placements.models import Placement, PlacementDay, PracticeEducator, Setting
from placements.operations import days, matching, running, upkeep

TEAMS = {
    "adults": "Community Team",
    "children": "Children in Need Team",
    "both": "Access Team",
}
KINDS = {"adults": "adults_locality", "children": "children_assessment", "both": "adults_locality"}
WORKING_DAYS = (0, 1, 2, 3)
HOURS_A_DAY = Decimal("1.5")
NOTES = (
    "Joint visit and notes",
    "Duty with my supervisor",
    "Wrote up an assessment",
    "Team meeting, then two visits",
    "",
)


def tell(world: World) -> None:
    educators = {service.pk: _educators(world, service) for service in world.services}
    settings = {service.pk: _setting(world, service) for service in world.services}
    if len(world.cohorts) < 3:
        return
    middle, oldest = (_of_cohort(world, number) for number in (1, 2))
    for number, apprentice in enumerate(oldest[:8]):
        done = place(world, apprentice, 1, educators, settings, started=420, weeks=26, days_done=70)
        if done and number < 5:
            place(world, apprentice, 2, educators, settings, started=70, weeks=32, days_done=28 + 2 * number)
    for apprentice in oldest[8:13]:
        place(world, apprentice, 1, educators, settings, started=225, weeks=26, days_done=70)
    for number, apprentice in enumerate(middle[:9]):
        place(world, apprentice, 1, educators, settings, started=50 + number, weeks=26, days_done=18 + number)
    for apprentice in middle[9:11]:
        place(world, apprentice, 1, educators, settings, started=-20, weeks=26, days_done=0)
    _ended_early(world, middle[8])


def _of_cohort(world: World, number: int) -> list[Apprentice]:
    return [a for a in world.apprentices if a.cohort_id == world.cohorts[number].pk]


def _educators(world: World, service: Organisation) -> list[PracticeEducator]:
    """Everybody appointed as practice educator stands on the register; two of three hold stage 2."""
    lead = world.who(service, "workforce_lead")
    made = []
    for person in world.staff[service.pk, "practice_educator"]:
        number = PracticeEducator.objects.count()
        stage = "stage_1" if number % 3 == 2 else "stage_2"
        since = world.today - datetime.timedelta(days=900)
        with clock.at(clock.on(since)):
            made.append(
                upkeep.add_educator(
                    name=person.name,
                    email=person.email,
                    kept_by=service,
                    stage=stage,
                    stage_from=since,
                    by=lead,
                    registration_number=f"SW{100000 + number}",
                    registration_checked_on=world.today - datetime.timedelta(days=60),
                    last_supported_on=world.today - datetime.timedelta(days=200 + 25 * (number % 14)),
                    capacity=1 + number % 2,
                )
            )
    return made


def _setting(world: World, service: Organisation) -> Setting:
    lead = world.who(service, "workforce_lead")
    kind = service.service or "both"
    borough = service.covers.first() or service.legal_body.covers.first()
    with clock.at(clock.on(world.today - datetime.timedelta(days=800))):
        setting = upkeep.add_setting(
            organisation=service,
            team=TEAMS[kind],
            by=lead,
            kind=KINDS[kind],
            service=kind,
            borough=borough,
            legal_duties=True,
            works_under_the_acts=True,
            keeps_case_records=True,
        )
        upkeep.approve_setting(
            setting,
            audited_on=world.today - datetime.timedelta(days=810),
            approved_from=world.today - datetime.timedelta(days=800),
            approved_to=world.today + datetime.timedelta(days=500),
            by=lead,
        )
    return setting


def place(
    world: World,
    apprentice: Apprentice,
    number: int,
    educators: dict[int, list[PracticeEducator]],
    settings: dict[int, Setting],
    *,
    started: int,
    weeks: int,
    days_done: int,
) -> Placement | None:
    """Find a host that the rules allow, agree the placement, and let it run as far as time has come."""
    starts_on = monday(world.today - datetime.timedelta(days=started))
    coordinator = world.who(apprentice.cohort.university, "placement_coordinator")
    with clock.at(clock.on(starts_on - datetime.timedelta(days=30))):
        placement = _match(world, apprentice, number, educators, settings, starts_on, weeks, coordinator)
        if placement is None:
            return None
        matching.confirm(placement, by=coordinator)
        apprentices.reach_milestone(
            apprentice, Milestone.Kind.READINESS_PASSED, on=starts_on - datetime.timedelta(days=40), by=coordinator
        )
        for kind in rules.CONDITIONS:
            if kind != rules.READINESS:
                running.tick(placement, kind=kind, met_on=starts_on - datetime.timedelta(days=35), by=coordinator)
    if starts_on > world.today:
        return placement
    with clock.at(clock.on(starts_on, 8)):
        running.start(placement, by=coordinator, on=starts_on)
        tutor = apprentice.involvements.filter(kind="tutor").select_related("person").first()
        if tutor is not None:
            running.set_hours(placement, hours_a_day=HOURS_A_DAY, by=tutor.person)
    _days(world, placement, starts_on, days_done)
    return placement


def _match(world, apprentice, number, educators, settings, starts_on, weeks, coordinator) -> Placement | None:
    other = {"adults": "children", "children": "adults"}.get(apprentice.employer.service, "adults")
    wanted = other if number == 1 else apprentice.employer.service
    hosts = [s for s in world.services if s.service == wanted and s.pk != apprentice.employer_id]
    world.dice.shuffle(hosts)
    for host in hosts[:25]:
        for educator, overseer in _pairs(educators[host.pk], starts_on):
            want = Wanted(
                apprentice=apprentice,
                setting=settings[host.pk],
                number=number,
                starts_on=starts_on,
                ends_on=starts_on + datetime.timedelta(weeks=weeks),
                practice_educator=educator,
                overseen_by=overseer,
                contrast="Another service, other people, and another council than the apprentice's own post.",
                independence_declared=True,
            )
            try:
                return matching.propose(want, by=coordinator)
            except StepRefused:
                continue
    return None


def _pairs(
    there: list[PracticeEducator], on: datetime.date
) -> Iterator[tuple[PracticeEducator, PracticeEducator | None]]:
    """Practice educators of a service; first who is not at stage 2 yet, with a colleague who oversees them."""
    for educator in sorted(there, key=lambda educator: educator.facts().stage_on(on) == rules.Stage.STAGE_2):
        if educator.facts().stage_on(on) != rules.Stage.STAGE_2:
            for colleague in there:
                if colleague.facts().stage_on(on) == rules.Stage.STAGE_2:
                    yield educator, colleague
        yield educator, None


def monday(day: datetime.date) -> datetime.date:
    return day - datetime.timedelta(days=day.weekday())


def _days(world: World, placement: Placement, starts_on: datetime.date, wanted: int) -> None:
    """Log four days a week; the practice educator confirms those of a month together, the last weeks not yet."""
    educator = placement.practice_educator.person
    monday, logged = starts_on, 0
    while logged < wanted and monday < world.today:
        dates = [monday + datetime.timedelta(days=n) for n in WORKING_DAYS]
        dates = [d for d in dates if d < world.today][: wanted - logged]
        friday = min(monday + datetime.timedelta(days=4), world.today)
        with clock.at(clock.on(friday, 16)):
            logged += sum(day.kind == PlacementDay.Kind.PRESENT for day in _log_week(world, placement, dates, friday))
            month_ends = (monday + datetime.timedelta(weeks=1)).month != monday.month or logged >= wanted
            waiting = dict(placement.days.awaiting_confirmation().values_list("pk", "kind")) if month_ends else {}
            if waiting and friday < world.today - datetime.timedelta(days=6):
                days.confirm_days(placement, shown=waiting, by=educator)
        monday += datetime.timedelta(weeks=1)


def _log_week(
    world: World, placement: Placement, dates: list[datetime.date], friday: datetime.date
) -> list[PlacementDay]:
    """The days of a week at once; where one of them is refused (a bank holiday, leave), each on its own."""
    entries = [_day(world, date) for date in dates]
    who = placement.apprentice.person
    for together in ([entries], [[entry] for entry in entries]):
        logged = []
        for some in together:
            try:
                logged += days.log_days(placement, entries=some, by=who, today=friday).days
            except StepRefused:
                continue
        if logged:
            return logged
    return []


def _day(world: World, date: datetime.date) -> days.Entry:
    kind = PlacementDay.Kind.PRESENT if world.dice.random() > 0.06 else PlacementDay.Kind.ABSENT
    absence = "sick" if kind == PlacementDay.Kind.ABSENT else ""
    return days.Entry(date=date, kind=kind, note=world.dice.choice(NOTES), absence=absence)


def _ended_early(world: World, apprentice: Apprentice) -> None:
    """One that ended without anybody's fault: the days stay banked."""
    placement = Placement.objects.filter(apprentice=apprentice, state=Placement.State.LIVE).first()
    if placement is not None:
        running.end_early(
            placement,
            cause="host_capacity",
            no_fault=True,
            by=world.who(apprentice.cohort.university, "placement_coordinator"),
            on=world.today,
        )
