"""The three who agree everything about an apprenticeship, and who speaks for each of them."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import models

from apprentices.models.involvement import Involvement, related

if TYPE_CHECKING:
    from core.accounts.models import User


class Party(models.TextChoices):
    """The apprentice, the employer, the university."""

    APPRENTICE = "apprentice", "Apprentice"
    EMPLOYER = "employer", "Employer"
    UNIVERSITY = "university", "University"


PARTY_KINDS: dict[str, str] = {
    Party.APPRENTICE: Involvement.Kind.SELF,
    Party.EMPLOYER: Involvement.Kind.LINE_MANAGER,
    Party.UNIVERSITY: Involvement.Kind.TUTOR,
}
"""Party → the relation of those who are asked first: the apprentice, any line manager, any tutor."""


def spoken_for(user: User, *, on: datetime.date) -> list[Party]:
    """The parties of which a person is one that is asked first, for any apprentice on a date."""
    return [Party(party) for party, kind in PARTY_KINDS.items() if related(user, kind, on=on)]
