"""An accepted piece of evidence that was opened again: by whom, why, until when, and how it ended."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.models import Apprentice
from assessment.models.breaches import Breach
from assessment.models.evidence import OVER, Evidence, EvidenceVersion


class ReopeningQuerySet(models.QuerySet["Reopening"]):
    def running(self) -> ReopeningQuerySet:
        return self.filter(ended_at__isnull=True)

    def left_alone(self, *, on: datetime.date) -> ReopeningQuerySet:
        """Running, past their day, and nothing new was sent. A break stops the clock; after the end none runs.

        What would stand again must not be hidden.
        """
        states = Evidence.State
        with_the_writer = self.running().filter(evidence__state__in=[states.REOPENED, states.RETURNED])
        away = [Apprentice.State.ON_BREAK, Apprentice.State.SUSPENDED]
        hidden = Breach.objects.standing().filter(evidence=models.OuterRef("evidence"))
        with_the_writer = with_the_writer.exclude(
            models.Exists(hidden.filter(number__gte=models.OuterRef("version__number")))
        )
        return with_the_writer.filter(models.Q(until__lt=on) | models.Q(evidence__apprentice__state__in=OVER)).exclude(
            evidence__apprentice__state__in=away
        )


class Reopening(models.Model):
    """A signed acceptance that does not stand for now. ``version`` was accepted, and stays readable with its signature.

    A new version that is accepted replaces it. Where none is sent by ``until``, what was accepted stands again.
    """

    class Outcome(models.TextChoices):
        REPLACED = "replaced", "A new version was accepted"
        STANDS = "stands", "What was accepted stands again"

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="reopenings")
    version = models.ForeignKey(EvidenceVersion, models.PROTECT, related_name="+")
    reason = models.TextField()
    until = models.DateField()
    reopened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reopened_as = models.CharField(max_length=60)
    reopened_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)

    objects = ReopeningQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence"], condition=models.Q(ended_at__isnull=True), name="reopening_one_at_a_time"
            ),
            models.CheckConstraint(name="reopened_by_another", condition=~models.Q(reopened_by=models.F("written_by"))),
            models.CheckConstraint(
                name="reopening_ended_somehow",
                condition=models.Q(ended_at__isnull=True, outcome="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(outcome="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Opened again by {self.reopened_by}"
