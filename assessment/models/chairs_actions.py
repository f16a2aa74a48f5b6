"""What the chair of a panel does between two meetings: only what every party agreed to in writing before."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.models import Involvement
from apprentices.models.involvement import related
from assessment.models.submissions import PortfolioSubmission
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User


class ChairsActionQuerySet(models.QuerySet["ChairsAction"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> ChairsActionQuerySet:
        """For the parties who agree to it, the employer among them, and for those who decide."""
        on = on or timezone.localdate()
        kinds = Involvement.Kind
        parties = related(user, kinds.SELF, kinds.LINE_MANAGER, on=on)
        led = Involvement.objects.led_by(user, kinds.EMPLOYER, "workforce_lead", on=on).values("apprentice")
        return self.filter(
            models.Q(submission__in=PortfolioSubmission.objects.decided_by(user, on=on))
            | models.Q(submission__placement__apprentice__in=parties)
            | models.Q(submission__placement__apprentice__in=led)
        )


class ChairsAction(Record):
    """Days that are added without a meeting, for days that were lost. The next panel is told of it."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Waiting for every party's agreement"
        AGREED = "agreed", "Agreed by every party"
        TAKEN = "taken", "Taken, to be reported to the next panel"
        REPORTED = "reported", "Reported to the panel"
        REFUSED = "refused", "Not agreed: the panel decides"

    STEPS = {
        State.PROPOSED: {State.AGREED, State.REFUSED},
        State.AGREED: {State.TAKEN, State.REFUSED},
        State.TAKEN: {State.REPORTED},
    }
    STEP_WORDS = {
        "proposed": "proposed that the chair acts",
        State.AGREED: "agreed in writing, as the last of the parties",
        State.TAKEN: "took chair's action",
        State.REPORTED: "reported the chair's action to the panel",
        State.REFUSED: "did not agree that the chair acts",
    }

    submission = models.ForeignKey(PortfolioSubmission, models.PROTECT, related_name="chairs_actions")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    more_days = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    reasons = models.TextField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    reported_on = models.DateField(null=True)

    objects = ChairsActionQuerySet.as_manager()

    class Meta:
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"],
                condition=models.Q(state__in=["proposed", "agreed"]),
                name="chairs_action_one_at_a_time",
            ),
            models.CheckConstraint(
                name="chairs_action_is_whole", condition=models.Q(more_days__gte=1) & ~models.Q(reasons="")
            ),
            models.CheckConstraint(
                name="chairs_action_taken_by_somebody",
                condition=~models.Q(state__in=["taken", "reported"])
                | models.Q(taken_by__isnull=False, taken_at__isnull=False),
            ),
            models.CheckConstraint(
                name="chairs_action_reported_on_a_day",
                condition=~models.Q(state="reported") | models.Q(reported_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Chair's action: {self.more_days} more days"

    def audit_root(self) -> PortfolioSubmission:
        return self.submission


class ChairsActionAgreement(models.Model):
    """One party's yes in writing, under their own name."""

    class Party(models.TextChoices):
        APPRENTICE = "apprentice", "Apprentice"
        EDUCATOR = "educator", "Practice educator"
        TUTOR = "tutor", "University tutor"
        EMPLOYER = "employer", "Employer"

    action = models.ForeignKey(ChairsAction, models.PROTECT, related_name="agreements")
    party = models.CharField(max_length=10, choices=Party.choices)
    words = models.TextField()
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["agreed_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["action", "party"], name="chairs_action_agreed_once_a_party"),
            models.UniqueConstraint(fields=["action", "agreed_by"], name="chairs_action_agreed_once_a_person"),
            models.CheckConstraint(name="chairs_action_agreed_in_writing", condition=~models.Q(words="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_party_display()}: {self.agreed_by}"

    def audit_root(self) -> PortfolioSubmission:
        return self.action.submission
