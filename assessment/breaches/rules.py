"""What a university does about somebody's details in evidence: minor or major, and how long a copy may take."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from consortium.models import Organisation

FILE = Path(__file__).parent.parent / "data" / "breach_rules.json"


@dataclass(frozen=True)
class Rule:
    """One severity: its name, what is done in words, and how long the apprentice has (None: agreed with the tutor)."""

    name: str
    words: str
    within: datetime.timedelta | None


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return data


def rules_of(university: Organisation) -> dict[str, Rule]:
    """By severity, what this university does; the default where it says nothing of its own."""
    own = _data()["universities"].get(university.code or "", {})
    return {code: _rule(default | own.get(code, {})) for code, default in _data()["default"].items()}


def _rule(said: dict[str, Any]) -> Rule:
    hours = said["hours"]
    return Rule(said["name"], said["words"], datetime.timedelta(hours=hours) if hours is not None else None)
