"""A review of procedure: whether a selection was done as it was said, looked at by people who had no part in it."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from consortium.models import Organisation
from core.records import Record
from recruitment.models.applications import Application
from recruitment.models.campaigns import Campaign

if TYPE_CHECKING:
    from core.accounts.models import User


class ProcedureReviewQuerySet(models.QuerySet["ProcedureReview"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> ProcedureReviewQuerySet:
        """Those of the campaigns that a person runs, and those that they review; never of their own application."""
        run = Campaign.objects.run_by_people_of(user, on=on or timezone.localdate())
        reviewed = Reviewer.objects.filter(person=user.pk or 0).values("review")
        found = self.filter(models.Q(application__campaign__in=run) | models.Q(pk__in=reviewed))
        return found.exclude(application__candidate=user.pk or 0)

    def open(self) -> ProcedureReviewQuerySet:
        return self.filter(state__in=ProcedureReview.OPEN)


class ProcedureReview(Record):
    """A candidate's question whether the steps were followed. What the panel thought of them is not judged again.

    Two reviewers of two organisations look at it, neither of whom took a step on the application; one writes the
    outcome and the other agrees. Where it is upheld the step is taken again.
    """

    class State(models.TextChoices):
        ASKED = "asked", "Asked for"
        UNDER_REVIEW = "under_review", "Being looked at"
        UPHELD = "upheld", "Upheld"
        NOT_UPHELD = "not_upheld", "Not upheld"

    class Ground(models.TextChoices):
        ADJUSTMENT = "adjustment", "An adjustment that was agreed was not in place"
        STEPS = "steps", "The steps were not those that I was told of"
        INFORMATION = "information", "Information that I gave was not looked at, or was wrong"
        CONFLICT = "conflict", "Somebody who decided should not have been there"
        UNFAIR = "unfair", "I was treated differently from others"

    class Remedy(models.TextChoices):
        AGAIN = "again", "The step is taken again, by other people"
        RECONSIDER = "reconsider", "Employer and university decide, as after a recommendation"

    STEPS = {
        State.ASKED: {State.UNDER_REVIEW},
        State.UNDER_REVIEW: {State.UPHELD, State.NOT_UPHELD},
    }
    STEP_WORDS = {
        State.UNDER_REVIEW: "named who reviews the procedure",
        State.UPHELD: "upheld the review of procedure",
        State.NOT_UPHELD: "did not uphold the review of procedure",
    }
    OPEN = (State.ASKED, State.UNDER_REVIEW)

    application = models.ForeignKey(Application, models.PROTECT, related_name="procedure_reviews")
    of_state = models.CharField(max_length=20, choices=Application.State.choices)
    state = models.CharField(max_length=15, choices=State.choices, default=State.ASKED)
    ground = models.CharField(max_length=15, choices=Ground.choices)
    words = models.TextField(max_length=4000)
    asked_at = models.DateTimeField(default=timezone.now)
    answer_by = models.DateField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    proposed_upheld = models.BooleanField(null=True)
    remedy = models.CharField(max_length=10, choices=Remedy.choices, blank=True)
    outcome_words = models.TextField(blank=True, max_length=4000)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)

    objects = ProcedureReviewQuerySet.as_manager()

    class Meta:
        ordering = ["answer_by", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(state__in=["asked", "under_review"]),
                name="procedure_review_one_open",
            ),
            models.CheckConstraint(
                name="procedure_review_decided_by_two",
                condition=models.Q(state__in=["asked", "under_review"], agreed_by__isnull=True)
                | (
                    models.Q(state__in=["upheld", "not_upheld"], agreed_by__isnull=False, agreed_at__isnull=False)
                    & models.Q(proposed_by__isnull=False)
                    & ~models.Q(agreed_by=models.F("proposed_by"))
                    & ~models.Q(outcome_words="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Review of procedure of {self.application}"

    def audit_root(self) -> Application:
        return self.application

    @property
    def has_ended(self) -> bool:
        return self.state not in self.OPEN


class Reviewer(models.Model):
    """One of the two who review, for the organisation that they come from."""

    review = models.ForeignKey(ProcedureReview, models.CASCADE, related_name="reviewers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    named_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "person"], name="reviewer_once"),
            models.UniqueConstraint(fields=["review", "organisation"], name="reviewer_of_different_organisations"),
        ]

    def __str__(self) -> str:
        return f"{self.person} for {self.organisation}"

    def audit_root(self) -> Application:
        return self.review.application
