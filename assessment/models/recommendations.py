"""What the practice educator recommends at the end of a placement, what the tutor says to it, and the second opinion.

Each is signed and stays as it was written. Whoever comes later adds their own words, and changes nobody else's.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.models import Involvement
from apprentices.models.involvement import related
from assessment.models.observations import KEPT_REASON_LENGTH
from assessment.models.submissions import PortfolioSubmission
from consortium.models import Statement
from core.records import Record
from placements.models import PracticeEducator

if TYPE_CHECKING:
    from core.accounts.models import User

WORDS_LENGTH = 2000


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> RecommendationQuerySet:
        """What somebody writes themself; signed, those who decide; once the result is released, the apprentice too."""
        on = on or timezone.localdate()
        decided = PortfolioSubmission.objects.decided_by(user, on=on)
        own = PortfolioSubmission.objects.filter(
            placement__apprentice__in=related(user, Involvement.Kind.SELF, on=on),
            board_decisions__released_at__gte=models.OuterRef("signed_at"),
            pk=models.OuterRef("submission"),
        )
        signed = models.Q(state=Recommendation.State.SIGNED)
        return self.filter(
            models.Q(written_by=user.pk or 0)
            | signed & models.Q(submission__in=decided)
            | signed & models.Exists(own)
            | models.Q(state=Recommendation.State.COUNTERSIGN, submission__placement__overseen_by__person=user.pk or 0)
        )


class Recommendation(Record):
    """A practice educator's recommendation about one portfolio: by capability at the level of the placement, and whole.

    ``unexplained_until_now`` is asked of a fail of which no concern had been recorded on the way, and
    ``without_report_because`` where the workplace supervisor has written nothing. Where a practice educator in training
    writes it, the one who oversees signs beside them, and both names stand under one content.
    """

    class State(models.TextChoices):
        WRITING = "writing", "Being written"
        COUNTERSIGN = "countersign", "Waiting for the second signature"
        SIGNED = "signed", "Signed"
        SENT_BACK = "sent_back", "Sent back to be written again"

    STEPS = {
        State.WRITING: {State.COUNTERSIGN, State.SIGNED},
        State.COUNTERSIGN: {State.SIGNED, State.SENT_BACK},
    }
    STEP_WORDS = {
        State.COUNTERSIGN: "signed the recommendation",
        State.SIGNED: "signed the recommendation",
        State.SENT_BACK: "sent the recommendation back instead of signing beside it",
    }

    class Outcome(models.TextChoices):
        PASS = "pass", "Pass"
        FAIL = "fail", "Fail"
        UNABLE = "unable", "Unable to recommend"

    class Because(models.TextChoices):
        """Why nothing can be recommended: neither word says anything about the practice."""

        DAYS = "days", "The days of the placement are not complete"
        ABSENCE = "absence", "Too much of the placement was missed through absence"

    submission = models.ForeignKey(PortfolioSubmission, models.PROTECT, related_name="recommendations")
    state = models.CharField(max_length=12, choices=State.choices, default=State.WRITING)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    because = models.CharField(max_length=8, choices=Because.choices, blank=True)
    holistic = models.TextField(blank=True)
    unexplained_until_now = models.TextField(blank=True)
    without_report_because = models.CharField(max_length=KEPT_REASON_LENGTH, blank=True)
    kept_reason = models.CharField(max_length=KEPT_REASON_LENGTH, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    overseen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    sent_back_because = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64, blank=True)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"],
                condition=models.Q(state__in=["writing", "countersign"]),
                name="recommendation_one_at_a_time",
            ),
            models.CheckConstraint(
                name="recommendation_signed_is_whole",
                condition=models.Q(state="writing")
                | (
                    models.Q(signed_at__isnull=False)
                    & ~models.Q(outcome="")
                    & ~models.Q(holistic="")
                    & ~models.Q(content_hash="")
                ),
            ),
            models.CheckConstraint(
                name="recommendation_unable_because",
                condition=models.Q(state="writing")
                | (models.Q(outcome="unable") & ~models.Q(because=""))
                | (~models.Q(outcome="unable") & models.Q(because="")),
            ),
            models.CheckConstraint(
                name="recommendation_overseen_by_another",
                condition=models.Q(overseen_by__isnull=True) | ~models.Q(overseen_by=models.F("written_by")),
            ),
            models.CheckConstraint(
                name="recommendation_sent_back_because",
                condition=~models.Q(state="sent_back") | ~models.Q(sent_back_because=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_outcome_display() or self.get_state_display())

    def audit_root(self) -> PortfolioSubmission:
        return self.submission


class RecommendedCapability(models.Model):
    """What a practice educator says of one capability of the judged framework. The statement stays on its edition."""

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="capabilities")
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="+")
    words = models.TextField(max_length=WORDS_LENGTH)

    class Meta:
        verbose_name_plural = "recommended capabilities"
        ordering = ["statement__framework", "statement__number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "statement"], name="recommended_capability_once")
        ]

    def __str__(self) -> str:
        return str(self.statement)


class SupervisorReportQuerySet(models.QuerySet["SupervisorReport"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> SupervisorReportQuerySet:
        """Who wrote it and those who decide; the apprentice once the result is released."""
        on = on or timezone.localdate()
        own = PortfolioSubmission.objects.filter(
            placement__apprentice__in=related(user, Involvement.Kind.SELF, on=on),
            board_decisions__released_at__isnull=False,
        )
        decided = PortfolioSubmission.objects.decided_by(user, on=on)
        return self.filter(
            models.Q(signed_by=user.pk or 0) | models.Q(submission__in=decided) | models.Q(submission__in=own)
        )


class SupervisorReport(Record):
    """The workplace supervisor's own signed words about a placement, beside the practice educator's recommendation."""

    submission = models.OneToOneField(PortfolioSubmission, models.PROTECT, related_name="supervisor_report")
    report = models.TextField()
    kept_reason = models.CharField(max_length=KEPT_REASON_LENGTH, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(default=timezone.now)
    content_hash = models.CharField(max_length=64)

    objects = SupervisorReportQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="supervisor_report_says_something", condition=~models.Q(report=""))]

    def __str__(self) -> str:
        return f"Report of {self.signed_by}"

    def audit_root(self) -> PortfolioSubmission:
        return self.submission


class TutorQuery(models.Model):
    """One question of the tutor about a signed recommendation, and the practice educator's answer beside it."""

    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="queries")
    question = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "tutor queries"
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation"],
                condition=models.Q(answered_at__isnull=True),
                name="tutor_query_one_at_a_time",
            ),
            models.CheckConstraint(
                name="tutor_query_answered_is_whole",
                condition=models.Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | (models.Q(answered_at__isnull=False, answered_by__isnull=False) & ~models.Q(answer="")),
            ),
        ]

    def __str__(self) -> str:
        return self.question[:80]

    def audit_root(self) -> PortfolioSubmission:
        return self.recommendation.submission


class TutorReview(Record):
    """The tutor concurs with a recommendation, or dissents and says why. The recommendation stays as it is."""

    class Outcome(models.TextChoices):
        CONCUR = "concur", "Concurs"
        DISSENT = "dissent", "Dissents"

    recommendation = models.OneToOneField(Recommendation, models.PROTECT, related_name="tutor_review")
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    reasons = models.TextField(blank=True)
    asks_second_opinion = models.BooleanField(default=False)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(default=timezone.now)
    content_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="tutor_dissents_with_reasons", condition=~models.Q(outcome="dissent") | ~models.Q(reasons="")
            )
        ]

    def __str__(self) -> str:
        return str(self.get_outcome_display())

    def audit_root(self) -> PortfolioSubmission:
        return self.recommendation.submission


class SecondOpinion(Record):
    """What a practice educator of another borough, who had no part before, says after reading what was handed in.

    ``apart``: they said themselves that they have had nothing to do with the apprentice. Who declines says no more.
    """

    class State(models.TextChoices):
        ASKED = "asked", "Asked"
        DECLINED = "declined", "Declined"
        TAKEN_BACK = "taken_back", "Not needed any more"
        ACCEPTED = "accepted", "Reading"
        GIVEN = "given", "Given"

    STEPS = {
        State.ASKED: {State.ACCEPTED, State.DECLINED, State.TAKEN_BACK},
        State.ACCEPTED: {State.GIVEN, State.DECLINED, State.TAKEN_BACK},
    }
    STEP_WORDS = {
        "asked": "asked for a second opinion",
        State.DECLINED: "declined to give a second opinion",
        State.TAKEN_BACK: "took back the request for a second opinion",
        State.ACCEPTED: "agreed to give a second opinion",
        State.GIVEN: "gave a second opinion and signed",
    }
    OPEN = (State.ASKED, State.ACCEPTED)

    submission = models.ForeignKey(PortfolioSubmission, models.PROTECT, related_name="second_opinions")
    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="second_opinions")
    educator = models.ForeignKey(PracticeEducator, models.PROTECT, related_name="second_opinions")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    apart = models.BooleanField(default=False)
    supports = models.BooleanField(null=True)
    reasons = models.TextField(blank=True)
    signed_at = models.DateTimeField(null=True)
    content_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"],
                condition=models.Q(state__in=["asked", "accepted"]),
                name="second_opinion_one_at_a_time",
            ),
            models.CheckConstraint(
                name="second_opinion_given_is_whole",
                condition=~models.Q(state="given")
                | (
                    models.Q(supports__isnull=False, signed_at__isnull=False, apart=True)
                    & ~models.Q(reasons="")
                    & ~models.Q(content_hash="")
                ),
            ),
            models.CheckConstraint(
                name="second_opinion_reads_apart", condition=~models.Q(state="accepted") | models.Q(apart=True)
            ),
        ]

    def __str__(self) -> str:
        return f"Second opinion of {self.educator}"

    def audit_root(self) -> PortfolioSubmission:
        return self.submission
