"""From counts by group to what a report may hold: outcomes put together until they are large enough, small cells
hidden, the rest rounded. And what the figures can and cannot say, in words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apprentices.equality import Grouped
from assessment.equity.outcomes import LEVELS
from core import words
from core.statistics import fisher, wilson
from core.suppression import Counts, is_large_enough, rounded, suppressed

ENOUGH = 0.05
"""How seldom chance alone must make a difference before it is called one that chance seldom makes."""

HIDDEN = "fewer than 10, or hidden so that such a number cannot be worked out"
CANNOT_SAY = (
    "A figure that is hidden is no sign that all is well, nor that it is not: there are too few people to say. "
    "A difference says that something is to be asked about, in which placements and at which step. It does not say "
    "why, nor anything about one person. With several groups side by side, one difference in twenty comes by chance."
)


def figures_of(outcomes: Mapping[int, str], grouped: Iterable[Grouped]) -> dict[str, Any]:
    """What a report holds. ``columns`` is empty where there are too few outcomes to show any table."""
    level = _level(Counter(outcomes.values()))
    if level is None:
        return {"columns": [], "totals": [], "tables": []}
    totals = [sum(1 for one in outcomes.values() if one in members) for members in level.values()]
    tables = []
    for one in grouped:
        counts = Counts(
            tuple(one.counts),
            tuple(
                tuple(sum(found.get(outcome, 0) for outcome in members) for members in level.values())
                for found in one.counts.values()
            ),
        )
        shown = suppressed(counts)
        tables.append(
            {
                "title": one.title,
                "groups": list(shown.groups),
                "rows": [list(row) for row in shown.rows],
                "totals": list(shown.totals),
            }
        )
    return {"columns": list(level), "totals": [rounded(total) for total in totals], "tables": tables}


def _level(counted: Mapping[str, int]) -> Mapping[str, Sequence[str]] | None:
    """The finest way to put outcomes together in which none is small."""
    for level in LEVELS:
        if is_large_enough(sum(counted.get(outcome, 0) for outcome in members) for members in level.values()):
            return level
    return None


# In words -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A group as the page shows it; an empty cell is hidden."""

    group: str
    cells: tuple[str, ...]
    total: str
    says: str


@dataclass(frozen=True)
class Table:
    title: str
    rows: tuple[Row, ...]


def tables_of(figures: Mapping[str, Any]) -> list[Table]:
    """The tables of a report, each row with what it can say."""
    return [
        Table(
            table["title"],
            tuple(
                Row(group, tuple(_said(cell) for cell in row), _said(total), _says(table, number))
                for number, (group, row, total) in enumerate(
                    zip(table["groups"], table["rows"], table["totals"], strict=True)
                )
            ),
        )
        for table in figures["tables"]
    ]


def _said(value: int | None) -> str:
    return "" if value is None else words.number(value)


def _says(table: Mapping[str, Any], number: int) -> str:
    """How many in a hundred passed without a question, with its interval; and whether chance alone would differ so much
    from the largest group that is shown. Worked out from what is shown, so it tells no more.
    """
    own = _share(table, number)
    if own is None:
        return "Nothing can be said: hidden."
    low, high = (round(100 * end) for end in wilson(*own))
    said = f"{low} to {high} in 100 passed without a question."
    shown = [place for place in range(len(table["groups"])) if _share(table, place) is not None]
    largest = max(shown, key=lambda place: table["totals"][place])
    if largest == number:
        return f"{said} The others are compared with these." if len(shown) > 1 else said
    other = _share(table, largest)
    assert other is not None
    seldom = fisher((own[0], own[1] - own[0]), (other[0], other[1] - other[0])) < ENOUGH
    return f"{said} " + ("Chance alone would seldom make this difference." if seldom else "This could be chance.")


def _share(table: Mapping[str, Any], number: int) -> tuple[int, int] | None:
    """Passed without a question, and all, of a group; None where either is hidden. Rounded up, a part is no more."""
    passed, total = table["rows"][number][0], table["totals"][number]
    return None if passed is None or total is None else (min(passed, total), total)
