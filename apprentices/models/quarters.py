"""A quarter of the log that the university closes: announced, then closed on its day."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from apprentices.models.record import Apprentice
from consortium.models import Cohort, Organisation
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User

LAST_MONTHS = (10, 1, 4, 7)
"""The funding year runs from August to July; its quarters end with these months."""

KEEPERS = ("tutor", "compliance_officer")
"""Roles at a university that close a quarter of its cohorts' logs."""


def quarter_ends(*, before: datetime.date, count: int = 4) -> list[datetime.date]:
    """The last days of the latest quarters of the funding year that are over on a day, newest first."""
    found: list[datetime.date] = []
    first = before.replace(day=1)
    while len(found) < count:
        last = first - datetime.timedelta(days=1)
        if last.month in LAST_MONTHS:
            found.append(last)
        first = last.replace(day=1)
    return found


def cohorts_kept_by(user: User, *, on: datetime.date) -> models.QuerySet[Cohort]:
    """Cohorts whose log this person closes: those of a university where they teach or keep the records."""
    at = Organisation.objects.reached_by(user, on=on, roles=list(KEEPERS))
    return Cohort.objects.filter(university__in=at)


class QuarterCloseQuerySet(models.QuerySet["QuarterClose"]):
    def visible_to(self, user: User, *, on: datetime.date) -> QuarterCloseQuerySet:
        """Closes of the cohorts whose log this person keeps."""
        return self.filter(cohort__in=cohorts_kept_by(user, on=on))

    def due(self, *, on: datetime.date) -> QuarterCloseQuerySet:
        """Announced, and their day has come."""
        return self.filter(state=QuarterClose.State.ANNOUNCED, closes_on__lte=on)


class QuarterClose(Record):
    """Off-the-job time of a cohort up to ``closed_to`` is what the university reports, from ``closes_on`` on."""

    class State(models.TextChoices):
        ANNOUNCED = "announced", "Announced"
        CLOSED = "closed", "Closed"
        CALLED_OFF = "called_off", "Called off"

    STEPS = {State.ANNOUNCED: {State.CLOSED, State.CALLED_OFF}}
    STEP_WORDS = {
        "announced": "announced the close of a quarter",
        State.CLOSED: "closed a quarter of the log",
        State.CALLED_OFF: "called off the close of a quarter",
    }

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="quarter_closes")
    closed_to = models.DateField()
    closes_on = models.DateField()
    announced_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ANNOUNCED)

    objects = QuarterCloseQuerySet.as_manager()

    class Meta:
        ordering = ["-closed_to", "cohort__name"]
        constraints = [
            models.CheckConstraint(
                name="quarter_closes_after_its_end", condition=models.Q(closes_on__gt=models.F("closed_to"))
            ),
            models.UniqueConstraint(
                fields=["cohort", "closed_to"],
                condition=~models.Q(state="called_off"),
                name="quarter_closed_once_for_a_cohort",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort}, quarter to {self.closed_to:%-d %B %Y}"

    def audit_root(self) -> Cohort:
        return self.cohort

    @property
    def apprentices(self) -> models.QuerySet[Apprentice]:
        """Those whose log it is: everybody of the cohort who has started."""
        return Apprentice.objects.filter(cohort=self.cohort).exclude(
            state__in=[Apprentice.State.PRE_START, Apprentice.State.NEVER_STARTED]
        )
