"""Tell the whole story once."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from importlib import import_module

from django.db import transaction

from apprentices.operations import refresh_forecasts
from consortium.models import Appointment
from demo.world import Size, World

CHAPTERS = (
    "people",
    "learning",
    "plans",
    "placements",
    "decisions",
    "portfolio",
    "capability_reviews",
    "self_assessment",
    "observations",
    "confidentiality",
    "marks",
    "reviews",
    "protected_time",
    "changes",
    "finishing",
    "recruitment",
    "employment",
    "support",
    "audit",
    "concerns",
    "peers",
    "panel",
    "readers",
)
SEED = 2026


def is_told() -> bool:
    """Whether the demo stands in this database already (or real people do)."""
    return Appointment.objects.exists()


def tell(
    *, size: Size, today: datetime.date, seed: int = SEED, said: Callable[[str], None] = lambda words: None
) -> World:
    """Tell every chapter; each is one transaction, so that a story that was broken off can be begun anew."""
    world = World(today=today, size=size, dice=random.Random(seed))
    with transaction.atomic():
        for name in CHAPTERS:
            said(name)
            import_module(f"demo.chapters.{name}").tell(world)
        refresh_forecasts(on=today)  # chapters end on days that lie in the past
    return world
