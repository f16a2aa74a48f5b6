"""Texts in which somebody's details may stand: flagged, confirmed; a name that may stand; a mark."""

from __future__ import annotations

from typing import Any

from assessment import operations as assessment
from assessment.models import Breach, Observation
from assessment.operations import breaches, text_breaches
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


def flagging_texts(world: Any) -> None:
    """Of an observation of a placement that is decided about the reflection is hidden, and its report can be read."""
    observation = Observation.objects.get(reference=world.named_observation)
    world.read_observation = observation
    flag = text_breaches.flag_text(Breach.About.REFLECTION, observation, where="A name.", by=world.people["educator"])
    world.hidden_reflection = breaches.confirm(flag, severity="minor", words="A name.", by=world.people["tutor"])
