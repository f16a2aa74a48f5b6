"""What is known of somebody's capability at the end of the programme, supplied by the apps that assess."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from apprentices.models import Apprentice
from core.registry import Registry


@dataclass(frozen=True)
class CapabilityPart:
    """A part of the summary that is handed to the supervisor of the first year: rows of label and value, and words."""

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    text: str = ""


capability_parts: Registry[Callable[[Apprentice], CapabilityPart | None]] = Registry()
"""``apprentice`` → what an app knows; None where it holds nothing yet. The apprentice reads it before it is handed
over, and health, adjustments and concerns are never part of it."""


def capability_of(apprentice: Apprentice) -> list[CapabilityPart]:
    return [part for supply in capability_parts if (part := supply(apprentice))]
