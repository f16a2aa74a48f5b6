"""What the return of management information asks of recruitment, from ``data/mi_return.json``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "mi_return.json"
NOT_HELD = "not held"


@dataclass(frozen=True)
class Item:
    """One item: what it asks for, and of which figures it is made. A distribution is made of groups instead."""

    id: str
    asks: str
    unit: str
    numerator: str
    denominator: str
    definition: str


@dataclass(frozen=True)
class Answer:
    """An item with its value, and always the numbers that it is made of; None where a number is not held."""

    item: Item
    value: str
    numerator: int | None = None
    denominator: int | None = None


@cache
def items() -> tuple[Item, ...]:
    return tuple(Item(**entry) for entry in json.loads(DATA.read_text(encoding="utf-8"))["items"])


def answers(counts: Mapping[str, int]) -> list[Answer]:
    """Every item that is a number, from the figures of a campaign. A share of nothing is not held, and is not 0."""
    return [_answer(item, counts) for item in items() if item.numerator]


def _answer(item: Item, counts: Mapping[str, int]) -> Answer:
    above = counts.get(item.numerator)
    below = counts.get(item.denominator) if item.denominator else None
    if above is None or (item.unit == "%" and not below):
        return Answer(item, NOT_HELD, above, below)
    if item.unit != "%":
        return Answer(item, str(above), above, below)
    share = (Decimal(100) * above / Decimal(below or 1)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return Answer(item, f"{share}%", above, below)
