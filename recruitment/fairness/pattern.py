"""How each member marks beside colleagues who saw the same candidates: lower or higher, wider or narrower.

A member is compared only with those who marked the same candidates. Between rooms that saw different candidates nothing
can be said: a low mean may be a strict panel or a weak morning.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array
from scipy.sparse.csgraph import connected_components
from scipy.special import chdtri, stdtrit

Keys = NDArray[np.int64]

LEAST = 3
"""Fewer candidates in common with a colleague, and there is no pattern to speak of yet."""

MUCH = 0.5
"""Points of the scale from 1 to 5. A difference beyond it whose interval leaves out zero is worth a talk."""

TAIL = 0.025


@dataclass(frozen=True)
class Sheets:
    """Every sheet that counts: who marked whom, with which mean. Three arrays of the same length."""

    members: NDArray[np.int64]
    candidates: NDArray[np.int64]
    means: NDArray[np.float64]


@dataclass(frozen=True)
class Pattern:
    """One member beside colleagues. ``difference`` is under zero where the member marks lower than they do.

    ``spread`` is the standard deviation of the member's own sheet means, ``colleagues_spread`` that of the colleagues'
    means for the same candidates. Figures are None where fewer than three candidates are in common.
    """

    member: int
    candidates: int
    difference: float | None = None
    interval: tuple[float, float] | None = None
    spread: float | None = None
    spread_interval: tuple[float, float] | None = None
    colleagues_spread: float | None = None

    @property
    def differs_much(self) -> bool:
        """More than half a point apart, and more than candidates' luck would explain."""
        if self.difference is None or self.interval is None:
            return False
        low, high = self.interval
        return abs(self.difference) > MUCH and (low > 0 or high < 0)


def patterns(sheets: Sheets) -> list[Pattern]:
    """The pattern of every member who sent a sheet, in the order of their keys."""
    if not len(sheets.means):
        return []
    others = _means_of_others(sheets)
    members, first = np.unique(sheets.members[order := np.argsort(sheets.members, kind="stable")], return_index=True)
    return [
        _pattern(int(member), sheets.means[mine], others[mine])
        for member, mine in zip(members, np.split(order, first[1:]), strict=True)
    ]


def standing_out(sheets: Sheets) -> frozenset[int]:
    """Members who are worth a talk. One who stands apart makes colleagues look higher or lower beside them, so in each
    room the one furthest apart is taken aside and the others are compared anew. Of two, neither can be said to be off.
    """
    found: set[int] = set()
    while much := [pattern for pattern in patterns(sheets) if pattern.differs_much]:
        members, _, _, met = _meetings(sheets)
        room = dict(zip(members.tolist(), connected_components(met, directed=False)[1].tolist(), strict=True))
        furthest: dict[int, float] = {}
        for pattern in much:
            furthest[room[pattern.member]] = max(furthest.get(room[pattern.member], 0.0), _apart(pattern))
        aside = {pattern.member for pattern in much if _apart(pattern) >= furthest[room[pattern.member]]}
        found |= aside
        stay = ~np.isin(sheets.members, list(aside))
        sheets = Sheets(sheets.members[stay], sheets.candidates[stay], sheets.means[stay])
    return frozenset(found)


def _apart(pattern: Pattern) -> float:
    return round(abs(pattern.difference or 0.0), 9)


def _meetings(sheets: Sheets) -> tuple[Keys, Keys, Keys, csr_array]:
    """The members, for each sheet the place of its member and of its candidate, and how much two members share."""
    members, row = np.unique(sheets.members, return_inverse=True)
    _, column = np.unique(sheets.candidates, return_inverse=True)
    of_candidate = np.bincount(column)
    sat = csr_array((np.ones(len(row)), (row, column)), shape=(len(members), len(of_candidate)))
    return members, row, column, csr_array((sat * (1 / of_candidate)) @ sat.T)


def _means_of_others(sheets: Sheets) -> NDArray[np.float64]:
    """For each sheet the mean of the other members' sheets on the same candidate; nan where nobody else sent one."""
    _, place = np.unique(sheets.candidates, return_inverse=True)
    count = np.bincount(place)[place]
    total = np.bincount(place, weights=sheets.means)[place]
    with np.errstate(invalid="ignore"):
        return np.where(count > 1, (total - sheets.means) / np.maximum(count - 1, 1), np.nan)


def _pattern(member: int, own: NDArray[np.float64], beside: NDArray[np.float64]) -> Pattern:
    in_common = ~np.isnan(beside)
    own, beside = own[in_common], beside[in_common]
    count = len(own)
    if count < LEAST:
        return Pattern(member, count)
    apart = own - beside
    spread = float(own.std(ddof=1))
    return Pattern(
        member=member,
        candidates=count,
        difference=float(apart.mean()),
        interval=mean_interval(apart),
        spread=spread,
        spread_interval=_spread_interval(spread, count),
        colleagues_spread=float(beside.std(ddof=1)),
    )


def mean_interval(values: NDArray[np.float64]) -> tuple[float, float]:
    """Student's 95% interval of a mean."""
    count = len(values)
    half = float(stdtrit(count - 1, 1 - TAIL)) * float(values.std(ddof=1)) / sqrt(count)
    middle = float(values.mean())
    return middle - half, middle + half


def _spread_interval(spread: float, count: int) -> tuple[float, float]:
    """The 95% interval of a standard deviation by chi-squared."""
    free = count - 1
    return spread * sqrt(free / chdtri(free, TAIL)), spread * sqrt(free / chdtri(free, 1 - TAIL))


@dataclass(frozen=True)
class Effects:
    """By how much each member marks lower or higher once candidates are allowed for, and what is left unexplained.

    ``of_members`` sums to zero among members who share candidates. ``residual`` is the standard deviation of a single
    sheet around what candidate and member explain; None where nothing is left over to estimate it from.
    """

    of_members: dict[int, float]
    residual: float | None


def effects(sheets: Sheets) -> Effects:
    """Least squares of the sheet means on candidate and member, room by room.

    Candidates are eliminated first, so that the system has the size of the members who share candidates. Their effects
    are known up to a constant; the solution taken is the one that sums to zero.
    """
    members, row, column, met = _meetings(sheets)
    of_candidate = np.bincount(column)
    away = sheets.means - (np.bincount(column, weights=sheets.means) / of_candidate)[column]
    system = csr_array(diags_array(np.bincount(row).astype(float)) - met)
    wanted = np.bincount(row, weights=away)
    rooms, room_of = connected_components(met, directed=False)
    of_member = np.zeros(len(members))
    for here in np.split(np.argsort(room_of, kind="stable"), np.cumsum(np.bincount(room_of))[:-1]):
        of_member[here] = np.linalg.solve(system[here][:, here].toarray() + 1 / len(here), wanted[here])
    mine = of_member[row]
    left = away - mine + (np.bincount(column, weights=mine) / of_candidate)[column]
    free = len(sheets.means) - len(of_candidate) - (len(members) - rooms)
    residual = sqrt(float((left**2).sum()) / free) if free > 0 else None
    return Effects({int(m): float(effect) for m, effect in zip(members, of_member, strict=True)}, residual)
