"""A safeguarding lead holds telling the apprentice, for some working days at a time."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.models.concerns.concern import Concern
from core.periods import Period, PeriodQuerySet
from core.records import Record


class ConcernHold(Period, Record):
    """From a day to a day, for one of four grounds. The first begins at once; each further one is agreed by a second
    person before it begins, and lapses where nobody does in time.
    """

    class Ground(models.TextChoices):
        LADO = "lado", "The designated officer for allegations (LADO) is looking into it"
        POSITION_OF_TRUST = "position_of_trust", "A person-in-position-of-trust enquiry"
        POLICE = "police", "A police enquiry"
        SAFEGUARDING = "safeguarding", "A safeguarding enquiry"

    class State(models.TextChoices):
        ASKED = "asked", "Waiting for a second person"
        IN_FORCE = "in_force", "In force"
        NOT_AGREED = "not_agreed", "Not agreed"
        OVER = "over", "Over"

    STEPS = {State.ASKED: {State.IN_FORCE, State.NOT_AGREED}, State.IN_FORCE: {State.OVER}}
    STEP_WORDS = {
        "held": "held telling the apprentice",
        "asked to prolong": "asked to hold it longer",
        State.IN_FORCE: "agreed, as a second person, to hold it longer",
        State.NOT_AGREED: "did not agree to hold it longer",
        State.OVER: "ended the hold",
    }

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="holds")
    ends_on = models.DateField()
    ground = models.CharField(max_length=20, choices=Ground.choices)
    reason = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    prolongs = models.OneToOneField("self", models.PROTECT, null=True, related_name="prolonged_by")
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State.choices)

    objects: PeriodQuerySet[ConcernHold] = PeriodQuerySet.as_manager()  # type: ignore[assignment,misc]

    class Meta(Period.Meta):
        ordering = ["pk"]
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                name="concern_hold_prolonged_by_two",
                condition=models.Q(prolongs__isnull=True)
                | models.Q(state__in=["asked", "not_agreed"])
                | (models.Q(reviewed_by__isnull=False) & ~models.Q(reviewed_by=models.F("asked_by"))),
            ),
        ]

    def __str__(self) -> str:
        return f"Held to {self.ends_on:%-d %B %Y}"

    def audit_root(self) -> ConcernHold:
        """Found on the hold alone: who reads the concern later need not read this."""
        return self
