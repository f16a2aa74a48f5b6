"""Direct observations on the placements under way: signed, waiting for each person in turn, moved, cancelled."""

from __future__ import annotations

import datetime

from assessment.content import hash_of
from assessment.models import Claim, Observation
from assessment.observing import content
from assessment.operations import observations
from core.accounts.models import User
from demo import clock
from demo.world import World
from placements.models import Placement

State = Observation.State
LATER = (State.REFLECTED, State.OBSERVED, State.REPORTED, State.CANCELLED, State.PLANNED)
"""How far the newest observation of each placement has come, in turn."""

PLANS = (
    ("A visit at home", "How I open a first conversation, and whose agenda it follows."),
    ("A meeting at a school", "Speaking up for a child’s view among professionals."),
    ("The community centre", "Explaining a decision that is not the one hoped for."),
)
REPORTS = (
    "The apprentice said who they were and why they had come, and then asked what the person would like to use the "
    "hour for. Twice a silence was left alone. The form came out only at the end, and was filled in together.",
    "Eight people at the table. The apprentice had met the child the day before and read three sentences aloud that "
    "they had written together. When the talk moved on too soon, the apprentice brought it back, kindly.",
    "A clear no in the first minutes, and the reason for it. The apprentice stayed with the disappointment and did not "
    "argue it away. What could be done instead was small and was agreed before leaving.",
)
SEEN = ("Asked before telling, and kept to what was answered.", "Named the law that applies in words of the street.")
REFLECTION = (
    "I noticed how much I wanted to fill the silences. Reading that leaving them alone was seen as care helps me to "
    "trust it. Next time I would say at the start how long we have."
)


def tell(world: World) -> None:
    for number, placement in enumerate(Placement.objects.filter(state=Placement.State.LIVE).order_by("pk")):
        _story(placement, State.SIGNED, placement.starts_on + datetime.timedelta(days=21), number)
        newest = LATER[number % len(LATER)]
        held = newest in Observation.HELD
        when = world.today + datetime.timedelta(days=-9 if held else 2 + number % 5)
        if held and number % 2:
            when += datetime.timedelta(days=6)  # so that not every report is late
        _story(placement, newest, when, number + 1)


def _story(placement: Placement, to: str, when: datetime.date, number: int) -> None:
    """One observation on a day, told as far as it is to come."""
    apprentice, educator = placement.apprentice.person, placement.practice_educator.person
    asked_on = max(placement.starts_on, when - datetime.timedelta(days=12))
    with clock.at(clock.on(asked_on, 9)):
        place, to_show = PLANS[number % len(PLANS)]
        made = observations.plan(
            placement,
            observer=educator,
            planned_for=clock.on(when, 10 + number % 5),
            place=place,
            to_show=to_show,
            by=apprentice,
        )
        made = observations.agree(made, how="spoken", on=asked_on, by=apprentice)
    if to == State.CANCELLED:
        observations.cancel(made, because=Observation.Because.PERSON, by=apprentice)
    if to in Observation.HELD:
        _took_place(made, to, when, number, educator)


def _took_place(made: Observation, to: str, when: datetime.date, number: int, educator: User) -> None:
    report = REPORTS[number % len(REPORTS)]
    with clock.at(clock.on(when, 17)):
        made = observations.record(made, began_at=made.planned_for, minutes=50, notes=report, by=educator)
    if to == State.OBSERVED:
        return
    with clock.at(clock.on(when + datetime.timedelta(days=1), 11)):
        capabilities = observations.capabilities_for(made)
        seen = {capabilities[(number + 2 * place) % len(capabilities)].pk: said for place, said in enumerate(SEEN)}
        made = observations.write_report(made, report=report, saw=seen, by=educator)
        made = observations.sign_report(made, read=hash_of(content.reported(made)), by=educator)
    if to == State.REPORTED:
        return
    with clock.at(clock.on(when + datetime.timedelta(days=2), 19)):
        made = observations.reflect(made, reflection=REFLECTION, by=made.observed)
        observations.take_feedback(
            made,
            said="They listened. I did not have to say it twice.",
            how=Observation.How.SPOKEN,
            agreed_on=when,
            by=educator,
        )
    if to == State.SIGNED:
        with clock.at(clock.on(when + datetime.timedelta(days=3), 12)):
            observations.judge(
                made,
                read=hash_of(content.to_judge(made)),
                judgements={one.pk: Claim.Judgement.SUFFICIENT for one in made.capabilities.all()},
                judgement="Respectful and purposeful. Next: say more about the law while it is being used.",
                by=educator,
            )
