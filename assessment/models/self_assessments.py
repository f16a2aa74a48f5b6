"""Where an apprentice stands at one point of a placement, as they see it and as their practice educator sees it.

The two sides are written apart. Neither sees the other's before both are locked, and they are never averaged.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.models import Apprentice
from assessment.models import readers
from assessment.self_assessment_points import Point
from consortium.models import Statement
from core.records import Record
from placements.models import Placement

if TYPE_CHECKING:
    from core.accounts.models import User

WORDS_LENGTH = 600


class SelfAssessmentQuerySet(models.QuerySet["SelfAssessment"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> SelfAssessmentQuerySet:
        """A person's own, and those of apprentices whose evidence they read: that it exists, and who has locked."""
        on = on or timezone.localdate()
        return self.filter(apprentice__in=Apprentice.objects.visible_to(user, on=on)).filter(
            models.Q(apprentice__in=readers.owned_by(user, on=on))
            | models.Q(apprentice__in=readers.read_by(user, on=on))
        )


class SelfAssessment(Record):
    """One point of one placement: two views of the same capabilities.

    ``opened_on`` settles which editions of the frameworks both sides speak of, and at which level.
    """

    class State(models.TextChoices):
        OPEN = "open", "Being written"
        LOCKED = "locked", "Both views locked"
        DISCUSSED = "discussed", "Discussed in supervision"

    STEPS = {State.OPEN: {State.LOCKED}, State.LOCKED: {State.DISCUSSED}}
    STEP_WORDS = {
        State.LOCKED: "locked the second of the two views",
        State.DISCUSSED: "discussed this in supervision",
        "locked a view": "locked one of the two views",
    }

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="self_assessments")
    placement = models.ForeignKey(Placement, models.PROTECT, related_name="self_assessments")
    point = models.CharField(max_length=10, choices=Point.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    opened_on = models.DateField(default=timezone.localdate)
    discussed_on = models.DateField(null=True)
    discussed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    agreed = models.TextField(blank=True)

    objects = SelfAssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["placement", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["placement", "point"], name="self_assessment_once_at_a_point"),
            models.CheckConstraint(
                name="self_assessment_discussed_by_somebody",
                condition=~models.Q(state="discussed")
                | models.Q(discussed_on__isnull=False, discussed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_point_display()} of {self.placement.name[:1].lower()}{self.placement.name[1:]}"

    @property
    def is_shown(self) -> bool:
        """Whether both views are locked, so that each side, and who reads the portfolio, sees both."""
        return self.state != self.State.OPEN


class CapabilityViewQuerySet(models.QuerySet["CapabilityView"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> CapabilityViewQuerySet:
        """What a person wrote themself; anybody else's only once both sides are locked."""
        readable = SelfAssessment.objects.visible_to(user, on=on)
        return self.filter(self_assessment__in=readable).filter(
            models.Q(written_by=user) | ~models.Q(self_assessment__state=SelfAssessment.State.OPEN)
        )


class CapabilityView(Record):
    """One side's view. Locked, it is frozen: the database refuses every change but an erasure."""

    class Side(models.TextChoices):
        OWN = "own", "Apprentice"
        EDUCATOR = "educator", "Practice educator"

    self_assessment = models.ForeignKey(SelfAssessment, models.CASCADE, related_name="views")
    side = models.CharField(max_length=10, choices=Side.choices)
    overall = models.TextField(blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)
    kept_reason = models.CharField(max_length=300, blank=True)
    locked_at = models.DateTimeField(null=True)
    content_hash = models.CharField(max_length=64, blank=True)

    objects = CapabilityViewQuerySet.as_manager()

    class Meta:
        ordering = ["self_assessment", "-side"]
        constraints = [
            models.UniqueConstraint(fields=["self_assessment", "side"], name="capability_view_once_a_side"),
            models.CheckConstraint(
                name="capability_view_locked_is_whole",
                condition=models.Q(locked_at__isnull=True) | (~models.Q(overall="") & ~models.Q(content_hash="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.self_assessment}, {self.get_side_display().lower()}"

    def audit_root(self) -> SelfAssessment:
        return self.self_assessment


class CapabilityRating(models.Model):
    """One capability as one side sees it: a step of the scale, and words. The statement stays on its edition."""

    view = models.ForeignKey(CapabilityView, models.CASCADE, related_name="ratings")
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="+")
    step = models.PositiveSmallIntegerField(null=True)
    words = models.CharField(max_length=WORDS_LENGTH, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["view", "statement"], name="capability_rating_once"),
            models.CheckConstraint(
                name="capability_rating_says_something", condition=models.Q(step__gte=1) | ~models.Q(words="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement}: {self.step or 'no step'}"
