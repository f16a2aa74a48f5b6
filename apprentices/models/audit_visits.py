"""A visit: an auditor, inspector or external examiner reads named records for some days, and all of it is logged."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.models.audit_files import FOR_UNIVERSITY, AuditFile
from apprentices.models.involvement import Involvement
from apprentices.models.record import Apprentice
from consortium.models import Organisation
from core.periods import Period, PeriodQuerySet
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User


class VisitQuerySet(PeriodQuerySet["Visit"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> VisitQuerySet:
        """Visits to a university: of those who answer to auditors there."""
        at = Organisation.objects.reached_by(user, on=on or timezone.localdate(), roles=list(FOR_UNIVERSITY))
        return self.filter(university__in=at.values("pk"))

    def live(self, on: datetime.date) -> VisitQuerySet:
        """Those that are open on a day."""
        return self.on(on).filter(state=Visit.State.OPEN)  # type: ignore[return-value]

    def to_come_or_live(self, on: datetime.date) -> VisitQuerySet:
        return self.filter(state=Visit.State.OPEN, ends_on__gte=on)


class Visit(Period, Record):
    """Somebody from outside reads the evidence of named records, and writes nowhere.

    The records open through ``Involvement`` of the kind *visitor*, so the apprentice sees who it is. It is over after
    its last day, or at once when somebody ends it.
    """

    class Kind(models.TextChoices):
        AUDITOR = "auditor", "Auditor"
        OFSTED = "ofsted", "Ofsted inspector"
        REGULATOR = "regulator", "Social Work England"
        EXAMINER = "examiner", "External examiner"
        OTHER = "other", "Somebody else with a right to read"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ENDED = "ended", "Ended early"

    STEPS = {State.OPEN: {State.ENDED}}
    STEP_WORDS = {
        "opened": "opened a visit",
        State.ENDED: "ended a visit",
        "signed in": "signed in to a visit",
        "link sent": "sent a fresh link for a visit",
        "report taken": "downloaded the report of a visit",
    }
    MOST_DAYS = 30
    MOST_RECORDS = 200

    visitor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="visits")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    organisation = models.CharField(max_length=150)
    purpose = models.CharField(max_length=300)
    university = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    ends_on = models.DateField()
    apprentices = models.ManyToManyField(Apprentice, related_name="visits")
    audit_file = models.ForeignKey(AuditFile, models.PROTECT, null=True, related_name="visits")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = VisitQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Period.Meta):
        ordering = ["-starts_on", "-pk"]
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                name="visit_ended_early_by_somebody",
                condition=models.Q(state="open", ended_at__isnull=True)
                | models.Q(state="ended", ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visitor}, {self.organisation}"

    def audit_root(self) -> Organisation:
        return self.university

    def is_open(self, *, on: datetime.date) -> bool:
        return self.state == self.State.OPEN and self.starts_on <= on <= self.ends_on

    def is_over(self, *, on: datetime.date) -> bool:
        return self.state == self.State.ENDED or on > self.ends_on

    def readable(self, *, on: datetime.date) -> models.QuerySet[Apprentice]:
        """The records that the visitor may read on a day: named by the visit, and open to them by their involvement."""
        if not self.is_open(on=on):
            return self.apprentices.none()
        opened = Involvement.objects.opened_by_visits(self.visitor, on=on)
        return self.apprentices.filter(pk__in=opened.values("apprentice"))


class VisitOpening(models.Model):
    """One page or file that a visitor opened. Written when it is shown, never changed."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="openings")
    apprentice = models.ForeignKey(Apprentice, models.PROTECT, null=True, related_name="opened_on_visits")
    what = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["visit", "at"], name="visit_opening_by_visit")]

    def __str__(self) -> str:
        return self.what
