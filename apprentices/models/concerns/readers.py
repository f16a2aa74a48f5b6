"""Who may know of a concern, as what, from when to when."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from apprentices.models.concerns.concern import Concern
from consortium.models import Appointment
from core.periods import Period, PeriodQuerySet

if TYPE_CHECKING:
    from core.accounts.models import User


class ConcernReaderQuerySet(PeriodQuerySet["ConcernReader"]):
    def holding(self, on: datetime.date) -> ConcernReaderQuerySet:
        """Rows in force on a day; what a role opened closes with the role."""
        held = Appointment.objects.accepted().on(on).filter(closed_at=None)
        by_role = models.Q(appointment=None) | models.Q(appointment__in=held.values("pk"))
        return self.on(on).filter(by_role)  # type: ignore[return-value]

    def of(self, user: User, *, on: datetime.date) -> ConcernReaderQuerySet:
        return self.holding(on).filter(person_id=user.pk or 0)


class ConcernReader(Period):
    """One person and one concern. ``appointment``: opened by a role, and closed with it.

    The row of the apprentice is written when they are told; so nothing reaches them before.
    """

    class Part(models.TextChoices):
        APPRENTICE = "apprentice", "The apprentice"
        RAISED_IT = "raised_it", "Raised it"
        LEADS = "leads", "Deals with it"
        NEXT = "next", "Next in line: can unlock what is overdue"
        SAFEGUARDING = "safeguarding", "Safeguarding lead"
        IN_THE_PLAN = "in_the_plan", "Has a part in the plan: reads the plan only"

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="readers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    part = models.CharField(max_length=15, choices=Part.choices)
    appointment = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True)

    objects = ConcernReaderQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Period.Meta):
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(fields=["concern", "person", "part", "starts_on"], name="concern_read_once_from"),
            models.CheckConstraint(
                name="concern_dealt_with_by_a_role",
                condition=~models.Q(part__in=["leads", "next", "safeguarding"]) | models.Q(appointment__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["person", "starts_on", "ends_on", "concern"], name="concern_by_reader")]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_part_display().lower()}"
