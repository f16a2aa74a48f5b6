"""An offer: employer and university each decide, the candidate answers, conditions are met one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from consortium.models import Organisation
from core.records import Record
from recruitment.models.applications import Application

if TYPE_CHECKING:
    from core.accounts.models import User


class Side(models.TextChoices):
    """Whose decision or condition it is."""

    EMPLOYER = "employer", "Employer"
    UNIVERSITY = "university", "University"


class OfferDecisionQuerySet(models.QuerySet["OfferDecision"]):
    def readable_notes(self, user: User, organisation_ids: list[int]) -> OfferDecisionQuerySet:
        """Decisions whose confidential notes a person may read: those of their own organisation."""
        return self.filter(organisation_id__in=organisation_ids)


class OfferDecision(models.Model):
    """What one side decided, by whom. ``notes`` are read inside the organisation that wrote them and nowhere else."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="decisions")
    side = models.CharField(max_length=10, choices=Side.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)
    says_yes = models.BooleanField()
    notes = models.TextField(blank=True, max_length=4000)

    objects = OfferDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "side"], name="offer_decision_once_per_side"),
            models.UniqueConstraint(fields=["application", "decided_by"], name="offer_decision_by_different_people"),
            models.UniqueConstraint(fields=["application", "organisation"], name="offer_decision_by_two_organisations"),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()} on {self.application}: {'yes' if self.says_yes else 'no'}"

    def audit_root(self) -> Application:
        return self.application


class Offer(Record):
    """The offer as the candidate has it: the post, the day to answer by, and the answer. One per application."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="offer")
    job_title = models.CharField(max_length=120)
    weekly_hours = models.DecimalField(max_digits=4, decimal_places=2)
    prior_learning_hours = models.DecimalField(max_digits=7, decimal_places=2, default=0)
    made_at = models.DateTimeField(null=True)
    answer_by = models.DateField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="offer_hours_a_week_are_possible",
                condition=models.Q(weekly_hours__gt=0, weekly_hours__lte=60),
            )
        ]

    def __str__(self) -> str:
        return f"Offer to {self.application}"

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
