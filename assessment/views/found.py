"""What was found in words about people, as pages show it: marked where it stands, and listed once with why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.confidentiality import NAME, Finding, Part, findings, parts
from assessment.models import EvidenceVersion
from assessment.operations.screening import may_stand
from assessment.operations.sending import texts_of


@dataclass(frozen=True)
class Marked:
    """A text with each finding marked where it stands."""

    title: str
    parts: list[Part]


@dataclass(frozen=True)
class Found:
    """One thing that was found, however often it stands there."""

    finding: Finding
    times: int

    @property
    def is_name(self) -> bool:
        return self.finding.what == NAME


def marked_texts(draft: EvidenceVersion) -> list[Marked]:
    """The texts of a draft in which something was found."""
    but = may_stand(draft.evidence.apprentice)
    looked = [(title, text, findings(text, but=but)) for title, text in texts_of(draft)]
    return [Marked(title, list(parts(text, found))) for title, text, found in looked if found]


def each_once(found: Sequence[Finding]) -> list[Found]:
    """What was found, each once, in the order in which it stands."""
    first: dict[tuple[str, str], Finding] = {}
    for one in found:
        first.setdefault((one.what, one.found), one)
    return [Found(one, sum((other.what, other.found) == key for other in found)) for key, one in first.items()]
