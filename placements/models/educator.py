"""The register of practice educators: who they are, who keeps their entry, their dated designations, their currency."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from consortium.models import Organisation
from consortium.people import holds
from core.periods import Period, PeriodQuerySet
from core.records import Record
from placements import rules

if TYPE_CHECKING:
    from core.accounts.models import User

READING_ROLES = (
    "placement_coordinator",
    "workforce_lead",
    "practice_educator_lead",
    "principal_social_worker",
    "consortium_manager",
    "tutor",
)
"""Roles for which the shared register is open."""


class PracticeEducatorQuerySet(models.QuerySet["PracticeEducator"]):
    def visible_to(self, user: User) -> PracticeEducatorQuerySet:
        """The register is shared by those who plan placements; a practice educator sees their own entry."""
        return self if holds(user, *READING_ROLES) else self.filter(person_id=user.pk or 0)

    def in_borough(self, borough: object) -> PracticeEducatorQuerySet:
        """Those whose entry is kept by an organisation of this borough, or by a part of one."""
        there = Organisation.objects.filter(models.Q(covers=borough) | models.Q(part_of__covers=borough))
        return self.filter(kept_by__in=there.values("pk"))

    def at_stage(self, stage: str, *, on: datetime.date) -> PracticeEducatorQuerySet:
        return self.filter(pk__in=Designation.objects.on(on).filter(stage=stage).values("educator"))


class PracticeEducator(Record):
    """A registered social worker who teaches and assesses on placements. ``kept_by`` looks after the entry."""

    class Base(models.TextChoices):
        ON_SITE = "on_site", "On site"
        OFF_SITE = "off_site", "Off site"
        EITHER = "either", "On or off site"

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="practice_educator")
    kept_by = models.ForeignKey(Organisation, models.PROTECT, related_name="practice_educators")
    employed_by_member = models.BooleanField(default=True)
    base = models.CharField(max_length=10, choices=Base.choices, default=Base.ON_SITE)
    registration_number = models.CharField(max_length=20, blank=True)
    registration_checked_on = models.DateField(null=True, blank=True)
    last_supported_on = models.DateField(null=True, blank=True)
    current_until = models.DateField(null=True, editable=False)
    capacity = models.PositiveSmallIntegerField(default=1)
    other_routes = models.PositiveSmallIntegerField(default=0)

    objects = PracticeEducatorQuerySet.as_manager()

    class Meta:
        ordering = ["person__name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="educator_checked_with_a_number",
                condition=models.Q(registration_checked_on__isnull=True) | ~models.Q(registration_number=""),
            ),
            models.CheckConstraint(
                name="educator_capacity_is_possible", condition=models.Q(capacity__gte=1, capacity__lte=12)
            ),
        ]

    def __str__(self) -> str:
        return self.person.name

    def audit_root(self) -> PracticeEducator:
        return self

    @property
    def employer_words(self) -> str:
        return self.kept_by.short_name if self.employed_by_member else "Not employed by a member"

    def facts(self, **more: object) -> rules.Educator:
        """What the rules ask, from this entry and its designations (prefetch them for a list)."""
        return rules.Educator(
            name=self.person.name,
            designations=tuple(
                rules.Designated(rules.Stage(d.stage), d.starts_on, d.ends_on) for d in self.designations.all()
            ),
            registration_checked_on=self.registration_checked_on,
            last_supported_on=self.last_supported_on,
            capacity=self.capacity,
            other_routes=self.other_routes,
            **more,  # type: ignore[arg-type]
        )

    @property
    def stage_words(self) -> str:
        stage = self.facts().stage_on(timezone.localdate())
        return str(Designation.Stage(stage).label) if stage else "Not designated today"

    @property
    def currency(self) -> rules.Currency:
        return self.facts().currency_on(timezone.localdate())


class Designation(Period):
    """A stage of a practice educator from a day to a day; one at a time."""

    class Stage(models.TextChoices):
        STAGE_1 = rules.Stage.STAGE_1.value, "Stage 1"
        WORKING_TOWARDS_STAGE_2 = rules.Stage.WORKING_TOWARDS_STAGE_2.value, "Working towards stage 2"
        STAGE_2 = rules.Stage.STAGE_2.value, "Stage 2"

    educator = models.ForeignKey(PracticeEducator, models.PROTECT, related_name="designations")
    stage = models.CharField(max_length=25, choices=Stage.choices)

    objects: PeriodQuerySet[Designation] = PeriodQuerySet.as_manager()  # type: ignore[assignment,misc]

    class Meta(Period.Meta):
        ordering = ["starts_on"]

    def __str__(self) -> str:
        return f"{self.educator}: {self.get_stage_display().lower()}"

    def audit_root(self) -> PracticeEducator:
        return self.educator
