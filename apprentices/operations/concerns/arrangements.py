"""Whom to phone at an organisation, kept by its own people."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from apprentices.models import ConcernArrangements
from consortium.models import Organisation
from core import audit
from core.accounts.models import User


@transaction.atomic
def keep_arrangements(organisation: Organisation, *, fields: dict[str, Any], by: User) -> ConcernArrangements:
    """Write down, or put right, whom to phone and how many working days steps may take."""
    kept, _ = ConcernArrangements.objects.update_or_create(
        organisation=organisation, defaults={**fields, "kept_by": by}
    )
    audit.record(kept, "kept", by=by)
    return kept
