"""Who reads and who assesses an apprentice's evidence: asked of the dated relations alone."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from apprentices.models import Involvement

if TYPE_CHECKING:
    from core.accounts.models import User

Kind = Involvement.Kind

READING_KINDS = (Kind.PRACTICE_EDUCATOR, Kind.WORKPLACE_ASSESSOR, Kind.TUTOR, Kind.PANEL_READER)
"""Relations of a person that open what was sent. Everybody else who sees the apprentice sees that evidence exists."""

ASSESSING_KINDS = (Kind.PRACTICE_EDUCATOR, Kind.WORKPLACE_ASSESSOR)


def owned_by(user: User, *, on: datetime.date) -> QuerySet[Any, Any]:
    """Ids of the apprentices that this person is."""
    return related(user, on, Kind.SELF)


def read_by(user: User, *, on: datetime.date) -> QuerySet[Any, Any]:
    """Ids of the apprentices whose sent evidence this person may read."""
    return related(user, on, *READING_KINDS)


def tutored_by(user: User, *, on: datetime.date) -> QuerySet[Any, Any]:
    """Ids of the apprentices whose university tutor this person is."""
    return related(user, on, Kind.TUTOR)


def assessed_by(user: User, *, on: datetime.date) -> QuerySet[Any, Any]:
    """Ids of the apprentices whose evidence waits for this person.

    In a placement the practice educator assesses; between placements the workplace assessor named in the training plan.
    """
    in_placement = Involvement.objects.on(on).filter(kind=Kind.PRACTICE_EDUCATOR)
    return related(user, on, Kind.PRACTICE_EDUCATOR).union(
        Involvement.objects.on(on)
        .filter(person_id=user.pk or 0, kind=Kind.WORKPLACE_ASSESSOR)
        .exclude(apprentice__in=in_placement.values("apprentice_id"))
        .values("apprentice_id")
    )


def assessors(relations: list[Involvement]) -> list[Involvement]:
    """Of an apprentice's relations on a day, those of the people who assess."""
    educators = [relation for relation in relations if relation.kind == Kind.PRACTICE_EDUCATOR]
    return educators or [relation for relation in relations if relation.kind == Kind.WORKPLACE_ASSESSOR]


def related(user: User, on: datetime.date, *kinds: str) -> QuerySet[Any, Any]:
    """Ids of the apprentices to whom this person stands in one of these relations on a day."""
    return Involvement.objects.on(on).filter(person_id=user.pk or 0, kind__in=kinds).values("apprentice_id")
