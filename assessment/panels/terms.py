"""Terms of reference: as they come with the portal, and as a stored edition has them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from assessment.panels.rules import Terms


@cache
def default_terms() -> Terms:
    """What holds where a university has set no terms of its own."""
    data = json.loads((Path(__file__).parents[1] / "data" / "terms_of_reference.json").read_text(encoding="utf-8"))
    return terms_from(data["terms"][0])


def terms_from(stored: Mapping[str, Any]) -> Terms:
    return Terms(**stored)


def as_data(terms: Terms) -> dict[str, Any]:
    """Terms as they are stored with a meeting."""
    return asdict(terms)
