"""Reasons that people choose from, as the reference data lists them."""

from __future__ import annotations

import json
from functools import cache

from consortium.reference_data import DATA


@cache
def reason_choices(name: str) -> tuple[tuple[str, str], ...]:
    """Code and label of every reason on a list ("not_progressed", "offer_decline")."""
    lists = json.loads((DATA / "reasons.json").read_text(encoding="utf-8"))["lists"]
    return tuple((reason["code"], reason["label"]) for reason in lists[name])


def reason_label(name: str, code: str) -> str:
    return dict(reason_choices(name)).get(code, "")
