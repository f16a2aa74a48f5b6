"""What reading for other boroughs enters in the portal's lists; ``apps.py`` calls it once."""

from apprentices.registrations import waiting
from assessment.reciprocal import places
from core import registry


def register() -> None:
    waiting.sources.register(places.waiting, order=60)
    registry.footer.register(places.footer, order=60)
