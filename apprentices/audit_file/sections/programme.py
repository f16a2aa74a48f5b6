"""The gateway: what has to be so before it, what was reached when, and how the programme stands."""

from __future__ import annotations

import datetime

from apprentices.audit_file import gaps
from apprentices.audit_file.parts import Read, facts, table
from apprentices.models import Apprentice, Milestone
from core.words import day


def gateway(apprentice: Apprentice, on: datetime.date) -> Read:
    """State, planned end, and each milestone with the day on which it was reached."""
    reached = {one.kind: one.reached_on for one in apprentice.milestones.all()}
    rows = [(str(kind.label), day(reached[kind]) if kind in reached else "Not recorded") for kind in Milestone.Kind]
    blocks = [
        facts(
            "The programme",
            [
                ("State", apprentice.get_state_display()),
                ("First day", day(apprentice.original_start_on)),
                ("Planned end", day(apprentice.planned_end_on)),
                ("Standard", str(apprentice.cohort.standard_version)),
            ],
        ),
        table("Milestones", ["Milestone", "Reached on"], rows),
    ]
    learning = (Apprentice.State.ACTIVE, Apprentice.State.SUSPENDED)
    found = gaps.GatewayFacts(
        planned_end=apprentice.planned_end_on,
        learning=apprentice.state in learning,
        reached=apprentice.state in (Apprentice.State.GATEWAY, Apprentice.State.COMPLETE),
        milestones_missing=[kind.label.lower() for kind in Milestone.Kind if kind not in reached],
    )
    return Read(blocks, list(gaps.gateway_gaps(found, on=on)))
