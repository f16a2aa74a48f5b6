"""Totals in ``Standing`` that higher apps count: each tells here how to count its own anew.

A source takes ids of apprentices and answers with the fields of ``Standing`` for each of them; an apprentice that it
leaves out has none. Registered in ``AppConfig.ready()``; read by the command ``recount_standing``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from core.registry import Registry

sources: Registry[Callable[[Sequence[int]], Mapping[int, Mapping[str, Any]]]] = Registry()
"""``ids`` → {apprentice id: {"placement_days": …}}."""

fields_by_source = ("placement_days", "evidence_waiting", "evidence_accepted")
"""The fields that such sources count; without any rows they are 0."""
