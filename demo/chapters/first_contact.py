"""How people hear of this year's campaign, what each lead offers, what people say, and whoever asks again."""

from __future__ import annotations

import datetime
import re

from django.utils import timezone

from core import links
from core.accounts.models import User
from core.links.models import SignedLink
from core.notifications.models import Message
from demo import clock
from demo.world import World
from recruitment.models import Application, Booking, Campaign, Channel, Endorsement, InformationSession
from recruitment.operations import (
    assurances,
    campaigns,
    channels,
    endorsements,
    information_sessions,
    places,
    reinvitations,
    session_feedback,
)

CHANNELS = ("Staff newsletters", "Posters in libraries", "Team meetings", "Social media of the consortium")
VISITS = (140, 35, 60, 220)
SAID = (
    "More time for questions, please.",
    "A microphone would have helped at the back.",
    "Say more about how the team is covered while somebody studies.",
)
TEAMS = ("Hospital Discharge", "Locality North", "Review team")


def make_known(world: World, campaign: Campaign, coordinator: User) -> None:
    """Before anybody applies: dates of the stages, channels with what came by them, employers that are asked."""
    _dates(world, campaign, coordinator)
    with clock.at(clock.on(campaign.opens_on)):
        made = [channels.add_channel(campaign=campaign, name=name, by=coordinator) for name in CHANNELS]
    for channel, visits in zip(made, VISITS, strict=True):
        for number in range(visits // 5):
            with clock.at(clock.on(campaign.opens_on + datetime.timedelta(days=1 + number % 30))):
                channels.count_one(channel, "visits")
    offered = list(campaign.places.offering().select_related("employer")[:3])
    for row in offered:
        lead = world.who(row.employer, "workforce_lead")
        places.offer_places(
            campaign=campaign,
            employer=row.employer,
            places=row.places or 1,
            levy_pounds=150_000,
            teams=dict.fromkeys(TEAMS, 2),
            by=lead,
        )
    places.ask_employers(campaign=campaign, employers=world.services[14:17], by=coordinator)


def _dates(world: World, campaign: Campaign, coordinator: User) -> None:
    plan = {
        "sessions": (5, 110),
        "check": (10, 100),
        "shortlist": (20, 115),
        "selection": (40, 140),
        "offers": (60, 150),
    }
    start = campaign.cohort.starts_on
    dates = {
        stage: (
            campaign.opens_on + datetime.timedelta(days=first),
            min(campaign.opens_on + datetime.timedelta(days=last), start),
        )
        for stage, (first, last) in plan.items()
    }
    fitting = {stage: days for stage, days in dates.items() if days[0] <= days[1]}
    campaigns.set_dates(campaign=campaign, by=coordinator, dates=fitting)


def heard_from(campaign: Campaign, number: int) -> Channel | None:
    """How one candidate says that they heard; one in five says nothing."""
    known = list(campaign.channels.all())
    return None if number % 5 == 4 else known[number % len(known)]


def tell_what_came_of_it(world: World, campaign: Campaign, coordinator: User) -> None:
    """The held session is followed up, a service answers and one is asked, an assurance stands, somebody asks again."""
    _follow_up(campaign, coordinator)
    _services(world, campaign)
    invited = campaign.applications.filter(state=Application.State.INVITED).select_related("employer").first()
    if invited is not None and invited.employer is not None:
        assurances.record_assurance(
            application=invited,
            by=world.who(invited.employer, "workforce_lead"),
            said="A team manager told the candidate that an interview is certain.",
            said_by="Team manager, Locality North",
        )
    for application in campaign.applications.filter(state=Application.State.NOT_ELIGIBLE).select_related("candidate")[
        :2
    ]:
        reinvitations.ask_to_be_invited_again(application=application, by=application.candidate)


def _follow_up(campaign: Campaign, coordinator: User) -> None:
    held = campaign.sessions.filter(state=InformationSession.State.PUBLISHED).order_by("starts_at").first()
    if held is None or held.starts_at > timezone.now():
        return
    with clock.at(held.ends_at + datetime.timedelta(minutes=10)):
        information_sessions.close_register(session=held, by=coordinator)
    came = held.bookings.filter(state=Booking.State.ATTENDED).select_related("person", "session")
    for number, booking in enumerate(came[:8]):
        session_feedback.give_feedback(
            booking=booking,
            by=booking.person,
            useful=("very", "very", "quite")[number % 3],
            next_step=("yes", "partly")[number % 2],
            could_take_part=("yes", "yes", "no")[number % 3],
            will_apply=("yes", "later", "undecided")[number % 3],
            words=SAID[number] if number < len(SAID) else "",
        )


def _services(world: World, campaign: Campaign) -> None:
    endorsed = (
        Endorsement.objects.current()
        .filter(application__campaign=campaign, state=Endorsement.State.ENDORSED)
        .exclude(application__state__in=Application.ENDED)
    )
    for number, endorsement in enumerate(endorsed.select_related("application__employer", "manager")[:4]):
        asked = endorsements.ask_service(
            application=endorsement.application,
            by=endorsement.manager,
            name="Head of service",
            email=f"head.of.service.{number}@example.net",
        )
        if number < 3:
            _sign(asked)


def _sign(asked: Endorsement) -> None:
    """By link, with the code that was mailed."""
    link = SignedLink.objects.to(asked, endorsements.PURPOSE).get()
    endorsements.write_answer(
        endorsement=asked,
        answer=Endorsement.Answer.YES,
        words="The service releases one day a week and keeps the post.",
        name="Head of service",
        role="Head of service",
    )
    links.send_code(link)
    code = re.search(r"\d{6}", Message.objects.filter(to=link.person, kind="one_time_code").latest("pk").subject)
    assert code is not None
    endorsements.sign_endorsement(endorsement=asked, link=link, code=code[0], version=asked.version, address=None)
