"""Practice learning: who teaches it, where, each placement of an apprentice, and the ledger of its days."""

from placements.models.day import AbsenceReason, PlacementDay
from placements.models.educator import Designation, PracticeEducator
from placements.models.placement import Condition, EarlyEnd, Placement, UniversityRule
from placements.models.setting import Setting

__all__ = [
    "AbsenceReason",
    "Condition",
    "Designation",
    "EarlyEnd",
    "Placement",
    "PlacementDay",
    "PracticeEducator",
    "Setting",
    "UniversityRule",
]
