"""Settings: the teams in which practice is learned, what they offer, and until when they are approved."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from consortium.models import Borough, Organisation
from core.records import Record
from placements import rules
from placements.reasons import setting_kinds

if TYPE_CHECKING:
    from core.accounts.models import User


class SettingQuerySet(models.QuerySet["Setting"]):
    def visible_to(self, user: User) -> SettingQuerySet:
        """The list of settings names no people: open to everybody who holds an appointment."""
        organisations = Organisation.objects.visible_to(user, on=timezone.localdate())
        return self if organisations.exists() else self.none()

    def approved_on(self, on: datetime.date) -> SettingQuerySet:
        return self.filter(approved_from__lte=on, approved_to__gte=on)

    def statutory(self) -> SettingQuerySet:
        return self.filter(legal_duties=True, works_under_the_acts=True, keeps_case_records=True)


class Setting(Record):
    """A team that takes apprentices on placement. Statutory follows from three facts and is never typed."""

    class Service(models.TextChoices):
        ADULTS = "adults", "Adults' services"
        CHILDREN = "children", "Children's services"
        BOTH = "both", "Adults' and children's services"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="settings")
    team = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    service = models.CharField(max_length=10, choices=Service.choices)
    borough = models.ForeignKey(Borough, models.PROTECT, related_name="+")
    address = models.CharField(max_length=250, blank=True)
    legal_duties = models.BooleanField(default=False)
    works_under_the_acts = models.BooleanField(default=False)
    keeps_case_records = models.BooleanField(default=False)
    audited_on = models.DateField(null=True, blank=True)
    approved_from = models.DateField(null=True, blank=True)
    approved_to = models.DateField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = SettingQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name", "team"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "team"], name="setting_team_once"),
            models.CheckConstraint(
                name="setting_approved_after_an_audit",
                condition=models.Q(approved_from__isnull=True, approved_to__isnull=True, approved_by__isnull=True)
                | models.Q(
                    approved_from__isnull=False,
                    approved_to__gte=models.F("approved_from"),
                    approved_by__isnull=False,
                    audited_on__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team}, {self.organisation.short_name}"

    @property
    def statutory(self) -> bool:
        """Whether all three parts of the statutory test are met."""
        return self.legal_duties and self.works_under_the_acts and self.keeps_case_records

    @property
    def kind_words(self) -> str:
        return setting_kinds().get(self.kind, self.kind)

    @property
    def approval_words(self) -> str:
        """Whether the setting is approved today, as a tag says it."""
        today = timezone.localdate()
        if self.approved_from is None or self.approved_to is None:
            return "Not approved yet"
        if self.approved_to < today:
            return "Approval has ended"
        return "Approved" if self.approved_from <= today else "Approved later"

    def facts(self) -> rules.Place:
        return rules.Place(
            team=str(self),
            service=self.service,
            kind=self.kind,
            statutory=self.statutory,
            approved_from=self.approved_from,
            approved_to=self.approved_to,
        )
