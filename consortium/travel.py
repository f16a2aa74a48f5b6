"""How far boroughs are from each other: in how many borders one crosses, by land or over the river."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping

from consortium.models import Borough


def steps_from(start: int, neighbours: Mapping[int, Iterable[int]]) -> dict[int, int]:
    """Every borough that can be reached from one, with the number of borders between."""
    found, waiting = {start: 0}, deque([start])
    while waiting:
        here = waiting.popleft()
        for there in neighbours.get(here, ()):
            if there not in found:
                found[there] = found[here] + 1
                waiting.append(there)
    return found


def boroughs_away_from(borough: Borough) -> dict[int, int]:
    """Borough (id) → how many boroughs away; one query."""
    neighbours: dict[int, set[int]] = defaultdict(set)
    for one, other in Borough.neighbours.through.objects.values_list("from_borough", "to_borough"):
        neighbours[one].add(other)
    return steps_from(borough.pk, neighbours)
