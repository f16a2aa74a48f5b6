"""What line manager and service say about an application: asked by the candidate and then for the service, by link."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.records import Record
from recruitment.models.applications import Application


class EndorsementQuerySet(models.QuerySet["Endorsement"]):
    def current(self) -> EndorsementQuerySet:
        """The line manager's answer, or the request that waits for it: one for each application."""
        return self._latest(Endorsement.Kind.LINE_MANAGER)

    def of_the_service(self) -> EndorsementQuerySet:
        """What the service says, or the request that waits for it: one for each application."""
        return self._latest(Endorsement.Kind.SERVICE)

    def _latest(self, kind: str) -> EndorsementQuerySet:
        return self.filter(kind=kind).exclude(state=Endorsement.State.REPLACED)

    def waiting_since(self, date: datetime.datetime) -> EndorsementQuerySet:
        """Asked at or before a moment and not answered, for applications that still lead somewhere."""
        return self.filter(state=Endorsement.State.ASKED, asked_at__lte=date).exclude(
            application__state__in=Application.ENDED
        )


class Endorsement(Record):
    """What the candidate's line manager, or their service, says: signed by link with a one-time code.

    The line manager speaks for what the candidate can do, the service for the time and the post. No reply is never a
    rejection.
    """

    class Kind(models.TextChoices):
        LINE_MANAGER = "line_manager", "Line manager"
        SERVICE = "service", "Service"

    class State(models.TextChoices):
        ASKED = "asked", "Waiting for an answer"
        ENDORSED = "endorsed", "Endorsed"
        NOT_ENDORSED = "not_endorsed", "Not endorsed"
        REPLACED = "replaced", "Asked somebody else"

    STEPS = {State.ASKED: {State.ENDORSED, State.NOT_ENDORSED, State.REPLACED}}
    STEP_WORDS = {
        State.ENDORSED: "endorsed the application",
        State.NOT_ENDORSED: "did not endorse the application",
        State.REPLACED: "asked somebody else to endorse the application",
        "asked": "asked for an endorsement of the application",
    }

    class Answer(models.TextChoices):
        YES = "yes", "Yes, I endorse this application"
        NO = "no", "No, I do not endorse it"

    SOURCES = {
        "from_job_description": "The job description",
        "from_supervision": "Supervision",
        "from_appraisal": "The last appraisal",
    }
    """What a line manager's endorsement rests on, by field: each says in short what it shows of the candidate."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="endorsements")
    kind = models.CharField(max_length=15, choices=Kind.choices, default=Kind.LINE_MANAGER)
    manager = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="endorsements")
    manager_name = models.CharField(max_length=150)
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=3, choices=Answer.choices, blank=True)
    from_job_description = models.TextField(blank=True, max_length=1000)
    from_supervision = models.TextField(blank=True, max_length=1000)
    from_appraisal = models.TextField(blank=True, max_length=1000)
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
                fields=["application", "kind"],
                condition=~models.Q(state="replaced"),
                name="endorsement_one_at_a_time",
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
    def is_of_the_service(self) -> bool:
        return self.kind == self.Kind.SERVICE

    @property
    def sources(self) -> list[tuple[str, str]]:
        """The sources that were looked at, each with what it shows."""
        return [(label, getattr(self, field)) for field, label in self.SOURCES.items() if getattr(self, field)]

    @property
    def shown_name(self) -> str:
        """The name under the answer, as pages show it."""
        return self.manager.name_on_papers(self.signer_name)
