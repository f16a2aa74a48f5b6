"""Mail: everything is owed in the outbox first, claimed in batches, delivered, and kept to be read."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.records import Record


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, *, at: datetime.datetime) -> MessageQuerySet:
        return self.filter(
            models.Q(state=Message.State.OWED, due_at__lte=at)
            | models.Q(state=Message.State.CLAIMED, claimed_until__lt=at)
        )


class Message(Record):
    """One mail to one recipient. ``key`` is unique: what was told is not told again.

    A mail with a ``secret`` (a link, a code) loses its body once it has been sent, except in the demo.
    """

    ATTEMPTS = 5

    class State(models.TextChoices):
        OWED = "owed", "Waiting to be sent"
        CLAIMED = "claimed", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Could not be sent"

    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="messages")
    to_email = models.EmailField(max_length=254)
    kind = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    attachment_name = models.CharField(max_length=80, blank=True)
    attachment = models.TextField(blank=True)
    secret = models.BooleanField(default=False)
    key = models.CharField(max_length=160, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OWED)
    due_at = models.DateTimeField(default=timezone.now)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["state", "due_at"], name="message_due", condition=models.Q(state__in=["owed", "claimed"])
            ),
            models.Index(fields=["-created_at"], name="message_newest"),
        ]

    def __str__(self) -> str:
        return self.subject
