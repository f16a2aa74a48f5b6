"""The three who agree everything about an apprenticeship, and who speaks for each of them."""

from __future__ import annotations

from django.db import models

from apprentices.models.involvement import Involvement


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
