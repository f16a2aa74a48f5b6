"""What a candidate reads after a no: words that they can use, and no mark and no name of a panel member."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.records import Record
from recruitment.models.applications import Application


class OutcomeFeedback(Record):
    """Feedback to somebody who came to selection and has no offer: written once, read by the candidate's own link."""

    application = models.OneToOneField(Application, models.CASCADE, related_name="outcome_feedback")
    did_well = models.TextField(max_length=2000)
    would_help = models.TextField(max_length=2000)
    next_step = models.TextField(max_length=1000)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Feedback on {self.application}"

    def audit_root(self) -> Application:
        return self.application
