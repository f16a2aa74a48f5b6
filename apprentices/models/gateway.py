"""The gateway: who decided what, on which conditions, and what was declared for it by whom."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.models.involvement import Involvement, related
from apprentices.models.parties import Party
from apprentices.models.record import Apprentice
from consortium.people import holds
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User


ACTS_FOR: dict[str, tuple[str, str, str]] = {
    Party.EMPLOYER: (Involvement.Kind.LINE_MANAGER, Involvement.Kind.EMPLOYER, "workforce_lead"),
    Party.UNIVERSITY: (Involvement.Kind.TUTOR, Involvement.Kind.UNIVERSITY, "compliance_officer"),
}
"""Party → the relation by which a person acts for it, and the role in an organisation that stands in this relation."""


def acts_for(user: User, party: str, *, on: datetime.date) -> bool:
    """Whether a person acts for this party of anybody."""
    by_person, _, role = ACTS_FOR[party]
    return bool(related(user, by_person, on=on)) or holds(user, role, on=on)


def followed_as(user: User, *parties: str, on: datetime.date) -> models.QuerySet[Apprentice]:
    """Apprentices for whose employer, or university, a person acts at the end of it, never their own."""
    followed = models.Q(pk__in=[])
    for by_person, by_organisation, role in (ACTS_FOR[party] for party in parties if acts_for(user, party, on=on)):
        led = Involvement.objects.led_by(user, by_organisation, role, on=on)
        followed |= models.Q(pk__in=related(user, by_person, on=on)) | models.Q(pk__in=led.values("apprentice"))
    return Apprentice.objects.filter(followed).exclude(person=user)


def followed_to_the_end_by(user: User, *, on: datetime.date) -> models.QuerySet[Apprentice]:
    """Apprentices for whose employer or university a person acts, whichever of the two."""
    return followed_as(user, *ACTS_FOR, on=on)


class Gateway(Record):
    """One time at the gateway, in either direction: employer and university decide, the apprentice confirms."""

    class Direction(models.TextChoices):
        THROUGH = "through", "Through the gateway"
        BACK = "back", "Back to learning"

    class State(models.TextChoices):
        DECIDING = "deciding", "Being decided"
        DONE = "done", "Decided"
        REFUSED = "refused", "Not yet"
        OVERTAKEN = "overtaken", "Overtaken"

    STEPS = {State.DECIDING: {State.DONE, State.REFUSED, State.OVERTAKEN}}
    STEP_WORDS = {
        "opened": "opened the decision about the gateway",
        State.DONE: "gave the last word about the gateway",
        State.REFUSED: "said about the gateway: not yet",
        State.OVERTAKEN: "ended the decision about the gateway, which was overtaken",
    }

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="gateways")
    direction = models.CharField(max_length=10, choices=Direction.choices)
    reason = models.TextField(blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    done_on = models.DateField(null=True)
    refused_because = models.TextField(blank=True)
    refused_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DECIDING)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["apprentice"], condition=models.Q(state="deciding"), name="gateway_one_decision_at_a_time"
            ),
            models.CheckConstraint(
                name="gateway_back_with_a_reason",
                condition=models.Q(direction="through") | ~models.Q(reason=""),
            ),
            models.CheckConstraint(
                name="gateway_refused_with_a_reason",
                condition=~models.Q(state="refused")
                | models.Q(refused_by__isnull=False) & ~models.Q(refused_because=""),
            ),
            models.CheckConstraint(
                name="gateway_done_on_a_day",
                condition=models.Q(state="done", done_on__isnull=False)
                | (~models.Q(state="done") & models.Q(done_on__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_direction_display()}, {self.get_state_display().lower()}"

    def audit_root(self) -> Apprentice:
        return self.apprentice

    @property
    def is_back(self) -> bool:
        return self.direction == self.Direction.BACK


class GatewayDecision(models.Model):
    """One party's word at the gateway, with every condition as it stood at that moment. It never changes."""

    gateway = models.ForeignKey(Gateway, models.PROTECT, related_name="decisions")
    party = models.CharField(max_length=10, choices=Party.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_on = models.DateField()
    conditions = models.JSONField(default=list)
    """[[condition, how it stood], …]"""

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["gateway", "party"], name="gateway_decision_once_for_a_party"),
            models.UniqueConstraint(fields=["gateway", "by"], name="gateway_decision_once_for_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.get_party_display()}, {self.by}"

    def audit_root(self) -> Apprentice:
        return self.gateway.apprentice

    def content(self) -> dict[str, Any]:
        """What was signed."""
        return {
            "apprentice": self.gateway.apprentice.reference,
            "gateway": self.gateway.reference,
            "direction": self.gateway.direction,
            "party": self.party,
            "decided_on": self.decided_on.isoformat(),
            "conditions": self.conditions,
        }


class GatewayFact(Record):
    """A condition of the gateway that its party declares met, with the day and where the evidence is."""

    class State(models.TextChoices):
        HELD = "held", "Declared"
        TAKEN_BACK = "taken_back", "Taken back"

    STEPS = {State.HELD: {State.TAKEN_BACK}}
    STEP_WORDS = {
        "declared": "recorded a condition of the gateway as met",
        State.TAKEN_BACK: "took back what was recorded about a condition of the gateway",
    }

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="gateway_facts")
    code = models.CharField(max_length=40)
    on = models.DateField()
    evidence = models.TextField()
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    declared_as = models.CharField(max_length=10, choices=Party.choices)
    declared_at = models.DateTimeField(default=timezone.now)
    taken_back_because = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)

    class Meta:
        ordering = ["-declared_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["apprentice", "code"], condition=models.Q(state="held"), name="gateway_fact_once"
            ),
            models.CheckConstraint(
                name="gateway_fact_taken_back_with_a_reason",
                condition=models.Q(state="held") | ~models.Q(taken_back_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}, {self.on:%-d %B %Y}"

    def audit_root(self) -> Apprentice:
        return self.apprentice


class LevelTwo(Record):
    """English or maths at level 2: whose requirement it is for this apprentice, and whether it is met.

    ``nobody``: the apprentice was 19 or over at the start, chose not to take it, and the employer agreed.
    """

    class Subject(models.TextChoices):
        ENGLISH = "english", "English"
        MATHS = "maths", "Maths"

    class Source(models.TextChoices):
        UNIVERSITY = "university", "The university, for the degree"
        EMPLOYER = "employer", "The employer"
        FUNDING = "funding", "The funding rules"
        NOBODY = "nobody", "Nobody: 19 or over at the start, chose not to take it, and the employer agreed"

    STEP_WORDS = {"recorded": "recorded whose requirement level 2 English or maths is, and how it stands"}

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="level_two")
    subject = models.CharField(max_length=10, choices=Subject.choices)
    required_by = models.CharField(max_length=10, choices=Source.choices)
    met_on = models.DateField(null=True)
    evidence = models.CharField(max_length=250, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "level two"
        ordering = ["subject"]
        constraints = [models.UniqueConstraint(fields=["apprentice", "subject"], name="level_two_once")]

    def __str__(self) -> str:
        return f"{self.get_subject_display()}, {self.get_required_by_display().lower()}"

    def audit_root(self) -> Apprentice:
        return self.apprentice
