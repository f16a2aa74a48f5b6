"""Reports of outcomes by group, as they were made; and who sees how a practice educator's judgements went."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from consortium.models import Consortium, Organisation
from consortium.people import reached_ids
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User

UNIVERSITY_ROLES = ("compliance_officer", "assessment_panel_chair")
"""Who answers at a university for how its programme treats people."""

CONSORTIUM_ROLES = ("consortium_manager",)
LEADING = "practice_educator_lead"


class EquityReportQuerySet(models.QuerySet["EquityReport"]):
    def visible_to(self, user: User, *, on: datetime.date) -> EquityReportQuerySet:
        """Those of the universities, and of the consortia, for which a person answers."""
        universities = reached_ids(user, on=on, roles=UNIVERSITY_ROLES)
        offices = reached_ids(user, on=on, roles=CONSORTIUM_ROLES)
        return self.filter(models.Q(university__in=universities) | models.Q(consortium__office__in=offices))


class EquityReport(Record):
    """Outcomes by group of three academic years together, made once on a fixed day and never again.

    ``figures`` holds what may be shown and nothing else: what is hidden is not in the row either. There is one for a
    university, or one for a consortium, in a year (that in which the last of the three began).
    """

    STEP_WORDS = {"made": "made this report"}

    university = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="equity_reports")
    consortium = models.ForeignKey(Consortium, models.PROTECT, null=True, related_name="equity_reports")
    year = models.PositiveSmallIntegerField()
    first_day = models.DateField()
    last_day = models.DateField()
    figures = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)

    objects = EquityReportQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "pk"]
        constraints = [
            models.CheckConstraint(
                name="equity_report_of_one",
                condition=models.Q(university__isnull=False, consortium__isnull=True)
                | models.Q(university__isnull=True, consortium__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["university", "year"],
                condition=models.Q(university__isnull=False),
                name="equity_report_of_a_university_once",
            ),
            models.UniqueConstraint(
                fields=["consortium", "year"],
                condition=models.Q(consortium__isnull=False),
                name="equity_report_of_a_consortium_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Outcomes by group, {self.year - 2} to {self.year + 1}: {self.university or self.consortium}"

    def audit_root(self) -> EquityReport:
        return self


class JudgementProfileRule(models.Model):
    """Whether practice educators see how their judgements about a university's apprentices went. Off without a row."""

    STEP_WORDS = {"switched": "switched the practice educators’ own profile"}

    university = models.OneToOneField(Organisation, models.PROTECT, related_name="judgement_profile_rule")
    is_on = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"Profile of judgements at {self.university}: {'on' if self.is_on else 'off'}"

    def audit_root(self) -> Organisation:
        return self.university


class JudgementProfileShareQuerySet(models.QuerySet["JudgementProfileShare"]):
    def standing(self) -> JudgementProfileShareQuerySet:
        return self.filter(ended_at__isnull=True)


class JudgementProfileShare(Record):
    """A practice educator shows their profile to one person, until they end it. Nobody asks them to."""

    STEP_WORDS = {"shared": "showed their profile to somebody", "ended": "ended showing their profile"}

    educator = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    shown_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    objects = JudgementProfileShareQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["educator", "shown_to"],
                condition=models.Q(ended_at__isnull=True),
                name="judgement_profile_shared_once",
            ),
            models.CheckConstraint(
                name="judgement_profile_shown_to_another", condition=~models.Q(educator=models.F("shown_to"))
            ),
        ]

    def __str__(self) -> str:
        return f"Shown to {self.shown_to}"

    def audit_root(self) -> JudgementProfileShare:
        return self
