"""What this app adds to the portal's lists, a module for each noun of the trade; what stands on home is in ``home``."""

from apprentices.registrations import (
    audit,
    changes,
    concerns,
    employment,
    gateway,
    peers,
    review_mails,
    reviews,
    timetable,
    training_plan,
)
from apprentices.registrations.record import beside_apprentices, calendar, files, footer, navigation, search

__all__ = [
    "audit",
    "beside_apprentices",
    "calendar",
    "changes",
    "concerns",
    "employment",
    "files",
    "footer",
    "gateway",
    "navigation",
    "peers",
    "review_mails",
    "reviews",
    "search",
    "timetable",
    "training_plan",
]
