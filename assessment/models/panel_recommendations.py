"""What a practice assessment panel recommends about a portfolio. It recommends; the board of examiners decides."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from assessment.models.submissions import PortfolioSubmission
from core.records import Record


class PanelRecommendation(Record):
    """One recommendation of one panel. ``members`` are those who took part: after an appeal nobody of them does again.

    ``outcome`` is about what the practice educator recommends: a panel never recommends instead of them.
    """

    class Outcome(models.TextChoices):
        CONFIRM_PASS = "confirm_pass", "Confirms the pass"
        MORE_EVIDENCE = "more_evidence", "Asks for more evidence"
        EXTEND_DAYS = "extend_days", "Adds days to the placement"
        CONCUR_FAIL = "concur_fail", "Agrees with the fail"
        DISAGREE = "disagree", "Disagrees, and refers it to the board of examiners"

    BACK_TO_EDUCATOR = (Outcome.MORE_EVIDENCE, Outcome.EXTEND_DAYS)

    submission = models.ForeignKey(PortfolioSubmission, models.PROTECT, related_name="panel_recommendations")
    outcome = models.CharField(max_length=15, choices=Outcome.choices)
    repeat_allowed = models.BooleanField(null=True)
    reasons = models.TextField()
    due_on = models.DateField(null=True)
    more_days = models.PositiveSmallIntegerField(null=True)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    chaired_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recommended_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["recommended_at", "pk"]
        constraints = [
            models.CheckConstraint(name="panel_recommendation_has_reasons", condition=~models.Q(reasons="")),
            models.CheckConstraint(
                name="panel_fail_says_whether_to_repeat",
                condition=models.Q(outcome="concur_fail", repeat_allowed__isnull=False)
                | (~models.Q(outcome="concur_fail") & models.Q(repeat_allowed__isnull=True)),
            ),
            models.CheckConstraint(
                name="panel_asks_for_more_by_a_day",
                condition=models.Q(outcome__in=["more_evidence", "extend_days"], due_on__isnull=False)
                | (~models.Q(outcome__in=["more_evidence", "extend_days"]) & models.Q(due_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="panel_extends_by_days",
                condition=models.Q(outcome="extend_days", more_days__gte=1)
                | (~models.Q(outcome="extend_days") & models.Q(more_days__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_outcome_display())

    def audit_root(self) -> PortfolioSubmission:
        return self.submission
