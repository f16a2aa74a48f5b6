"""Who sits on a review panel, when it can judge, and what it says. Rules over plain facts; no database.

A judgement is holistic: words for the whole, and words for the domains that matter. Nothing is counted or averaged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import models

from core import words
from core.permissions import YES, Answer, no


class ReviewPoint(models.TextChoices):
    """The points before the first placement, by the code of their level in the PCF.

    At the end of a placement the practice educator's recommendation is the capability review.
    """

    ENTRY = "ENTRY", "Point of entry to training"
    READINESS = "RFDP", "Readiness for direct practice"


class Side(models.TextChoices):
    """For whom a panel member speaks. Shown to those who convene the panel and to nobody else."""

    UNIVERSITY = "university", "University"
    PRACTICE = "practice", "Practising social worker"
    LIVED_EXPERIENCE = "lived_experience", "Person with lived experience"


class Judgement(models.TextChoices):
    MET = "met", "At this level"
    NOT_YET = "not_yet", "Not yet"


SIDES: dict[str, tuple[Side, ...]] = {
    ReviewPoint.ENTRY: (Side.UNIVERSITY, Side.PRACTICE),
    ReviewPoint.READINESS: (Side.UNIVERSITY, Side.PRACTICE, Side.LIVED_EXPERIENCE),
}
"""Which sides judge together. Readiness: Social Work England, education and training standard 2.5, with the people whom
the practice is for on the panel. Entry: nobody is practice educator yet, so the university and the workplace assessor.
"""


@dataclass(frozen=True)
class Seat:
    """One member of a panel, and whether they have signed their view of one apprentice."""

    name: str
    side: str
    has_signed: bool


def composed(point: str, sides: Collection[str]) -> Answer:
    """May a panel of these sides be convened for this point?"""
    missing = [side.label.lower() for side in SIDES[point] if side not in sides]
    if missing:
        return no(f"The panel needs a member for each side. Still missing: {words.listed(missing)}.")
    return YES


def may_be_judged(point: str, seats: Iterable[Seat]) -> Answer:
    """May the panel's judgement be recorded? A missing person is named elsewhere; a missing side blocks."""
    heard = {seat.side for seat in seats if seat.has_signed}
    missing = [side.label.lower() for side in SIDES[point] if side not in heard]
    if missing:
        return no(f"Nobody has signed a view for this side of the panel yet: {words.listed(missing)}.")
    return YES


def not_heard(seats: Iterable[Seat]) -> list[str]:
    """Members whose view is missing, by name: the judgement says so."""
    return [seat.name for seat in seats if not seat.has_signed]
