"""What a version of evidence is said to show, and how the assessor judged it."""

from __future__ import annotations

from django.db import models

from assessment.models.evidence import EvidenceVersion
from consortium.models import Statement

WHY_LENGTH = 300


class Claim(models.Model):
    """One capability that a version is said to show, with a sentence of why.

    The statement belongs to one edition of a framework and stays on it. Only claims against a framework that is judged
    before qualifying get a judgement; the others are links.
    """

    class Judgement(models.TextChoices):
        SUFFICIENT = "sufficient", "Sufficient"
        NOT_YET = "not_yet", "Not yet"
        NOT_APPLICABLE = "not_applicable", "Not applicable"

    version = models.ForeignKey(EvidenceVersion, models.CASCADE, related_name="claims")
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="+")
    why = models.CharField(max_length=WHY_LENGTH)
    judgement = models.CharField(max_length=15, choices=Judgement.choices, blank=True)
    judged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-statement__framework__judged", "statement__framework", "statement__number", "pk"]
        indexes = [models.Index(fields=["statement", "version"], name="claim_by_statement")]
        constraints = [
            models.UniqueConstraint(fields=["version", "statement"], name="claim_once"),
            models.CheckConstraint(
                name="claim_judged_at_a_moment",
                condition=models.Q(judgement="", judged_at__isnull=True)
                | (~models.Q(judgement="") & models.Q(judged_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.statement)
