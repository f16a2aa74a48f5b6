"""Steps over several records of practice learning. Keyword-only; ``by`` is the person who acts."""

from placements.operations.days import Entry, ask_about_day, confirm_days, correct_day, day_totals, days_ahead, log_days
from placements.operations.matching import PlacementRefused, confirm, decline, propose
from placements.operations.running import (
    change_dates,
    close,
    end_early,
    pause,
    resume,
    set_hours,
    start,
    tick,
    untick,
)
from placements.operations.upkeep import (
    add_educator,
    add_setting,
    approve_setting,
    change_educator,
    change_setting,
    designate,
    set_university_rule,
)

__all__ = [
    "Entry",
    "PlacementRefused",
    "add_educator",
    "add_setting",
    "approve_setting",
    "ask_about_day",
    "change_dates",
    "change_educator",
    "change_setting",
    "close",
    "confirm",
    "confirm_days",
    "correct_day",
    "day_totals",
    "days_ahead",
    "decline",
    "designate",
    "end_early",
    "log_days",
    "pause",
    "propose",
    "resume",
    "set_hours",
    "set_university_rule",
    "start",
    "tick",
    "untick",
]
