"""What changed between two versions of a text, in words that were added and words that went."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

MOST_WORDS = 4000
"""Above this many words a changed passage is shown as a whole."""


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, was added, or was removed."""

    kind: Literal["same", "added", "removed"]
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """The pieces of both texts in reading order: same and removed make ``before``, same and added make ``after``."""
    found = list(_compared(before.splitlines(keepends=True), after.splitlines(keepends=True), within=True))
    pieces: list[Piece] = []
    removed = added = ""
    for number, piece in enumerate(found):
        between = (
            piece.kind == "same" and not piece.text.strip(" ") and bool(removed or added) and number + 1 < len(found)
        )
        if piece.kind == "same" and not between:
            pieces += [*_changed(removed, added), piece]
            removed = added = ""
        removed += piece.text if between or piece.kind == "removed" else ""
        added += piece.text if between or piece.kind == "added" else ""
    return _joined([*pieces, *_changed(removed, added)])


def _changed(removed: str, added: str) -> list[Piece]:
    """What went and what came in its place."""
    return [piece for piece in (Piece("removed", removed), Piece("added", added)) if piece.text]


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Neighbours of one kind made one."""
    return [Piece(kind, "".join(piece.text for piece in run)) for kind, run in groupby(pieces, key=lambda p: p.kind)]


def _compared(before: Sequence[str], after: Sequence[str], *, within: bool) -> Iterator[Piece]:
    """Compare two rows of parts; ``within`` = look into passages that changed, word by word."""
    for step, i1, i2, j1, j2 in SequenceMatcher(None, before, after).get_opcodes():
        old, new = "".join(before[i1:i2]), "".join(after[j1:j2])
        if step == "equal":
            yield Piece("same", old)
            continue
        old_words, new_words = _words(old), _words(new)
        if within and old and new and max(len(old_words), len(new_words)) <= MOST_WORDS:
            yield from _compared(old_words, new_words, within=False)
            continue
        if old:
            yield Piece("removed", old)
        if new:
            yield Piece("added", new)


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|\S+", text)
