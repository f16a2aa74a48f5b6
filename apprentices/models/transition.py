"""From the programme into work: the post offered, what the first-year supervisor is told, where people are later."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.models.record import Apprentice
from consortium.models import Organisation
from core.records import Record


class PostOffer(Record):
    """A post on qualifying, offered in writing by the employer and answered by the apprentice."""

    class State(models.TextChoices):
        OFFERED = "offered", "Offered"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        TAKEN_BACK = "taken_back", "Taken back"

    STEPS = {State.OFFERED: {State.ACCEPTED, State.DECLINED, State.TAKEN_BACK}, State.ACCEPTED: {State.TAKEN_BACK}}
    STEP_WORDS = {
        "offered": "offered a post on qualifying",
        State.ACCEPTED: "accepted the post on qualifying",
        State.DECLINED: "declined the post on qualifying",
        State.TAKEN_BACK: "took back the offer of a post",
    }

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="post_offers")
    employer = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    role = models.CharField(max_length=120)
    team = models.CharField(max_length=120, blank=True)
    starts_on = models.DateField()
    guaranteed = models.BooleanField()
    terms = models.TextField(blank=True)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)
    taken_back_because = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OFFERED)

    class Meta:
        ordering = ["-offered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["apprentice"], condition=models.Q(state__in=["offered", "accepted"]), name="post_offer_one_open"
            ),
            models.CheckConstraint(
                name="post_offer_taken_back_with_a_reason",
                condition=~models.Q(state="taken_back") | ~models.Q(taken_back_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}, {self.employer.short_name}"

    def audit_root(self) -> Apprentice:
        return self.apprentice

    def content(self) -> dict[str, Any]:
        """What was offered, as it is signed by whoever offers and whoever answers."""
        return {
            "apprentice": self.apprentice.reference,
            "employer": self.employer.name,
            "role": self.role,
            "team": self.team,
            "starts_on": self.starts_on.isoformat(),
            "guaranteed": self.guaranteed,
            "terms": self.terms,
        }


class HandOverQuerySet(models.QuerySet["HandOver"]):
    def over_by(self, day: datetime.date) -> HandOverQuerySet:
        """Those that were asked for by a day."""
        return self.filter(asked_at__date__lte=day)


class HandOver(Record):
    """What is known of an apprentice's capability, handed to the supervisor of the first year if they agree."""

    class State(models.TextChoices):
        ASKED = "asked", "Waits for the apprentice"
        AGREED = "agreed", "Handed over"
        REFUSED = "refused", "Not agreed"
        ENDED = "ended", "Ended"

    STEPS = {State.ASKED: {State.AGREED, State.REFUSED, State.ENDED}, State.AGREED: {State.ENDED}}
    STEP_WORDS = {
        "asked": "asked to hand the capability summary to the supervisor of the first year",
        State.AGREED: "agreed to hand the capability summary over",
        State.REFUSED: "did not agree to hand the capability summary over",
        State.ENDED: "ended the hand-over of the capability summary",
    }

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="hand_overs")
    supervisor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["apprentice"], condition=models.Q(state__in=["asked", "agreed"]), name="hand_over_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"Hand-over to {self.supervisor}"

    def audit_root(self) -> Apprentice:
        return self.apprentice


class Destination(Record):
    """Where somebody is six or twelve months after completing: asked by link, once more after two weeks."""

    REMINDED_AFTER = datetime.timedelta(days=14)
    LEFT_TO_OTHERS_AFTER = datetime.timedelta(days=28)
    """So long after it was first asked the employer or the university may record what they know."""

    class State(models.TextChoices):
        DUE = "due", "To be asked"
        ANSWERED = "answered", "Answered"
        OVERTAKEN = "overtaken", "Overtaken"

    class Situation(models.TextChoices):
        SAME_EMPLOYER = "same_employer", "Employed as a social worker where I trained"
        ELSEWHERE = "elsewhere", "Employed as a social worker somewhere else"
        OTHER_WORK = "other_work", "In other work"
        STUDY = "study", "In further study"
        NEITHER = "neither", "In neither work nor study"
        UNKNOWN = "unknown", "Not known"

    IN_SOCIAL_WORK = (Situation.SAME_EMPLOYER, Situation.ELSEWHERE)

    STEPS = {State.DUE: {State.ANSWERED, State.OVERTAKEN}, State.ANSWERED: {State.DUE}}
    STEP_WORDS = {
        State.ANSWERED: "recorded a destination after completion",
        State.OVERTAKEN: "no longer asks for a destination",
        f"{State.ANSWERED.value} → {State.DUE.value}": "took back a destination",
    }

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="destinations")
    months = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    situation = models.CharField(max_length=15, choices=Situation.choices, blank=True)
    place = models.CharField(max_length=150, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DUE)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["apprentice", "months"],
                condition=models.Q(state__in=["due", "answered"]),
                name="destination_once_a_time",
            ),
            models.CheckConstraint(
                name="destination_answered_with_a_situation",
                condition=~models.Q(state="answered")
                | (~models.Q(situation="") & models.Q(answered_by__isnull=False, answered_on__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=models.Q(state="due"), name="destination_due"),
        ]

    def __str__(self) -> str:
        return f"After {self.months} months"

    def audit_root(self) -> Apprentice:
        return self.apprentice

    @property
    def is_social_work(self) -> bool:
        return self.situation in self.IN_SOCIAL_WORK
