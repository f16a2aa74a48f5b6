import datetime
from decimal import Decimal

from django.utils import timezone

from apprentices import operations
from apprentices.models import (
    ActivityType,
    Apprentice,
    Employment,
    Involvement,
    OffTheJobEntry,
    QuarterClose,
    Standing,
    UsualTime,
)
from apprentices.models.quarters import quarter_ends
from apprentices.reference_data import activity_types
from consortium.models import Cohort, OffTheJobRuleSet, Organisation
from consortium.reference_data.files import Files
from consortium.reference_data.programmes import rule_sets
from core import workflow
from core.accounts.models import User
from tests.make.consortium import LONG_AGO, cohort, rule_set, service
from tests.make.people import person


def apprentice(name: str = "", *, at: Organisation | None = None, **fields) -> Apprentice:
    """An apprentice who is learning, employed at ``at``, seen by themselves, employer and university."""
    employer = at or service()
    group = fields.pop("cohort", None) or cohort()
    defaults = {
        "rule_set": _rules_on(group.starts_on),
        "original_start_on": group.starts_on,
        "planned_end_on": group.starts_on + datetime.timedelta(days=1095),
        "planned_months": 36,
        "minimum_hours": Decimal("835"),
        "planned_hours": Decimal("900"),
        "state": Apprentice.State.ACTIVE,
    }
    weekly_hours = fields.pop("weekly_hours", Decimal("37"))
    who = fields.pop("person", None) or person(name)
    made = Apprentice.objects.create(person=who, cohort=group, employer=employer, **(defaults | fields))
    Standing.objects.create(apprentice=made)
    employment(made, employer, weekly_hours=weekly_hours)
    start = made.original_start_on
    involvement(made, Involvement.Kind.SELF, person=who, starts_on=start)
    involvement(made, Involvement.Kind.EMPLOYER, organisation=employer, starts_on=start)
    involvement(made, Involvement.Kind.UNIVERSITY, organisation=group.university, starts_on=start)
    return made


def _rules_on(start: datetime.date) -> OffTheJobRuleSet:
    """The rule set that a start on this day fixes."""
    files = rule_sets(Files())
    return rule_set(max((r for r in files if r["valid_from"] <= start), key=lambda r: r["valid_from"])["code"])


def employment(of: Apprentice, at: Organisation, **fields) -> Employment:
    defaults = {"starts_on": of.original_start_on, "weekly_hours": Decimal("37")}
    return Employment.objects.create(apprentice=of, employer=at, **(defaults | fields))


def involvement(of: Apprentice, kind: str, **fields) -> Involvement:
    return Involvement.objects.create(apprentice=of, kind=kind, **({"starts_on": LONG_AGO} | fields))


def activity(code: str = "private_study") -> ActivityType:
    """The kind of off-the-job activity as the reference data has it."""
    fields = next(fields for fields in activity_types() if fields["code"] == code)
    return ActivityType.objects.get_or_create(code=fields.pop("code"), defaults=fields)[0]


def line_manager(of: Apprentice, who: User | None = None, **fields) -> User:
    """Somebody who manages the apprentice today."""
    who = who or person()
    involvement(of, Involvement.Kind.LINE_MANAGER, person=who, **fields)
    return who


def entry(of: Apprentice, kind: str = "private_study", **fields) -> OffTheJobEntry:
    """A draft of off-the-job time, in paid hours on a Tuesday of the first month; ``submitted=True`` lets it wait."""
    submitted = fields.pop("submitted", False)
    fields = {
        "date": of.original_start_on + datetime.timedelta(days=8),
        "hours": Decimal("2"),
        "logged_by": of.person,
        "activity": activity(kind),
    } | fields
    made = OffTheJobEntry.objects.create(apprentice=of, **fields)
    if submitted:
        workflow.move(made, to=OffTheJobEntry.State.SUBMITTED, by=of.person, submitted_at=timezone.now())
    return made


def usual_time(of: Apprentice, **fields) -> UsualTime:
    """Two hours of study every Wednesday, kept today."""
    defaults = {"activity": activity(), "hours": Decimal("2"), "weekday": 2}
    return operations.keep_usual_time(of, by=of.person, **(defaults | fields))


def quarter_close(of: Cohort, *, by: User) -> QuarterClose:
    """The latest quarter that is over, announced to close in ten days."""
    today = timezone.localdate()
    return operations.announce_quarter_close(
        cohort=of,
        closed_to=quarter_ends(before=today, count=1)[0],
        closes_on=today + datetime.timedelta(days=10),
        by=by,
    )


def placement_credit(
    of: Apprentice, *, date: datetime.date, hours: Decimal, source, confirmed_by: User
) -> OffTheJobEntry | None:
    """One placement day credited; answers with what it credits now."""
    operations.credit_placement_days(of, [operations.PlacementCredit(source, date, hours, confirmed_by)])
    there = OffTheJobEntry.objects.not_reversed().filter(source_kind=source._meta.label_lower, source_id=source.pk)
    return there.first()
