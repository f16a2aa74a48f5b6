"""What the looking through of files, pieces that are hidden, and marks add to the lists of other apps."""

from __future__ import annotations

from assessment.academic import importing, overview
from assessment.breaches import guards, places
from assessment.models import AssignmentResult
from assessment.operations.screening import look_through
from core import registry
from core.audit.guards import Guard, declare
from core.imports import import_kinds


def register() -> None:
    guards.declare_guards()
    registry.file_checks.register(look_through)
    registry.navigation.register(places.navigation, order=35)
    registry.file_scopes.register(places.files)
    registry.worklist.register(places.needs)
    registry.reminder_rules.register(
        registry.ReminderRule("72 hours after somebody’s details were found in evidence", places.clock_runs_out)
    )
    declare(Guard(AssignmentResult, name="assignment_result_confirmed", when='OLD."confirmed_on" IS NOT NULL'))
    import_kinds.register(importing.MARKS, importing.marks)
    registry.worklist.register(overview.needs)
    registry.navigation.register(overview.navigation, order=36)
