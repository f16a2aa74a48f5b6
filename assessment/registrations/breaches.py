"""What looking through files, and pieces that are hidden, add to the lists of other apps."""

from __future__ import annotations

from apprentices.registrations import waiting
from assessment.breaches import guards, places
from assessment.operations.screening import look_through
from core import registry


def register() -> None:
    guards.declare_guards()
    registry.file_checks.register(look_through)
    registry.navigation.register(places.navigation, order=35)
    registry.file_scopes.register(places.files)
    waiting.sources.register(places.waiting, order=54)
    registry.reminder_rules.register(
        registry.ReminderRule("72 hours after somebody’s details were found in evidence", places.clock_runs_out)
    )
