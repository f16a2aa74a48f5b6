"""How well the screen finds what points to a person: invented passages with marks, counted by kind.

    python -m tests.assessment.measuring

prints the tables of ``docs/confidentiality.md``. A marked stretch is found where a finding of its kind overlaps it; a
finding is right where it overlaps a stretch marked with its kind. What overlaps a mark of another kind is wrong.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from assessment.confidentiality import findings

DATA = Path(__file__).parent / "data"
FITTED, HELD_OUT = DATA / "passages.txt", DATA / "passages_held_out.txt"
KINDS = {
    "name": "a name",
    "address": "an address",
    "postcode": "a postcode",
    "birth": "a date of birth",
    "nhs": "an NHS number",
    "phone": "a phone number",
    "email": "an e-mail address",
    "case": "a case number",
    "school": "a school",
}
_MARK = re.compile(r"\{(\w+):([^}]*)\}")


@dataclass(frozen=True)
class Passage:
    """A text without its marks, and what was marked in it: (kind in words, start, end)."""

    text: str
    marked: tuple[tuple[str, int, int], ...]


@dataclass
class Measured:
    """What was marked, what of it was found, what was flagged, what of that was right: by kind."""

    passages: int = 0
    marked: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    flagged: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def recall(self, *kinds: str) -> float:
        return _share(self.found, self.marked, kinds or tuple(KINDS.values()))

    def precision(self, *kinds: str) -> float:
        return _share(self.right, self.flagged, kinds or tuple(KINDS.values()))

    def rows(self) -> Iterator[str]:
        """The rows of the table in the documentation."""
        for kind in KINDS.values():
            yield self._row(kind.removeprefix("an ").removeprefix("a "), kind)
        yield self._row("all", *KINDS.values())

    def _row(self, title: str, *kinds: str) -> str:
        found, marked, right, flagged = (
            sum(count[kind] for kind in kinds) for count in (self.found, self.marked, self.right, self.flagged)
        )
        return f"| {title} | {found} of {marked} | {right} of {flagged} |"


def passages(path: Path) -> list[Passage]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_passage(line) for line in lines if line and not line.startswith("#")]


def measured(path: Path) -> Measured:
    result = Measured()
    for passage in passages(path):
        result.passages += 1
        flagged = findings(passage.text)
        for what, start, end in passage.marked:
            hit = any(one.what == what and one.start < end and one.end > start for one in flagged)
            result.marked[what] += 1
            result.found[what] += hit
            if not hit:
                result.missed.append(f"{what}: {passage.text[start:end]} | {passage.text}")
        for one in flagged:
            right = any(what == one.what and one.start < end and one.end > start for what, start, end in passage.marked)
            result.flagged[one.what] += 1
            result.right[one.what] += right
            if not right:
                result.wrong.append(f"{one.what}: {one.found} ({one.why}) | {passage.text}")
    return result


def _passage(line: str) -> Passage:
    text, marked, at = "", [], 0
    for match in _MARK.finditer(line):
        text += line[at : match.start()]
        marked.append((KINDS[match[1]], len(text), len(text) + len(match[2])))
        text += match[2]
        at = match.end()
    return Passage(text + line[at:], tuple(marked))


def _share(part: Counter[str], whole: Counter[str], kinds: tuple[str, ...]) -> float:
    total = sum(whole[kind] for kind in kinds)
    return sum(part[kind] for kind in kinds) / total if total else 1.0


if __name__ == "__main__":
    import sys

    for path in (FITTED, HELD_OUT):
        result = measured(path)
        sys.stdout.write(f"{path.name}: {result.passages} passages\n" + "\n".join(result.rows()) + "\n")
        if "--show" in sys.argv and path == FITTED:
            sys.stdout.write("\n".join(["missed:", *result.missed, "wrong:", *result.wrong]) + "\n")
