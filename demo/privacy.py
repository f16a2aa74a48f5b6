"""Privacy of this app's tables: it has none of its own."""

from core.privacy import Declared

DECLARED: dict[str, Declared] = {}
