"""Equality answers, kept in a store of their own.

The answers know a campaign and a random key, never a person. One small table joins a key to an application; nothing
else does, and cutting the link is deleting its row. No relation leads from an application to either table, so no page,
list, export or pack can reach the answers by following one; ``operations.equality`` is the one door, and every reading
leaves an event.
"""

from __future__ import annotations

import uuid

from django.db import models

from recruitment.models.applications import Application
from recruitment.models.campaigns import Campaign


class EqualityLink(models.Model):
    """Which key stands for an application's answers. Deleted when the law's reason to keep it has ended."""

    application = models.OneToOneField(Application, models.CASCADE, related_name="+")
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

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
