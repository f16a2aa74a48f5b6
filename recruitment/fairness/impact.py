"""Adverse impact: whether a stage of selection lets the people of one group through less often than another's.

The ratio of two shares beside the four-fifths guide (an American guideline of 1978, an indicator and not the law here)
and Fisher's exact test, which says whether chance alone could do it. Small groups are hidden by ``core.suppression``,
with what they could be worked out from; where one cycle is too few to say anything, three are put together.

The stages of one campaign are one table, since who came to a stage is who passed the one before: were each hidden by
itself, two could be taken from each other. Stages are put together until the figures of two groups may be shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from core.statistics import fisher, wilson
from core.suppression import LEAST, Counts, hidden_rows, is_large_enough, rounded

FOUR_FIFTHS = 0.8
RARELY_CHANCE = 0.05
CYCLES = 3
"""Cycles that are put together where one is too few. They are put together once: no cycle is in two such sums."""

Chain = Mapping[str, Sequence[int]]
"""Group → how many stopped at each stage, in order, and last how many passed them all."""


@dataclass(frozen=True)
class GroupRow:
    """One group at one stage, compared with the group whose share is highest. All None where the group is hidden.

    ``people`` and ``passed`` are rounded to five, the rest is of the exact counts.
    """

    group: str
    people: int | None = None
    passed: int | None = None
    share: float | None = None
    interval: tuple[float, float] | None = None
    ratio: float | None = None
    p: float | None = None
    is_reference: bool = False

    @property
    def hidden(self) -> bool:
        return self.people is None

    @property
    def under_four_fifths(self) -> bool:
        return self.ratio is not None and self.ratio < FOUR_FIFTHS

    @property
    def worth_a_look(self) -> bool:
        """Under four fifths, and seldom by chance alone."""
        return self.under_four_fifths and self.p is not None and self.p < RARELY_CHANCE


@dataclass(frozen=True)
class Impact:
    """One stage, or several put together: those from ``first`` to ``last``, by place, each counted from 0."""

    first: int
    last: int
    rows: tuple[GroupRow, ...]


def impacts(chain: Chain) -> list[Impact]:
    """What may be shown of a chain of stages; nothing where it would take two groups and there are not so many."""
    if not chain:
        return []
    stages = len(next(iter(chain.values()))) - 1
    for ends in _ways_to_put_together(stages):
        counts = _counts(chain, ends)
        shown = _rows_shown(counts)
        if len(shown) > 1:
            starts = [0, *(end + 1 for end in ends)]
            return [
                Impact(first, last, _rows(counts, shown, column))
                for column, (first, last) in enumerate(zip(starts, ends, strict=False))
            ]
    return []


def pooled(cycles: Iterable[Chain]) -> dict[str, list[int]]:
    """The same stages of several cycles, put together."""
    together: dict[str, list[int]] = {}
    for cycle in cycles:
        for group, counts in cycle.items():
            before = together.setdefault(group, [0] * len(counts))
            together[group] = [a + b for a, b in zip(before, counts, strict=True)]
    return together


def cycles_with(number: int, cycles: Sequence[Chain]) -> list[int] | None:
    """Which cycles (by place, oldest first) are put together with a cycle that says nothing by itself.

    Of the cycles that say nothing each three in turn, so that no two sums share one and none can be taken from another.
    None where the cycle speaks for itself, or where its three are not complete yet.
    """
    silent = [place for place, cycle in enumerate(cycles) if not impacts(cycle)]
    if number not in silent:
        return None
    start = silent.index(number) // CYCLES * CYCLES
    block = silent[start : start + CYCLES]
    return block if len(block) == CYCLES else None


def _ways_to_put_together(stages: int) -> Iterator[tuple[int, ...]]:
    """For each way to put neighbours together the last stage of each part: most parts first, early stages apart."""
    for parts in range(stages, 0, -1):
        for cuts in combinations(range(stages - 1), parts - 1):
            yield (*cuts, stages - 1)


def _counts(chain: Chain, ends: Sequence[int]) -> Counts:
    starts = [0, *(end + 1 for end in ends[:-1])]
    cells = tuple(
        (*(sum(row[first : last + 1]) for first, last in zip(starts, ends, strict=True)), row[-1])
        for row in chain.values()
    )
    return Counts(tuple(chain), cells)


def _rows_shown(counts: Counts) -> list[int]:
    """Groups of which every figure may be shown; a group of which one is hidden is hidden altogether."""
    large = [row for row, cells in enumerate(counts.cells) if min(cells) >= LEAST]
    totals = [sum(row[column] for row in counts.cells) for column in range(counts.width)]
    if len(large) < 2 or not is_large_enough(totals):
        return []
    return sorted(set(large) - hidden_rows(counts))


def _rows(counts: Counts, shown: Sequence[int], column: int) -> tuple[GroupRow, ...]:
    """The rows of the stage that a column stands for: who came to it, and who passed."""
    came = {row: sum(counts.cells[row][column:]) for row in shown}
    passed = {row: sum(counts.cells[row][column + 1 :]) for row in shown}
    share = {row: passed[row] / came[row] for row in shown}
    reference = max(shown, key=lambda row: (share[row], came[row], -row))

    def row_of(row: int) -> GroupRow:
        if row not in share:
            return GroupRow(counts.groups[row])
        compared = row != reference
        beside = (passed[reference], came[reference] - passed[reference])
        return GroupRow(
            group=counts.groups[row],
            people=rounded(came[row]),
            passed=rounded(passed[row]),
            share=share[row],
            interval=wilson(passed[row], came[row]),
            ratio=share[row] / share[reference] if compared else None,
            p=fisher((passed[row], came[row] - passed[row]), beside) if compared else None,
            is_reference=row == reference,
        )

    return tuple(row_of(row) for row in range(len(counts.groups)))
