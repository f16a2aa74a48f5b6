"""What helps a candidate to take part, kept apart from the application."""

from __future__ import annotations

from django.db import models

from recruitment.models.applications import Application


class Adjustments(models.Model):
    """What helps the candidate, in their own words: read by them and by the coordinator who arranges it alone.

    ``carry_over``: the candidate wants it in their own record as an apprentice, where they choose who reads it.
    """

    application = models.OneToOneField(Application, models.CASCADE, related_name="+")
    wanted = models.BooleanField()
    what_helps = models.TextField(blank=True, max_length=4000)
    carry_over = models.BooleanField(default=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "adjustments"

    def __str__(self) -> str:
        return f"Adjustments for {self.application}"

    def audit_root(self) -> Application:
        return self.application
