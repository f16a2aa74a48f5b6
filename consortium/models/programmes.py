"""Programmes as data: standards and their versions, off-the-job rule sets, published minimums, cohorts."""

from __future__ import annotations

import datetime

from django.db import models

from consortium.models.frameworks import Framework
from consortium.models.organisations import Organisation
from core.records import Record


class Standard(models.Model):
    """An apprenticeship standard, such as ST0510, or one of the standards that feed into it."""

    code = models.CharField(max_length=10, unique=True)
    title = models.CharField(max_length=150)
    level = models.PositiveSmallIntegerField()
    typical_months = models.PositiveSmallIntegerField()
    funding_bands = models.JSONField(default=list, help_text="[{valid_from, amount_gbp, note}]")
    note = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return f"{self.title} ({self.code}, level {self.level})"


class StandardStep(models.Model):
    """From one standard to the next on the pathway into social work."""

    feeder = models.ForeignKey(Standard, models.CASCADE, related_name="leads_to")
    next = models.ForeignKey(Standard, models.CASCADE, related_name="fed_by")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feeder", "next"], name="standard_step_once")]

    def __str__(self) -> str:
        return f"{self.feeder.code} → {self.next.code}"


class StandardVersionQuerySet(models.QuerySet["StandardVersion"]):
    def for_start(self, on: datetime.date) -> StandardVersion | None:
        """The version that somebody who starts on a day is on: the newest that is known to be in force by then."""
        return self.filter(valid_from__lte=on).order_by("-valid_from").first()


class StandardVersion(models.Model):
    """A published version of a standard: never edited, a new one follows it.

    ``placement_pattern``: list of {"name", "days", "level"} in order; ``skills_days`` beside them.
    ``valid_from`` is None where the day is not known. ``finish`` says how the programme ends: the gateway with its
    conditions, the final assessment, the steps to registration (read by apprentices.finish_rules).
    """

    standard = models.ForeignKey(Standard, models.PROTECT, related_name="versions")
    version = models.CharField(max_length=10)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    placement_pattern = models.JSONField(default=list)
    skills_days = models.PositiveSmallIntegerField(default=0)
    finish = models.JSONField(default=dict)
    frameworks = models.ManyToManyField(Framework, related_name="standard_versions")
    note = models.TextField(blank=True)

    objects = StandardVersionQuerySet.as_manager()

    class Meta:
        ordering = ["standard", "valid_from"]
        constraints = [models.UniqueConstraint(fields=["standard", "version"], name="standard_version_once")]

    def __str__(self) -> str:
        return f"{self.standard.code} version {self.version}"


class OffTheJobRuleSetQuerySet(models.QuerySet["OffTheJobRuleSet"]):
    def for_start(self, original_start: datetime.date) -> OffTheJobRuleSet:
        """The rule set that an original start date fixes for good."""
        return self.get(
            models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=original_start), valid_from__lte=original_start
        )


class OffTheJobRuleSet(models.Model):
    """One era of the funding rules on off-the-job training; ``rules`` is read by apprentices.off_the_job.rules."""

    code = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=150)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    rules = models.JSONField(default=dict)
    source = models.CharField(max_length=250, blank=True)

    objects = OffTheJobRuleSetQuerySet.as_manager()

    class Meta:
        ordering = ["valid_from"]

    def __str__(self) -> str:
        return self.title


class PublishedMinimum(models.Model):
    """The off-the-job hours published for a standard, for starts between two dates."""

    standard = models.ForeignKey(Standard, models.PROTECT, related_name="published_minimums")
    hours = models.DecimalField(max_digits=7, decimal_places=2)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    placeholder = models.BooleanField(default=False, help_text="Not confirmed: check Annex C of the funding rules")

    class Meta:
        ordering = ["standard", "valid_from"]

    def __str__(self) -> str:
        return f"{self.hours} hours for {self.standard.code} from {self.valid_from}"


class CohortQuerySet(models.QuerySet["Cohort"]):
    def open_on(self, on: datetime.date) -> CohortQuerySet:
        """Cohorts that have not started yet."""
        return self.filter(starts_on__gte=on)


class Cohort(Record):
    """Apprentices who start together at one university on one version of a standard."""

    name = models.CharField(max_length=100, unique=True)
    standard_version = models.ForeignKey(StandardVersion, models.PROTECT, related_name="cohorts")
    university = models.ForeignKey(Organisation, models.PROTECT, related_name="cohorts")
    starts_on = models.DateField()
    months = models.PositiveSmallIntegerField(default=36)

    objects = CohortQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "name"]

    def __str__(self) -> str:
        return self.name
