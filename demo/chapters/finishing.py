"""The end of the programme: what is missing, deciding, at the gateway, not passed, complete, registered, in post."""

from __future__ import annotations

import datetime

from django.db.models import Sum

from apprentices import operations
from apprentices.models import (
    ActivityType,
    Apprentice,
    Attendance,
    Milestone,
    OffTheJobEntry,
    Sitting,
    TimetableSession,
)
from consortium.models import Cohort, Organisation, StandardVersion
from core import audit
from core.accounts.models import User
from demo import clock
from demo.chapters import learning
from demo.chapters.people import first_monday
from demo.world import World
from placements.models import Placement, PlacementDay, PracticeEducator, Setting

DAY = datetime.timedelta(days=1)
WEEK = datetime.timedelta(weeks=1)


def tell(world: World) -> None:
    """Two cohorts that no other chapter follows: one that ends in a few weeks, one that ended some months ago."""
    if world.size.in_bulk or len(world.cohorts) < 3:
        return
    ending, ended = _cohort(world, ends_in=21), _cohort(world, ends_in=-260)
    near = [_to_the_end(world, ending, place).pk for place in range(3)]
    over = [_to_the_end(world, ended, place).pk for place in range(4)]
    operations.recount_all(on=world.today)
    missing, deciding, booked = (Apprentice.objects.get(pk=pk) for pk in near)
    resit, complete, to_check, in_post = (Apprentice.objects.get(pk=pk) for pk in over)
    _declare(world, missing, on=world.today - 9 * DAY, credits=False)
    for apprentice in (deciding, booked):
        _declare(world, apprentice, on=world.today - 9 * DAY)
        _state_variance(world, apprentice, on=world.today - 6 * DAY)
    with clock.at(clock.on(world.today - 2 * DAY, 11)):
        operations.decide_gateway(deciding, party="university", by=_with(deciding, "tutor"))
    _through(world, booked, on=world.today - 4 * DAY)
    with clock.at(clock.on(world.today - 3 * DAY, 12)):
        operations.book_sitting(booked, booked_for=world.today + 25 * DAY, by=_with(booked, "tutor"))
    _not_passed(world, resit)
    for apprentice in (complete, to_check, in_post):
        _passed(world, apprentice)
    _post_and_hand_over(world, complete)
    _registered(world, to_check, checked=False)
    _registered(world, in_post, checked=True)
    _in_post(world, in_post)


def _cohort(world: World, *, ends_in: int) -> Cohort:
    """A cohort of 36 months that began on the first Monday of a month, and ends about so many days from today."""
    about = world.today + datetime.timedelta(days=ends_in)
    start = first_monday(about.year - 3, about.month)
    university = world.universities[0]
    versions = StandardVersion.objects.filter(standard__code="ST0510")
    return Cohort.objects.create(
        name=f"{start:%B %Y}, {university.short_name}",
        standard_version=versions.for_start(start),
        university=university,
        starts_on=start,
    )


def _with(apprentice: Apprentice, kind: str) -> User:
    return apprentice.involvements.filter(kind=kind).select_related("person").first().person


def _lead(world: World, employer: Organisation) -> User:
    return world.who(employer, "workforce_lead")


def _to_the_end(world: World, cohort: Cohort, place: int) -> Apprentice:
    """Enrolled, every planned hour logged and confirmed; placements and skills days are those kept before."""
    apprentice = learning.enrol(world, cohort, place)
    activities = {activity.code: activity for activity in ActivityType.objects.all()}
    learning.log_in_bulk(world, apprentice, activities, diligence=1)
    last = min(apprentice.planned_end_on, world.today) - 10 * DAY
    _study(apprentice, activities["private_study"], last=last)
    with clock.at(clock.on(last)):
        waiting = OffTheJobEntry.objects.filter(apprentice=apprentice, state=OffTheJobEntry.State.SUBMITTED)
        for taught, kind in ((True, "tutor"), (False, "line_manager")):
            if entries := list(waiting.filter(activity__taught=taught)):
                operations.confirm(entries, by=_with(apprentice, kind))
    _practised(world, apprentice)
    _skills_days(apprentice)
    return apprentice


def _study(apprentice: Apprentice, activity: ActivityType, *, last: datetime.date) -> None:
    """What the taught days leave of the plan, in weekly blocks of study before the end."""
    logged = apprentice.off_the_job.aggregate(all=Sum("hours"))["all"] or 0
    weeks = int((apprentice.planned_hours - logged + 4) // 5)
    entries = [
        OffTheJobEntry(
            apprentice=apprentice,
            logged_by=apprentice.person,
            activity=activity,
            date=last - (number + 1) * WEEK,
            hours=5,
            note="Reading and notes for the portfolio",
            state=OffTheJobEntry.State.SUBMITTED,
            submitted_at=clock.on(last - number * WEEK, 17),
        )
        for number in range(weeks)
    ]
    made = OffTheJobEntry.objects.bulk_create(entries)
    audit.record_all(made, "logged in bulk", by=apprentice.person, to_state=OffTheJobEntry.State.SUBMITTED)


def _practised(world: World, apprentice: Apprentice) -> None:
    """Both placements as they were kept before the portal: 70 and 100 days, each confirmed by its practice educator."""
    coordinator = world.who(apprentice.cohort.university, "placement_coordinator")
    hosts = Setting.objects.exclude(organisation=apprentice.employer).order_by("pk")[:2]
    for number, (setting, days) in enumerate(zip(hosts, (70, 100), strict=True), start=1):
        educator = PracticeEducator.objects.filter(kept_by=setting.organisation, person__isnull=False).first()
        assert educator is not None
        first = apprentice.original_start_on + number * 40 * WEEK
        dates = [first + n * DAY for n in range(days * 2) if (first + n * DAY).weekday() < 4][:days]
        moment = clock.on(dates[-1], 16)
        placement = Placement.objects.create(
            apprentice=apprentice,
            setting=setting,
            number=number,
            name=("First placement", "Last placement")[number - 1],
            is_last=number == 2,
            days_minimum=days,
            days_required=days,
            days_counted=days,
            practice_educator=educator,
            starts_on=first,
            ends_on=dates[-1],
            state=Placement.State.CLOSED,
            confirmed_by=coordinator,
            confirmed_at=clock.on(first),
            started_by=coordinator,
            started_at=clock.on(first),
        )
        PlacementDay.objects.bulk_create(
            PlacementDay(
                placement=placement,
                date=date,
                kind=PlacementDay.Kind.PRESENT,
                person=apprentice.person,
                state=PlacementDay.State.CONFIRMED,
                confirmed_by=educator.person,
                confirmed_at=moment,
            )
            for date in dates
        )


def _skills_days(apprentice: Apprentice) -> None:
    """Thirty skills days of the cohort, at each of which the apprentice was."""
    cohort, tutor = apprentice.cohort, _with(apprentice, "tutor")
    for number in range(30):
        date = cohort.starts_on + (number + 2) * 4 * WEEK + 2 * DAY
        session, _ = TimetableSession.objects.get_or_create(
            cohort=cohort,
            kind=TimetableSession.Kind.SKILLS_DAY,
            date=date,
            defaults={
                "title": "Skills day",
                "starts_at": datetime.time(10),
                "ends_at": datetime.time(16),
                "off_the_job_hours": 0,
                "counts_as_skills_day": True,
                "state": TimetableSession.State.PUBLISHED,
                "drafted_by": tutor,
                "published_by": tutor,
                "published_at": clock.on(cohort.starts_on),
                "register_taken_by": tutor,
                "register_taken_at": clock.on(date, 16),
            },
        )
        Attendance.objects.create(session=session, apprentice=apprentice, mark=Attendance.Mark.PRESENT, marked_by=tutor)


def _declare(world: World, apprentice: Apprentice, *, on: datetime.date, credits: bool = True) -> None:
    """What the portal does not measure: milestones of the university, credits, the case, English and maths."""
    tutor = _with(apprentice, "tutor")
    with clock.at(clock.on(on, 10)):
        for kind in (Milestone.Kind.LAST_PLACEMENT_PASSED, Milestone.Kind.PORTFOLIO_RATIFIED):
            operations.reach_milestone(apprentice, kind, on=on, by=tutor)
        for subject in ("english", "maths"):
            operations.record_level_two(
                apprentice,
                subject=subject,
                required_by="university" if subject == "english" else "nobody",
                met_on=apprentice.original_start_on if subject == "english" else None,
                evidence="Certificate seen at enrolment" if subject == "english" else "",
                by=tutor,
            )
        for code in ("credits", "assessment_case") if credits else ():
            operations.declare_condition(
                apprentice, code=code, on=on, evidence="Minutes of the board", party="university", by=tutor
            )


def _state_variance(world: World, apprentice: Apprentice, *, on: datetime.date) -> None:
    """Where hours stay under plan, the employer says why."""
    actual = apprentice.standing.confirmed_hours
    if actual >= apprentice.planned_hours:
        return
    with clock.at(clock.on(on, 15)):
        operations.state_variance(
            apprentice,
            why="The last taught days were cancelled by the university.",
            effect="None: the topic was taken up in supervision.",
            shown=actual,
            by=_with(apprentice, "line_manager"),
        )


def _through(world: World, apprentice: Apprentice, *, on: datetime.date) -> None:
    with clock.at(clock.on(on, 14)):
        for party, kind in (("employer", "line_manager"), ("university", "tutor"), ("apprentice", "self")):
            operations.decide_gateway(apprentice, party=party, by=_with(apprentice, kind))


def _sat(world: World, apprentice: Apprentice) -> tuple[datetime.date, Sitting]:
    """Through the gateway at the planned end, and the assessment taken three weeks later."""
    end = apprentice.planned_end_on
    _declare(world, apprentice, on=end - 5 * DAY)
    _state_variance(world, apprentice, on=end - 3 * DAY)
    _through(world, apprentice, on=end - DAY)
    tutor, taken = _with(apprentice, "tutor"), end + 3 * WEEK
    with clock.at(clock.on(taken, 16)):
        sitting = operations.book_sitting(apprentice, booked_for=taken, by=tutor)
        operations.record_sat(sitting, on=taken, by=tutor)
    return taken, sitting


def _not_passed(world: World, apprentice: Apprentice) -> None:
    taken, sitting = _sat(world, apprentice)
    with clock.at(clock.on(taken + WEEK, 11)):
        operations.record_not_passed(
            sitting,
            on=taken + WEEK,
            again="resit",
            again_by=world.today + 40 * DAY,
            paid_by="included",
            still_employed=True,
            passed_components=sitting.components[:1],
            by=_with(apprentice, "tutor"),
        )


def _passed(world: World, apprentice: Apprentice) -> None:
    """Passed, and the degree awarded two weeks later: complete."""
    taken, sitting = _sat(world, apprentice)
    tutor = _with(apprentice, "tutor")
    with clock.at(clock.on(taken + WEEK, 11)):
        operations.record_passed(sitting, on=taken + WEEK, grade="merit", by=tutor)
    awarded = taken + 3 * WEEK
    with clock.at(clock.on(awarded, 12)):
        operations.record_step(apprentice, code="degree_awarded", on=awarded, party="university", by=tutor)


def _post_and_hand_over(world: World, apprentice: Apprentice) -> None:
    """A guaranteed post accepted, and a hand-over that waits for the apprentice."""
    lead = _lead(world, apprentice.employer)
    with clock.at(clock.on(world.today - 20 * DAY)):
        offer = operations.offer_post(
            apprentice,
            role="First post in the family support team",
            team="East",
            starts_on=world.today + 30 * DAY,
            guaranteed=True,
            by=lead,
        )
    with clock.at(clock.on(world.today - 18 * DAY)):
        operations.answer_post(offer, accept=True, by=apprentice.person)
    with clock.at(clock.on(world.today - DAY)):
        operations.ask_hand_over(
            apprentice, name="Iris Bell", email="iris.bell@example.org", by=_with(apprentice, "line_manager")
        )


def _registered(world: World, apprentice: Apprentice, *, checked: bool) -> None:
    """On the pass list, applied, the number given; found on the register or not yet."""
    tutor, awarded = _with(apprentice, "tutor"), apprentice.finish_facts.get(code="degree_awarded").on
    days = (("pass_list", "university", tutor, 5), ("applied", "apprentice", apprentice.person, 9))
    for code, party, by, after in days:
        with clock.at(clock.on(awarded + after * DAY)):
            operations.record_step(apprentice, code=code, on=awarded + after * DAY, party=party, by=by)
    on = awarded + 30 * DAY
    with clock.at(clock.on(on)):
        fact = operations.record_step(
            apprentice, code="registered", on=on, number=f"SW{200000 + apprentice.pk}", party="apprentice",
            by=apprentice.person,
        )  # fmt: skip
    if checked:
        with clock.at(clock.on(on + 2 * DAY)):
            operations.check_registration(fact, by=_lead(world, apprentice.employer), checked_on=on + 2 * DAY)


def _in_post(world: World, apprentice: Apprentice) -> None:
    """In the first post; six months after completing they said where they are."""
    registered = apprentice.finish_facts.get(code="registered").on
    manager = _with(apprentice, "line_manager")
    with clock.at(clock.on(registered + 20 * DAY)):
        operations.record_step(apprentice, code="first_post", on=registered + 20 * DAY, party="employer", by=manager)
    asked = apprentice.destinations.get(months=6)
    if asked.due_on < world.today:
        with clock.at(clock.on(asked.due_on + DAY)):
            operations.answer_destination(
                asked, situation="same_employer", place="East", by=apprentice.person, on=asked.due_on + DAY
            )
