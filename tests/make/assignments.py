import datetime
from decimal import Decimal

from django.utils import timezone

from apprentices.models import Apprentice
from assessment.models import Assignment, AssignmentResult
from assessment.operations.assignments import Marked, ask_assignment, record_result
from core.accounts.models import User
from tests.make.consortium import appointment
from tests.make.people import person


def recorder(of: Apprentice, role: str = "compliance_officer") -> User:
    """Who records marks at the university of an apprentice."""
    return appointment(person(), of.cohort.university, role).person


def assignment(of: Apprentice, title: str = "Essay on capacity", *, by: User | None = None) -> Assignment:
    return ask_assignment(
        of.cohort, module="SW501 Law", title=title, due_on=timezone.localdate(), by=by or recorder(of)
    )


def mark(
    of: Apprentice,
    mark: int | None = 62,
    *,
    title: str = "Essay on capacity",
    outcome: str = "",
    attempt: int = 1,
    confirmed_on: datetime.date | None = None,
    by: User | None = None,
) -> AssignmentResult:
    """A mark as the university has it: passed from 40."""
    by = by or recorder(of)
    outcome = outcome or ("passed" if mark is not None and mark >= 40 else "not_passed")
    marked = Marked(outcome, Decimal(mark) if mark is not None else None, confirmed_on=confirmed_on)
    asked = assignment(of, title, by=by)
    record_result(asked, of, attempt=attempt, marked=marked, by=by)
    return AssignmentResult.objects.get(assignment=asked, apprentice=of, attempt=attempt)
