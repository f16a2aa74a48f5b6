"""Pieces in which somebody's details may stand: one flagged, one confirmed; a name that may stand; a mark."""

from __future__ import annotations

from typing import Any

from assessment import operations as assessment
from tests import make
from tests.make.assignments import mark
from tests.make.breaches import confirmed, flagged


def flagging(world: Any) -> None:
    """It happened before the placement, so Camden answers for it: its lead looks after data protection too."""
    people = world.people
    make.appointment(people["lead"], world.camden, "data_protection_lead")
    world.flagged_breach = flagged(make.sent_evidence(world.apprentice), by=people["educator"])
    world.confirmed_breach = confirmed(
        make.sent_evidence(world.apprentice), by=people["educator"], tutor=people["tutor"]
    )
    mark(world.apprentice, 62, by=people["compliance"])
    world.allowed_name = assessment.allow_name(world.apprentice, name="Bilal", by=people["apprentice"])
