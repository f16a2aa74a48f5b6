"""Frameworks of professional capability as dated versions: PCF, KSS, the standard's KSBs, professional standards."""

from __future__ import annotations

import datetime

from django.db import models


class FrameworkQuerySet(models.QuerySet["Framework"]):
    def in_force(self, on: datetime.date) -> FrameworkQuerySet:
        """Versions that evidence may be claimed against on a date."""
        return self.filter(models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=on), valid_from__lte=on)


class Framework(models.Model):
    """One version of a framework. ``judged`` = an assessor judges claims before qualifying; else they are only linked.

    Both KSS describe the end of the first year after qualifying, so they are linked and self-assessed, never judged.
    """

    code = models.CharField(max_length=40)
    edition = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    publisher = models.CharField(max_length=150)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    judged = models.BooleanField()
    official = models.BooleanField(default=True, help_text="False: codes are local until the official list is imported")
    note = models.TextField(blank=True)

    objects = FrameworkQuerySet.as_manager()

    class Meta:
        ordering = ["code", "valid_from"]
        constraints = [models.UniqueConstraint(fields=["code", "edition"], name="framework_edition_once")]

    def __str__(self) -> str:
        return self.title


class FrameworkLevel(models.Model):
    """A level of a framework: for the PCF, readiness for direct practice, end of first placement, …"""

    framework = models.ForeignKey(Framework, models.CASCADE, related_name="levels")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["framework", "order"]
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="framework_level_once")]

    def __str__(self) -> str:
        return self.name


class Statement(models.Model):
    """One capability that evidence can be mapped to. ``descriptors`` holds a text for each level code."""

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="statements")
    code = models.CharField(max_length=20)
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=250)
    group = models.CharField(max_length=80, blank=True)
    summary = models.TextField(blank=True)
    descriptors = models.JSONField(default=dict)

    class Meta:
        ordering = ["framework", "number", "code"]
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="statement_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
