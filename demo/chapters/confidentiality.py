"""Somebody’s details in evidence: pointed out in a draft, found by a reader, confirmed, lifted, answered in time."""

from __future__ import annotations

import datetime

from assessment import operations as assessment
from assessment.models import Breach, Evidence, Observation
from assessment.operations import breaches, text_breaches
from assessment.operations.drafts import statements_for
from consortium.models import Organisation
from core.accounts.models import User
from demo import clock
from demo.world import World
from placements.models import Placement

DRAFT = (
    "I went to see Mrs Thistlewood with my colleague Winston. She lives at 14 Marlowe Road and had not been out since "
    "Easter. Her grandson Kofi rang while we were there.\n\nI had prepared questions about falls. She wanted to talk "
    "about the bus that no longer stops. Bronfenbrenner (1979) would have asked about the bus first."
)
SENT = (
    "The visit was to somebody who cares for two. She said, this time without being asked, what she needs in order to "
    "sleep. I noticed that Xenobia, as everybody in the street calls her, looks after the neighbours as well.\n\n"
    "I wrote down what she does and not only what she lacks."
)
REASON = "It is what the street calls her, not her name."


def tell(world: World) -> None:
    _leads(world)
    live = list(
        Placement.objects.filter(state=Placement.State.LIVE).select_related("apprentice__person").order_by("pk")
    )
    for placement in live[:1]:
        _draft(world, placement)
    for number, placement in enumerate(live[1:4]):
        _story(world, placement, number)
    _in_a_reflection(world)


def _leads(world: World) -> None:
    """Each council and each university has somebody who answers for data protection."""
    since = world.today - datetime.timedelta(days=700)
    councils = {service.part_of or service for service in world.services}
    for organisation in sorted({*councils, *world.universities}, key=lambda one: one.name):
        world.appoint(world.person(), "data_protection_lead", organisation, since=since)


def _draft(world: World, placement: Placement) -> None:
    """A draft in which the last screen points out what is left to take out; a colleague may stand."""
    evidence = _written(world, placement, "A bus that no longer stops", DRAFT, days_ago=1)
    assessment.allow_name(
        placement.apprentice, name="Winston", who="A colleague in my team", by=evidence.apprentice.person
    )


def _story(world: World, placement: Placement, number: int) -> None:
    """A piece in which a reader found a name: waiting for the tutor, confirmed with the 72 hours answered, lifted."""
    educator = placement.practice_educator.person
    evidence = _written(world, placement, "Who looks after whom", SENT, days_ago=4)
    with clock.at(clock.on(world.today - datetime.timedelta(days=3), 18)):
        assessment.submit(evidence, kept_reason=REASON, by=evidence.apprentice.person)
    days_ago = 1 if number == 0 else 2
    with clock.at(clock.on(world.today - datetime.timedelta(days=days_ago), 16)):
        breach = breaches.flag(evidence, where="What a carer is called in her street, first paragraph.", by=educator)
    tutor = placement.apprentice.involvements.filter(kind="tutor").select_related("person").first()
    if number and tutor is not None:
        _decided(world, breach, tutor.person, confirmed=number == 1)


def _in_a_reflection(world: World) -> None:
    """A reflection on a direct observation in which the practice educator found a street: it waits for the tutor."""
    seen = Observation.objects.signed().filter(placement__state=Placement.State.LIVE)
    observation = seen.select_related("placement__practice_educator__person").order_by("pk").last()
    if observation is None:
        return
    with clock.at(clock.on(world.today - datetime.timedelta(days=1), 17)):
        text_breaches.flag_text(
            Breach.About.REFLECTION,
            observation,
            where="The street in which the family lives, in the last sentence.",
            by=observation.placement.practice_educator.person,
        )


def _decided(world: World, breach: Breach, tutor: User, *, confirmed: bool) -> None:
    with clock.at(clock.on(world.today - datetime.timedelta(days=1), 11)):
        if not confirmed:
            breaches.lift(breach, words="The name is that of a street party, as its writer showed me.", by=tutor)
            return
        breach = breaches.confirm(
            breach, severity=Breach.Severity.MINOR, words="A carer could be known by it to her neighbours.", by=tutor
        )
        host: Organisation = breach.parties.get(part="host").organisation
        lead = world.who(host.legal_body, "data_protection_lead")
        breaches.assess(
            breach,
            reported=Breach.Reported.NOT_NEEDED,
            words="Read by one practice educator, who told us within the day. No risk to the person is likely.",
            by=lead,
        )


def _written(world: World, placement: Placement, title: str, text: str, *, days_ago: int) -> Evidence:
    happened = world.today - datetime.timedelta(days=days_ago)
    apprentice = placement.apprentice
    with clock.at(clock.on(happened, 19)):
        evidence = assessment.start(apprentice, kind="reflective_log", by=apprentice.person)
        assessment.write(evidence, title=title, text=text, happened_on=happened, by=apprentice.person)
        shows = statements_for(apprentice, on=happened).filter(framework__judged=True)[2]
        claims = {shows.pk: "It shows how I weigh what somebody needs against what they give."}
        assessment.link(evidence, claims=claims, by=apprentice.person)
    return evidence
