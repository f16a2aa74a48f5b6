"""What this app adds to the portal's lists, a module for each noun of the trade; what stands on home is in ``home``."""

from apprentices.registrations import (
    adjustments,
    audit,
    changes,
    concerns,
    employment,
    gateway,
    peers,
    record,
    review_mails,
    reviews,
    support,
    timetable,
    training_plan,
)
from apprentices.registrations.record import beside_apprentices

__all__ = ["beside_apprentices", "register_all", "review_mails", "reviews"]


def register_all() -> None:
    """Called once, when the app is ready. Where two stand at the same place in a list, the order here decides."""
    for noun in (
        record,
        reviews,
        employment,
        adjustments,
        changes,
        timetable,
        support,
        training_plan,
        audit,
        concerns,
        gateway,
        peers,
    ):
        noun.register()
