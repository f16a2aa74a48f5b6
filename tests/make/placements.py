import datetime
from decimal import Decimal
from itertools import count

from django.utils import timezone

from apprentices import operations as apprentices
from apprentices.models import Apprentice, Milestone
from consortium.models import Organisation
from core.accounts.models import User
from placements import operations, rules
from placements.facts import Wanted
from placements.models import Condition, Designation, Placement, PlacementDay, PracticeEducator, Setting
from placements.operations import Entry
from tests.make.apprentices import activity, apprentice
from tests.make.consortium import LONG_AGO, appointment, service
from tests.make.people import person
from tests.make.selection import borough

numbers = count(1)


def educator(
    name: str = "", *, at: Organisation | None = None, stage: str = rules.Stage.STAGE_2, **fields
) -> PracticeEducator:
    """Somebody on the register who may take any placement today."""
    today = timezone.localdate()
    who = fields.pop("person", None) or person(name)
    since = fields.pop("since", LONG_AGO)
    defaults = {
        "registration_number": f"SW{next(numbers):06}",
        "registration_checked_on": today - datetime.timedelta(days=30),
        "last_supported_on": today - datetime.timedelta(days=60),
    }
    made = PracticeEducator.objects.create(person=who, kept_by=at or service(), **(defaults | fields))
    Designation.objects.create(educator=made, stage=stage, starts_on=since)
    made.current_until = made.facts().current_until()
    made.save(update_fields=["current_until"])
    return made


def setting(at: Organisation | None = None, team: str = "", *, approved: bool = True, **fields) -> Setting:
    """A statutory adults' team, approved for years."""
    today = timezone.localdate()
    defaults = {
        "team": team or f"Team {next(numbers)}",
        "kind": "adults_locality",
        "service": Setting.Service.ADULTS,
        "legal_duties": True,
        "works_under_the_acts": True,
        "keeps_case_records": True,
    }
    if approved:
        defaults |= {
            "audited_on": LONG_AGO,
            "approved_from": LONG_AGO,
            "approved_to": today + datetime.timedelta(days=900),
            "approved_by": person(),
        }
    place = fields.pop("borough", None) or borough()
    return Setting.objects.create(organisation=at or service(), borough=place, **(defaults | fields))


def placement_wish(of: Apprentice | None = None, **fields) -> Wanted:
    """A first placement that every rule allows, from three weeks ago to half a year from now."""
    today = timezone.localdate()
    of = of or apprentice()
    defaults = {
        "setting": fields.pop("setting", None) or setting(),
        "number": 1,
        "starts_on": today - datetime.timedelta(days=21 + today.weekday()),  # a Monday, whatever today is
        "ends_on": today + datetime.timedelta(days=180),
        "practice_educator": fields.pop("practice_educator", None) or educator(),
        "independence_declared": True,
    }
    return Wanted(apprentice=of, **(defaults | fields))


def placement(of: Apprentice | None = None, state: str = Placement.State.LIVE, **fields) -> Placement:
    """A placement in one of its first states, told through its own steps."""
    hours = fields.pop("hours", Decimal("6"))
    by = fields.pop("by", None) or person()
    made = operations.propose(placement_wish(of, **fields), by=by)
    states = Placement.State
    if state == states.PROPOSED:
        return made
    operations.confirm(made, by=by)
    if state == states.CONFIRMED:
        return made
    ready_to_start(made, by=by)
    operations.start(made, by=by)
    if hours is not None:
        activity("placement_learning")
        operations.set_hours(made, hours_a_day=hours, by=by)
    return made


def ready_to_start(made: Placement, *, by: User) -> None:
    """Every condition met, readiness among them."""
    today = timezone.localdate()
    apprentices.reach_milestone(made.apprentice, Milestone.Kind.READINESS_PASSED, on=today, by=by)
    for kind, _ in Condition._meta.get_field("kind").flatchoices:
        operations.tick(made, kind=kind, met_on=today, by=by)


def weekdays(of: Placement, number: int) -> list[datetime.date]:
    """The first so many ordinary working days of a placement."""
    from apprentices.programme_plan import bank_holidays

    days = (of.starts_on + datetime.timedelta(days=n) for n in range(400))
    ordinary = [date for date in days if date.weekday() < 5 and date not in bank_holidays()]
    return ordinary[:number]


def placement_days(of: Placement, number: int = 1, *, kind: str = "present", **fields) -> list[PlacementDay]:
    """So many days, logged by the apprentice."""
    entries = [Entry(date=date, kind=kind, **fields) for date in weekdays(of, number)]
    last = max(entry.date for entry in entries)
    today = max(last, timezone.localdate())
    return operations.log_days(of, entries=entries, by=of.apprentice.person, today=today).days


def placement_coordinator(of: Apprentice, **fields) -> User:
    """The placement coordinator of the apprentice's university."""
    return appointment(at=of.cohort.university, as_="placement_coordinator", **fields).person
