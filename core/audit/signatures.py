"""A signature: somebody's own name under one exact content, by its hash. Nobody signs for somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from core import audit
from core.audit.models import canonical, label_of, sha256
from core.workflow import StepRefused

if TYPE_CHECKING:
    from core.accounts.models import User

ERASED = "erased by order "
"""What signed text becomes, and the only thing it may become, when an erasure order covers it."""


class SignatureQuerySet(models.QuerySet["Signature"]):
    def under(self, record: models.Model, purpose: str | None = None) -> SignatureQuerySet:
        """Signatures under a record, oldest first."""
        found = self.filter(subject_kind=label_of(record), subject_id=record.pk)
        found = found if purpose is None else found.filter(purpose=purpose)
        return found.select_related("signer").order_by("pk")


class Signature(models.Model):
    """Who signed what, how, and the very text that was signed. The database refuses every change but erasure."""

    class Method(models.TextChoices):
        ACCOUNT = "account", "Signed in"
        LINK_AND_CODE = "link_and_code", "By link, with a one-time code"

    subject_kind = models.CharField(max_length=80)
    subject_id = models.BigIntegerField()
    purpose = models.CharField(max_length=60)
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="signatures")
    signer_name = models.CharField(max_length=150)
    signer_role = models.CharField(max_length=150, blank=True)
    method = models.CharField(max_length=20, choices=Method.choices)
    address = models.GenericIPAddressField(null=True)
    signed_at = models.DateTimeField(default=timezone.now)
    content = models.TextField()
    content_hash = models.CharField(max_length=64)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "purpose", "signer"], name="signature_once_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.shown_name}, {self.purpose}"

    @property
    def shown_name(self) -> str:
        """The name as papers and pages show it: that of the signature, or the signer's of today where they ask so."""
        return self.signer.name_on_papers(self.signer_name)


def sign(
    record: models.Model,
    *,
    by: User,
    purpose: str,
    content: dict[str, Any],
    name: str = "",
    role: str = "",
    method: str = Signature.Method.ACCOUNT,
    address: str | None = None,
    at: Any = None,
) -> Signature:
    """Put a person's name under the canonical form of ``content``, inside the caller's transaction.

    ``purpose`` names what the signature means ("sign-off", "endorsement"); one person signs a record once for it.
    Raises ``StepRefused`` where this person has signed already.
    """
    text = canonical(content)
    try:
        with transaction.atomic():
            signature = Signature.objects.create(
                subject_kind=label_of(record),
                subject_id=record.pk,
                purpose=purpose,
                signer=by,
                signer_name=name or by.name,
                signer_role=role or by.capacity.role,
                method=method,
                address=address,
                signed_at=at or timezone.now(),
                content=text,
                content_hash=sha256(text),
            )
    except IntegrityError as already:
        raise StepRefused(f"You have already signed this ({purpose}).") from already
    audit.record(signature, f"signed: {purpose}", by=by, signed_hash=signature.content_hash, at=signature.signed_at)
    return signature
