"""A concern: its state, who deals with it and by when. What was said stands in rows of their own (``papers``)."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices import concern_lines
from apprentices.models.involvement import Involvement
from apprentices.models.record import Apprentice
from consortium.models import Organisation
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User


class ConcernQuerySet(models.QuerySet["Concern"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> ConcernQuerySet:
        """Those that a person may know of, by ``ConcernReader`` alone; never who is named in one.

        A role opens it while the role is held, a relation while the record is open to the person. The next practice
        educator may know of a plan that is running, of which the apprentice was told.
        """
        from apprentices.models.concerns.readers import ConcernReader

        on = on or timezone.localdate()
        readers = ConcernReader.objects.of(user, on=on)
        by_role = readers.exclude(appointment=None)
        own = readers.filter(part=ConcernReader.Part.APPRENTICE)
        by_relation = readers.filter(appointment=None, concern__apprentice__in=Involvement.objects.of(user, on=on))
        assessed = Involvement.objects.on(on).filter(person_id=user.pk or 0, kind=Involvement.Kind.PRACTICE_EDUCATOR)
        handed_on = Concern.objects.live_plans().filter(apprentice__in=assessed.values("apprentice")).order_by()
        ids = by_role.values("concern").union(
            own.values("concern"), by_relation.values("concern"), handed_on.values("pk")
        )
        named = Concern.named.through.objects.filter(user_id=user.pk or 0).values("concern")
        return self.filter(pk__in=ids).exclude(pk__in=named)

    def open(self) -> ConcernQuerySet:
        return self.exclude(state__in=Concern.CLOSED)

    def protecting_placement(self) -> ConcernQuerySet:
        """Open ones about a host, or about wrongdoing: while they are, nobody changes the placement on their own."""
        spoken_up = models.Q(kind=Concern.Kind.WHISTLEBLOWING) | models.Q(about=Concern.About.HOST)
        return self.open().filter(spoken_up)

    def live_plans(self) -> ConcernQuerySet:
        """Plans about an apprentice's practice or learning that run and of which the apprentice knows."""
        return self.filter(state__in=Concern.PLANNED, about=Concern.About.APPRENTICE, told_at__isnull=False)


class Concern(Record):
    """What somebody worries about. ``lead`` deals with it and was chosen by the system; None = nobody fits today.

    ``told_at``: since when the apprentice knows of it; before that, nothing of it reaches them anywhere. ``named`` are
    the people whom it is about, who never see it here. ``employer`` is the one on the day on which it was raised.
    """

    class About(models.TextChoices):
        APPRENTICE = concern_lines.About.APPRENTICE.value, "The apprentice’s practice or learning"
        LINE_MANAGER = concern_lines.About.LINE_MANAGER.value, "A line manager"
        PRACTICE_EDUCATOR = concern_lines.About.PRACTICE_EDUCATOR.value, "A practice educator or supervisor"
        TUTOR = concern_lines.About.TUTOR.value, "A university tutor"
        HOST = concern_lines.About.HOST.value, "The placement, or who hosts it"
        LEAD = concern_lines.About.LEAD.value, "The workforce lead"
        SOMEBODY_ELSE = concern_lines.About.SOMEBODY_ELSE.value, "Somebody else at work, or a person or family"

    class Kind(models.TextChoices):
        PRACTICE = "practice", "Practice: how the work with people is done"
        LEARNING = "learning", "Learning, attendance or engagement"
        SUPPORT = "support", "Supervision, support, workload or learning opportunities"
        TREATMENT = "treatment", "How somebody is treated"
        RACISM = "racism", "Racism"
        WHISTLEBLOWING = "whistleblowing", "Wrongdoing or danger at work (whistleblowing)"
        COMPLAINT = "complaint", "A complaint by a person who uses services, or their family"

    class State(models.TextChoices):
        RAISED = "raised", "Waiting for triage"
        INFORMAL = "informal", "Informal plan"
        FORMAL = "formal", "Formal action plan"
        REFERRED = "referred", "Live matter elsewhere"
        REVIEWED = "reviewed", "Reviewed"
        ESCALATED = "escalated", "Escalated"
        RESOLVED = "resolved", "Resolved"
        NOT_UPHELD = "not_upheld", "Not upheld"

    class Elsewhere(models.TextChoices):
        FITNESS_TO_PRACTISE = "fitness_to_practise", "Fitness to practise, by the university"
        SAFEGUARDING = "safeguarding", "Safeguarding"
        WHISTLEBLOWING = "whistleblowing", "Whistleblowing route"
        COMPLAINTS = "complaints", "The employer’s complaints process"

    PLANNED = (State.INFORMAL, State.FORMAL)
    CLOSED = (State.RESOLVED, State.NOT_UPHELD)
    STEPS = {
        State.RAISED: {State.INFORMAL, State.FORMAL, State.REFERRED, State.NOT_UPHELD},
        State.INFORMAL: {State.FORMAL, State.REVIEWED, State.REFERRED},
        State.FORMAL: {State.REVIEWED, State.REFERRED},
        State.REVIEWED: {*PLANNED, State.REFERRED, State.RESOLVED, State.ESCALATED, State.NOT_UPHELD},
        State.ESCALATED: {*PLANNED, State.REFERRED, State.RESOLVED, State.NOT_UPHELD},
        State.REFERRED: {*PLANNED, State.RESOLVED, State.NOT_UPHELD},
    }
    STEP_WORDS = {
        "raised": "raised the concern",
        "given": "chose who deals with it, outside the line",
        "told": "told the apprentice",
        "replied": "replied",
        "escalated in time": "passed on what is overdue",
        "asked": "asked how things are since the concern",
        "decided on the placement": "let a change be made to the placement",
        "read the account": "read what was said",
        State.INFORMAL: "began an informal plan",
        State.FORMAL: "began a formal action plan",
        State.REFERRED: "noted that the matter is dealt with elsewhere",
        State.REVIEWED: "reviewed the plan",
        State.ESCALATED: "escalated the concern",
        State.RESOLVED: "closed the concern as resolved",
        State.NOT_UPHELD: "closed the concern as not upheld",
    }

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="concerns")
    about = models.CharField(max_length=20, choices=About.choices)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    named = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    employer = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(default=timezone.now)
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    triage_due_on = models.DateField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.RAISED)
    wants_to_move = models.BooleanField(default=False)
    tell_due_on = models.DateField()
    told_at = models.DateTimeField(null=True)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    hold_asked = models.BooleanField(default=False)
    """Whoever raised it thinks that telling the apprentice now could harm an enquiry: a safeguarding lead decides."""
    hold_decided_at = models.DateTimeField(null=True)
    referred_to = models.CharField(max_length=20, choices=Elsewhere.choices, blank=True)
    review_due_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="concern_closed_by_somebody",
                condition=models.Q(
                    state__in=["resolved", "not_upheld"], closed_at__isnull=False, closed_by__isnull=False
                )
                | (~models.Q(state__in=["resolved", "not_upheld"]) & models.Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="concern_plan_is_known_and_reviewed",
                condition=~models.Q(state__in=["informal", "formal"])
                | models.Q(told_at__isnull=False, review_due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="concern_referred_somewhere", condition=~models.Q(state="referred") | ~models.Q(referred_to="")
            ),
        ]
        indexes = [models.Index(fields=["state", "triage_due_on"], name="concern_by_state")]

    def __str__(self) -> str:
        return f"Concern of {timezone.localdate(self.raised_at):%-d %B %Y}"

    def audit_root(self) -> Concern:
        """Found on the concern alone: the apprentice's own timeline is read by more people."""
        return self

    @property
    def is_open(self) -> bool:
        return self.state not in self.CLOSED

    @property
    def is_planned(self) -> bool:
        return self.state in self.PLANNED

    @property
    def is_elsewhere(self) -> bool:
        return self.state == self.State.REFERRED
