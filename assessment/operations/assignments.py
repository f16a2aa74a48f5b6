"""Marks: recorded by the university, changed until the board has confirmed them; resubmissions as further attempts."""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from apprentices.models import Apprentice
from assessment.academic.permissions import may_record, recorded_by
from assessment.models import Assignment, AssignmentResult
from assessment.permissions import refuse_unless
from consortium.models import Cohort
from core import audit, words
from core.accounts.models import User
from core.imports import ADDED, CHANGED, UNCHANGED
from core.notifications import outbox
from core.workflow import StepRefused

Outcome = AssignmentResult.Outcome


@dataclass(frozen=True)
class Marked:
    """What became of one attempt, as the university has it."""

    outcome: str
    mark: Decimal | None = None
    handed_in_on: datetime.date | None = None
    again_by: datetime.date | None = None
    confirmed_on: datetime.date | None = None


@transaction.atomic
def ask_assignment(
    cohort: Cohort, *, module: str, title: str, due_on: datetime.date, pass_mark: Decimal = Decimal(40), by: User
) -> Assignment:
    """A piece of work that the university asks of a cohort; asked already, it is answered as it stands."""
    refuse_unless(may_record(by, cohort))
    asked, made = Assignment.objects.get_or_create(
        cohort=cohort, module=module.strip(), title=title.strip(), defaults={"due_on": due_on, "pass_mark": pass_mark}
    )
    if made:
        audit.record(asked, "asked", by=by)
    return asked


@transaction.atomic
def record_result(assignment: Assignment, apprentice: Apprentice, *, attempt: int = 1, marked: Marked, by: User) -> str:
    """Record or put right what became of an attempt. Answers ADDED, CHANGED or UNCHANGED.

    A further attempt needs one before it that was not passed. What the board confirmed is not changed any more.
    """
    refuse_unless(may_record(by, assignment.cohort))
    if apprentice.cohort_id != assignment.cohort_id:
        raise StepRefused(f"{apprentice} is not in this cohort.")
    if not recorded_by(by).filter(pk=apprentice.pk).exists():
        raise StepRefused(f"You are not the university tutor of {apprentice}.")
    _check(assignment, marked)
    results = AssignmentResult.objects.select_for_update().filter(assignment=assignment, apprentice=apprentice)
    held = results.filter(attempt=attempt).first()
    if held is not None:
        return _put_right(held, marked, by=by)
    before = results.order_by("-attempt").first()
    if attempt != (before.attempt if before else 0) + 1:
        raise StepRefused(f"This would be attempt {(before.attempt if before else 0) + 1}.")
    if before is not None and before.outcome == Outcome.PASSED:
        raise StepRefused("The attempt before it was passed, so there is no further one.")
    made = AssignmentResult.objects.create(
        assignment=assignment, apprentice=apprentice, attempt=attempt, recorded_by=by, **asdict(marked)
    )
    audit.record(made, "recorded", by=by)
    if marked.confirmed_on:
        _tell(made)
    return ADDED


def _put_right(held: AssignmentResult, marked: Marked, *, by: User) -> str:
    differing = [name for name, value in asdict(marked).items() if getattr(held, name) != value]
    if not differing:
        return UNCHANGED
    if held.confirmed_on:
        raise StepRefused(f"The board confirmed this on {words.day(held.confirmed_on)}. It is not changed here.")
    for name in differing:
        setattr(held, name, getattr(marked, name))
    held.recorded_by, held.recorded_at = by, timezone.now()
    held.save(update_fields=[*differing, "recorded_by", "recorded_at"])
    audit.record(held, "changed", by=by)
    if marked.confirmed_on:
        _tell(held)
    return CHANGED


def _check(assignment: Assignment, marked: Marked) -> None:
    if marked.outcome in (Outcome.NOT_HANDED_IN, Outcome.EXTENDED):
        if marked.mark is not None:
            raise StepRefused("There is a mark only for what was handed in.")
        if marked.outcome == Outcome.EXTENDED and marked.again_by is None:
            raise StepRefused("Say until when the extension runs.")
    if marked.mark is not None and (marked.mark >= assignment.pass_mark) != (marked.outcome == Outcome.PASSED):
        raise StepRefused(f"The pass mark is {assignment.pass_mark.normalize():f}: mark and result do not agree.")


def _tell(result: AssignmentResult) -> None:
    """The apprentice hears that a result is final, never in the mail what it is."""
    outbox.owe(
        to=result.apprentice.person,
        template="assignment_confirmed",
        context={"assignment": result.assignment, "apprentice": result.apprentice},
        key=f"assignment-confirmed-{result.reference}",
    )
