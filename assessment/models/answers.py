"""What an assessor answered to a version: returned for more work, or signed off, with a countersignature where one is
due. None of it is ever changed.
"""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from assessment.models.evidence import Evidence, EvidenceVersion


class ReturnForMore(models.Model):
    """A version returned for more work: why, what would be enough, and by when."""

    version = models.OneToOneField(EvidenceVersion, models.PROTECT, related_name="returned")
    reason = models.TextField()
    enough = models.TextField()
    again_by = models.DateField()
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    returned_as = models.CharField(max_length=60)
    returned_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="evidence_returned_by_another", condition=~models.Q(returned_by=models.F("written_by"))
            )
        ]

    def __str__(self) -> str:
        return f"Returned by {self.returned_by}"


class ProposedSignOff(models.Model):
    """What a practice educator in training judged and signed, before whoever oversees them has countersigned.

    Countersigned, it becomes the sign-off of the version. Refused, it stays as it was and the practice educator answers
    anew. ``judgements`` is claim id → judgement; ``content_hash`` is the hash that was signed.
    """

    version = models.ForeignKey(EvidenceVersion, models.PROTECT, related_name="proposed_sign_offs")
    judgements = models.JSONField(default=dict)
    statement = models.TextField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_as = models.CharField(max_length=60)
    signed_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    content_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="sign_off_proposed_by_another", condition=~models.Q(signed_by=models.F("written_by"))
            )
        ]

    def __str__(self) -> str:
        return f"Signed by {self.signed_by}, to be countersigned"

    def audit_root(self) -> Evidence:
        return self.version.evidence

    def judgement_of(self, claim_id: int) -> str:
        return str(self.judgements.get(str(claim_id), ""))


class CountersignatureRefused(models.Model):
    """Why what a practice educator in training signed was not countersigned. It is theirs to answer again."""

    proposed = models.OneToOneField(ProposedSignOff, models.PROTECT, related_name="refused")
    reason = models.TextField()
    refused_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    refused_at = models.DateTimeField(default=timezone.now)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="countersignature_refused_by_another", condition=~models.Q(refused_by=models.F("signed_by"))
            )
        ]

    def __str__(self) -> str:
        return f"Not countersigned by {self.refused_by}"


class SignOff(models.Model):
    """An assessor's signed statement that a version is accepted. ``content_hash`` is the hash that was signed.

    Nobody signs off their own, and nobody countersigns their own: the row names the people, and the database compares
    them. A countersignature is under the same content, so under the same hash.
    """

    version = models.OneToOneField(EvidenceVersion, models.PROTECT, related_name="sign_off")
    statement = models.TextField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_as = models.CharField(max_length=60)
    signed_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    content_hash = models.CharField(max_length=64)
    countersigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    countersigned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="evidence_signed_off_by_another", condition=~models.Q(signed_by=models.F("written_by"))
            ),
            models.CheckConstraint(
                name="evidence_countersigned_by_a_third",
                condition=models.Q(countersigned_by__isnull=True, countersigned_at__isnull=True)
                | (
                    models.Q(countersigned_by__isnull=False, countersigned_at__isnull=False)
                    & ~models.Q(countersigned_by=models.F("signed_by"))
                    & ~models.Q(countersigned_by=models.F("written_by"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Signed off by {self.signed_by}"

    @property
    def complete_at(self) -> datetime.datetime:
        """The moment from which the version was accepted."""
        return self.countersigned_at or self.signed_at
