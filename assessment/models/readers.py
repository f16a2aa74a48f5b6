"""Who reads and who assesses an apprentice's evidence: asked of the dated relations alone."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from apprentices.models import Involvement
from apprentices.models.involvement import related

if TYPE_CHECKING:
    from core.accounts.models import User

Kind = Involvement.Kind

READING_KINDS = (Kind.PRACTICE_EDUCATOR, Kind.WORKPLACE_ASSESSOR, Kind.TUTOR, Kind.PANEL_READER)
"""Relations of a person that open what was sent. Everybody else who sees the apprentice sees that evidence exists."""

ASSESSING_KINDS = (Kind.PRACTICE_EDUCATOR, Kind.WORKPLACE_ASSESSOR)


def owned_by(user: User, *, on: datetime.date) -> list[int]:
    """Ids of the apprentices that this person is."""
    return related(user, Kind.SELF, on=on)


def read_by(user: User, *, on: datetime.date) -> list[int]:
    """Ids of the apprentices whose sent evidence this person may read."""
    return related(user, *READING_KINDS, on=on)


def tutored_by(user: User, *, on: datetime.date) -> list[int]:
    """Ids of the apprentices whose university tutor this person is."""
    return related(user, Kind.TUTOR, on=on)


def assessed_by(user: User, *, on: datetime.date) -> Q:
    """What is of the apprentices whose evidence waits for this person.

    In a placement the practice educator assesses; between placements the workplace assessor named in the training plan.
    """
    taught = Q(apprentice__in=related(user, Kind.PRACTICE_EDUCATOR, on=on))
    at_work = related(user, Kind.WORKPLACE_ASSESSOR, on=on)
    if not at_work:
        return taught
    in_placement = Involvement.objects.on(on).filter(kind=Kind.PRACTICE_EDUCATOR, apprentice__in=at_work)
    return taught | Q(apprentice__in=at_work) & ~Q(apprentice__in=in_placement.values("apprentice_id"))


def assessors(relations: list[Involvement]) -> list[Involvement]:
    """Of an apprentice's relations on a day, those of the people who assess."""
    educators = [relation for relation in relations if relation.kind == Kind.PRACTICE_EDUCATOR]
    return educators or [relation for relation in relations if relation.kind == Kind.WORKPLACE_ASSESSOR]
