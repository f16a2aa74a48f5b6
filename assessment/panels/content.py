"""The canonical content of a reader's sheet: what is signed when it is sent."""

from __future__ import annotations

from typing import Any

from assessment.models import PanelReading

SHEET = "panel reader's sheet"


def sheet(reading: PanelReading) -> dict[str, Any]:
    """A sheet with the very portfolio that was read."""
    comments = reading.comments.select_related("statement__framework").order_by(
        "statement__framework__code", "statement__framework__edition", "statement__number", "statement__code"
    )
    return {
        "reading": reading.reference,
        "submission": reading.item.submission.reference,
        "submission_hash": reading.item.submission.content_hash,
        "comments": [
            {
                "framework": one.statement.framework.code,
                "edition": one.statement.framework.edition,
                "code": one.statement.code,
                "words": one.words,
            }
            for one in comments
        ],
        "overall": reading.overall,
        "would_recommend": reading.would_recommend,
        "reader": reading.member.person.reference,
    }


def sheet_content(reading: PanelReading, purpose: str) -> dict[str, Any] | None:
    """For ``core.registry.signed_models``: the content as it stands now, or None for a purpose of others."""
    return sheet(reading) if purpose == SHEET else None
