"""The exception to an entry requirement that a university may make."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from recruitment.models.applications import Application


class EligibilityExceptionQuerySet(models.QuerySet["EligibilityException"]):
    def counted(self) -> dict[str, int]:
        """How many are in each state, and how many of those agreed led to an offer; in one query."""
        made = models.Q(state="agreed", application__offer__isnull=False)
        states = {
            state: models.Count("pk", filter=models.Q(state=state)) for state in EligibilityException.State.values
        }
        return self.order_by().aggregate(**states, offered=models.Count("pk", filter=made))


class EligibilityException(models.Model):
    """A university takes somebody who does not meet an entry requirement: asked by one person, agreed by another."""

    class State(models.TextChoices):
        ASKED = "asked", "Waiting for a second person"
        AGREED = "agreed", "Agreed"
        REFUSED = "refused", "Not agreed"

    STEPS = {State.ASKED: {State.AGREED, State.REFUSED}}
    STEP_WORDS = {
        "asked": "asked for an exception",
        State.AGREED: "agreed to the exception",
        State.REFUSED: "did not agree to the exception",
    }

    application = models.ForeignKey(Application, models.PROTECT, related_name="exceptions")
    requirement = models.CharField(max_length=150)
    case = models.TextField(max_length=4000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)

    objects = EligibilityExceptionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(state="asked"), name="exception_one_open_at_a_time"
            ),
            models.CheckConstraint(
                name="exception_decided_by_a_second_person",
                condition=models.Q(state="asked", decided_by__isnull=True)
                | (
                    ~models.Q(state="asked")
                    & models.Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~models.Q(decided_by=models.F("asked_by"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Exception for {self.application}: {self.requirement}"

    def audit_root(self) -> Application:
        return self.application
