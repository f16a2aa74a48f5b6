"""Figures about few people are not shown: nobody is to be found out by counting.

A figure under ``FEWEST`` is hidden, and where one alone in a row of parts is hidden, the next smallest is hidden too,
so that nobody works it out from the total.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

FEWEST = 5
"""The smallest number of people about whom a figure is shown."""

HIDDEN = "fewer than 5"
ALSO_HIDDEN = "not shown"

Key = TypeVar("Key")


def may_show(people: int) -> bool:
    """Whether what so many people said may be shown at all."""
    return people >= FEWEST


def hidden_parts(parts: Mapping[Key, int]) -> set[Key]:
    """Which parts of one total are hidden: those under the smallest number, and enough others to keep them so.

    A part of nobody says nothing about anybody and stays.
    """
    few = {key for key, people in parts.items() if 0 < people < FEWEST}
    others = sorted((people, str(key), key) for key, people in parts.items() if people >= FEWEST)
    together = sum(parts[key] for key in few)
    while few and others and (len(few) < 2 or together < FEWEST):
        people, _, key = others.pop(0)
        few.add(key)
        together += people
    return few


def shown(parts: Mapping[Key, int]) -> dict[Key, int | str]:
    """Every part of one total as it is shown: its number, or the words that stand in its place."""
    hidden = hidden_parts(parts)
    words = {key: HIDDEN if parts[key] < FEWEST else ALSO_HIDDEN for key in hidden}
    return {key: words.get(key, people) for key, people in parts.items()}


def safe_to_pool(answers: Sequence[int]) -> bool:
    """Whether all of these groups may be shown together, beside those that are shown apart.

    What is left when the groups that are shown apart are taken away must be nobody, or enough.
    """
    left = sum(answer for answer in answers if not may_show(answer))
    return may_show(sum(answers)) and (left == 0 or may_show(left))
