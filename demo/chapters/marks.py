"""Marks of the universities beside practice: most go well, some are handed in again, a few point away from practice."""

from __future__ import annotations

import datetime
from decimal import Decimal

from apprentices.models import Apprentice
from assessment.models import Assignment, AssignmentResult
from assessment.operations.assignments import Marked, ask_assignment, record_result
from core.accounts.models import User
from demo import clock
from demo.world import World

Outcome = AssignmentResult.Outcome
ASKED = (("SW401 Law", "Explaining a duty in plain words"), ("SW402 Theory", "Two theories and one visit"))
USUAL = (58, 64, 71, 66, 52, 69)


def tell(world: World) -> None:
    """For every cohort two assignments; the board has met on the older one."""
    for cohort in world.cohorts:
        officer = world.who(cohort.university, "compliance_officer")
        mine = [one for one in world.apprentices if one.cohort_id == cohort.pk]
        people = [one for one in mine if one.state == Apprentice.State.ACTIVE]
        for number, (module, title) in enumerate(ASKED):
            due_on = max(cohort.starts_on + datetime.timedelta(days=20), world.today - datetime.timedelta(days=70))
            due_on += datetime.timedelta(days=25 * number)
            if due_on >= world.today - datetime.timedelta(days=14):
                continue
            with clock.at(clock.on(due_on + datetime.timedelta(days=14), 10)):
                asked = ask_assignment(cohort, module=module, title=title, due_on=due_on, by=officer)
                board = due_on + datetime.timedelta(days=14) if number == 0 else None
                for place, apprentice in enumerate(people):
                    _mark(asked, apprentice, place, number, board, by=officer)


def _mark(
    asked: Assignment, apprentice: Apprentice, place: int, number: int, board: datetime.date | None, *, by: User
) -> None:
    if number and place % 9 == 5:
        until = asked.due_on + datetime.timedelta(days=40)
        record_result(asked, apprentice, marked=Marked(Outcome.EXTENDED, again_by=until), by=by)
        return
    mark = Decimal(USUAL[(place + number) % len(USUAL)])
    if place % 7 == 3 and number == 0:
        again = asked.due_on + datetime.timedelta(days=12)
        first = Marked(Outcome.NOT_PASSED, Decimal(34), asked.due_on, again, board)
        record_result(asked, apprentice, marked=first, by=by)
        if place % 2:
            return
        record_result(asked, apprentice, attempt=2, marked=Marked(Outcome.PASSED, Decimal(40), again), by=by)
        return
    record_result(asked, apprentice, marked=Marked(Outcome.PASSED, mark, asked.due_on, None, board), by=by)
