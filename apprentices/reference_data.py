"""The kinds of off-the-job activity, from ``apprentices/data`` into the database; may be run as often as one likes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from apprentices.models import ActivityType
from core import words

DATA = Path(__file__).parent / "data" / "activity_types.json"
FIELDS = ("label", "group", "confirmed_by", "taught", "counts", "counts_by_rule_set", "help", "why_not")


def activity_types() -> list[dict[str, Any]]:
    """Code and fields of every kind, in the order of the file."""
    entries = json.loads(DATA.read_text(encoding="utf-8"))["activity_types"]
    return [
        {"code": entry["code"], "order": order, **{field: entry[field] for field in FIELDS}}
        for order, entry in enumerate(entries, start=1)
    ]


@transaction.atomic
def load() -> str:
    """Bring the kinds of activity up to date. Kinds that are in use are never taken away."""
    for fields in activity_types():
        ActivityType.objects.update_or_create(code=fields.pop("code"), defaults=fields)
    return f"Off-the-job time: {words.count(ActivityType.objects.count(), 'kind')} of activity."
