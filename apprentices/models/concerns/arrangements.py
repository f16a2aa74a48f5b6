"""What an organisation keeps for the day on which somebody may be at risk, and how long its steps may take."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from consortium.models import Organisation
from core.records import Record


class ConcernArrangements(Record):
    """Whom to phone at an employer, university or host, and its own numbers of working days where they differ."""

    TRIAGE_DAYS = 2
    HOLD_DAYS = 5
    _DAYS = (MinValueValidator(1), MaxValueValidator(20))

    STEP_WORDS = {"kept": "changed whom to phone when somebody may be at risk"}

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="concern_arrangements")
    team = models.CharField(max_length=120)
    phone = models.CharField(max_length=40)
    out_of_hours = models.CharField(max_length=40, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    triage_days = models.PositiveSmallIntegerField(default=TRIAGE_DAYS, validators=_DAYS)
    hold_days = models.PositiveSmallIntegerField(default=HOLD_DAYS, validators=_DAYS)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "arrangements for concerns"
        constraints = [
            models.CheckConstraint(
                name="concern_arrangements_days",
                condition=models.Q(triage_days__range=(1, 20), hold_days__range=(1, 20)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.team}, {self.organisation}"

    def audit_root(self) -> Organisation:
        return self.organisation
