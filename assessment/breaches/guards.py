"""What the database itself refuses to change about a flag, a decision on it and an order to destroy."""

from __future__ import annotations

from assessment.models import Breach, BreachParty, DestructionOrder
from core.audit.guards import Guard, declare


def declare_guards() -> None:
    """Who flagged what and when; who was told; what was ordered to be destroyed."""
    declare(
        Guard(
            Breach,
            name="breach_flagged",
            when="1 = 1",
            columns=(
                "apprentice_id",
                "writer_id",
                "about",
                "about_id",
                "evidence_id",
                "version_flagged_id",
                "number",
                "before",
                "flagged_by_id",
                "flagged_as",
                "flagged_at",
            ),
            erasable=("where",),
        ),
        Guard(
            Breach,
            name="breach_assessed",
            when='OLD."assessed_at" IS NOT NULL',
            columns=("reported", "assessed_by_id", "assessed_at"),
            erasable=("assessment",),
        ),
        Guard(BreachParty, name="breach_party_for_good", when="1 = 1"),
        Guard(DestructionOrder, name="destruction_order_for_good", when="1 = 1"),
    )
