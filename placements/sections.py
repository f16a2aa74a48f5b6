"""Parts of a placement's page that other apps supply."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from core.registry import RecordSection, Registry
from placements.models import Placement

if TYPE_CHECKING:
    from core.accounts.models import User

placement_sections: Registry[Callable[[User, Placement], RecordSection | None]] = Registry()
"""``(user, placement)`` → a section for whoever sees the placement, or None."""
