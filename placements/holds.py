"""Why a place is kept for somebody for now: other apps know of results and appeals, this one of the place."""

from __future__ import annotations

from collections.abc import Callable

from core.registry import Registry
from placements.models import Placement

place_holds: Registry[Callable[[Placement], str]] = Registry()
"""``placement`` → why nobody gives its place up now, in words; "" where nothing holds it."""


def reason_held(placement: Placement) -> str:
    """The first reason why this place is kept; "" = none."""
    return next((reason for hold in place_holds if (reason := hold(placement))), "")
