import datetime

from django.utils import timezone

from apprentices import operations
from apprentices.models import Apprentice, BreakInLearning, Involvement
from core.accounts.models import User
from tests.make.apprentices import apprentice, involvement, line_manager
from tests.make.people import person

DAY = datetime.timedelta(days=1)


def apprentice_with_people(name: str = "", **fields) -> tuple[Apprentice, User, User]:
    """An apprentice who started 200 days ago, with line manager and university tutor."""
    from tests.make.consortium import cohort

    group = fields.pop("cohort", None) or cohort(starts_on=timezone.localdate() - 200 * DAY)
    made = apprentice(name, cohort=group, **fields)
    return made, line_manager(made), tutor_of(made)


def tutor_of(made: Apprentice) -> User:
    who = person()
    involvement(made, Involvement.Kind.TUTOR, person=who)
    return who


def wish(starts_in: int = -30, days: int = 100, **fields) -> operations.Asked:
    """What a wizard collects: a break that begins so many days from today (negative: it began) and lasts so long."""
    first = timezone.localdate() + starts_in * DAY
    defaults = {
        "starts_on": first,
        "expected_return_on": first + days * DAY,
        "code": "caring",
        "backdated_because": "It came suddenly." if starts_in < 0 else "",
    }
    return operations.Asked(**(defaults | fields))


def asked_break(of: Apprentice, **fields) -> BreakInLearning:
    """A break that the apprentice asked for themselves."""
    on = fields.pop("on", None)
    return operations.ask_break(
        of, asked=wish(**fields), asked_as="apprentice", speaks_for="apprentice", by=of.person, on=on
    )


def agreed_break(of: Apprentice, manager: User, tutor: User, **fields) -> BreakInLearning:
    """A break agreed by all three; where its first day has come, it runs."""
    on = fields.get("on")
    made = asked_break(of, **fields)
    for party, who in (("employer", manager), ("university", tutor)):
        operations.agree_break(made, party=party, terms=made.terms, by=who, on=on)
    made.refresh_from_db()
    return made
