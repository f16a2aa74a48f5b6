import datetime

from django.utils import timezone

from apprentices.models import Apprentice
from assessment.content import hash_of
from assessment.models import Claim, Observation
from assessment.observing import content
from assessment.operations import observations as operations
from core.accounts.models import User
from placements.models import Placement
from tests.make.assessment import portfolio_owner
from tests.make.placements import placement

State = Observation.State
REPORT = "She asked first what mattered, and waited for the answer."
REFLECTION = "I was nervous at the door. I would sit down earlier next time."


def observed_placement(of: Apprentice | None = None, **fields) -> Placement:
    """A placement under way of an apprentice whose standard has a framework to observe against."""
    return placement(of or portfolio_owner(), **fields)


def in_days(number: int, hour: int = 10) -> datetime.datetime:
    """A moment so many days from today."""
    date = timezone.localdate() + datetime.timedelta(days=number)
    return timezone.make_aware(datetime.datetime.combine(date, datetime.time(hour)))


def observation(
    of: Placement,
    state: str = State.SIGNED,
    *,
    observer: User | None = None,
    by: User | None = None,
    began_at: datetime.datetime | None = None,
    agreed: bool = True,
    **fields,
) -> Observation:
    """An observation taken to a state through its own steps."""
    apprentice, educator = of.apprentice.person, of.practice_educator.person
    observer = observer or educator
    defaults = {"planned_for": in_days(2), "place": "A visit at home", "to_show": "Listening before writing."}
    made = operations.plan(of, observer=observer, by=by or apprentice, **(defaults | fields))
    if state == State.CANCELLED:
        return operations.cancel(made, because="person", by=observer)
    if agreed:
        made = operations.agree(made, how="spoken", on=timezone.localdate(), by=apprentice)
    if state == State.PLANNED:
        return made
    began_at = began_at or timezone.now() - datetime.timedelta(hours=2)
    made = operations.record(made, began_at=began_at, minutes=50, notes="Asked first.", by=observer)
    if state == State.OBSERVED:
        return made
    statement = operations.capabilities_for(made)[0]
    made = operations.write_report(made, report=REPORT, saw={statement.pk: "She put her list away."}, by=observer)
    made = operations.sign_report(made, read=hash_of(content.reported(made)), by=observer)
    if state == State.REPORTED:
        return made
    made = operations.reflect(made, reflection=REFLECTION, by=apprentice)
    return made if state == State.REFLECTED else judged_observation(made)


def judged_observation(
    made: Observation, *, by: User | None = None, judgement: str = Claim.Judgement.SUFFICIENT
) -> Observation:
    """Judged and signed by the practice educator, as it stands now."""
    return operations.judge(
        made,
        read=hash_of(content.to_judge(made)),
        judgements={one.pk: judgement for one in made.capabilities.all()},
        judgement="She listens before she acts.",
        by=by or made.placement.practice_educator.person,
    )
