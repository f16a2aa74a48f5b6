import datetime
from decimal import Decimal

from apprentices import operations
from apprentices.models import TimetableSession
from apprentices.operations import SessionPlan
from consortium.models import Cohort
from core.accounts.models import User
from tests.make.consortium import appointment
from tests.make.people import person

TUESDAY = datetime.date(2025, 10, 7)


def planner(of: Cohort, role: str = "tutor", name: str = "") -> User:
    """Somebody who plans the timetable of a cohort by their role at the university."""
    return appointment(person(name), of.university, role).person


def session_plan(**fields) -> SessionPlan:
    defaults = {
        "kind": TimetableSession.Kind.TAUGHT_DAY,
        "title": "Law and rights",
        "date": TUESDAY,
        "starts_at": datetime.time(10),
        "ends_at": datetime.time(17),
        "off_the_job_hours": Decimal("6"),
        "venue": "Senate House",
        "room": "B12",
    }
    return SessionPlan(**(defaults | fields))


def draft_session(of: Cohort, *, by: User | None = None, **fields) -> TimetableSession:
    return operations.draft_session(of, planned=session_plan(**fields), by=by or planner(of))[0]


def published_session(of: Cohort, *, by: User | None = None, on: datetime.date | None = None, **fields):
    """A session in the calendar of everybody in the cohort."""
    by = by or planner(of)
    made = draft_session(of, by=by, **fields)
    operations.publish(of, shown={made.pk: made.version}, by=by, on=on)
    made.refresh_from_db()
    return made
