"""Small numbers stay hidden: what of a table of counts may be shown so that nobody works out the rest.

A cell under ten is hidden, and with it as many others as it takes (complementary suppression). Whether it took enough
is not guessed but worked out: for every hidden cell, the least and the most that it can be given everything that is
shown. What is shown narrows a small cell no further than "under ten", and leaves no hidden cell a single value.

Tables of the same people by different questions share their margins, so the margins are settled first and are the same
in each; between what is shown of two tables no more can be learned than from each by itself. What is shown is rounded
to the nearest five, so that the report of one year or of one university, taken from that of another, tells nobody.

Figures that are not of equality answers (how far applications came, what people think of an evening) are hidden by the
same reckoning under five (``shown_parts``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from core.flow import Network

LEAST = 10
"""Counts and denominators under this are hidden, where they are of answers to equality questions."""

FEWEST = 5
"""The smallest number of people about whom any other figure is shown: what they think, how far they came."""

FEW, NOT_SHOWN = f"fewer than {FEWEST}", "not shown"

ROUNDED_TO = 5

Key = TypeVar("Key")
Cell = tuple[int, int]
"""Row and column; the column after the last is the row's total."""


@dataclass(frozen=True)
class Counts:
    """A table as it was counted: rows are groups, columns are outcomes that exclude each other."""

    groups: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]

    @property
    def width(self) -> int:
        return len(self.cells[0]) if self.cells else 0

    def value(self, cell: Cell) -> int:
        row, column = cell
        return sum(self.cells[row]) if column == self.width else self.cells[row][column]

    @property
    def every_cell(self) -> Iterator[Cell]:
        return ((row, column) for row in range(len(self.cells)) for column in range(self.width + 1))


@dataclass(frozen=True)
class Shown:
    """What may be shown: None = hidden. ``rows`` hold the outcomes, ``totals`` how many there are of each group."""

    groups: tuple[str, ...]
    rows: tuple[tuple[int | None, ...], ...]
    totals: tuple[int | None, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it may be shown."""
        return all(value is None for row in self.rows for value in row) and all(value is None for value in self.totals)


def rounded(value: int) -> int:
    """To the nearest five."""
    return (value + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO


def is_large_enough(column_totals: Iterable[int], *, least: int = LEAST) -> bool:
    """Whether tables by these outcomes can be shown at all: all their totals are, so that none must be hidden."""
    return all(total >= least for total in column_totals)


def suppressed(counts: Counts, *, least: int = LEAST) -> Shown:
    """What of a table may be shown beside its column totals, rounded. All of these must be ``is_large_enough``."""
    hidden = hidden_cells(counts, least=least)

    def shown(cell: Cell) -> int | None:
        return None if cell in hidden else rounded(counts.value(cell))

    rows = tuple(tuple(shown((row, column)) for column in range(counts.width)) for row in range(len(counts.cells)))
    return Shown(counts.groups, rows, tuple(shown((row, counts.width)) for row in range(len(counts.cells))))


def hidden_cells(counts: Counts, *, least: int = LEAST) -> frozenset[Cell]:
    """The cells that stay hidden: the small ones, and the others without which those could be worked out.

    Which others is tried in several orders; the one that hides the fewest cells, and of these the smallest, stands.
    """
    tried = [_hidden(counts, least, order) for order in ORDERS]
    return min(tried, key=lambda hidden: (len(hidden), sum(counts.value(cell) for cell in hidden), sorted(hidden)))


def _hidden(counts: Counts, least: int, order: Order) -> frozenset[Cell]:
    small = {cell for cell in counts.every_cell if counts.value(cell) < least}
    hidden = set(small)
    while (told := next(_told(counts, hidden, least), None)) is not None:
        shown = [cell for cell in counts.every_cell if cell not in hidden]
        hidden.add(min(shown, key=lambda cell: order(counts, hidden, told, cell)))
    for cell in sorted(hidden - small, key=lambda cell: (-counts.value(cell), cell)):
        if next(_told(counts, hidden - {cell}, least), None) is None:
            hidden.remove(cell)
    return frozenset(hidden)


def _beside(counts: Counts, hidden: set[Cell], told: Cell, cell: Cell) -> tuple[Any, ...]:
    """In the column or row of what is told, totals last, the smallest first."""
    elsewhere = cell[1] != told[1] and cell[0] != told[0]
    return elsewhere, cell[1] == counts.width, counts.value(cell), cell


def _in_rows_begun(counts: Counts, hidden: set[Cell], told: Cell, cell: Cell) -> tuple[Any, ...]:
    """In a row of which something is hidden already, so that fewer rows lose anything."""
    return not any(row == cell[0] for row, _ in hidden), *_beside(counts, hidden, told, cell)


def _in_its_column(counts: Counts, hidden: set[Cell], told: Cell, cell: Cell) -> tuple[Any, ...]:
    """In the column of what is told, totals and all."""
    return cell[1] != told[1], counts.value(cell), cell


Order = Callable[[Counts, set[Cell], Cell, Cell], tuple[Any, ...]]
ORDERS: tuple[Order, ...] = (_beside, _in_rows_begun, _in_its_column)


def hidden_rows(counts: Counts, *, least: int = LEAST) -> frozenset[int]:
    """The groups that stay hidden where one is shown whole or not at all: shares and ratios need the whole row."""
    hidden = {row for row, cells in enumerate(counts.cells) if min(cells) < least}
    larger = sorted(set(range(len(counts.cells))) - hidden, key=lambda row: (sum(counts.cells[row]), row))
    while hidden and next(_told(counts, _cells_of(counts, hidden), least), None) is not None:
        if not larger:
            break
        hidden.add(larger.pop(0))
    return frozenset(hidden)


def _cells_of(counts: Counts, rows: Iterable[int]) -> set[Cell]:
    return {(row, column) for row in rows for column in range(counts.width + 1)}


def bounds(counts: Counts, hidden: Iterable[Cell], cell: Cell, *, most: int) -> tuple[int, int]:
    """The least and the most that a hidden cell can be for somebody who sees all others; looked for up to ``most``."""
    up, down = _room(counts, set(hidden), cell, most=most)
    return counts.value(cell) - down, counts.value(cell) + up


def _told(counts: Counts, hidden: set[Cell], least: int) -> Iterator[Cell]:
    """Hidden cells of which what is shown tells too much."""
    for cell in sorted(hidden):
        lowest, highest = bounds(counts, hidden, cell, most=least)
        small = counts.value(cell) < least
        if (small and (lowest > 0 or highest < least - 1)) or lowest == highest:
            yield cell


def _room(counts: Counts, hidden: set[Cell], cell: Cell, *, most: int) -> tuple[int, int]:
    """By how much a hidden cell can be more, and less, while everything that is shown stays as it is.

    Cells are edges between their row and their column; to change one, others must make up for it along a way from its
    row back to its column. A cell can be less by no more than it is, and more by any number.
    """
    return (
        _way_round(counts, hidden, cell, rising=True, most=most),
        min(counts.value(cell), _way_round(counts, hidden, cell, rising=False, most=most)),
    )


def _way_round(counts: Counts, hidden: set[Cell], cell: Cell, *, rising: bool, most: int) -> int:
    net = Network()
    rows = [net.node() for _ in counts.cells]
    columns = [net.node() for _ in range(counts.width + 1)]
    for other in hidden - {cell}:
        start, end = _direction(counts, other, rows, columns)
        net.edge(start, end, room=most)
        net.edge(end, start, room=min(most, counts.value(other)))
    start, end = _direction(counts, cell, rows, columns)
    source = net.node()
    net.edge(source, end if rising else start, room=most)
    return net.fill(source, start if rising else end)


def _direction(counts: Counts, cell: Cell, rows: Sequence[int], columns: Sequence[int]) -> tuple[int, int]:
    """An outcome flows from its column into its row, a total out of its row: what comes in goes out."""
    row, column = cell
    return (rows[row], columns[column]) if column == counts.width else (columns[column], rows[row])


# Parts of one total -----------------------------------------------------------------------------------------------


def may_show(people: int, *, least: int = FEWEST) -> bool:
    """Whether what so many people said or did may be shown at all."""
    return people >= least


def hidden_parts(parts: Mapping[Key, int], *, least: int = FEWEST) -> set[Key]:
    """Which parts of a total that is shown are hidden: the small ones, and others without which those could be found.

    A part of nobody says nothing about anybody and stays. So a hidden part is somebody at least: what is worked out is
    by how many more.
    """
    keys = sorted((key for key, people in parts.items() if people), key=str)
    more = Counts(tuple(str(key) for key in keys), tuple((parts[key] - 1,) for key in keys))
    return {keys[row] for row in hidden_rows(more, least=least - 1)}


def shown_parts(parts: Mapping[Key, int]) -> dict[Key, int | str]:
    """Every part of a total as it is shown: its number, or the words that stand in its place."""
    hidden = hidden_parts(parts)
    words = {key: NOT_SHOWN if may_show(parts[key]) else FEW for key in hidden}
    return {key: words.get(key, people) for key, people in parts.items()}


def shown_alone(people: int) -> int | str:
    """A number that is no part of another: itself, or the words that stand in its place. Nobody is nobody."""
    return people if may_show(people) or not people else FEW


def safe_to_pool(answers: Sequence[int], *, least: int = FEWEST) -> bool:
    """Whether all of these groups may be shown together, beside those that are shown apart.

    What is left when the groups that are shown apart are taken away must be nobody, or enough.
    """
    left = sum(answer for answer in answers if not may_show(answer, least=least))
    return may_show(sum(answers), least=least) and (left == 0 or may_show(left, least=least))
