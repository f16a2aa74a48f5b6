"""Consortia and their dated members."""

from __future__ import annotations

from django.db import models

from consortium.models.organisations import Organisation
from core.periods import Period, PeriodQuerySet
from core.records import Record


class ConsortiumQuerySet(models.QuerySet["Consortium"]):
    def main(self) -> Consortium | None:
        """The consortium that this portal is run for: the one with an office."""
        return self.filter(office__isnull=False).order_by("pk").first()


class Consortium(Record):
    """Employers and universities that recruit, teach, place and assess together: all of London, or a part of it."""

    code = models.CharField(max_length=30, null=True, unique=True, editable=False)
    name = models.CharField(max_length=120, unique=True)
    short_name = models.CharField(max_length=40)
    office = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    members = models.ManyToManyField(Organisation, through="Membership", related_name="consortia")
    members_confirmed = models.BooleanField(default=True, help_text="False: ask before the list is shown as fact")
    note = models.TextField(blank=True)

    objects = ConsortiumQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "consortia"

    def __str__(self) -> str:
        return self.name


class Membership(Period, Record):
    """An organisation's seat in a consortium, with its grade; one grade at a time."""

    class Grade(models.TextChoices):
        SHADOW = "shadow", "Shadow member"
        ASSOCIATE = "associate", "Associate member"
        FULL = "full", "Full member"

    consortium = models.ForeignKey(Consortium, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    grade = models.CharField(max_length=10, choices=Grade.choices)

    objects: PeriodQuerySet[Membership] = PeriodQuerySet.as_manager()  # type: ignore[assignment,misc]

    class Meta(Period.Meta):
        ordering = ["organisation__name", "starts_on"]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_grade_display().lower()} of {self.consortium.short_name}"

    def audit_root(self) -> Organisation:
        return self.organisation
