"""Equality answers, kept in a store of their own.

The answers know a campaign and a random key, never a person. One small table joins a key to an application; nothing
else does, and cutting the link is deleting its row. No relation leads from an application to either table, so no page,
list, export or pack can reach the answers by following one; ``operations.equality`` is the one door, and every reading
leaves an event.
"""

from __future__ import annotations

import datetime
import uuid

from django.db import models

from apprentices.off_the_job.periods import last_day
from consortium.models import Cohort
from recruitment.models.applications import Application
from recruitment.models.campaigns import Campaign

HALF_A_YEAR = datetime.timedelta(days=183)


class EqualityLinkQuerySet(models.QuerySet["EqualityLink"]):
    def over_by(self, day: datetime.date) -> EqualityLinkQuerySet:
        """Links of campaigns that had closed by a day; of an apprentice where the cohort had ended half a year before.

        The figures of the campaign are kept first. With its last return of figures the reason for the link ends.
        """
        closed = self.filter(application__campaign__figures__isnull=False)
        ended = [c.pk for c in Cohort.objects.all() if last_day(c.starts_on, c.months) + HALF_A_YEAR <= day]
        return closed.filter(
            models.Q(application__apprentice__isnull=True, application__campaign__closes_on__lte=day)
            | models.Q(application__apprentice__cohort__in=ended)
        )


class EqualityLink(models.Model):
    """Which key stands for an application's answers. Deleted when the law's reason to keep it has ended."""

    application = models.OneToOneField(Application, models.CASCADE, related_name="+")
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = EqualityLinkQuerySet.as_manager()

    def __str__(self) -> str:
        return "A key to equality answers"


class EqualityAnswers(models.Model):
    """One person's answers to the equality questions: code of the question → code of the option."""

    key = models.UUIDField(primary_key=True, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "equality answers"

    def __str__(self) -> str:
        return "Equality answers"


def delete_answers_of(applications: list[int]) -> None:
    """Delete what was answered with applications that were never handed in, before the applications go."""
    keys = EqualityLink.objects.filter(application__in=applications).values("key")
    EqualityAnswers.objects.filter(key__in=keys).delete()
