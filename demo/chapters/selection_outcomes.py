"""What came of selection: last year's campaign with its figures, a later start, reserve list, review, suitability."""

from __future__ import annotations

import datetime
from decimal import Decimal

from consortium.models import Organisation
from core.accounts.models import User
from core.workflow import move
from demo import clock, names
from demo.world import World
from recruitment.models import Application, Campaign, SuitabilityReferral
from recruitment.operations import (
    applications,
    campaigns,
    deferrals,
    equality,
    feedback,
    offers,
    places,
    procedure_reviews,
    suitability,
)

State = Application.State
TURNED_DOWN = {"female": 14, "male": 26}
"""How many of each sex last year's campaign turned down, so that its figures are large enough to say something."""

WHY = "I would like to learn why we do what we do, and to carry it myself."


def tell_last_years_campaign(world: World, campaign: Campaign, coordinator: User) -> None:
    """Its apprentices and two who declined, those who were turned down, and one who starts with the next cohort."""
    employers = [row.employer for row in campaign.places.offering().select_related("employer")]
    for employer in employers:
        places.set_places(campaign=campaign, employer=employer, places=20, by=coordinator)
    began = campaign.opens_on + datetime.timedelta(days=10)
    for number, sex in enumerate(sex for sex, people in TURNED_DOWN.items() for _ in range(people)):
        made = _apply(world, campaign, employers[number % len(employers)], began, sex=sex)
        with clock.at(clock.on(began + datetime.timedelta(days=7))):
            tutor = world.who(campaign.cohort.university, "admissions_tutor")
            applications.find_not_eligible(application=made, by=tutor, feedback="Please take level 2 maths first.")
    apprentices = [a for a in world.apprentices if a.cohort_id == campaign.cohort_id and not hasattr(a, "application")]
    for number, apprentice in enumerate(apprentices):
        sex = ("female", "male")[number % 2]
        made = _apply(world, campaign, apprentice.employer, began, sex=sex, person=apprentice.person)
        _offered(world, made, coordinator, began, accepts=True)
        move(
            made, to=State.ENROLLED, by=world.who(campaign.cohort.university, "admissions_tutor"), apprentice=apprentice
        )
    for sex in ("female", "male"):
        made = _apply(world, campaign, employers[0], began, sex=sex)
        _offered(world, made, coordinator, began, accepts=False)
    later = _apply(world, campaign, employers[1], began, sex="female")
    _offered(world, later, coordinator, began, accepts=True)
    _defer(world, later, began)
    with clock.at(clock.on(campaign.cohort.starts_on - datetime.timedelta(days=150))):
        campaign.close(by=coordinator)
        campaigns.finish_campaign(campaign=campaign, by=coordinator)


def _apply(
    world: World,
    campaign: Campaign,
    employer: Organisation,
    began: datetime.date,
    *,
    sex: str,
    person: User | None = None,
) -> Application:
    """Begun, answered and handed in on one day, with the equality questions."""
    who = person or world.person()
    with clock.at(clock.on(began)):
        if not campaign.places.filter(employer=employer).exists():
            places.set_places(campaign=campaign, employer=employer, places=20, by=world.manager)
        made = applications.begin(campaign=campaign, email=who.email, name=who.name)
        applications.save_answers(
            application=made,
            by=made.candidate,
            phone="020 7946 0999",
            employer=employer,
            works_there=True,
            current_service=employer.service or "both",
            job_title=world.dice.choice(names.JOBS[employer.service or "both"]),
            weekly_hours=Decimal(36),
            service_length=Application.ServiceLength.TO_5_YEARS,
            english=Application.Level2.HELD,
            maths=Application.Level2.HELD,
            prior_degree=Application.Degree.NONE,
            prior_learning=Application.PriorLearning.NONE,
            right_to_work=True,
            residency=Application.Residency.THREE_YEARS,
            why=WHY,
        )
        equality.save_equality_answer(application=made, by=made.candidate, question="sex", answer=sex)
        applications.submit(application=made, by=made.candidate)
    return made


def _recommended(world: World, made: Application, coordinator: User, began: datetime.date) -> None:
    """Found eligible, invited, and recommended by a panel of that time."""
    with clock.at(clock.on(began + datetime.timedelta(days=20))):
        made.refresh_from_db()
        tutor = world.who(made.campaign.cohort.university, "admissions_tutor")
        applications.find_eligible(application=made, by=tutor)
        lead = world.who(made.employer, "workforce_lead")
        applications.shortlist(application=made, by=lead, outcome=State.INVITED)
        move(made, to=State.ATTENDED, by=coordinator)
        move(made, to=State.RECOMMENDED, by=coordinator)


def _both_say_yes(world: World, made: Application) -> None:
    lead = world.who(made.employer, "workforce_lead")
    offers.decide(application=made, side="employer", by=lead, says_yes=True)
    tutor = world.who(made.campaign.cohort.university, "admissions_tutor")
    offers.decide(application=made, side="university", by=tutor, says_yes=True)
    made.refresh_from_db()


def _offered(world: World, made: Application, coordinator: User, began: datetime.date, *, accepts: bool) -> None:
    _recommended(world, made, coordinator, began)
    with clock.at(clock.on(began + datetime.timedelta(days=30))):
        _both_say_yes(world, made)
        answer = offers.accept if accepts else offers.decline
        answer(offer=made.offer, by=made.candidate)
        made.refresh_from_db()


def _defer(world: World, made: Application, began: datetime.date) -> None:
    """Both agreed last year; the next campaign is open, and the candidate has said that they still want to start."""
    with clock.at(clock.on(began + datetime.timedelta(days=40))):
        deferral = deferrals.ask(application=made, by=made.candidate, words="I finish the level 4 certificate first.")
        for side, at, role in (
            ("employer", made.employer, "workforce_lead"),
            ("university", made.campaign.cohort.university, "admissions_tutor"),
        ):
            deferrals.answer(deferral=deferral, side=side, says_yes=True, by=world.who(at, role))
            deferral.refresh_from_db()
    deferrals.still_want(deferral=deferral, by=made.candidate)


# This year ------------------------------------------------------------------------------------------------------------


def tell_outcomes(world: World, campaign: Campaign, coordinator: User) -> None:
    """One on the reserve list, one turned down with feedback and a review, one with a question of suitability."""
    accepted = campaign.applications.filter(state=State.ACCEPTED).order_by("pk").first()
    undecided = campaign.applications.filter(state=State.RECOMMENDED, decisions=None).order_by("pk").first()
    if accepted is not None:
        _put_on_the_reserve_list(world, campaign, accepted.employer, coordinator)
        _question_of_suitability(world, accepted)
    if undecided is not None:
        _turn_down(world, undecided, coordinator)


def _put_on_the_reserve_list(world: World, campaign: Campaign, employer: Organisation, coordinator: User) -> None:
    taken = campaign.applications.filter(employer=employer, state__in=Application.HOLDS_A_PLACE).count()
    places.set_places(campaign=campaign, employer=employer, places=taken, by=coordinator)
    made = _apply(world, campaign, employer, campaign.opens_on + datetime.timedelta(days=9), sex="male")
    _recommended(world, made, coordinator, world.today - datetime.timedelta(days=30))
    _both_say_yes(world, made)


def _turn_down(world: World, made: Application, coordinator: User) -> None:
    university = made.campaign.cohort.university
    lead, tutor = world.who(made.employer, "workforce_lead"), world.who(university, "admissions_tutor")
    offers.decide(application=made, side="employer", by=lead, says_yes=True)
    offers.decide(application=made, side="university", by=tutor, says_yes=False, notes="Not ready for level 6 writing.")
    made.refresh_from_db()
    feedback.give_feedback(
        application=made,
        did_well="In the role play you let the parent finish and said back what you had heard.",
        would_help="Say more of what the law allows and asks, with one case from your own work.",
        next_step="Ask your manager for a shadowing day with the duty team before the next campaign.",
        by=coordinator,
    )
    review = procedure_reviews.ask(
        application=made,
        ground="adjustment",
        words="I was to have the written task on green paper, and it was white.",
        by=made.candidate,
    )
    found = list(procedure_reviews.possible_reviewers(review))
    one = next(found_one for found_one in found if found_one.role.code == "workforce_lead")
    other = next(found_one for found_one in found if found_one.role.code == "admissions_tutor")
    procedure_reviews.name_reviewers(review=review, appointments=[one, other], by=coordinator)


def _question_of_suitability(world: World, made: Application) -> None:
    """A panel of three has told the candidate; nobody else sees that there is a question."""
    since = world.today - datetime.timedelta(days=400)
    group = Organisation.objects.filter(kind=Organisation.Kind.LIVED_EXPERIENCE_GROUP).order_by("pk").first()
    chair, *members = (
        (world.appoint(world.person(), suitability.ROLE, at, since=since).person, whose)
        for at, whose in (
            (made.campaign.cohort.university, "university"),
            (world.services[-1], "employer"),
            (group, "lived_experience"),
        )
    )
    suitability.refer(
        application=made,
        chair=chair[0],
        group=chair[1],
        source=SuitabilityReferral.Source.REFERENCE,
        account="A reference speaks of a disagreement about recording in an earlier post.",
        by=world.who(made.campaign.cohort.university, "admissions_tutor"),
    )
    referral = SuitabilityReferral.objects.latest("pk")
    for person, whose in members:
        suitability.add_member(referral=referral, person=person, group=whose, by=chair[0])
    suitability.tell(
        referral=referral,
        words="A reference speaks of a disagreement about recording. A panel would like to hear what happened.",
        by=chair[0],
    )
    suitability.note(
        referral=referral,
        words="The reference is from 2021. We ask for the later one as well before we hear her.",
        by=members[0][0],
    )
