"""Self-assessment beside the practice educator's view: agreed, to be talked about, one side locked, not begun."""

from __future__ import annotations

import datetime

from assessment import content, operations
from assessment.models import SelfAssessment
from assessment.operations import Rating
from core.accounts.models import User
from core.workflow import StepRefused
from demo import clock
from demo.world import World
from placements.models import Placement

OWN = (
    "I listen well. I still write too much before I know what the question is.",
    "I am at ease on visits. Meetings with other professions make me quiet.",
    "I know the law better than I use it. I want to lead an assessment from the first call.",
)
SEEN = (
    "Warm and exact with people. Can trust her own judgement more, and say it earlier in meetings.",
    "Prepares well and reflects honestly. Next: to plan a visit alone and tell me the plan in three sentences.",
    "Careful with rights. Should ask more often who is not in the room.",
)
APART = (-1, 0, 0, 0, 1, 1, 2)
"""How many steps higher than the apprentice the practice educator sees them, as often as it stands here."""
AGREED = (
    "The next two visits are led by the apprentice; we talk about who held power in the room, by the end of the month."
)


def tell(world: World) -> None:
    placements = list(
        Placement.objects.filter(state__in=Placement.UNDER_WAY).select_related(
            "apprentice__person", "practice_educator__person", "apprentice__cohort__standard_version", "setting"
        )
    )
    for number, placement in enumerate(placements):
        begun = placement.starts_on + datetime.timedelta(days=9)
        if number % 4 == 3 or begun > world.today:
            continue
        both = _locked(world, placement, on=begun, only_own=number % 4 == 2)
        if both is not None and number % 4 == 0:
            with clock.at(clock.on(min(begun + datetime.timedelta(days=5), world.today), 11)):
                operations.discuss(both, agreed=AGREED, by=placement.practice_educator.person)


def _locked(world: World, placement: Placement, *, on: datetime.date, only_own: bool) -> SelfAssessment | None:
    """Both sides at the start of a placement (or the apprentice's alone); None where the second is still open."""
    asked = list(operations.statements_at(placement, on=on).filter(framework__judged=True))
    own = [world.dice.randint(1, 3) for _ in asked]
    seen = [min(4, max(1, step + world.dice.choice(APART))) for step in own]
    sides = [(placement.apprentice.person, OWN, own), (placement.practice_educator.person, SEEN, seen)]
    both = None
    for hour, (person, said, steps) in enumerate(sides[:1] if only_own else sides, start=10):
        ratings = {statement.pk: Rating(step) for statement, step in zip(asked, steps, strict=True)}
        with clock.at(clock.on(on, hour)):
            try:
                both = _write_and_lock(placement, ratings, by=person, overall=world.dice.choice(said))
            except StepRefused:
                return None  # over half of the days are done, or the practice educator has changed
    return both if both is not None and both.is_shown else None


def _write_and_lock(placement: Placement, ratings: dict[int, Rating], *, by: User, overall: str) -> SelfAssessment:
    view = operations.write_view(placement, point="start", ratings=ratings, overall=overall, by=by)
    return operations.lock_view(view, read=content.hash_of(content.viewed(view)), by=by)
