"""What is written about a progress review: preparation, the write-up, agreed actions, and who has signed."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.models.parties import Party
from apprentices.models.record import Apprentice
from apprentices.models.reviews import ProgressReview
from core.audit.models import canonical, sha256
from core.audit.signatures import Signature
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User

ABOUT = "progress review: "
"""Before the party in the purpose of a signature."""


class ReviewPreparationQuerySet(models.QuerySet["ReviewPreparation"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> ReviewPreparationQuerySet:
        """A person's own boxes; and once they are sent, those of reviews in which the person takes part."""
        taking_part = ProgressReview.objects.of_party(user, on=on or timezone.localdate())
        return self.filter(
            models.Q(author=user.pk or 0)
            | models.Q(sent_at__isnull=False, review__in=taking_part.order_by().values("pk"))
        )


class ReviewPreparation(models.Model):
    """One person's box before a review. It is their own until they send it; then the three read it, unchanged."""

    review = models.ForeignKey(ProgressReview, models.PROTECT, related_name="preparations")
    party = models.CharField(max_length=10, choices=Party.choices)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    went_well = models.TextField(blank=True)
    hard = models.TextField(blank=True)
    to_agree = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)

    TEXTS = ("went_well", "hard", "to_agree")

    objects = ReviewPreparationQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "author"], name="preparation_once_per_person"),
        ]

    def __str__(self) -> str:
        return f"Preparation: {self.get_party_display().lower()}"

    def audit_root(self) -> Apprentice:
        return self.review.audit_root()


class ReviewWriteUp(Record):
    """One version of what was said and agreed. Frozen from the moment it is sent for signature (``written_at``).

    A reopened review gets a further version, and the one before it is void together with its signatures.
    """

    TEXTS = ("summary", "goals", "concerns", "next_steps")

    review = models.ForeignKey(ProgressReview, models.PROTECT, related_name="write_ups")
    number = models.PositiveSmallIntegerField(default=1)
    summary = models.TextField(blank=True)
    goals = models.TextField(blank=True)
    concerns = models.TextField(blank=True)
    next_steps = models.TextField(blank=True)
    facts = models.JSONField(default=list)
    content_hash = models.CharField(max_length=64, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(null=True)
    void_at = models.DateTimeField(null=True)
    void_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    void_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["review", "number"]
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="write_up_number_once"),
            models.CheckConstraint(
                name="write_up_frozen_with_its_hash",
                condition=models.Q(written_at__isnull=True) | (~models.Q(content_hash="") & ~models.Q(summary="")),
            ),
            models.CheckConstraint(
                name="write_up_void_for_a_reason",
                condition=models.Q(void_at__isnull=True)
                | (models.Q(void_by__isnull=False, written_at__isnull=False) & ~models.Q(void_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Write-up {self.number}"

    def audit_root(self) -> Apprentice:
        return self.review.audit_root()

    @property
    def void_title(self) -> str:
        return f"Version {self.number}, which is void"

    def content(self) -> dict[str, Any]:
        """The canonical content that all three sign: the day, the words, the facts as they stood, and the actions."""
        review = self.review
        return {
            "review": review.reference,
            "apprentice": review.apprentice.reference,
            "number": review.number,
            "version": self.number,
            "held_on": review.held_on.isoformat() if review.held_on else "",
            "without_employer": review.without_employer,
            **{name: getattr(self, name) for name in self.TEXTS},
            "facts": self.facts,
            "actions": [action.content() for action in self.actions.order_by("pk")],
        }

    def fingerprint(self) -> str:
        """The hash of that content as it stands now."""
        return sha256(canonical(self.content()))

    def signed_content(self, purpose: str) -> dict[str, Any] | None:
        """What the signature with this purpose stands under, as the rows are now."""
        signed = self.signatures.filter(party=purpose.removeprefix(ABOUT)).first()
        if signed is None:
            return None
        return what_is_signed(self, party=signed.party, dissent=signed.dissent, acting_for=signed.acting_for)


def what_is_signed(write_up: ReviewWriteUp, *, party: str, dissent: str, acting_for: str) -> dict[str, Any]:
    """The frozen text with what a signer adds of their own: for whom they sign, and where they do not agree."""
    return {**write_up.content(), "signed_for": party, "dissent": dissent, "acting_for": acting_for}


class ReviewActionQuerySet(models.QuerySet["ReviewAction"]):
    def agreed(self) -> ReviewActionQuerySet:
        """Actions of a text that went out for signature and is not void."""
        return self.filter(write_up__written_at__isnull=False, write_up__void_at__isnull=True)

    def open(self) -> ReviewActionQuerySet:
        return self.agreed().filter(state=ReviewAction.State.OPEN)


class ReviewAction(Record):
    """One agreed action: what exactly, how one will know that it is done, whose it is, and by when."""

    class State(models.TextChoices):
        OPEN = "open", "To do"
        DONE = "done", "Done"
        DROPPED = "dropped", "No longer needed"

    STEPS = {State.OPEN: {State.DONE, State.DROPPED}, State.DONE: {State.OPEN}, State.DROPPED: {State.OPEN}}
    STEP_WORDS = {
        State.OPEN: "opened an action of a progress review again",
        State.DONE: "ticked off an action of a progress review",
        State.DROPPED: "set aside an action of a progress review",
    }

    write_up = models.ForeignKey(ReviewWriteUp, models.PROTECT, related_name="actions")
    what = models.CharField(max_length=300)
    measure = models.CharField(max_length=300, blank=True)
    owner = models.CharField(max_length=10, choices=Party.choices)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    settled_on = models.DateField(null=True)

    objects = ReviewActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="action_settled_on_a_day", condition=models.Q(state="open") | models.Q(settled_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def audit_root(self) -> Apprentice:
        return self.write_up.audit_root()

    def content(self) -> dict[str, str]:
        return {
            "what": self.what,
            "measure": self.measure,
            "owner": self.owner,
            "due_on": self.due_on.isoformat(),
        }


class ReviewSignature(models.Model):
    """That somebody has signed a write-up for one of the three. One for each party; nobody signs for two.

    ``dissent`` is the note of somebody who signs that it was held and does not agree with all of it. ``acting_for``
    names the person whom a deputy stands in for; the deputy's own name is under the text.
    """

    write_up = models.ForeignKey(ReviewWriteUp, models.PROTECT, related_name="signatures")
    party = models.CharField(max_length=10, choices=Party.choices)
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="review_signatures")
    signature = models.OneToOneField(Signature, models.PROTECT, related_name="+")
    dissent = models.TextField(blank=True)
    acting_for = models.CharField(max_length=200, blank=True)
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["write_up", "signed_at"]
        constraints = [
            models.UniqueConstraint(fields=["write_up", "party"], name="review_signed_once_for_a_party"),
            models.UniqueConstraint(fields=["write_up", "signer"], name="review_signed_once_by_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.signer}, for the {self.get_party_display().lower()}"

    def audit_root(self) -> Apprentice:
        return self.write_up.audit_root()
