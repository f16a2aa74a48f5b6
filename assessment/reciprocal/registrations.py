"""What reading for other boroughs enters in the portal's lists; ``apps.py`` calls it once."""

from assessment.reciprocal import places
from core import registry


def register() -> None:
    registry.worklist.register(places.needs)
