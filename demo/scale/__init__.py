"""Rows in the number that all of London would have, set down at once: to measure with, not to tell a story."""

from demo.scale.apprentices import build

__all__ = ["build"]
