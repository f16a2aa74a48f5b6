"""What a candidate's line manager says about an application: asked by the candidate, answered by signed link."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.records import Record
from recruitment.models.applications import Application


class EndorsementQuerySet(models.QuerySet["Endorsement"]):
    def current(self) -> EndorsementQuerySet:
        return self.exclude(state=Endorsement.State.REPLACED)

    def waiting_since(self, date: datetime.datetime) -> EndorsementQuerySet:
        """Asked at or before a moment and not answered, for applications that still lead somewhere."""
        return self.filter(state=Endorsement.State.ASKED, asked_at__lte=date).exclude(
            application__state__in=Application.ENDED
        )


class Endorsement(Record):
    """What the candidate's line manager says, signed by link with a one-time code. No reply is never a rejection."""

    class State(models.TextChoices):
        ASKED = "asked", "Waiting for the line manager"
        ENDORSED = "endorsed", "Endorsed"
        NOT_ENDORSED = "not_endorsed", "Not endorsed"
        REPLACED = "replaced", "Asked somebody else"

    STEPS = {State.ASKED: {State.ENDORSED, State.NOT_ENDORSED, State.REPLACED}}
    STEP_WORDS = {
        State.ENDORSED: "endorsed the application",
        State.NOT_ENDORSED: "did not endorse the application",
        State.REPLACED: "asked somebody else to endorse the application",
        "asked": "asked the line manager to endorse the application",
    }

    class Answer(models.TextChoices):
        YES = "yes", "Yes, I endorse this application"
        NO = "no", "No, I do not endorse it"

    application = models.ForeignKey(Application, models.PROTECT, related_name="endorsements")
    manager = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="endorsements")
    manager_name = models.CharField(max_length=150)
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=3, choices=Answer.choices, blank=True)
    words = models.TextField(blank=True, max_length=4000)
    signer_name = models.CharField(max_length=150, blank=True)
    signer_role = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=15, choices=State.choices, default=State.ASKED)

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=~models.Q(state="replaced"), name="endorsement_one_at_a_time"
            ),
            models.CheckConstraint(
                name="endorsement_answer_is_stamped",
                condition=models.Q(state__in=["asked", "replaced"])
                | (models.Q(answered_at__isnull=False) & ~models.Q(signer_name="") & ~models.Q(signer_role="")),
            ),
            models.CheckConstraint(
                name="endorsement_no_has_a_reason",
                condition=~models.Q(state="not_endorsed") | ~models.Q(words=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Endorsement of {self.application}"

    def audit_root(self) -> Application:
        return self.application

    @property
    def shown_name(self) -> str:
        """The name under the answer, as pages show it."""
        return self.manager.name_on_papers(self.signer_name)
