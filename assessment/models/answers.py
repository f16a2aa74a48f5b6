"""What an assessor answered to a version: returned for more work, or signed off. Neither is ever changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from assessment.models.evidence import EvidenceVersion


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


class SignOff(models.Model):
    """An assessor's signed statement that a version is accepted. ``content_hash`` is the hash that was signed.

    Nobody signs off their own: the row names both people, and the database compares them.
    """

    version = models.OneToOneField(EvidenceVersion, models.PROTECT, related_name="sign_off")
    statement = models.TextField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_as = models.CharField(max_length=60)
    signed_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    content_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="evidence_signed_off_by_another", condition=~models.Q(signed_by=models.F("written_by"))
            )
        ]

    def __str__(self) -> str:
        return f"Signed off by {self.signed_by}"
