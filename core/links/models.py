"""Signed single-purpose links for people who come rarely: they open one thing, and sign only with a one-time code."""

from __future__ import annotations

import datetime

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import timezone

from core.records import Record


class SignedLinkQuerySet(models.QuerySet["SignedLink"]):
    def live(self, *, at: datetime.datetime | None = None) -> SignedLinkQuerySet:
        """Links that still open: neither expired nor revoked, to a person who is not switched off."""
        return self.filter(expires_at__gt=at or timezone.now(), revoked_at__isnull=True, person__is_active=True)

    def to(self, subject: models.Model, purpose: str) -> SignedLinkQuerySet:
        return self.filter(subject_kind=subject._meta.label_lower, subject_id=subject.pk, purpose=purpose)

    def revoke(self) -> int:
        """Close every link of the queryset at the next request."""
        return self.filter(revoked_at__isnull=True).update(revoked_at=timezone.now())


class SignedLink(Record):
    """A link for one person, to one record, for one purpose. Only the hash of its token (160 bits) is kept."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="links")
    purpose = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=80)
    subject_id = models.BigIntegerField()
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)

    objects = SignedLinkQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id", "purpose"], name="link_by_subject")]

    def __str__(self) -> str:
        return f"{self.purpose} for {self.person}"

    @property
    def subject(self) -> models.Model | None:
        """The record that it is to; None where that is gone."""
        return apps.get_model(self.subject_kind)._base_manager.filter(pk=self.subject_id).first()

    @property
    def is_live(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()


class OneTimeCode(models.Model):
    """Six digits to the address held for the person: what makes a signature by link theirs and not a forwarder's."""

    MINUTES = 15
    ATTEMPTS = 5

    link = models.ForeignKey(SignedLink, models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
