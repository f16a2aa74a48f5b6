"""Direct observations: planned with consent, seen, reported, reflected on, judged and signed."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.models import Apprentice, Involvement
from apprentices.models.involvement import related
from assessment.models import readers
from assessment.models.claims import WHY_LENGTH, Claim
from consortium.models import Organisation, Statement
from core.records import Record
from placements.models import Placement

if TYPE_CHECKING:
    from core.accounts.models import User

PLACE_LENGTH = 150
KEPT_REASON_LENGTH = 300
MOST_MINUTES = 600


class ObservationQuerySet(models.QuerySet["Observation"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> ObservationQuerySet:
        """One's own; those one makes, while the placement is open; an apprentice's for practice educator and tutor.

        A workplace assessor and a panel read what is signed. Line managers and employers see on the record how many
        there are.
        """
        on = on or timezone.localdate()
        following = related(user, Involvement.Kind.PRACTICE_EDUCATOR, Involvement.Kind.TUTOR, on=on)
        seen = Apprentice.objects.visible_to(user, on=on)
        return self.filter(
            models.Q(observer_id=user.pk or 0, placement__state__in=Placement.AGREED)
            | models.Q(placement__apprentice__in=seen)
            & (
                models.Q(placement__apprentice__in=readers.owned_by(user, on=on))
                | models.Q(placement__apprentice__in=following)
                | models.Q(state=Observation.State.SIGNED, placement__apprentice__in=readers.read_by(user, on=on))
            )
        )

    def under_way(self) -> ObservationQuerySet:
        """Those that ask something of somebody: of apprentices who are learning, in a placement that is open."""
        return self.filter(
            state__in=Observation.UNDER_WAY,
            placement__state__in=Placement.AGREED,
            placement__apprentice__in=Apprentice.objects.learning(),
        ).order_by("planned_for", "pk")

    def held(self) -> ObservationQuerySet:
        """Those that took place."""
        return self.filter(state__in=Observation.HELD)

    def signed(self) -> ObservationQuerySet:
        return self.filter(state=Observation.State.SIGNED)


class Observation(Record):
    """Somebody sees an apprentice at work with a person or family. ``observed`` is the apprentice's person.

    ``began_at`` and ``minutes`` say when it took place; ``recorded_at`` when that was written down. ``report`` is the
    observer's alone until ``reported_at``. ``because`` is why it was last moved or cancelled: where the person who was
    to be seen wished it, that is their right and counts against nobody. It names no ``audit_root``, like evidence.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        CANCELLED = "cancelled", "Cancelled"
        OBSERVED = "observed", "Waiting for the report"
        REPORTED = "reported", "Waiting for the reflection"
        REFLECTED = "reflected", "Waiting for the judgement"
        SIGNED = "signed", "Signed"

    STEPS = {
        State.PLANNED: {State.OBSERVED, State.CANCELLED},
        State.OBSERVED: {State.REPORTED},
        State.REPORTED: {State.REFLECTED},
        State.REFLECTED: {State.SIGNED},
    }
    STEP_WORDS = {
        State.CANCELLED: "cancelled this observation",
        State.OBSERVED: "recorded that it took place",
        State.REPORTED: "signed the report",
        State.REFLECTED: "sent a reflection",
        State.SIGNED: "judged this and signed",
    }
    UNDER_WAY = (State.PLANNED, State.OBSERVED, State.REPORTED, State.REFLECTED)
    HELD = (State.OBSERVED, State.REPORTED, State.REFLECTED, State.SIGNED)
    TOLD = (State.REPORTED, State.REFLECTED, State.SIGNED)
    """States in which others than the observer read the report."""

    class Part(models.TextChoices):
        """As what somebody observes."""

        PRACTICE_EDUCATOR = "practice_educator", "Practice educator"
        OVERSEER = "overseer", "Practice educator who oversees"
        SUPERVISOR = "supervisor", "Workplace supervisor"
        SECOND_EDUCATOR = "second_educator", "Second practice educator"

    class Because(models.TextChoices):
        PERSON = "person", "The person or family wished it"
        APPRENTICE = "apprentice", "The apprentice could not"
        OBSERVER = "observer", "The observer could not"
        SERVICE = "service", "Something else came first at work"

    class How(models.TextChoices):
        """How a person or family said yes."""

        SPOKEN = "spoken", "In words, face to face or by phone"
        WRITTEN = "written", "In writing"
        SUPPORTED = "supported", "With an interpreter, an advocate or somebody they trust"

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="observations")
    observed = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    observer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    observer_as = models.CharField(max_length=20, choices=Part.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    planned_for = models.DateTimeField()
    place = models.CharField(max_length=PLACE_LENGTH)
    to_show = models.TextField()
    because = models.CharField(max_length=10, choices=Because.choices, blank=True)
    consent_on = models.DateField(null=True)
    consent_how = models.CharField(max_length=10, choices=How.choices, blank=True)
    consent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    began_at = models.DateTimeField(null=True)
    minutes = models.PositiveSmallIntegerField(null=True)
    recorded_at = models.DateTimeField(null=True)
    report = models.TextField(blank=True)
    report_kept_reason = models.CharField(max_length=KEPT_REASON_LENGTH, blank=True)
    reported_at = models.DateTimeField(null=True)
    reflection = models.TextField(blank=True)
    reflection_kept_reason = models.CharField(max_length=KEPT_REASON_LENGTH, blank=True)
    reflected_at = models.DateTimeField(null=True)
    judgement = models.TextField(blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    content_hash = models.CharField(max_length=64, blank=True)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        ordering = ["-planned_for", "-pk"]
        indexes = [
            models.Index(fields=["placement", "state"], name="observation_by_placement"),
            models.Index(fields=["observer", "state"], name="observation_by_observer"),
        ]
        constraints = [
            models.CheckConstraint(
                name="observation_by_another",
                condition=~models.Q(observer=models.F("observed"))
                & (models.Q(signed_by__isnull=True) | ~models.Q(signed_by=models.F("observed"))),
            ),
            models.CheckConstraint(
                name="observation_cancelled_because",
                condition=~models.Q(state="cancelled") | ~models.Q(because=""),
            ),
            models.CheckConstraint(
                name="observation_consent_is_whole",
                condition=models.Q(consent_on__isnull=True, consent_by__isnull=True, consent_how="")
                | (models.Q(consent_on__isnull=False, consent_by__isnull=False) & ~models.Q(consent_how="")),
            ),
            models.CheckConstraint(
                name="observation_held_with_consent",
                condition=models.Q(state__in=["planned", "cancelled"])
                | models.Q(
                    consent_on__isnull=False,
                    began_at__isnull=False,
                    minutes__isnull=False,
                    minutes__gte=1,
                    recorded_at__isnull=False,
                    recorded_at__gte=models.F("began_at"),
                ),
            ),
            models.CheckConstraint(
                name="observation_reported_with_a_report",
                condition=models.Q(reported_at__isnull=True, state__in=["planned", "cancelled", "observed"])
                | (
                    models.Q(reported_at__isnull=False, state__in=["reported", "reflected", "signed"])
                    & ~models.Q(report="")
                ),
            ),
            models.CheckConstraint(
                name="observation_signed_is_whole",
                condition=~models.Q(state="signed")
                | (
                    models.Q(reflected_at__isnull=False, signed_at__isnull=False, signed_by__isnull=False)
                    & ~models.Q(reflection="")
                    & ~models.Q(judgement="")
                    & ~models.Q(content_hash="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Observation of {self.observed}"

    @property
    def happened_at(self) -> datetime.datetime:
        """When it took place, or is to."""
        return self.began_at or self.planned_for


class ObservedCapability(models.Model):
    """A capability of the judged framework, what the observer saw of it, and the practice educator's judgement."""

    observation = models.ForeignKey(Observation, models.CASCADE, related_name="capabilities")
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="+")
    saw = models.CharField(max_length=WHY_LENGTH)
    judgement = models.CharField(max_length=15, choices=Claim.Judgement.choices, blank=True)

    class Meta:
        verbose_name_plural = "observed capabilities"
        ordering = ["statement__framework", "statement__number", "pk"]
        constraints = [models.UniqueConstraint(fields=["observation", "statement"], name="observed_capability_once")]

    def __str__(self) -> str:
        return str(self.statement)


class ObservationFeedback(models.Model):
    """What the person or family said about it, with their agreement and without their name. Never changed."""

    observation = models.OneToOneField(Observation, models.PROTECT, related_name="feedback")
    said = models.TextField()
    how = models.CharField(max_length=10, choices=Observation.How.choices)
    agreed_on = models.DateField()
    kept_reason = models.CharField(max_length=KEPT_REASON_LENGTH, blank=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "observation feedback"

    def __str__(self) -> str:
        return f"Feedback taken by {self.taken_by}"


class ObservationRule(models.Model):
    """How many observations a university asks for in a placement of a number, and how many by the practice educator."""

    university = models.ForeignKey(Organisation, models.PROTECT, related_name="observation_rules")
    placement_number = models.PositiveSmallIntegerField()
    in_all = models.PositiveSmallIntegerField()
    by_practice_educator = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["university", "placement_number"]
        constraints = [
            models.UniqueConstraint(fields=["university", "placement_number"], name="observation_rule_once"),
            models.CheckConstraint(
                name="observation_rule_is_possible",
                condition=models.Q(
                    in_all__range=(1, 12), by_practice_educator__gte=1, by_practice_educator__lte=models.F("in_all")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Observations asked for by {self.university} in placement {self.placement_number}"

    def audit_root(self) -> Organisation:
        return self.university
