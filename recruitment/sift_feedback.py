"""Reasons that sifters choose from, and what the candidate reads of them: sentences, not marks."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "sift_reasons.json"
STRENGTHS, TO_STRENGTHEN = "strengths", "to_strengthen"
LOW, HIGH = (1, 2), (5,)
"""Marks that need a reason: a low one what would make the answer stronger, the highest what is strong in it."""


@cache
def _reasons(kind: str) -> dict[str, tuple[str, str]]:
    listed = json.loads(FILE.read_text(encoding="utf-8"))[kind]
    return {reason["code"]: (reason["label"], reason["words"]) for reason in listed}


def choices(kind: str) -> list[tuple[str, str]]:
    """Code and label of every reason of a kind."""
    return [(code, label) for code, (label, _) in _reasons(kind).items()]


def labels(codes: Iterable[str]) -> list[str]:
    """The labels of these reasons, of either kind."""
    known = _reasons(STRENGTHS) | _reasons(TO_STRENGTHEN)
    return [known[code][0] for code in codes if code in known]


def lacks_a_reason(value: int, codes: Iterable[str]) -> str:
    """The kind of reason that a mark still needs; empty where it has what it needs."""
    given = set(codes)
    if value in LOW and not given & _reasons(TO_STRENGTHEN).keys():
        return TO_STRENGTHEN
    if value in HIGH and not given & _reasons(STRENGTHS).keys():
        return STRENGTHS
    return ""


def words_for_candidate(by_question: Iterable[tuple[str, Iterable[str]]]) -> str:
    """What the candidate reads: for each question what was strong and what would make it stronger, each once.

    ``by_question``: the title of the question with the codes that sifters chose on it.
    """
    asked: dict[str, list[str]] = {}
    for question, codes in by_question:
        kept = asked.setdefault(question, [])
        kept.extend(code for code in codes if code not in kept)
    parts = []
    for question, codes in asked.items():
        lines = [
            f"{heading}:\n" + "\n".join(f"- {_reasons(kind)[code][1]}" for code in codes if code in _reasons(kind))
            for kind, heading in ((STRENGTHS, "What was strong"), (TO_STRENGTHEN, "What would make it stronger"))
            if any(code in _reasons(kind) for code in codes)
        ]
        if lines:
            parts.append("\n".join([question, *lines]))
    return "\n\n".join(parts)
