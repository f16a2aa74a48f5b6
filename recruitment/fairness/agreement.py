"""How far several people who mark the same candidates agree.

``krippendorff_alpha`` is the measure of a panel with gaps (any number of members, marks missing); ``icc_2k`` is how far
the mean of a whole panel can be relied on; ``weighted_kappa`` compares two members. All are 1 where everybody always
gives the same mark and near 0 where agreement is what chance would bring.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Marks = NDArray[np.float64]
"""One row for each thing marked, one column for each member; nan where a member gave no mark."""

SCALE = np.arange(1, 6)

TENTATIVE, GOOD = 0.667, 0.8
"""Krippendorff's limits for alpha (*Content Analysis*, 2004, chapter 11): under the first, draw no conclusion."""

RESAMPLES = 400
SEED = 20_240_917
"""The resampling begins with the same number each time, so that a report says the same whenever it is made."""


class Strength(enum.StrEnum):
    """How strong an agreement is; ``LOW`` asks a panel to talk about what the marks mean."""

    GOOD = "good"
    TENTATIVE = "tentative"
    LOW = "low"


@dataclass(frozen=True)
class Agreement:
    """Alpha with the 95% interval of resampled candidates, and what it rests on. None: nothing to say yet."""

    alpha: float | None
    interval: tuple[float, float] | None
    candidates: int

    @property
    def strength(self) -> Strength | None:
        return None if self.alpha is None else strength_of(self.alpha)


def strength_of(alpha: float) -> Strength:
    if alpha >= GOOD:
        return Strength.GOOD
    return Strength.TENTATIVE if alpha >= TENTATIVE else Strength.LOW


def krippendorff_alpha(marks: Marks) -> float | None:
    """Krippendorff's alpha for ordered marks from 1 to 5; None where no two marks meet or all are the same."""
    together = _coincidences(marks)
    return _alpha(together.sum(axis=0)[None])[0] if len(together) else None


def agreement(marks: Marks, candidate_of: NDArray[np.int64]) -> Agreement:
    """Alpha of everything marked, with an interval. ``candidate_of``: for each row, whose it is.

    A candidate's marks belong together, so candidates are drawn anew and not single marks.
    """
    together = _coincidences(marks)
    whose, place = np.unique(candidate_of, return_inverse=True)
    of_candidate = np.zeros((len(whose), len(SCALE), len(SCALE)))
    np.add.at(of_candidate, place, together)
    of_candidate = of_candidate[of_candidate.sum(axis=(1, 2)) > 0]
    count = len(of_candidate)
    alpha = _alpha(of_candidate.sum(axis=0)[None])[0] if count else None
    if alpha is None or count < 2:
        return Agreement(alpha, None, count)
    drawn = np.random.default_rng(SEED).multinomial(count, np.full(count, 1 / count), size=RESAMPLES)
    resampled = (drawn @ of_candidate.reshape(count, -1)).reshape(RESAMPLES, len(SCALE), len(SCALE))
    found = np.array([value for value in _alpha(resampled) if value is not None])
    low, high = np.quantile(found, [0.025, 0.975])
    return Agreement(alpha, (float(low), float(high)), count)


def _coincidences(marks: Marks) -> NDArray[np.float64]:
    """For each row the pairs of marks that meet, each pair weighing 1 / (marks in the row - 1)."""
    counts = (marks[:, :, None] == SCALE).sum(axis=1).astype(float)
    met = counts.sum(axis=1)
    weight = np.divide(1.0, met - 1, out=np.zeros_like(met), where=met > 1)
    pairs = counts[:, :, None] * counts[:, None, :]
    index = np.arange(len(SCALE))
    pairs[:, index, index] -= counts
    return pairs * weight[:, None, None]


def _alpha(coincidences: NDArray[np.float64]) -> list[float | None]:
    """Alpha of each matrix of coincidences, with the ordinal distance between two marks."""
    totals = coincidences.sum(axis=2)
    of_all = totals.sum(axis=1)
    reached = np.cumsum(totals, axis=1) - totals / 2
    distance = (reached[:, :, None] - reached[:, None, :]) ** 2
    observed = (coincidences * distance).sum(axis=(1, 2))
    by_chance = (totals[:, :, None] * totals[:, None, :] * distance).sum(axis=(1, 2))
    return [
        None if chance == 0 else float(1 - (n - 1) * seen / chance)
        for n, seen, chance in zip(of_all, observed, by_chance, strict=True)
    ]


def icc_2k(marks: Marks) -> float | None:
    """ICC(2,k), absolute agreement of the mean of the same k members (Shrout and Fleiss, 1979).

    Rows in which a member gave no mark are left out. None for fewer than two rows or members, or where nothing differs.
    """
    whole = marks[~np.isnan(marks).any(axis=1)]
    rows, members = whole.shape
    if rows < 2 or members < 2:
        return None
    mean = whole.mean()
    of_rows = members * ((whole.mean(axis=1) - mean) ** 2).sum()
    of_members = rows * ((whole.mean(axis=0) - mean) ** 2).sum()
    rest = ((whole - mean) ** 2).sum() - of_rows - of_members
    between_rows = of_rows / (rows - 1)
    between_members = of_members / (members - 1)
    error = rest / ((rows - 1) * (members - 1))
    below = between_rows + (between_members - error) / rows
    return None if np.isclose(below, 0) else float((between_rows - error) / below)


def weighted_kappa(one: Marks, other: Marks) -> float | None:
    """Cohen's kappa of two members with quadratic weights, over what both marked; None where nothing can differ."""
    both = ~(np.isnan(one) | np.isnan(other))
    if not both.any():
        return None
    seen = np.zeros((len(SCALE), len(SCALE)))
    np.add.at(seen, (one[both].astype(int) - 1, other[both].astype(int) - 1), 1)
    by_chance = np.outer(seen.sum(axis=1), seen.sum(axis=0)) / seen.sum()
    apart = (SCALE[:, None] - SCALE[None, :]) ** 2
    expected = (apart * by_chance).sum()
    return None if expected == 0 else float(1 - (apart * seen).sum() / expected)
