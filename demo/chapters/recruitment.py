"""Two campaigns: last year's, finished, and this year's, with applications and a selection day in every state."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

from consortium.models import Cohort, Organisation
from core import links
from core.accounts.models import User
from core.links.models import SignedLink
from core.notifications.models import Message
from demo import clock, names
from demo.chapters.first_contact import heard_from, make_known, tell_what_came_of_it
from demo.chapters.panellists import keep_register, tell_what_followed
from demo.chapters.selection import tell_selection_days
from demo.chapters.selection_outcomes import tell_last_years_campaign, tell_outcomes
from demo.chapters.sift import tell_sift
from demo.world import World
from recruitment.models import Application, Campaign, Condition
from recruitment.operations import (
    applications,
    campaigns,
    endorsements,
    enrolment,
    information_sessions,
    offers,
    places,
)

WHY = (
    "I have worked with families for six years and often sit beside social workers when hard decisions are made. "
    "I want to learn to carry those decisions myself, with the knowledge of law and research that they need.",
    "As a reablement officer I see what happens when somebody is listened to and what happens when they are not. My "
    "manager has encouraged me to take the next step and to bring what I know of our borough with me.",
    "I came to this work after caring for my grandmother. Colleagues tell me that I notice what others miss. I would "
    "like to train while I stay with the team and the people I know.",
)
SUPPORT = (
    "Reliable, thoughtful, and already trusted with complex visits under supervision. We can release one day a week.",
    "Has finished the level 4 programme and asks good questions in supervision. The team supports this application.",
)
AGES = (70, 60, 55, 48, 40, 30, 20, 10)
"""How many days ago candidates began."""


def tell(world: World) -> None:
    coordinator = world.staff[world.office.pk, "recruitment_coordinator"][0]
    later = list(Cohort.objects.filter(starts_on__gt=world.today).order_by("pk"))
    finished = _campaign(world, world.cohorts[0], coordinator, opens=world.cohorts[0].starts_on, ago=300, long=90)
    current = _campaign(world, later[0], coordinator, opens=world.today, ago=75, long=160)
    _sessions(world, current, coordinator)
    make_known(world, current, coordinator)
    for number in range(world.size.applications):
        _apply(world, current, number)
    keep_register(world, current, coordinator)
    tell_selection_days(world, current, coordinator)
    tell_what_followed(world, current, coordinator)
    _offer(world, current)
    tell_what_came_of_it(world, current, coordinator)
    tell_last_years_campaign(world, finished, coordinator)
    tell_outcomes(world, current, coordinator)
    tell_sift(world, current, coordinator)


def _campaign(
    world: World, cohort: Cohort, coordinator: User, *, opens: datetime.date, ago: int, long: int
) -> Campaign:
    opens_on = opens - datetime.timedelta(days=ago)
    with clock.at(clock.on(opens_on)):
        campaign = campaigns.plan_campaign(
            name=f"{cohort.name}: recruitment",
            cohort=cohort,
            run_by=world.office,
            opens_on=opens_on,
            closes_on=opens_on + datetime.timedelta(days=long),
            by=coordinator,
            about="For people who already work in adults' or children's services and want to qualify while they work.",
        )
        for service in world.services[:14]:
            places.set_places(campaign=campaign, employer=service, places=world.dice.randint(2, 4), by=coordinator)
        campaign.open(by=coordinator)
    return campaign


def _sessions(world: World, campaign: Campaign, coordinator: User) -> None:
    """One that has been held, one full with people in line, one tomorrow, one online next month."""
    plans = [
        (-40, "Camden Town Hall", 30, 14),
        (1, "Stratford Library", 20, 12),
        (9, "Kingston Guildhall", 8, 11),
        (30, "", 60, 5),
    ]
    for days, place, capacity, people in plans:
        date = world.today + datetime.timedelta(days=days)
        told = campaign.opens_on + datetime.timedelta(days=2)
        with clock.at(clock.on(told)):
            session = information_sessions.plan_session(
                campaign=campaign,
                by=coordinator,
                title="Is the social work apprenticeship for me?" if place else "Questions and answers online",
                starts_at=clock.on(date, 17, 30),
                ends_at=clock.on(date, 19),
                online=not place,
                place=place or "https://meet.example.org/social-work",
                capacity=capacity,
                about="Hear from apprentices, their managers and people who use services. Bring your questions.",
            )
            session.publish(by=coordinator)
            bookings = [
                information_sessions.book(session=session, email=f"{_mail(name)}", name=name)
                for name in (_stranger(world) for _ in range(people))
            ]
        if days < 0:
            with clock.at(clock.on(date, 20)):
                for booking in bookings[: people - 3]:
                    information_sessions.mark_attended(booking=booking, by=coordinator)


def _stranger(world: World) -> str:
    return f"{world.dice.choice(names.FIRST)} {world.dice.choice(names.LAST)}"


def _mail(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@example.net"


def _apply(world: World, campaign: Campaign, number: int) -> None:
    """From the first link as far as time has come for this candidate."""
    services = [row.employer for row in campaign.places.offering().select_related("employer")]
    employer = services[number % len(services)]
    name = _stranger(world)
    began = world.today - datetime.timedelta(days=AGES[number % len(AGES)])
    with clock.at(clock.on(began)):
        application = applications.begin(
            campaign=campaign, email=_mail(f"{name} {number}"), name=name, heard_from=heard_from(campaign, number)
        )
        who = application.candidate
        applications.save_answers(
            application=application,
            by=who,
            phone="020 7946 0" + f"{number:03d}",
            employer=employer,
            works_there=True,
            current_service=employer.service,
            job_title=world.dice.choice(names.JOBS[employer.service or "both"]),
            weekly_hours=Decimal("36"),
            service_length=Application.ServiceLength.values[number % len(Application.ServiceLength.values)],
            english=Application.Level2.HELD,
            maths=Application.Level2.HELD,
            prior_degree=Application.Degree.values[number % 2],
            prior_learning=Application.PriorLearning.NONE,
            right_to_work=True,
            residency=Application.Residency.THREE_YEARS,
            why=WHY[number % len(WHY)],
        )
        if number % 10 == 9:
            return  # still a draft
        manager = world.who(employer, "line_manager")
        endorsement = endorsements.ask_manager(application=application, by=who, name=manager.name, email=manager.email)
        applications.submit(application=application, by=who)
    if number % 7 != 6:
        with clock.at(clock.on(min(began + datetime.timedelta(days=3), world.today))):
            _endorse(endorsement, SUPPORT[number % len(SUPPORT)])
    _check(world, campaign, application, employer, number, began)


def _endorse(endorsement, words: str) -> None:
    """By link, with the code that was mailed."""
    link = SignedLink.objects.to(endorsement, "endorsement").get()
    answer = type(endorsement).Answer.YES
    endorsements.write_answer(
        endorsement=endorsement,
        answer=answer,
        words=words,
        name=endorsement.manager.name,
        role="Team manager",
        from_job_description="Assesses needs, writes plans and reviews them with people and their families.",
        from_supervision="Brings dilemmas, not only tasks, and asks what the law says.",
    )
    links.send_code(link)
    code = re.search(r"\d{6}", Message.objects.filter(to=link.person, kind="one_time_code").latest("pk").subject)
    assert code is not None
    endorsements.sign_endorsement(
        endorsement=endorsement, link=link, code=code[0], version=endorsement.version, address=None
    )


def _check(
    world: World,
    campaign: Campaign,
    application: Application,
    employer: Organisation,
    number: int,
    began: datetime.date,
) -> None:
    if began > world.today - datetime.timedelta(days=25):
        return  # waits for the university
    tutor = world.who(campaign.cohort.university, "admissions_tutor")
    lead = world.who(employer, "workforce_lead")
    application.refresh_from_db()
    with clock.at(clock.on(began + datetime.timedelta(days=7))):
        if number % 13 == 12:
            applications.find_not_eligible(
                application=application,
                by=tutor,
                feedback="Please take level 2 maths first; we would like to hear from you then.",
            )
            return
        applications.find_eligible(application=application, by=tutor)
    if began > world.today - datetime.timedelta(days=35):
        return  # waits for the employer
    with clock.at(clock.on(began + datetime.timedelta(days=14))):
        outcome = Application.State.RESERVE if number % 11 == 10 else Application.State.INVITED
        applications.shortlist(application=application, by=lead, outcome=outcome)


def _offer(world: World, campaign: Campaign) -> None:
    """What the panels recommended: one accepted and enrolled, one accepted, one offered, one with one key."""
    recommended = list(campaign.applications.filter(state=Application.State.RECOMMENDED).order_by("pk"))
    tutor = world.who(campaign.cohort.university, "admissions_tutor")
    for number, application in enumerate(recommended[:6]):
        lead = world.who(application.employer, "workforce_lead")
        offers.decide(
            application=application, side="employer", by=lead, says_yes=True, notes="Strong in the interview."
        )
        if number == 5:
            continue
        offers.decide(application=application, side="university", by=tutor, says_yes=True)
        application.refresh_from_db()
        if number == 4:
            continue
        offers.accept(offer=application.offer, by=application.candidate)
        for condition in Condition.objects.filter(offer=application.offer)[: None if number == 0 else 3]:
            enrolment.meet(condition=condition, by=lead if condition.side == "employer" else tutor)
        if number == 0:
            application.refresh_from_db()
            enrolment.enrol(application=application, by=tutor)
