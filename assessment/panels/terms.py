"""Terms of reference: as they come with the portal, and as a stored edition has them."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assessment.panels.rules import Terms

if TYPE_CHECKING:
    from consortium.models import Organisation


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


def terms_of(university: Organisation, *, on: datetime.date) -> Terms:
    """The terms of a university that are in force on a day: its own newest edition, or those of the portal."""
    own = university.panel_terms.filter(valid_from__lte=on).order_by("-valid_from", "-pk").first()
    return terms_from(own.rules) if own else default_terms()
