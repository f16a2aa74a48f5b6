"""A draft that an apprentice shows to one person for comment, and what that person said. None of it ever counts."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.models import Involvement
from apprentices.models.involvement import related
from assessment.models.evidence import Evidence
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User

COMMENTING_KINDS = (
    Involvement.Kind.PRACTICE_EDUCATOR,
    Involvement.Kind.WORKPLACE_ASSESSOR,
    Involvement.Kind.TUTOR,
    Involvement.Kind.MENTOR,
)
"""Relations of the people whom an apprentice may ask for comments on a draft."""


class DraftShareQuerySet(models.QuerySet["DraftShare"]):
    def running(self) -> DraftShareQuerySet:
        return self.filter(ended_at__isnull=True)

    def open_to(self, user: User, *, on: datetime.date) -> DraftShareQuerySet:
        """Drafts that are shown to this person now, while they stand in such a relation."""
        theirs = related(user, *COMMENTING_KINDS, on=on)
        return self.running().filter(reader_id=user.pk or 0, evidence__apprentice__in=theirs)


class DraftShare(Record):
    """One person may read one draft as it grows, until it is taken back or sent. Files beside it are not shown."""

    STEP_WORDS = {
        "shared": "showed the draft to somebody for comment",
        "ended": "ended showing the draft",
        "commented": "commented on the draft",
    }

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="shares")
    shared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reader_as = models.CharField(max_length=60)
    question = models.CharField(max_length=500, blank=True)
    shared_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    objects = DraftShareQuerySet.as_manager()

    class Meta:
        ordering = ["shared_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "reader"], condition=models.Q(ended_at__isnull=True), name="draft_shared_once"
            ),
            models.CheckConstraint(name="draft_shared_with_another", condition=~models.Q(reader=models.F("shared_by"))),
        ]

    def __str__(self) -> str:
        return f"Shown to {self.reader}"

    def audit_root(self) -> Evidence:
        return self.evidence


class DraftComment(models.Model):
    """What a reader said about a draft: formative, for the apprentice alone, in no count, no hash and no pack."""

    share = models.ForeignKey(DraftShare, models.CASCADE, related_name="comments")
    text = models.TextField()
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Comment of {self.share.reader}"
