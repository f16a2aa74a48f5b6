"""Capability reviews before the first placement: a panel for a day, each member's own view, one judgement in words.

The views are written apart. The judgement reaches the apprentice and the employer at the moment of release, together
with those of everybody else who was released then.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.models import Apprentice
from assessment.capability_reviews.rules import Judgement, ReviewPoint, Side
from consortium.models import Organisation, Statement
from consortium.people import reached_ids
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User

CONVENING_ROLES = ("placement_coordinator", "tutor")
"""Roles at a university that convene a review panel."""

STANDING_IN_ROLES = ("placement_coordinator",)
"""Roles at a university that go on with a panel when whoever convened it is away."""


class ReviewPanelQuerySet(models.QuerySet["ReviewPanel"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> ReviewPanelQuerySet:
        """Panels that a person convened or sits on, and those of the university for which they stand in."""
        sits = ReviewPanelMember.objects.sitting().filter(person_id=user.pk or 0)
        return self.led_by(user, on=on) | self.filter(pk__in=sits.values("panel"))

    def led_by(self, user: User, *, on: datetime.date | None = None) -> ReviewPanelQuerySet:
        """Panels whose judgements this person records and releases."""
        on = on or timezone.localdate()
        stands_in = reached_ids(user, on=on, roles=STANDING_IN_ROLES)
        convenes = reached_ids(user, on=on, roles=CONVENING_ROLES)
        return self.filter(
            models.Q(university__in=stands_in) | models.Q(university__in=convenes, convened_by_id=user.pk or 0)
        )


class ReviewPanel(Record):
    """The people who review a number of apprentices on one day, at one point of the PCF."""

    STEP_WORDS = {"convened": "convened this panel"}

    university = models.ForeignKey(Organisation, models.PROTECT, related_name="review_panels")
    point = models.CharField(max_length=10, choices=ReviewPoint.choices)
    held_on = models.DateField()
    convened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ReviewPanelQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_point_display()}, {self.held_on:%-d %B %Y}"


class ReviewPanelMemberQuerySet(models.QuerySet["ReviewPanelMember"]):
    def sitting(self) -> ReviewPanelMemberQuerySet:
        return self.filter(left_at__isnull=True)


class ReviewPanelMember(Record):
    """A seat on a review panel. Whoever leaves keeps name and dates; what they signed stays."""

    STEP_WORDS = {
        "member joined": "asked somebody to sit on the panel",
        "member left": "took somebody from the panel",
    }

    panel = models.ForeignKey(ReviewPanel, models.CASCADE, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    side = models.CharField(max_length=20, choices=Side.choices)
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True)

    objects = ReviewPanelMemberQuerySet.as_manager()

    class Meta:
        ordering = ["panel", "pk"]
        constraints = [models.UniqueConstraint(fields=["panel", "person"], name="review_panel_member_once")]

    def __str__(self) -> str:
        return str(self.person)

    def audit_root(self) -> ReviewPanel:
        return self.panel


class CapabilityReviewQuerySet(models.QuerySet["CapabilityReview"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> CapabilityReviewQuerySet:
        """That there is a review: everybody who sees the apprentice, and the panel. See ``outcome_shown_to``."""
        panels = ReviewPanel.objects.visible_to(user, on=on)
        seen = Apprentice.objects.visible_to(user, on=on)
        return self.exclude(state=CapabilityReview.State.CANCELLED).filter(
            models.Q(panel__in=panels.values("pk")) | models.Q(apprentice__in=seen.values("pk"))
        )

    def outcome_shown_to(self, user: User, *, on: datetime.date | None = None) -> CapabilityReviewQuerySet:
        """Those whose judgement this person may read now: released ones, and before that the panel's own."""
        panels = ReviewPanel.objects.visible_to(user, on=on)
        return self.visible_to(user, on=on).filter(
            models.Q(state=CapabilityReview.State.RELEASED)
            | models.Q(state=CapabilityReview.State.JUDGED, panel__in=panels.values("pk"))
        )

    def open(self) -> CapabilityReviewQuerySet:
        return self.filter(state__in=CapabilityReview.OPEN)

    def of_those_learning(self) -> CapabilityReviewQuerySet:
        """Whoever is on a break, suspended or gone stands in no queue; they are back in it when they return."""
        return self.filter(apprentice__state__in=(Apprentice.State.PRE_START, Apprentice.State.ACTIVE))

    def due_for_release(self, at: datetime.datetime) -> CapabilityReviewQuerySet:
        return self.filter(state=CapabilityReview.State.JUDGED, release_at__lte=at)


class CapabilityReview(Record):
    """One apprentice at one point: the panel's judgement for the whole, in words.

    ``number`` counts how often this point was reviewed. "Not yet" says what would be enough and when to look again.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        JUDGED = "judged", "Held, outcome to come"
        RELEASED = "released", "Outcome released"
        CANCELLED = "cancelled", "Cancelled"

    STEPS = {State.PLANNED: {State.JUDGED, State.CANCELLED}, State.JUDGED: {State.RELEASED}}
    STEP_WORDS = {
        "planned": "planned this review",
        State.JUDGED: "recorded the panel’s judgement",
        State.RELEASED: "released the outcome",
        State.CANCELLED: "cancelled this review",
        "release set": "set the moment of release",
    }
    OPEN = (State.PLANNED, State.JUDGED)

    panel = models.ForeignKey(ReviewPanel, models.PROTECT, related_name="reviews")
    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="capability_reviews")
    point = models.CharField(max_length=10, choices=ReviewPoint.choices)  # as the panel's: one at a time needs it here
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    judgement = models.CharField(max_length=10, choices=Judgement.choices, blank=True)
    whole = models.TextField(blank=True)
    enough = models.TextField(blank=True)
    again_on = models.DateField(null=True)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)
    content_hash = models.CharField(max_length=64, blank=True)
    release_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)

    objects = CapabilityReviewQuerySet.as_manager()

    class Meta:
        ordering = ["apprentice", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["apprentice", "point"],
                condition=models.Q(state__in=["planned", "judged"]),
                name="capability_review_one_at_a_time",
            ),
            models.CheckConstraint(
                name="capability_review_judged_is_whole",
                condition=models.Q(state__in=["planned", "cancelled"])
                | (
                    models.Q(judged_at__isnull=False, judged_by__isnull=False)
                    & ~models.Q(judgement="")
                    & ~models.Q(content_hash="")
                ),
            ),
            models.CheckConstraint(
                name="capability_review_released_by_its_moment",
                condition=~models.Q(state="released")
                | models.Q(release_at__isnull=False, released_at__gte=models.F("release_at")),
            ),
        ]
        indexes = [
            models.Index(fields=["release_at"], name="capability_review_to_release", condition=models.Q(state="judged"))
        ]

    def __str__(self) -> str:
        return self.get_point_display() if self.number == 1 else f"{self.get_point_display()}, no. {self.number}"


class CapabilityReviewWords(models.Model):
    """What the panel says to one domain at the level of the point. The statement stays on its edition."""

    review = models.ForeignKey(CapabilityReview, models.CASCADE, related_name="domains")
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="+")
    words = models.TextField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["review", "statement"], name="capability_review_words_once")]

    def __str__(self) -> str:
        return str(self.statement)


class ReviewPanelViewQuerySet(models.QuerySet["ReviewPanelView"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> ReviewPanelViewQuerySet:
        """A member's own; signed ones for whoever leads the panel; for the other members when all have signed."""
        led = ReviewPanel.objects.led_by(user, on=on)
        sat = ReviewPanelMember.objects.sitting().filter(person_id=user.pk or 0)
        signed = ReviewPanelView.objects.filter(
            member=models.OuterRef("pk"), review=models.OuterRef(models.OuterRef("review")), signed_at__isnull=False
        )
        unheard = ReviewPanelMember.objects.sitting().filter(
            ~models.Exists(signed), panel=models.OuterRef("review__panel")
        )
        return self.filter(
            models.Q(member__person_id=user.pk or 0)
            | models.Q(signed_at__isnull=False, review__panel__in=led.values("pk"))
            | (
                models.Q(signed_at__isnull=False, review__panel__in=sat.values("panel"))
                & (~models.Q(models.Exists(unheard)) | ~models.Q(review__state=CapabilityReview.State.PLANNED))
            )
        )


class ReviewPanelView(Record):
    """One member's own view of one apprentice. Signed, it is frozen."""

    STEP_WORDS = {"view signed": "signed a view"}

    review = models.ForeignKey(CapabilityReview, models.CASCADE, related_name="views")
    member = models.ForeignKey(ReviewPanelMember, models.PROTECT, related_name="views")
    judgement = models.CharField(max_length=10, choices=Judgement.choices)
    words = models.TextField()
    saved_at = models.DateTimeField(default=timezone.now)
    signed_at = models.DateTimeField(null=True)
    content_hash = models.CharField(max_length=64, blank=True)

    objects = ReviewPanelViewQuerySet.as_manager()

    class Meta:
        ordering = ["review", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "member"], name="review_panel_view_once"),
            models.CheckConstraint(
                name="review_panel_view_signed_is_hashed",
                condition=models.Q(signed_at__isnull=True) | ~models.Q(content_hash=""),
            ),
        ]

    def __str__(self) -> str:
        return f"View of {self.member}"

    def audit_root(self) -> CapabilityReview:
        return self.review
