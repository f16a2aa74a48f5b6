"""An offer: employer and university each decide, the candidate answers, conditions are met one by one."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from consortium.models import Organisation
from core.records import Record
from recruitment.models.applications import Application


class Side(models.TextChoices):
    """Whose decision or condition it is."""

    EMPLOYER = "employer", "Employer"
    UNIVERSITY = "university", "University"


class OfferDecisionQuerySet(models.QuerySet["OfferDecision"]):
    def standing(self) -> OfferDecisionQuerySet:
        """Decisions that count: those that no review of procedure has set aside."""
        return self.filter(set_aside_at__isnull=True)


class OfferDecision(models.Model):
    """What one side decided, by whom. ``notes`` are read inside the organisation that wrote them and nowhere else.

    A decision that a review of procedure sets aside is kept beside the one that is made anew.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="decisions")
    side = models.CharField(max_length=10, choices=Side.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)
    says_yes = models.BooleanField()
    notes = models.TextField(blank=True, max_length=4000)
    set_aside_at = models.DateTimeField(null=True, editable=False)

    objects = OfferDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "side"],
                condition=models.Q(set_aside_at__isnull=True),
                name="offer_decision_once_per_side",
            ),
            models.UniqueConstraint(fields=["application", "decided_by"], name="offer_decision_by_different_people"),
            models.UniqueConstraint(
                fields=["application", "organisation"],
                condition=models.Q(set_aside_at__isnull=True),
                name="offer_decision_by_two_organisations",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()} on {self.application}: {'yes' if self.says_yes else 'no'}"

    def audit_root(self) -> Application:
        return self.application


class OfferQuerySet(models.QuerySet["Offer"]):
    def in_reserve(self) -> OfferQuerySet:
        """Those that wait for a place, in the order in which places that come free go to them.

        The total on which the panel recommended decides; between equals, who has waited longer.
        """
        waiting = self.filter(application__state=Application.State.OFFER_RESERVE)
        return waiting.order_by(models.F("panel_total").desc(nulls_last=True), "reserved_at", "pk")


class Offer(Record):
    """The offer as the candidate has it: the post, the day to answer by, and the answer. One per application.

    It never ends by itself: the day to answer by may be moved, and only after a last day of which the candidate was
    told may somebody let it lapse. Without a place it waits on the reserve list (``reserved_at``, ``panel_total``).
    """

    application = models.OneToOneField(Application, models.PROTECT, related_name="offer")
    job_title = models.CharField(max_length=120)
    weekly_hours = models.DecimalField(max_digits=4, decimal_places=2)
    prior_learning_hours = models.DecimalField(max_digits=7, decimal_places=2, default=0)
    made_at = models.DateTimeField(null=True)
    answer_by = models.DateField(null=True)
    is_last_day = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)
    conditions_by = models.DateField(null=True)
    reserved_at = models.DateTimeField(null=True)
    panel_total = models.DecimalField(max_digits=3, decimal_places=2, null=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="offer_hours_a_week_are_possible",
                condition=models.Q(weekly_hours__gt=0, weekly_hours__lte=60),
            )
        ]

    def __str__(self) -> str:
        return f"Offer to {self.application}"

    def may_lapse(self, *, on: datetime.date) -> bool:
        """Whether the last day of which the candidate was told is over."""
        return self.is_last_day and self.answer_by is not None and self.answer_by < on

    def audit_root(self) -> Application:
        return self.application


class ConditionQuerySet(models.QuerySet["Condition"]):
    def open(self) -> ConditionQuerySet:
        return self.filter(state=Condition.State.OPEN)


class Condition(models.Model):
    """One thing that must be in place before enrolment. No content of a check is kept: that it is met, and by whom."""

    class State(models.TextChoices):
        OPEN = "open", "Not yet met"
        MET = "met", "Met"

    STEPS = {State.OPEN: {State.MET}, State.MET: {State.OPEN}}
    STEP_WORDS = {State.MET: "recorded a condition as met", State.OPEN: "reopened a condition"}

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="conditions")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=150)
    side = models.CharField(max_length=10, choices=Side.choices)
    order = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=5, choices=State.choices, default=State.OPEN)
    met_on = models.DateField(null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ConditionQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "kind"], name="condition_once_per_offer"),
            models.CheckConstraint(
                name="condition_met_is_stamped",
                condition=models.Q(state="open", met_on__isnull=True)
                | models.Q(state="met", met_on__isnull=False, recorded_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.get_state_display().lower()}"

    def audit_root(self) -> Application:
        return self.offer.application
