import datetime
from decimal import Decimal

from django.utils import timezone

from apprentices import operations
from apprentices.models import Apprentice, FinishFact, Milestone, Sitting
from core.accounts.models import User
from tests.make.apprentices import apprentice, line_manager
from tests.make.changes import DAY, tutor_of
from tests.make.consortium import cohort

TODAY = timezone.localdate()


def finishing(name: str = "", **fields) -> tuple[Apprentice, User, User]:
    """An apprentice near the end for whom every condition of the gateway is met, with line manager and tutor."""
    group = fields.pop("cohort", None) or cohort(starts_on=TODAY - 1060 * DAY)
    made = apprentice(name, cohort=group, planned_end_on=TODAY + 30 * DAY, **fields)
    manager, tutor = line_manager(made), tutor_of(made)
    reach_totals(made)
    for kind in (Milestone.Kind.LAST_PLACEMENT_PASSED, Milestone.Kind.PORTFOLIO_RATIFIED):
        operations.reach_milestone(made, kind, on=TODAY - 20 * DAY, by=tutor)
    for code in ("credits", "assessment_case"):
        operations.declare_condition(
            made, code=code, on=TODAY - 10 * DAY, evidence="Minutes of the board", party="university", by=tutor
        )
    for subject in ("english", "maths"):
        operations.record_level_two(
            made, subject=subject, required_by="university", met_on=TODAY - 900 * DAY, evidence="Seen", by=tutor
        )
    return made, manager, tutor


def reach_totals(of: Apprentice) -> None:
    """The totals as they are at the end of a programme; a recount of the rows behind them sets them back."""
    of.standing.confirmed_hours = Decimal(905)
    of.standing.placement_days, of.standing.skills_days = Decimal(170), 30
    of.standing.save()


def decide_all(of: Apprentice, manager: User, tutor: User, **fields) -> None:
    """Both keys and the apprentice's word."""
    for party, who in (("employer", manager), ("university", tutor), ("apprentice", of.person)):
        operations.decide_gateway(of, party=party, by=who, **fields)


def at_gateway(name: str = "", **fields) -> tuple[Apprentice, User, User]:
    made, manager, tutor = finishing(name, **fields)
    decide_all(made, manager, tutor)
    return made, manager, tutor


def sat_sitting(of: Apprentice, tutor: User, *, on: datetime.date | None = None) -> Sitting:
    on = on or TODAY
    made = operations.book_sitting(of, booked_for=on, by=tutor)
    operations.record_sat(made, on=on, by=tutor)
    return made


def passed_sitting(of: Apprentice, tutor: User, *, on: datetime.date | None = None) -> Sitting:
    made = sat_sitting(of, tutor, on=on)
    operations.record_passed(made, on=on or TODAY, grade="merit", by=tutor)
    return made


def completed(name: str = "", *, on: datetime.date | None = None, **fields) -> tuple[Apprentice, User, User]:
    """Through the gateway, assessment passed, degree awarded."""
    made, manager, tutor = at_gateway(name, **fields)
    passed_sitting(made, tutor, on=on)
    operations.record_step(made, code="degree_awarded", on=on or TODAY, party="university", by=tutor)
    return made, manager, tutor


def registration(of: Apprentice, tutor: User, *, checked: bool = True, on: datetime.date | None = None) -> FinishFact:
    """On the pass list, applied, the number given; found on the register by the tutor where it is checked."""
    on = on or TODAY
    operations.record_step(of, code="pass_list", on=on, party="university", by=tutor)
    operations.record_step(of, code="applied", on=on, party="apprentice", by=of.person)
    fact = operations.record_step(of, code="registered", on=on, party="apprentice", number="SW123456", by=of.person)
    if checked:
        operations.check_registration(fact, by=tutor)
    of.refresh_from_db()
    return fact
