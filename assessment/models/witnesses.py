"""What a line manager or a workplace supervisor saw, in their own signed words, beside a piece of evidence."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.models import Involvement
from assessment.models.evidence import Evidence
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User

WITNESSING_KINDS = (Involvement.Kind.LINE_MANAGER, Involvement.Kind.WORKPLACE_SUPERVISOR)
"""Relations of the people who see day-to-day practice and do not assess it."""


class WitnessStatementQuerySet(models.QuerySet["WitnessStatement"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> WitnessStatementQuerySet:
        """What a person was asked or said themselves; of evidence that they may read, what was said; their own, all."""
        on = on or timezone.localdate()
        said = models.Q(state=WitnessStatement.State.GIVEN, evidence__in=Evidence.objects.visible_to(user, on=on))
        asked = models.Q(asked_by_id=user.pk or 0)
        witness = models.Q(witness_id=user.pk or 0) & ~models.Q(state=WitnessStatement.State.TAKEN_BACK)
        return self.filter(said | asked | witness)

    def asked_of(self, user: User) -> WitnessStatementQuerySet:
        """What waits for this person's words."""
        return self.filter(witness=user, state=WitnessStatement.State.ASKED)

    def given(self) -> WitnessStatementQuerySet:
        return self.filter(state=WitnessStatement.State.GIVEN)


class WitnessStatement(Record):
    """The signed words of somebody who saw the practice. It supports a claim and never accepts it.

    The witness reads what the apprentice asks and which capabilities it is about (``about``), never the evidence:
    line managers do not read portfolios. What they read is part of what they sign.
    """

    class State(models.TextChoices):
        ASKED = "asked", "Asked for"
        GIVEN = "given", "Signed"
        DECLINED = "declined", "Declined"
        TAKEN_BACK = "taken_back", "Not asked any more"

    STEPS = {State.ASKED: {State.GIVEN, State.DECLINED, State.TAKEN_BACK}}
    STEP_WORDS = {
        "asked": "asked for a witness statement",
        State.GIVEN: "signed a witness statement",
        State.DECLINED: "declined to give a witness statement",
        State.TAKEN_BACK: "took back the request for a witness statement",
    }

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="witness_statements")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    witness = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    witness_as = models.CharField(max_length=60)
    request = models.TextField()
    about = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    statement = models.TextField(blank=True)
    kept_reason = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)
    content_hash = models.CharField(max_length=64, blank=True)

    objects = WitnessStatementQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [
            models.Index(fields=["witness"], name="witness_statement_asked", condition=models.Q(state="asked")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "witness"],
                condition=models.Q(state__in=["asked", "given"]),
                name="witness_statement_once",
            ),
            models.CheckConstraint(name="witness_is_another", condition=~models.Q(witness=models.F("asked_by"))),
            models.CheckConstraint(
                name="witness_statement_given_is_signed",
                condition=~models.Q(state="given")
                | (models.Q(answered_at__isnull=False) & ~models.Q(statement="") & ~models.Q(content_hash="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Statement of {self.witness}"

    def audit_root(self) -> Evidence:
        return self.evidence
