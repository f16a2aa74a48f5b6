"""The ledger: one row for each day of a placement, logged by the apprentice, confirmed by somebody who was there."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Case, DecimalField, Sum, Value, When
from django.utils import timezone

from placements import rules
from placements.models.placement import Placement
from placements.reasons import ABSENCE, reasons

if TYPE_CHECKING:
    from apprentices.models import Apprentice
    from core.accounts.models import User

DAYS = DecimalField(max_digits=5, decimal_places=1)
WORTH = Case(
    *(When(kind=kind, then=Value(worth, output_field=DAYS)) for kind, worth in rules.WORTH.items() if worth),
    default=Value(Decimal(0), output_field=DAYS),
    output_field=DAYS,
)


class PlacementDayQuerySet(models.QuerySet["PlacementDay"]):
    def visible_to(self, user: User) -> PlacementDayQuerySet:
        return self.filter(placement__in=Placement.objects.visible_to(user))

    def standing(self) -> PlacementDayQuerySet:
        """Days as they are now: a corrected one has another in its place."""
        return self.exclude(state=PlacementDay.State.SUPERSEDED)

    def awaiting_confirmation(self) -> PlacementDayQuerySet:
        return self.filter(state=PlacementDay.State.LOGGED)

    def confirmed(self) -> PlacementDayQuerySet:
        return self.filter(state=PlacementDay.State.CONFIRMED)

    def worth(self) -> Decimal:
        """How many placement days these rows count."""
        return self.aggregate(days=Sum(WORTH, default=Decimal(0), output_field=DAYS))["days"]


class PlacementDay(models.Model):
    """One day. Once confirmed it does not change: a correction puts another row in its place and keeps this one."""

    class Kind(models.TextChoices):
        PRESENT = "present", "Whole day"
        HALF = "half", "Half day"
        MADE_UP = "made_up", "Made up for a missed day"
        ABSENT = "absent", "Away"
        AWAY = "away", "University or skills day, not counted"

    class State(models.TextChoices):
        LOGGED = "logged", "Waiting for confirmation"
        QUERIED = "queried", "Asked about"
        CONFIRMED = "confirmed", "Confirmed"
        SUPERSEDED = "superseded", "Corrected"

    STEPS = {
        State.LOGGED: {State.CONFIRMED, State.QUERIED},
        State.QUERIED: {State.LOGGED},
        State.CONFIRMED: {State.SUPERSEDED},
    }
    STEP_WORDS = {
        "logged": "logged a placement day",
        "confirmed": "confirmed a placement day",
        "queried": "asked about a placement day",
        "superseded": "corrected a placement day",
    }

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="days")
    date = models.DateField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    note = models.CharField(max_length=500, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="placement_days")
    logged_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=12, choices=State.choices, default=State.LOGGED)
    question = models.CharField(max_length=500, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by_day")
    correction = models.CharField(max_length=500, blank=True)

    objects = PlacementDayQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "date"],
                condition=~models.Q(state="superseded"),
                name="placement_day_once_a_date",
            ),
            models.CheckConstraint(
                name="placement_day_not_confirmed_by_its_own_apprentice",
                condition=models.Q(confirmed_by__isnull=True) | ~models.Q(confirmed_by=models.F("person")),
            ),
            models.CheckConstraint(
                name="placement_day_confirmed_by_somebody",
                condition=models.Q(state__in=["logged", "queried"])
                | models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["placement", "state"], name="placement_day_by_state")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.date:%-d %B %Y}"

    def audit_root(self) -> Apprentice:
        return self.placement.apprentice

    @property
    def worth(self) -> Decimal:
        return rules.WORTH[self.kind]


class AbsenceReason(models.Model):
    """Why somebody was away, kept apart from the day: some reasons are read only by the people named for them."""

    day = models.OneToOneField(PlacementDay, models.CASCADE, related_name="absence")
    code = models.CharField(max_length=30)

    def __str__(self) -> str:
        return reasons(ABSENCE)[self.code].label

    @property
    def is_restricted(self) -> bool:
        return reasons(ABSENCE)[self.code].restricted
