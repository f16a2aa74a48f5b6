"""The employer's statement on off-the-job hours that stay under the plan: written once, signed, never changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.models.record import Apprentice
from core.records import Record


class VarianceStatement(Record):
    """Why the hours that took place are under those that were agreed, in the employer's words, as they stood that day.

    A later one does not replace an earlier one; the newest is the one that holds.
    """

    STEP_WORDS = {"stated": "signed the employer’s statement on hours under plan"}

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="variance_statements")
    minimum_hours = models.DecimalField(max_digits=7, decimal_places=2)
    planned_hours = models.DecimalField(max_digits=7, decimal_places=2)
    actual_hours = models.DecimalField(max_digits=8, decimal_places=2)
    why = models.TextField()
    effect = models.TextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="variance_statement_is_about_hours_under_plan",
                condition=models.Q(actual_hours__lt=models.F("planned_hours")),
            ),
            models.CheckConstraint(
                name="variance_statement_says_why", condition=~models.Q(why="") & ~models.Q(effect="")
            ),
        ]

    def __str__(self) -> str:
        return f"Statement on hours under plan, {self.made_at:%-d %B %Y}"

    def audit_root(self) -> Apprentice:
        return self.apprentice

    def content(self) -> dict[str, str]:
        """What was signed: the three figures and the words."""
        return {
            "apprentice": self.apprentice.reference,
            "minimum_hours": f"{self.minimum_hours:.2f}",
            "planned_hours": f"{self.planned_hours:.2f}",
            "actual_hours": f"{self.actual_hours:.2f}",
            "why": self.why,
            "effect": self.effect,
        }
