"""Whose place depends on who happened to sit on their panel: the fair average beside the raw, near the line.

A fair average is what a candidate's total would be with each member's own way of marking taken out. It is advice to a
panel that talks about candidates near the line, and never a score: the panel agrees scores, with a reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from recruitment.fairness.pattern import Effects


@dataclass(frozen=True)
class Marked:
    """A candidate with the total as it ranks, and the sheets behind it: (member, group, mean)."""

    key: int
    total: float
    sheets: Sequence[tuple[int, str, float]]


@dataclass(frozen=True)
class Place:
    """Where a candidate stands by the total that ranks and by the fair average, and which side of the line each is on.

    ``near``: the total is within one standard error of the line.
    """

    key: int
    total: float
    fair: float
    error: float | None
    over: bool
    over_by_fair: bool
    near: bool

    @property
    def swaps(self) -> bool:
        """Whether the fair average puts the candidate on the other side of the line."""
        return self.over != self.over_by_fair


def fair_total(candidate: Marked, weights: Mapping[str, int], effects: Effects) -> float:
    """The total with each member's effect taken off their sheets; the weights of the groups are those of the day."""
    off = sum(
        weights[group] * sum(effects.of_members.get(member, 0.0) for member in members) / len(members)
        for group, members in _members_by_group(candidate).items()
    )
    return candidate.total - off / sum(weights.values())


def standard_error(candidate: Marked, weights: Mapping[str, int], effects: Effects) -> float | None:
    """How far a total would move by chance alone: the residual through the weights. None where it is not known."""
    if effects.residual is None:
        return None
    whole = sum(weights.values())
    shares = ((weights[group] / whole) ** 2 / len(members) for group, members in _members_by_group(candidate).items())
    return effects.residual * sqrt(sum(shares))


def near_the_line(
    candidates: Sequence[Marked], weights: Mapping[str, int], effects: Effects, *, places: int
) -> list[Place]:
    """Candidates who would swap, or who are within one standard error of the line; the best total first.

    The line is between the last candidate within the places and the first beyond. Where all or none are within them
    there is no line, and nobody is near it. Equal totals at the line are over it together, as they share a rank.
    """
    if not 0 < places < len(candidates):
        return []
    fair = {candidate.key: fair_total(candidate, weights, effects) for candidate in candidates}
    totals = sorted((candidate.total for candidate in candidates), reverse=True)
    by_fair = sorted(fair.values(), reverse=True)
    line = (totals[places - 1] + totals[places]) / 2
    found = []
    for candidate in candidates:
        error = standard_error(candidate, weights, effects)
        found.append(
            Place(
                key=candidate.key,
                total=candidate.total,
                fair=fair[candidate.key],
                error=error,
                over=candidate.total >= totals[places - 1],
                over_by_fair=round(fair[candidate.key], 9) >= round(by_fair[places - 1], 9),
                near=error is not None and abs(candidate.total - line) <= error,
            )
        )
    return sorted((place for place in found if place.near or place.swaps), key=lambda place: (-place.total, place.key))


def _members_by_group(candidate: Marked) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for member, group, _ in candidate.sheets:
        groups.setdefault(group, []).append(member)
    return groups
