"""Pieces in which somebody's details may stand: one flagged, one confirmed; and a name that may stand."""

from __future__ import annotations

from typing import Any

from assessment import operations as assessment
from tests import make
from tests.make.breaches import confirmed, flagged


def flagging(world: Any) -> None:
    """Hackney hosts the placement; its workforce lead is its data protection lead too."""
    people = world.people
    make.appointment(people["other_lead"], world.hackney, "data_protection_lead")
    world.flagged_breach = flagged(make.sent_evidence(world.apprentice), by=people["educator"])
    world.confirmed_breach = confirmed(
        make.sent_evidence(world.apprentice), by=people["educator"], tutor=people["tutor"]
    )
    world.allowed_name = assessment.allow_name(world.apprentice, name="Bilal", by=people["apprentice"])
