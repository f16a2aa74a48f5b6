"""What in a text looks like somebody's personal details: found by plain rules before anybody else reads it.

The rules flag and say why; they do not decide. The person changes the text, leaves the place out at one press, puts a
colleague on their own list of names that may stand, or keeps it and says why. How well the rules find what they are
for is measured on passages written for it (``docs/confidentiality.md``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assessment.confidentiality.names import TITLES, names_in
from assessment.confidentiality.patterns import is_nhs_number, patterns_in

__all__ = ["LEFT_OUT", "NAME", "Finding", "MayStand", "Part", "findings", "is_nhs_number", "parts", "without_findings"]

CONTEXT = 40
"""Characters shown on either side of what was found."""

MOST_SHOWN = 50
"""Findings of one sort; a text with more is full of them, and is read anew once these are gone."""

LEFT_OUT = "[left out]"

NAME = "a name"


@dataclass(frozen=True)
class Finding:
    """A stretch of a text that looks like ``what``, with the words around it and why it was taken for that."""

    what: str
    found: str
    before: str
    after: str
    start: int
    why: str = ""

    @property
    def end(self) -> int:
        return self.start + len(self.found)


@dataclass(frozen=True)
class MayStand:
    """Names that are no finding. Of ``listed`` each part may stand alone; of ``known`` only the whole name."""

    listed: tuple[frozenset[str], ...] = ()
    known: tuple[frozenset[str], ...] = ()

    @classmethod
    def of(cls, listed: Iterable[str] = (), known: Iterable[str] = ()) -> MayStand:
        return cls(tuple(_words(name) for name in listed), tuple(_words(name) - TITLES for name in known))

    def covers(self, name: str) -> bool:
        words = _words(name)
        return words in self.known or any(words <= every for every in self.listed)


@dataclass(frozen=True)
class Part:
    """A piece of a text as it stands: with what was found in it, or ordinary words."""

    text: str
    finding: Finding | None = None


def findings(text: str, *, but: MayStand | None = None) -> list[Finding]:
    """Everything in the text that looks like personal details, in order, no stretch twice; ``but`` what may stand."""
    shapes = list(patterns_in(text, most=MOST_SHOWN))
    found = [_finding(text, start, end, what, why) for what, start, end, why in shapes]
    names = [
        _finding(text, name.start, name.end, NAME, name.why)
        for name in names_in(text, taken=[(start, end) for _, start, end, _ in shapes])
        if but is None or not but.covers(text[name.start : name.end])
    ]
    return sorted([*found, *names[:MOST_SHOWN]], key=lambda finding: finding.start)[:MOST_SHOWN]


def without_findings(text: str, *, but: MayStand | None = None, only: str | None = None) -> str:
    """The text with a mark in the place of everything that looks like personal details; of ``only`` these words."""
    while found := [one for one in findings(text, but=but) if only is None or one.found == only]:
        for finding in reversed(found):
            text = text[: finding.start] + LEFT_OUT + text[finding.end :]
    return text


def parts(text: str, found: Sequence[Finding]) -> Iterator[Part]:
    """The text cut up at what was found in it, so that a page can mark each place where it stands."""
    at = 0
    for finding in found:
        if finding.start > at:
            yield Part(text[at : finding.start])
        yield Part(finding.found, finding)
        at = finding.end
    if at < len(text):
        yield Part(text[at:])


def _words(name: str) -> frozenset[str]:
    return frozenset(word.strip(".").removesuffix("’s").removesuffix("'s") for word in name.lower().split())


def _finding(text: str, start: int, end: int, what: str, why: str) -> Finding:
    return Finding(
        what=what,
        found=text[start:end],
        before=text[max(0, start - CONTEXT) : start],
        after=text[end : end + CONTEXT],
        start=start,
        why=why,
    )
