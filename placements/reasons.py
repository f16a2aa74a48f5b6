"""Why somebody was away, why a placement ended early: coded reasons from the reference data, some restricted."""

from __future__ import annotations

from functools import cache

from apprentices.change_reasons import CodedReason, choices, reasons
from consortium.reference_data.files import Files


@cache
def setting_kinds() -> dict[str, str]:
    """Kinds of setting by code, in words."""
    return {entry["code"]: entry["name"] for entry in Files().json("setting_types.json")["setting_types"]}


ABSENCE = "placement_absence"
ENDED_EARLY = "placement_ended_early"

__all__ = ["ABSENCE", "ENDED_EARLY", "CodedReason", "choices", "reasons", "setting_kinds"]
