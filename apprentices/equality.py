"""The door to equality answers for apps that count apprentices: outcomes go in, counts by group come out.

Whoever keeps the answers enters itself here. No answer of one person, and no list of people in a group, comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from core.registry import Registry


@dataclass(frozen=True)
class Grouped:
    """One way to group: group → outcome → how many. Every group of the list stands here, also one without anybody."""

    code: str
    title: str
    counts: Mapping[str, Mapping[str, int]]


group_counts: Registry[Callable[[Mapping[int, str]], Iterable[Grouped]]] = Registry()
"""Apprentice (id) → outcome, to counts by group. Who asks writes the event that the answers were read."""


def counted_by_group(outcomes: Mapping[int, str]) -> list[Grouped]:
    """These outcomes by every group that is kept; none where nobody keeps any."""
    return [grouped for count in group_counts for grouped in count(outcomes)]
