"""What evidence may be: a reflective log, a piece of work, … Data, in the order in which it is offered."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

Source = Literal["own", "work", "others"]

OBSERVATION = "observation"
"""The kind under which signed direct observations stand in the coverage, beside records from between placements."""


@dataclass(frozen=True)
class EvidenceKind:
    """``source``: whose account it is. ``questions`` help to write it; ``short`` heads a column."""

    code: str
    name: str
    short: str
    source: Source
    hint: str
    questions: tuple[str, ...]

    def __str__(self) -> str:
        return self.name


@cache
def all_kinds() -> dict[str, EvidenceKind]:
    """Every kind by its code, in order."""
    data = json.loads((Path(__file__).parent / "data" / "evidence_kinds.json").read_text(encoding="utf-8"))
    return {kind["code"]: EvidenceKind(**kind | {"questions": tuple(kind["questions"])}) for kind in data["kinds"]}
