"""The university's assignments and what became of them. Marks are seen by the apprentice, the tutor and whoever records
them: never by an employer, a practice educator or a panel.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from apprentices.models import Apprentice
from assessment.models import readers
from consortium.models import Cohort
from consortium.people import reached_ids
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User

RECORDING_ROLES = ("compliance_officer",)
"""Roles at a university that record the marks of all its cohorts; a tutor records those of their own apprentices."""


class Assignment(Record):
    """One piece of work that a university asks of a cohort."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="assignments")
    module = models.CharField(max_length=80)
    title = models.CharField(max_length=150)
    due_on = models.DateField()
    pass_mark = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(40))

    class Meta:
        ordering = ["due_on", "module", "title"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "module", "title"], name="assignment_once"),
            models.CheckConstraint(
                name="assignment_pass_mark_is_a_mark", condition=models.Q(pass_mark__gte=0, pass_mark__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module}: {self.title}"

    def audit_root(self) -> Cohort:
        return self.cohort


class AssignmentResultQuerySet(models.QuerySet["AssignmentResult"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> AssignmentResultQuerySet:
        """A person's own; a tutor's apprentices'; those of its own cohorts for a university's compliance officer."""
        on = on or timezone.localdate()
        recorded = reached_ids(user, on=on, roles=RECORDING_ROLES)
        return self.filter(
            models.Q(apprentice__in=readers.owned_by(user, on=on))
            | models.Q(apprentice__in=readers.tutored_by(user, on=on))
            | models.Q(assignment__cohort__university__in=recorded)
        )


class AssignmentResult(Record):
    """One attempt at an assignment. ``confirmed_on``: the day on which the board confirmed it; then it stands."""

    class Outcome(models.TextChoices):
        PASSED = "passed", "Passed"
        NOT_PASSED = "not_passed", "Not passed"
        NOT_HANDED_IN = "not_handed_in", "Not handed in"
        EXTENDED = "extended", "Extension"

    STEP_WORDS = {"recorded": "recorded a mark", "changed": "changed a mark that was not final"}

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="results")
    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="assignment_results")
    attempt = models.PositiveSmallIntegerField(default=1)
    outcome = models.CharField(max_length=15, choices=Outcome.choices)
    mark = models.DecimalField(
        max_digits=5, decimal_places=2, null=True, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    handed_in_on = models.DateField(null=True)
    again_by = models.DateField(null=True)
    confirmed_on = models.DateField(null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = AssignmentResultQuerySet.as_manager()

    class Meta:
        ordering = ["assignment__due_on", "assignment", "attempt"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "apprentice", "attempt"], name="assignment_result_once"),
            models.CheckConstraint(
                name="assignment_mark_is_a_mark",
                condition=models.Q(mark__isnull=True) | models.Q(mark__gte=0, mark__lte=100),
            ),
            models.CheckConstraint(
                name="assignment_result_has_mark_only_where_marked",
                condition=models.Q(outcome__in=["passed", "not_passed"]) | models.Q(mark__isnull=True),
            ),
            models.CheckConstraint(name="assignment_attempt_is_counted", condition=models.Q(attempt__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.assignment}, attempt {self.attempt}: {self.get_outcome_display().lower()}"
