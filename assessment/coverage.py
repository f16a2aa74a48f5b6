"""What the accepted evidence of a portfolio covers: counts by capability and kind, and what is thin, in words.

Judgement is of the whole. Nothing here is added up to a mark, and there is no percentage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessment.kinds import EvidenceKind
from core import words


@dataclass(frozen=True)
class Capability:
    """One statement of a framework, as the table's row names it."""

    code: str
    title: str


@dataclass(frozen=True)
class Covered:
    """One framework against the accepted evidence: a row for each capability, a count for each kind."""

    framework: str
    judged: bool
    rows: tuple[tuple[Capability, tuple[int, ...]], ...]
    thin: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not any(sum(counts) for _, counts in self.rows)


def with_evidence(found: Sequence[Covered]) -> tuple[list[Covered], list[str]]:
    """The frameworks to show, the first of them always, and the names of those against which nothing is accepted."""
    shown = [one for number, one in enumerate(found) if number == 0 or not one.is_empty]
    return shown, [one.framework for one in found if one not in shown]


def covered(
    framework: str,
    *,
    judged: bool,
    capabilities: Sequence[Capability],
    counts: Mapping[tuple[str, str], int],
    kinds: Sequence[EvidenceKind],
) -> Covered:
    """``counts`` by (capability code, kind code): pieces judged sufficient, or linked where nobody judges."""
    rows = tuple(
        (capability, tuple(counts.get((capability.code, kind.code), 0) for kind in kinds))
        for capability in capabilities
    )
    return Covered(framework, judged, rows, tuple(_thin(rows, kinds)) if judged else ())


def _thin(rows: Sequence[tuple[Capability, tuple[int, ...]]], kinds: Sequence[EvidenceKind]) -> list[str]:
    """What a reader would ask about: nothing at all, nobody else's account, one piece only."""
    nothing, own_only, one_piece = [], [], []
    for capability, counts in rows:
        sources = {kind.source for kind, count in zip(kinds, counts, strict=True) if count}
        if not sources:
            nothing.append(capability.title)
        elif sources == {"own"}:
            own_only.append(capability.title)
        elif sum(counts) == 1:
            one_piece.append(capability.title)
    said = (
        ("Nothing accepted yet for", nothing),
        ("Only the apprentice’s own account so far for", own_only),
        ("One piece only for", one_piece),
    )
    return [f"{words_} {words.listed(titles)}." for words_, titles in said if titles]
