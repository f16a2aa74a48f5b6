"""What an apprentice does every week, kept so that it is one press away; it is logged only when they say so."""

from __future__ import annotations

import datetime
import uuid

from django.db import models

from apprentices.models.activity import ActivityType
from apprentices.models.record import Apprentice
from consortium.models import Statement
from core.records import Record

WEEKDAYS = ((0, "Monday"), (1, "Tuesday"), (2, "Wednesday"), (3, "Thursday"), (4, "Friday"))


class UsualTime(Record):
    """A block of training that comes again: kind, length, what it is about, and on which day of the week, if on any.

    ``answered_to`` is the last day for which the apprentice has said whether it took place; days after it, up to
    today, are offered. Nothing is ever logged by itself: that training took place is the apprentice's word.
    """

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="usual_time")
    activity = models.ForeignKey(ActivityType, models.PROTECT, related_name="+")
    hours = models.DecimalField(max_digits=5, decimal_places=2)
    weekday = models.PositiveSmallIntegerField(null=True, choices=WEEKDAYS)
    starts_at = models.TimeField(null=True)
    note = models.TextField(blank=True)
    statements = models.ManyToManyField(Statement, blank=True, related_name="+")
    answered_to = models.DateField()

    class Meta:
        verbose_name_plural = "usual time"
        ordering = ["weekday", "starts_at", "pk"]
        constraints = [
            models.CheckConstraint(name="usual_time_fits_in_a_day", condition=models.Q(hours__gt=0, hours__lte=24)),
            models.CheckConstraint(
                name="usual_time_on_a_working_day",
                condition=models.Q(weekday__isnull=True) | models.Q(weekday__gte=0, weekday__lte=4),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hours:g} hours of {self.activity}"

    def audit_root(self) -> Apprentice:
        return self.apprentice

    def client_id_on(self, date: datetime.date) -> uuid.UUID:
        """The name of the entry of one day: offered in two tabs or sent twice, the day is logged once."""
        return uuid.uuid5(uuid.NAMESPACE_OID, f"{self.reference}/{date.isoformat()}")
