"""How equality answers are put together for reports of outcomes: as data, and counted without a name."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

NOT_SAID = "Not said"


@dataclass(frozen=True)
class Group:
    """One group: the question → the answers of which one must stand."""

    label: str
    when: Mapping[str, frozenset[str]]

    def holds(self, answers: Mapping[str, str]) -> bool:
        return all(answers.get(question) in allowed for question, allowed in self.when.items())


@dataclass(frozen=True)
class Grouping:
    code: str
    title: str
    groups: tuple[Group, ...]

    def group_of(self, answers: Mapping[str, str]) -> str:
        return next((group.label for group in self.groups if group.holds(answers)), NOT_SAID)

    def counted(self, people: Iterable[tuple[Mapping[str, str], str]]) -> dict[str, Counter[str]]:
        """Answers with an outcome, each of one person → group → outcome → how many."""
        found: dict[str, Counter[str]] = {label: Counter() for label in (*(g.label for g in self.groups), NOT_SAID)}
        for answers, outcome in people:
            found[self.group_of(answers)][outcome] += 1
        return found


@cache
def groupings() -> tuple[Grouping, ...]:
    data = json.loads((Path(__file__).parent / "data" / "equality_groups.json").read_text(encoding="utf-8"))
    return tuple(
        Grouping(
            entry["code"],
            entry["title"],
            tuple(
                Group(group["label"], {question: frozenset(values) for question, values in group["when"].items()})
                for group in entry["groups"]
            ),
        )
        for entry in data["groupings"]
    )
