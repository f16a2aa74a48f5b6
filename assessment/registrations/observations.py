"""What direct observations add to the lists of other apps."""

from __future__ import annotations

from assessment.models import Observation
from assessment.observing import places
from assessment.observing.content import observation_content
from core import registry
from placements.sections import placement_sections


def register() -> None:
    registry.signed_models.register("assessment.observation", registry.SignedModel(Observation, observation_content))
    registry.record_sections.register(places.record_section, order=42)
    placement_sections.register(places.placement_section)
    registry.worklist.register(places.needs)
    registry.reminder_rules.register(
        registry.ReminderRule("report of an observation over five working days", places.reports_late)
    )
