"""What became of a sitting, in one step: passed, not passed, or not taken and booked anew."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import transaction

from apprentices.models import Sitting
from apprentices.operations.finishing import (
    book_sitting,
    cancel_sitting,
    record_not_passed,
    record_passed,
    record_sat,
)
from core.accounts.models import User
from core.words import day, lowered
from core.workflow import StepRefused

State = Sitting.State


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One sitting as its university reports it: ``state`` is passed, not passed, or cancelled (not taken).

    Passed has a grade; not passed says what comes next; not taken says why and, where one is known, the new day.
    """

    state: str
    sat_on: datetime.date | None = None
    result_on: datetime.date | None = None
    grade: str = ""
    passed_components: tuple[str, ...] = ()
    again: str = ""
    again_by: datetime.date | None = None
    paid_by: str = ""
    still_employed: bool | None = None
    because: str = ""
    new_day: datetime.date | None = None


@transaction.atomic
def record_outcome(sitting: Sitting, *, outcome: Outcome, by: User) -> bool:
    """Take every step from the booking to what is reported. False where it is recorded just so already.

    Raises ``StepRefused`` where something else is recorded: that is corrected on its own page, with the reason.
    """
    if sitting.state not in Sitting.OPEN:
        if _is_recorded(sitting, outcome):
            return False
        raise StepRefused(
            f"This sitting is recorded otherwise: {lowered(sitting.get_state_display())}. Correct it on its page first."
        )
    if outcome.state == State.CANCELLED:
        cancel_sitting(sitting, because=outcome.because, by=by)
        if outcome.new_day:
            book_sitting(sitting.apprentice, booked_for=outcome.new_day, components=sitting.components, by=by)
        return True
    _require_sat(sitting, outcome, by=by)
    if outcome.result_on is None:
        raise StepRefused("Say on which day the result was released.")
    if outcome.state == State.PASSED:
        record_passed(sitting, on=outcome.result_on, grade=outcome.grade, by=by)
    elif outcome.still_employed is None:
        raise StepRefused("Say whether the employment goes on.")
    else:
        record_not_passed(
            sitting,
            on=outcome.result_on,
            again=outcome.again,
            again_by=outcome.again_by,
            paid_by=outcome.paid_by,
            still_employed=outcome.still_employed,
            passed_components=outcome.passed_components,
            by=by,
        )
    return True


def _require_sat(sitting: Sitting, outcome: Outcome, *, by: User) -> None:
    """Record that it was taken, on the day that it was booked for unless another is said."""
    sat_on = outcome.sat_on or sitting.sat_on or sitting.booked_for
    if sitting.state == State.BOOKED:
        record_sat(sitting, on=sat_on, by=by)
    elif sitting.sat_on and sitting.sat_on != sat_on:
        raise StepRefused(f"It is recorded as taken on {day(sitting.sat_on)}. Correct that on its page first.")


def _is_recorded(sitting: Sitting, outcome: Outcome) -> bool:
    """Whether this is what the sitting says already; a new day is booked already, or was since changed by hand."""
    if sitting.state != outcome.state:
        return False
    if outcome.state == State.CANCELLED:
        return outcome.new_day is None or sitting.apprentice.sittings.filter(number__gt=sitting.number).exists()
    same = outcome.sat_on in (None, sitting.sat_on) and outcome.result_on == sitting.result_on
    if outcome.state == State.PASSED:
        return same and outcome.grade == sitting.grade
    said = (outcome.again, outcome.again_by, outcome.paid_by, outcome.still_employed, set(outcome.passed_components))
    held = (sitting.again, sitting.again_by, sitting.paid_by, sitting.still_employed, set(sitting.passed_components))
    return same and said == held
