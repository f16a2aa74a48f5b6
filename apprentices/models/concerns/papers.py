"""What was said and agreed about a concern: kept apart from its state, most of it never to be changed."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.models.concerns.concern import Concern
from core.records import Record


class ConcernAccount(models.Model):
    """What happened, in the words of whoever raised it, and what they wish for. Read by few, by its own retention."""

    concern = models.OneToOneField(Concern, models.PROTECT, related_name="account")
    happened = models.TextField()
    wished = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"What was said, {self.concern}"


class ConcernReply(models.Model):
    """The apprentice's own words, added as often as they like, and who comes along (no account needed).

    ``goes_with_the_plan``: a comment that whoever gets the plan reads beside it; it is no veto.
    """

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="replies")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField(blank=True)
    supporter = models.CharField(max_length=120, blank=True)
    goes_with_the_plan = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="concern_reply_says_something", condition=~models.Q(text="") | ~models.Q(supporter="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.by}, {self.at:%-d %B %Y}"


class ConcernNote(models.Model):
    """What was written down at a step."""

    class Kind(models.TextChoices):
        TOLD = "told", "How the apprentice was told"
        REVIEW = "review", "Review"
        OUTCOME = "outcome", "How it ended"
        REFERRAL = "referral", "Referred"
        ESCALATION = "escalation", "Escalated"

    OPEN_KINDS = (Kind.TOLD, Kind.REVIEW, Kind.OUTCOME)
    """What the apprentice and whoever raised it read too."""

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.at:%-d %B %Y}"


class ConcernAction(Record):
    """One action of a plan: what, how anybody sees that it is done, who, by when, with what support."""

    class State(models.TextChoices):
        OPEN = "open", "To do"
        DONE = "done", "Done"
        DROPPED = "dropped", "No longer needed"

    STEPS = {State.OPEN: {State.DONE, State.DROPPED}}
    STEP_WORDS = {
        "agreed": "put an action into the plan",
        State.DONE: "recorded an action as done",
        State.DROPPED: "recorded that an action is no longer needed",
    }

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="actions")
    what = models.TextField()
    measure = models.TextField(blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_on = models.DateField()
    support = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="concern_action_settled_by_somebody",
                condition=models.Q(state="open", settled_at__isnull=True, settled_by__isnull=True)
                | (~models.Q(state="open") & models.Q(settled_at__isnull=False, settled_by__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return self.what[:80]

    def audit_root(self) -> Concern:
        return self.concern

    def is_overdue(self, on: datetime.date) -> bool:
        return self.state == self.State.OPEN and self.due_on < on


class ConcernEscalation(models.Model):
    """What was overdue went to the next person in line, once for each day that was missed."""

    class Cause(models.TextChoices):
        TRIAGE = "triage", "Triage is overdue"
        ACTION = "action", "An action is overdue"
        REVIEW = "review", "The review was missed"

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="escalations")
    cause = models.CharField(max_length=10, choices=Cause.choices)
    was_due_on = models.DateField()
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["concern", "cause", "was_due_on"], name="concern_escalates_once_for_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.get_cause_display()} since {self.was_due_on:%-d %B %Y}"


class WellbeingCheck(models.Model):
    """Four and twelve weeks after speaking up: did anything change for the worse? Answered by asking the apprentice."""

    class Answer(models.TextChoices):
        FINE = "fine", "Nothing changed for the worse"
        WORSE = "worse", "Something changed for the worse"
        NOT_REACHED = "not_reached", "The apprentice did not want to say, or could not be reached"

    WEEKS = (4, 12)

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="checks")
    weeks = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    answer = models.CharField(max_length=12, choices=Answer.choices, blank=True)
    words = models.TextField(blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["weeks"]
        constraints = [
            models.UniqueConstraint(fields=["concern", "weeks"], name="concern_check_once"),
            models.CheckConstraint(
                name="concern_check_answered_by_somebody",
                condition=models.Q(answer="", asked_by__isnull=True, asked_at__isnull=True)
                | (~models.Q(answer="") & models.Q(asked_by__isnull=False, asked_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weeks} weeks, due {self.due_on:%-d %B %Y}"
