"""The learner record beside the portal: each difference by person and field, and what was said to explain it."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.models.audit_files import FOR_UNIVERSITY
from apprentices.models.record import Apprentice
from consortium.models import Cohort, Organisation
from core.imports.models import Import
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User


class RecordComparisonQuerySet(models.QuerySet["RecordComparison"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> RecordComparisonQuerySet:
        """Comparisons of a university: of those who keep its records."""
        at = Organisation.objects.reached_by(user, on=on or timezone.localdate(), roles=list(FOR_UNIVERSITY))
        return self.filter(university__in=at.values("pk"))


class RecordComparison(Record):
    """One extract of the learner record, compared on one day. It changes nothing in any record."""

    STEP_WORDS = {
        "compared": "compared an extract of the learner record with the portal",
        "downloaded the differences": "downloaded the differences between the learner record and the portal",
        "explained": "explained a difference between the learner record and the portal",
    }

    brought = models.OneToOneField(Import, models.SET_NULL, null=True, related_name="+")
    university = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    cohort = models.ForeignKey(Cohort, models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    people = models.PositiveIntegerField(default=0)
    alike = models.PositiveIntegerField(default=0)

    objects = RecordComparisonQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"Learner record of {timezone.localtime(self.made_at):%-d %B %Y}"

    def audit_root(self) -> Organisation:
        return self.university


class RecordDifferenceQuerySet(models.QuerySet["RecordDifference"]):
    def with_explanation(self) -> RecordDifferenceQuerySet:
        """Each with the words that explain it (``said``) and who said them, where somebody did, now or before."""
        same = DifferenceExplanation.objects.filter(
            university=models.OuterRef("comparison__university"),
            who=models.OuterRef("who"),
            field=models.OuterRef("field"),
            ours=models.OuterRef("ours"),
            theirs=models.OuterRef("theirs"),
        )
        return self.annotate(
            said=models.Subquery(same.values("words")[:1]),
            said_by=models.Subquery(same.values("by__name")[:1]),
            said_at=models.Subquery(same.values("at")[:1]),
        )

    def unexplained(self) -> RecordDifferenceQuerySet:
        return self.with_explanation().filter(said__isnull=True)


class RecordDifference(models.Model):
    """What the portal says and what the extract says about one field of one person.

    ``who`` is the apprentice's reference; of somebody whom the portal does not know, what the extract calls them.
    """

    class Field(models.TextChoices):
        NOT_HERE = "not_here", "Person, not on the portal"
        NOT_THERE = "not_there", "Person, not in the extract"
        START = "start", "Start"
        PLANNED_END = "planned_end", "Planned end"
        ACTUAL_END = "actual_end", "Actual end"
        PLANNED_HOURS = "planned_hours", "Planned hours"
        ACTUAL_HOURS = "actual_hours", "Actual hours"
        BREAKS = "breaks", "Breaks in learning"
        EMPLOYER = "employer", "Employer"
        PRIOR_LEARNING = "prior_learning", "Prior learning"
        FUNDING = "funding", "Funding model"

    comparison = models.ForeignKey(RecordComparison, models.CASCADE, related_name="differences")
    apprentice = models.ForeignKey(Apprentice, models.PROTECT, null=True, related_name="record_differences")
    who = models.CharField(max_length=250)
    name = models.CharField(max_length=200)
    row = models.PositiveIntegerField(null=True)
    field = models.CharField(max_length=15, choices=Field.choices)
    ours = models.CharField(max_length=250, blank=True)
    theirs = models.CharField(max_length=250, blank=True)
    since = models.DateField(null=True)

    objects = RecordDifferenceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["comparison", "field"], name="record_difference_by_field")]

    def __str__(self) -> str:
        return f"{self.called}: {self.get_field_display().lower()}"

    @property
    def called(self) -> str:
        """The apprentice's name of today; of somebody whom the portal does not know, what the extract calls them."""
        return str(self.apprentice or self.name)

    def audit_root(self) -> Organisation:
        return self.comparison.university


class DifferenceExplanation(models.Model):
    """Why two records may differ here. It holds for the next comparison too, as long as both say the same as now."""

    university = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    apprentice = models.ForeignKey(Apprentice, models.PROTECT, null=True, related_name="+")
    who = models.CharField(max_length=250)
    field = models.CharField(max_length=15, choices=RecordDifference.Field.choices)
    ours = models.CharField(max_length=250, blank=True)
    theirs = models.CharField(max_length=250, blank=True)
    words = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["university", "who", "field", "ours", "theirs"], name="difference_explained_once"
            ),
            models.CheckConstraint(name="difference_explained_in_words", condition=~models.Q(words="")),
        ]

    def __str__(self) -> str:
        return self.words
