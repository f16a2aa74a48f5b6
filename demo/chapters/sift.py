"""The sift of this year's campaign: two sifters and a panel member by link, some answers read, one application on which
two are apart.
"""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Count

from consortium.models import Organisation
from core.accounts.models import User
from demo import clock, names
from demo.world import World
from recruitment.models import Application, Campaign, Sift, SiftCriterion, Sifted, Sifter, SiftMark
from recruitment.operations import applications, sift, sift_reading

APPLICANTS = 10
SEED = 11
CRITERIA = (
    (
        SiftCriterion.Reads.WHY,
        "Why social work",
        (
            "Says only that they like to help",
            "Names something of the work, without an example",
            "An example of their own, told plainly",
            "An example, and what they learned from it",
            "An example, what they learned, and what it says of rights or power",
        ),
        2,
        Decimal("2"),
    ),
    (
        SiftCriterion.Reads.WORK,
        "Work that prepares for it",
        (
            "No contact with people who use services",
            "Some contact, with little of their own to decide",
            "Regular contact, with guidance",
            "Carries own tasks with people and families",
            "Carries own tasks, and works across services",
        ),
        1,
        None,
    ),
)
WHY = (
    "In our short breaks team a boy of nine would not speak to anybody new. I asked his sister what he liked and we "
    "built a railway for three weeks before he told me what he was afraid of. I learned that I had been in a hurry.",
    "I want to help people and make a difference. I have always been told that I am a good listener.",
    "A man I support was told he could not go home because of his stairs. I read him the assessment in his own words "
    "and he asked for a review. He was right. I would like to be the person who gets it right the first time.",
    "We do a lot of safeguarding work in our team and we always follow the procedure. We are very proud of it.",
    "As a carer's assessor I see who is never asked. Last spring I rang forty carers whose letters came back. Eleven "
    "had had no break in a year. My manager changed the letter; I want to learn to change more than a letter.",
)
MARKS = ((4, ("own_example", "learned")), (2, ("no_example",)), (3, ()), (1, ("only_we",)), (5, ("rights",)))
"""What the first sifter says, answer by answer in their own order."""


def tell_sift(world: World, campaign: Campaign, coordinator: User) -> None:
    employers = [row.employer for row in campaign.places.offering().select_related("employer")[:5]]
    tutor = world.who(campaign.cohort.university, "admissions_tutor")
    for number in range(APPLICANTS):
        _apply(world, campaign, employers[number % len(employers)], tutor, number)
    with clock.at(clock.on(world.today, 8)):
        planned = _plan(campaign, coordinator)
        people = [world.who(employers[0], "line_manager"), tutor]
        for person in people:
            sift.add_sifter(sift=planned, email=person.email, by=coordinator)
        by_link = sift.from_register(planned).order_by("-pk")[0]
        sift.ask_from_register(sift=planned, panellist=by_link, by=coordinator)
        sift.open_sift(sift=planned, by=coordinator)
    first = planned.sifters.order_by("pk")[0]
    with clock.at(clock.on(world.today, 9)):
        _mark_some(first)
        _read_one_to_the_end(planned)
        _mark_what_two_read(planned)


def _apply(world: World, campaign: Campaign, employer: Organisation, tutor: User, number: int) -> None:
    """Somebody who applied last month and was found eligible."""
    name = f"{world.dice.choice(names.FIRST)} {world.dice.choice(names.LAST)}"
    with clock.at(clock.on(world.today, 7)):
        application = applications.begin(
            campaign=campaign, email=f"{name.lower().replace(' ', '.')}.{number}@example.net", name=name
        )
        applications.save_answers(
            application=application,
            by=application.candidate,
            phone=f"020 7946 08{number:02d}",
            employer=employer,
            works_there=True,
            current_service=employer.service,
            job_title=world.dice.choice(names.JOBS[employer.service or "both"]),
            weekly_hours=Decimal("36"),
            service_length=Application.ServiceLength.TO_5_YEARS,
            english=Application.Level2.HELD,
            maths=Application.Level2.HELD,
            prior_degree=Application.Degree.NONE,
            prior_learning=Application.PriorLearning.NONE,
            right_to_work=True,
            residency=Application.Residency.THREE_YEARS,
            why=WHY[number % len(WHY)],
        )
        applications.submit(application=application, by=application.candidate)
        application.refresh_from_db()
        applications.find_eligible(application=application, by=tutor)


def _plan(campaign: Campaign, coordinator: User) -> Sift:
    planned = sift.plan_sift(campaign=campaign, by=coordinator, second_share=40, seed=SEED)
    for reads, name, anchors, weight, floor in CRITERIA:
        sift.add_criterion(
            sift=planned, reads=reads, name=name, anchors=anchors, weight=weight, floor=floor, by=coordinator
        )
    return planned


def _own(sifter: Sifter) -> list[SiftMark]:
    marks = SiftMark.objects.of_person(sifter.person).filter(reading__sifter=sifter)
    return list(marks.to_give().in_order().select_related("reading"))


def _mark_some(sifter: Sifter) -> None:
    """Two thirds of what the first sifter has."""
    own = _own(sifter)
    for number, mark in enumerate(own[: len(own) * 2 // 3]):
        value, reasons = MARKS[number % len(MARKS)]
        sift_reading.save_mark(mark=mark, value=value, reasons=reasons, by=sifter.person)


def _read_one_to_the_end(planned: Sift) -> None:
    """One application of which all that was wanted is marked."""
    once = Sifted.objects.filter(sift=planned).annotate(times=Count("readings")).filter(times=1).order_by("pk")
    for one in once[:1]:
        reading = one.readings.select_related("sifter__person").get()
        for mark in reading.marks.filter(marked_at__isnull=True):
            sift_reading.save_mark(mark=mark, value=3, reasons=(), by=reading.sifter.person)


def _mark_what_two_read(planned: Sift) -> None:
    """One application that two have read to the end, and on which they are apart."""
    twice = Sifted.objects.filter(sift=planned).annotate(times=Count("readings")).filter(times=2).order_by("pk").first()
    if twice is None:
        return  # the lot drew nobody
    readings = twice.readings.select_related("sifter__person").order_by("pk")
    for (value, reasons), reading in zip(((4, ()), (2, ("no_learning",))), readings, strict=True):
        for mark in reading.marks.all():
            sift_reading.save_mark(mark=mark, value=value, reasons=reasons, by=reading.sifter.person)
