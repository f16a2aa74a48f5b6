"""The suitability strand, closed to everybody but its members: nobody else sees that a referral exists.

No relation leads from an application to a referral, so no page, list, count, export or pack can reach one by following
it. Those who refer see nothing afterwards either, unless they are members.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.records import Record
from recruitment.models.applications import Application
from recruitment.models.selection_days import Group

if TYPE_CHECKING:
    import datetime

    from core.accounts.models import User


class SuitabilityReferralQuerySet(models.QuerySet["SuitabilityReferral"]):
    def visible_to(self, user: User) -> SuitabilityReferralQuerySet:
        """Those of which a person is a member, and no others, whatever else they hold."""
        members = SuitabilityMember.objects.filter(person=user.pk or 0).order_by()
        return self.filter(pk__in=members.values("referral")).exclude(candidate=user.pk or 0)

    def open(self) -> SuitabilityReferralQuerySet:
        return self.filter(state__in=SuitabilityReferral.OPEN)

    def over_by(self, day: datetime.date) -> SuitabilityReferralQuerySet:
        """Those in which the panel had given its outcome by a day."""
        return self.filter(decided_at__date__lte=day)


class SuitabilityReferral(Record):
    """A question of suitability that came up about a candidate: a panel hears them and decides.

    Health never comes here: occupational health answers fit, fit with adjustments or not yet, and that is a condition.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        CLEARED = "cleared", "Cleared"
        CLEARED_WITH_CONDITIONS = "conditions", "Cleared with conditions"
        NOT_SUITABLE = "not_suitable", "Not suitable"

    class Source(models.TextChoices):
        DECLARATION = "declaration", "The candidate's own declaration"
        DBS = "dbs", "The outcome of the Disclosure and Barring Service check"
        REFERENCE = "reference", "A reference"
        REGISTER = "register", "The history with a regulator"
        CONDUCT = "conduct", "Conduct during the application"

    STEPS = {State.OPEN: {State.CLEARED, State.CLEARED_WITH_CONDITIONS, State.NOT_SUITABLE}}
    STEP_WORDS = {
        State.CLEARED: "cleared the candidate",
        State.CLEARED_WITH_CONDITIONS: "cleared the candidate with conditions",
        State.NOT_SUITABLE: "found the candidate not suitable",
    }
    OPEN = (State.OPEN,)
    HOLDING = (State.OPEN, State.NOT_SUITABLE)

    candidate = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=15, choices=State.choices, default=State.OPEN)
    source = models.CharField(max_length=15, choices=Source.choices)
    account = models.TextField(max_length=4000)
    referred_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    referred_at = models.DateTimeField(default=timezone.now)
    told_words = models.TextField(blank=True, max_length=4000)
    told_at = models.DateTimeField(null=True)
    answer_by = models.DateField(null=True)
    answer = models.TextField(blank=True, max_length=4000)
    answered_at = models.DateTimeField(null=True)
    outcome_words = models.TextField(blank=True, max_length=4000)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = SuitabilityReferralQuerySet.as_manager()

    class Meta:
        ordering = ["-referred_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="suitability_decided_after_the_candidate_was_told",
                condition=models.Q(state="open", decided_at__isnull=True)
                | (
                    ~models.Q(state="open")
                    & models.Q(decided_at__isnull=False, decided_by__isnull=False, told_at__isnull=False)
                    & ~models.Q(outcome_words="")
                ),
            )
        ]

    def __str__(self) -> str:
        return f"Suitability of {self.candidate}"

    def audit_root(self) -> SuitabilityReferral:
        return self


class SuitabilityMember(models.Model):
    """Somebody who reads and decides one referral, in whose name they sit, and whether they chair."""

    referral = models.ForeignKey(SuitabilityReferral, models.CASCADE, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    group = models.CharField(max_length=20, choices=Group.choices)
    chairs = models.BooleanField(default=False)

    class Meta:
        ordering = ["-chairs", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["referral", "person"], name="suitability_member_once"),
            models.UniqueConstraint(
                fields=["referral"], condition=models.Q(chairs=True), name="suitability_panel_has_one_chair"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_group_display().lower()}"

    def audit_root(self) -> SuitabilityReferral:
        return self.referral


class SuitabilityNote(models.Model):
    """What a member noted for the panel: it stands as it was written, and the members alone read it.

    It is about the candidate, so a request for everything that is held about them finds it by ``referral__candidate``.
    """

    referral = models.ForeignKey(SuitabilityReferral, models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    words = models.TextField(max_length=4000)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"Note of {self.author}, {timezone.localtime(self.written_at):%-d %B %Y}"

    def audit_root(self) -> SuitabilityReferral:
        return self.referral
