"""Why something pauses, ends or is missed: coded reasons from the reference data, some of them restricted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from consortium.reference_data.files import Files

BREAK = "break"
WITHDRAWAL = "withdrawal"
SUSPENSION = "suspension"
EMPLOYMENT_END = "employment_end"


@dataclass(frozen=True)
class CodedReason:
    """``restricted`` = read only by those it was told to. ``is_a_right`` = the time away itself cannot be refused.

    ``trigger`` says from whose side it comes: apprentice, employer, university or other.
    """

    code: str
    label: str
    restricted: bool
    is_a_right: bool = False
    trigger: str = ""


@cache
def reasons(listed: str) -> dict[str, CodedReason]:
    """The reasons of a list by their code."""
    entries = Files().json("reasons.json")["lists"][listed]
    return {
        e["code"]: CodedReason(
            e["code"], e["label"], e["restricted"], e.get("cannot_be_refused", False), e.get("trigger", "")
        )
        for e in entries
    }


def choices(listed: str, *, trigger: str = "") -> list[tuple[str, str]]:
    """The reasons of a list for a form, where asked only those that come from one side."""
    return [(r.code, r.label) for r in reasons(listed).values() if not trigger or r.trigger in (trigger, "other")]
