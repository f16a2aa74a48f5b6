"""What whoever deals with a concern lets be done to a placement that the concern protects."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.models.concerns.concern import Concern
from core.periods import Period, PeriodQuerySet


class PlacementDecision(Period):
    """One sort of change that may be made to the placement, for some days, and why: decided by whoever deals with it.

    Whoever plans placements can then do it, and reads nothing of why: the words are read with the concern alone.
    """

    class Change(models.TextChoices):
        END = "end", "End it early"
        PAUSE = "pause", "Pause it"
        DATES = "dates", "Change its dates, or extend it"
        NOT_GO_AHEAD = "not_go_ahead", "Record that it does not go ahead"

    MOST_DAYS = 28
    """Days for which a decision holds at the most: what is not done by then is asked again."""

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="placement_decisions")
    change = models.CharField(max_length=15, choices=Change.choices)
    ends_on = models.DateField()
    words = models.TextField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)

    objects: PeriodQuerySet[PlacementDecision] = PeriodQuerySet.as_manager()  # type: ignore[assignment,misc]

    class Meta(Period.Meta):
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_change_display()}, to {self.ends_on:%-d %B %Y}"
