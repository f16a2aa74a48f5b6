"""Days that an apprentice plans: leave, days of their own, and study days, whose time is protected."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.models.calendar import CalendarEntry
from apprentices.models.record import Apprentice
from apprentices.timetable_reasons import STUDY_DAY_CANCELLED, reasons

if TYPE_CHECKING:
    from core.accounts.models import User


class PersonalDayQuerySet(models.QuerySet["PersonalDay"]):
    def visible_to(self, user: User) -> PersonalDayQuerySet:
        return self.filter(apprentice__in=Apprentice.objects.visible_to(user))

    def planned(self) -> PersonalDayQuerySet:
        return self.filter(state=PersonalDay.State.PLANNED)

    def study(self) -> PersonalDayQuerySet:
        return self.filter(kind=PersonalDay.Kind.STUDY)

    def cancelled(self) -> PersonalDayQuerySet:
        return self.filter(state=PersonalDay.State.CANCELLED)

    def coming(self, *, on: datetime.date) -> PersonalDayQuerySet:
        return self.planned().filter(date__gte=on)


class PersonalDay(models.Model):
    """One day. A study day that work takes away is cancelled with the reason and by whom, and counted for its team;
    one that falls away with the gateway or with leaving is set aside, and nobody's fault.

    ``team`` is the employer's service and team on that day, kept so that past figures stay as they were.
    """

    class Kind(models.TextChoices):
        ANNUAL_LEAVE = "annual_leave", "Annual leave"
        OWN_DAY = "own_day", "A day of my own, such as a religious festival"
        STUDY = "study", "Study day"

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        SET_ASIDE = "set_aside", "Set aside"
        CANCELLED = "cancelled", "Cancelled"

    STEPS = {State.PLANNED: {State.SET_ASIDE, State.CANCELLED}, State.SET_ASIDE: {State.PLANNED}}
    STEP_WORDS = {
        "planned a day": "planned a day",
        State.CANCELLED: "cancelled a planned day",
        State.SET_ASIDE: "set a planned day aside: no learning is planned for this apprentice then",
        State.PLANNED: "planned a day again that was set aside",
    }

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="personal_days")
    date = models.DateField()
    kind = models.CharField(max_length=15, choices=Kind.choices)
    hours = models.DecimalField(max_digits=4, decimal_places=2, default=0)
    team = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(default=timezone.now)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_because = models.CharField(max_length=30, blank=True)

    objects = PersonalDayQuerySet.as_manager()

    class Meta:
        ordering = ["date"]
        indexes = [models.Index(fields=["apprentice", "date"], name="personal_day_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["apprentice", "date"], condition=models.Q(state="planned"), name="personal_day_once"
            ),
            models.CheckConstraint(
                name="personal_study_day_cancelled_why",
                condition=~models.Q(state="cancelled", kind="study") | ~models.Q(cancelled_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.date:%-d %B %Y}"

    def audit_root(self) -> Apprentice:
        return Apprentice(pk=self.apprentice_id)

    @property
    def reason_words(self) -> str:
        because = self.cancelled_because
        return reasons(STUDY_DAY_CANCELLED)[because].label if because else ""

    @property
    def calendar_kind(self) -> str:
        """Leave and own days are leave in the calendar; a study day is time to learn in."""
        return CalendarEntry.Kind.STUDY_DAY if self.kind == self.Kind.STUDY else CalendarEntry.Kind.LEAVE
