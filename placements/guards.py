"""What the database itself refuses to change: the minimum of days, and days that were confirmed."""

from core.audit.guards import Guard, declare
from placements.models import Placement, PlacementDay


def declare_all() -> None:
    declare(
        Guard(
            Placement,
            name="placement_minimum_of_days",
            when="1 = 1",
            columns=("apprentice_id", "number", "days_minimum"),
            may_delete=True,
        ),
        Guard(
            PlacementDay,
            name="placement_day_confirmed",
            when="OLD.state IN ('confirmed', 'superseded')",
            unless_frozen=("state",),
            erasable=("note", "question", "correction"),
        ),
        Guard(
            PlacementDay,
            name="placement_day_corrected",
            when="OLD.state = 'superseded'",
            columns=("state",),
        ),
    )
