"""Study days that the apprentices of the shown boroughs planned: most took place, some went to duty, court or cases."""

from __future__ import annotations

import contextlib
import datetime
from decimal import Decimal

from apprentices import operations
from apprentices.models import ActivityType, Apprentice, PersonalDay
from core.workflow import StepRefused
from demo import clock
from demo.world import World

DAY = datetime.timedelta(days=1)
WEEKS_AGO = (10, 8, 6, 4, 2)
HOURS = Decimal(3)
FIRST_OF_A_COHORT = 6
"""Of each cohort only so many: those after them are sent on a break or suspended later in the story."""
LOST, BECAUSE = 0.3, ("duty", "duty", "court", "cover", "caseload", "own_wish")


def tell(world: World) -> None:
    """On Fridays, away from placement days; of the last one the time is still to be confirmed."""
    study = ActivityType.objects.get(code="private_study")
    shown = {service.pk for service in world.services[:4]}
    friday = world.today - (world.today.weekday() - 4) % 7 * DAY
    for number, apprentice in enumerate(world.apprentices):
        if number % world.size.apprentices_a_cohort >= FIRST_OF_A_COHORT or apprentice.employer_id not in shown:
            continue
        for weeks in WEEKS_AGO:
            # the university has planned this Friday, or the programme had not begun
            with contextlib.suppress(StepRefused):
                _study_day(world, apprentice, study, friday - weeks * 7 * DAY)


def _study_day(world: World, apprentice: Apprentice, study: ActivityType, friday: datetime.date) -> None:
    with clock.at(clock.on(friday - 12 * DAY, 12)):
        [planned] = operations.plan_days(
            apprentice, kind=PersonalDay.Kind.STUDY, first=friday, last=friday, by=apprentice.person, hours=HOURS
        )
    manager = apprentice.involvements.filter(kind="line_manager").select_related("person").first().person
    if world.dice.random() < LOST:
        with clock.at(clock.on(friday - 2 * DAY, 15)):
            operations.cancel_day(planned, by=manager, reason=world.dice.choice(BECAUSE))
        return
    logged = operations.Logged(
        activity=study, date=friday, hours=HOURS, starts_at=datetime.time(9), note="Study day at the library"
    )
    moment = clock.on(friday, 16)
    with clock.at(moment):
        entry = operations.log_time(apprentice, logged=logged, by=apprentice.person, four_tests=True, at=moment)
    if friday < world.today - 15 * DAY:
        with clock.at(clock.on(friday + 3 * DAY, 9)):
            operations.confirm([entry], by=manager)
