"""What else a piece of evidence may show, by the cross-map between frameworks. It suggests and never decides."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from consortium.models import Statement
from consortium.reference_data.files import DATA

MOST = 5
"""Suggestions that are shown; the ones to which most of what was chosen points come first."""


@dataclass(frozen=True)
class Suggestion:
    """A capability that may fit too, and the chosen ones that the map joins it with."""

    statement: Statement
    because: list[Statement]


@cache
def cross_map() -> dict[str, frozenset[str]]:
    """Code of a capability → codes of those that the map joins it with, in both directions."""
    joined: dict[str, set[str]] = defaultdict(set)
    for path in sorted((DATA / "frameworks").glob("cross_map*.json")):
        for link in json.loads(path.read_text(encoding="utf-8"))["links"]:
            for code in link["to"]:
                joined[link["from"]].add(code)
                joined[code].add(link["from"])
    return {code: frozenset(others) for code, others in joined.items()}


def suggestions(chosen: Iterable[int], offered: Iterable[Statement]) -> list[Suggestion]:
    """What is offered, was not chosen (ids), and is joined with something that was."""
    taken = set(chosen)
    every = list(offered)
    theirs = [statement for statement in every if statement.pk in taken]
    found = [
        Suggestion(statement, [one for one in theirs if statement.code in cross_map().get(one.code, ())])
        for statement in every
        if statement.pk not in taken
    ]
    return sorted((one for one in found if one.because), key=lambda one: -len(one.because))[:MOST]
