"""Where an apprentice stands: totals in one row beside the record, so that lists never add up entries."""

from __future__ import annotations

from decimal import Decimal

from django.db import models

from apprentices.models.record import Apprentice


class Standing(models.Model):
    """Totals of one apprentice. Lock it before the first write and recount, or add with F() (see ``operations``)."""

    class Track(models.TextChoices):
        NOT_STARTED = "not_started", "Not started"
        ON_TRACK = "on_track", "On track"
        BEHIND = "behind", "Behind plan"
        PAUSED = "paused", "Paused"
        REACHED = "reached", "Hours reached"

    apprentice = models.OneToOneField(Apprentice, models.CASCADE, primary_key=True, related_name="standing")
    confirmed_hours = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    hours_awaiting = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    entries_awaiting = models.PositiveIntegerField(default=0)
    expected_hours = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    track = models.CharField(max_length=12, choices=Track.choices, default=Track.NOT_STARTED)
    forecast_on = models.DateField(null=True)
    placement_days = models.DecimalField(max_digits=5, decimal_places=1, default=0)
    skills_days = models.PositiveSmallIntegerField(default=0)
    evidence_waiting = models.PositiveIntegerField(default=0)
    evidence_accepted = models.PositiveIntegerField(default=0)
    last_entry_on = models.DateField(null=True)
    next_review_on = models.DateField(null=True)

    HOURS_UNDER_PLAN = models.F("expected_hours") - models.F("confirmed_hours") - models.F("hours_awaiting")
    """For queries, the same as ``hours_under_plan``."""

    class Meta:
        indexes = [
            models.Index(fields=["track"], name="standing_by_track"),
            models.Index(fields=["confirmed_hours"], name="standing_by_hours"),
        ]

    def __str__(self) -> str:
        return f"{self.confirmed_hours:g} hours confirmed, {self.get_track_display().lower()}"

    @property
    def hours_under_plan(self) -> Decimal:
        """By how much somebody is behind: what the plan expects by now, less what is confirmed and what waits."""
        return self.expected_hours - self.confirmed_hours - self.hours_awaiting
