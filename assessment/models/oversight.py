"""Practice educators in training: whose sign-off is countersigned, and by whom.

The placement names who oversees. Who stands in for them has a relation of their own to the apprentice for the dates,
and signs under their own name; like the one who oversees, they hold stage 2.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from apprentices.models import Apprentice, Involvement
from placements.models import Designation, Placement, PracticeEducator

if TYPE_CHECKING:
    from core.accounts.models import User


def is_overseen(educator: User, apprentice: Apprentice, *, on: datetime.date) -> bool:
    """Whether this person teaches a placement of this day under somebody who oversees them."""
    placements = Placement.objects.on(on).filter(
        apprentice=apprentice, practice_educator__person=educator, overseen_by__isnull=False
    )
    return placements.filter(state__in=Placement.AGREED).exists()


def countersigned_by(user: User, *, on: datetime.date) -> QuerySet[Any, Any]:
    """Ids of the apprentices for whom this person may countersign what a colleague signed."""
    at_stage_2 = _at_stage_2(on).filter(person_id=user.pk or 0)
    held = Involvement.objects.on(on).filter(kind=Involvement.Kind.PRACTICE_EDUCATOR)
    return held.filter(person__in=at_stage_2.values("person")).values("apprentice_id")


def countersigners(relations: list[Involvement], *, signed_by: User, on: datetime.date) -> list[Involvement]:
    """Of an apprentice's relations on a day, those of the people who may countersign what this person signed."""
    educators = [
        relation
        for relation in relations
        if relation.kind == Involvement.Kind.PRACTICE_EDUCATOR and relation.person_id != signed_by.pk
    ]
    ids = {relation.person_id for relation in educators}
    at_stage_2 = set(_at_stage_2(on).filter(person__in=ids).values_list("person_id", flat=True))
    return [relation for relation in educators if relation.person_id in at_stage_2]


def _at_stage_2(on: datetime.date) -> QuerySet[PracticeEducator]:
    return PracticeEducator.objects.at_stage(Designation.Stage.STAGE_2, on=on)
