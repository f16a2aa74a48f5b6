"""What marks of assignments add to the lists of other apps."""

from __future__ import annotations

from apprentices.registrations import waiting
from assessment.academic import importing, overview
from assessment.models import AssignmentResult
from core import registry
from core.audit.guards import Guard, declare
from core.imports import import_kinds


def register() -> None:
    declare(Guard(AssignmentResult, name="assignment_result_confirmed", when='OLD."confirmed_on" IS NOT NULL'))
    import_kinds.register(importing.MARKS, importing.marks)
    waiting.sources.register(overview.waiting, order=56)
    registry.navigation.register(overview.navigation, order=36)
