"""A piece of evidence in an apprentice's portfolio: one item, many versions, each frozen once it was sent."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property

from apprentices.models import Apprentice
from assessment.kinds import EvidenceKind, all_kinds
from assessment.models import oversight, readers
from core.files.models import StoredFile
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User

TITLE_LENGTH = 150

OVER = (Apprentice.State.COMPLETE, Apprentice.State.WITHDRAWN, Apprentice.State.NEVER_STARTED)
"""States of an apprentice whose portfolio nobody adds to any more."""


def _hiding(evidence: str, number: str) -> models.QuerySet[Any]:
    """Flags that stand and hide this version of this piece: on it, or on a later one that grew out of it."""
    from assessment.models.breaches import Breach

    return Breach.objects.standing().filter(evidence=models.OuterRef(evidence), number__gte=models.OuterRef(number))


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> EvidenceQuerySet:
        """A person's own evidence; of others what was sent, where a relation of today opens reading it.

        Line managers and employers are not among them: they see on the record how much there is, not what. What is
        hidden because somebody's details stand in it is there for its writer and their tutor alone (and, on a page of
        its own, for the data protection leads: ``Breach``).
        """
        on = on or timezone.localdate()
        return self.filter(apprentice__in=Apprentice.objects.visible_to(user, on=on)).filter(
            models.Q(apprentice__in=readers.owned_by(user, on=on))
            | models.Q(shown__isnull=False, apprentice__in=readers.tutored_by(user, on=on))
            | models.Q(shown__isnull=False, apprentice__in=readers.read_by(user, on=on))
            & ~models.Exists(_hiding("pk", "shown__number"))
        )

    def of_those_learning(self) -> EvidenceQuerySet:
        """Queues and reminders speak of nobody who is on a break or has left."""
        return self.filter(apprentice__in=Apprentice.objects.learning())

    def waiting(self) -> EvidenceQuerySet:
        """What was sent and has no whole answer yet, oldest first."""
        return self.filter(state__in=Evidence.WAITING).order_by("waiting_since", "pk")

    def waiting_for(self, user: User, *, on: datetime.date) -> EvidenceQuerySet:
        """What waits for this person to judge it, or to countersign what a colleague signed."""
        to_assess = models.Q(readers.assessed_by(user, on=on), state=Evidence.State.SUBMITTED)
        to_countersign = models.Q(
            state=Evidence.State.COUNTERSIGN, apprentice__in=oversight.countersigned_by(user, on=on)
        )
        return (
            self.waiting()
            .of_those_learning()
            .filter(to_assess | (to_countersign & ~models.Q(answered_by_id=user.pk or 0)))
        )

    def accepted(self) -> EvidenceQuerySet:
        return self.filter(state=Evidence.State.ACCEPTED)


class Evidence(Record):
    """One piece of evidence. ``shown`` is the version that others see; empty while nobody but the writer sees any.

    It names no ``audit_root``: how a piece was answered does not belong on a record page that line managers read.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Private draft"
        SUBMITTED = "submitted", "Waiting to be assessed"
        RECALLED = "recalled", "Taken back"
        RETURNED = "returned", "Returned for more work"
        COUNTERSIGN = "countersign", "Waiting for countersignature"
        QUARANTINED = "quarantined", "Hidden: somebody’s details"
        ACCEPTED = "accepted", "Accepted"
        REOPENED = "reopened", "Opened again"
        WITHDRAWN = "withdrawn", "Withdrawn"

    STEPS = {
        State.DRAFT: {State.SUBMITTED},
        State.SUBMITTED: {
            State.RECALLED,
            State.RETURNED,
            State.COUNTERSIGN,
            State.ACCEPTED,
            State.REOPENED,
            State.WITHDRAWN,
            State.QUARANTINED,
        },
        State.RECALLED: {State.SUBMITTED, State.WITHDRAWN},
        State.RETURNED: {State.SUBMITTED, State.ACCEPTED, State.WITHDRAWN, State.QUARANTINED},
        State.COUNTERSIGN: {State.SUBMITTED, State.ACCEPTED, State.WITHDRAWN, State.QUARANTINED},
        State.ACCEPTED: {State.REOPENED, State.QUARANTINED},
        State.REOPENED: {State.SUBMITTED, State.ACCEPTED, State.QUARANTINED},
        State.WITHDRAWN: {State.QUARANTINED},
        State.QUARANTINED: {
            State.SUBMITTED,
            State.RETURNED,
            State.COUNTERSIGN,
            State.ACCEPTED,
            State.REOPENED,
            State.WITHDRAWN,
        },
    }
    STEP_WORDS = {
        State.SUBMITTED: "sent this to be assessed",
        State.RECALLED: "took this back before it was opened",
        State.RETURNED: "returned this for more work",
        State.COUNTERSIGN: "signed this, to be countersigned",
        State.ACCEPTED: "accepted this and signed",
        State.REOPENED: "opened this again",
        State.WITHDRAWN: "withdrew this",
        State.QUARANTINED: "hid this: somebody’s details may stand in it",
        "opened": "opened this",
        "countersign → submitted": "sent this back to the practice educator instead of countersigning",
        "countersign → accepted": "countersigned this: it is accepted",
        "submitted → reopened": "took this back before it was opened",
        "reopened → accepted": "let stand again what was accepted: nothing new came by the day",
        "quarantined → returned": "showed this again as it was",
        "quarantined → countersign": "showed this again as it was",
        "quarantined → accepted": "showed this again as it was",
        "quarantined → reopened": "showed this again as it was",
        "quarantined → withdrawn": "showed this again as it was",
        "returned → accepted": "let stand again what was accepted: nothing new came by the day",
    }
    BEING_WRITTEN = (State.DRAFT, State.RECALLED, State.RETURNED, State.REOPENED, State.QUARANTINED)
    """States in which there is a version that the apprentice works on; what is hidden, once that is confirmed."""
    WAITING = (State.SUBMITTED, State.COUNTERSIGN)
    """States in which somebody else has yet to answer."""

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=30)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    shown = models.ForeignKey("EvidenceVersion", models.PROTECT, null=True, related_name="+")
    waiting_since = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evidence"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["apprentice", "state"], name="evidence_by_apprentice"),
            models.Index(
                fields=["waiting_since"],
                name="evidence_waiting",
                condition=models.Q(state__in=["submitted", "countersign"]),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="evidence_draft_is_private", condition=~models.Q(state="draft") | models.Q(shown__isnull=True)
            ),
            models.CheckConstraint(
                name="evidence_sent_is_shown",
                condition=models.Q(state__in=["draft", "recalled"]) | models.Q(shown__isnull=False),
            ),
            models.CheckConstraint(
                name="evidence_waits_since_it_was_sent",
                condition=models.Q(state__in=["submitted", "countersign"], waiting_since__isnull=False)
                | (~models.Q(state__in=["submitted", "countersign"]) & models.Q(waiting_since__isnull=True)),
            ),
            models.CheckConstraint(
                name="evidence_answered_by_somebody",
                condition=~models.Q(state__in=["returned", "countersign", "accepted"])
                | models.Q(answered_by__isnull=False, answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.the_kind} ({self.reference})"

    @property
    def the_kind(self) -> EvidenceKind:
        return all_kinds()[self.kind]

    @cached_property
    def draft(self) -> EvidenceVersion | None:
        """The version being written, or None. Lists prefetch it as ``being_written``."""
        if hasattr(self, "being_written"):
            return next(iter(self.being_written), None)
        return self.versions.filter(submitted_at__isnull=True).first()

    @property
    def title(self) -> str:
        """The title that others see; before anything was sent, that of the draft."""
        return str(self.shown or self.draft or self.the_kind)

    def is_owned_by(self, user: User) -> bool:
        return self.apprentice.person_id == user.pk


class EvidenceVersionQuerySet(models.QuerySet["EvidenceVersion"]):
    def sent(self) -> EvidenceVersionQuerySet:
        return self.filter(submitted_at__isnull=False)

    def not_hidden(self) -> EvidenceVersionQuerySet:
        """Without those in which somebody's details stand, or may: whatever shows the text of evidence asks this."""
        return self.filter(~models.Exists(_hiding("evidence", "number")))

    def visible_to(self, user: User, *, on: datetime.date | None = None) -> EvidenceVersionQuerySet:
        """Versions that were sent, of evidence that this person may read; and all of their own.

        A version in which somebody's details stand, and each before it, is hidden from all but writer and tutor.
        """
        on = on or timezone.localdate()
        sent = models.Q(submitted_at__isnull=False)
        return self.filter(evidence__in=Evidence.objects.visible_to(user, on=on)).filter(
            models.Q(evidence__apprentice__in=readers.owned_by(user, on=on))
            | sent & models.Q(evidence__apprentice__in=readers.tutored_by(user, on=on))
            | sent & ~models.Exists(_hiding("evidence", "number"))
        )


class EvidenceVersion(Record):
    """One version of a piece of evidence. ``number`` counts versions; ``version`` counts how often a draft was saved.

    Sent, it is frozen: only taking it back before anybody opened it makes it a draft again.
    ``written_in`` names the open page that saved last, so that a second tab does not overwrite the first unseen.
    ``kept_reason`` is why something that looked like personal details stays in the text.
    """

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=TITLE_LENGTH, blank=True)
    text = models.TextField(blank=True)
    happened_on = models.DateField(null=True)
    kept_reason = models.CharField(max_length=300, blank=True)
    written_in = models.CharField(max_length=32, blank=True)
    saved_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True)
    content_hash = models.CharField(max_length=64, blank=True)
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = EvidenceVersionQuerySet.as_manager()

    class Meta:
        ordering = ["evidence", "number"]
        constraints = [
            models.UniqueConstraint(fields=["evidence", "number"], name="evidence_version_once"),
            models.UniqueConstraint(
                fields=["evidence"], condition=models.Q(submitted_at__isnull=True), name="evidence_one_draft"
            ),
            models.CheckConstraint(
                name="evidence_version_sent_is_whole",
                condition=models.Q(submitted_at__isnull=True)
                | (models.Q(happened_on__isnull=False) & ~models.Q(content_hash="") & ~models.Q(title="")),
            ),
            models.CheckConstraint(
                name="evidence_version_opened_was_sent",
                condition=models.Q(opened_at__isnull=True, opened_by__isnull=True)
                | models.Q(opened_at__isnull=False, opened_by__isnull=False, submitted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title or "Without a title"

    def audit_root(self) -> Evidence:
        return self.evidence


class Attachment(models.Model):
    """A file beside a version. The next version starts with the same files."""

    version = models.ForeignKey(EvidenceVersion, models.CASCADE, related_name="attachments")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    kept = models.JSONField(default=list)
    """Why what was found in the file may stay: [{"key", "where", "what", "reason"}], never the words themselves."""

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["version", "file"], name="attachment_once")]

    def __str__(self) -> str:
        return str(self.file)
