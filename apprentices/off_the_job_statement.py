"""The statement of hours that somebody takes along: confirmed time by kind of activity."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Sum

from apprentices.models import Apprentice, OffTheJobEntry


def hours_by_activity(apprentice: Apprentice) -> list[tuple[str, Decimal]]:
    """Kind of activity and confirmed hours, the most first; what was taken back is taken off."""
    rows = (
        OffTheJobEntry.objects.confirmed()
        .filter(apprentice=apprentice)
        .order_by()
        .values_list("activity__label")
        .annotate(total=Sum("hours"))
    )
    return sorted(((label, total) for label, total in rows if total), key=lambda row: (-row[1], row[0]))
