"""Runs of payments: which claims an organisation had paid together, and the very file that its finance team got."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from consortium.models import Organisation
from core.records import Record
from recruitment.models.panellists import KEEPING

if TYPE_CHECKING:
    from core.accounts.models import User


class PaymentRunQuerySet(models.QuerySet["PaymentRun"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> PaymentRunQuerySet:
        """Runs of the organisations whose register a person keeps, but for those with a claim of their own seats."""
        payers = Organisation.objects.reached_by(user, on=on or timezone.localdate(), roles=KEEPING)
        return self.filter(payer__in=payers).exclude(
            Q(claims__person=user.pk or 0) | Q(claims__seat__person=user.pk or 0)
        )


class PaymentRun(Record):
    """Claims that one organisation pays on one day. ``content`` is the file as it was made; it never changes."""

    STEP_WORDS = {"made": "made the payment run", "paid": "recorded that the run was paid"}

    payer = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    pay_on = models.DateField("to be paid on")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    payments = models.PositiveIntegerField()
    total = models.DecimalField(max_digits=9, decimal_places=2, default=Decimal(0))
    content = models.TextField()
    paid_on = models.DateField(null=True, editable=False)

    objects = PaymentRunQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["payer", "number"], name="payment_run_number_once_for_each_payer"),
            models.CheckConstraint(name="payment_run_is_counted", condition=Q(number__gte=1, total__gte=0)),
        ]

    def __str__(self) -> str:
        return f"Payment run {self.number} of {self.payer}"

    def audit_root(self) -> PaymentRun:
        return self
