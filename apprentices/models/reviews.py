"""Progress reviews: the apprentice, the employer and the university together, at the interval of the rule set."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

from apprentices.models.involvement import Involvement, related
from apprentices.models.parties import PARTY_KINDS, Party, spoken_for
from apprentices.models.record import Apprentice
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User


SIGNS_AS: dict[str, str] = {
    Party.APPRENTICE: "Apprentice",
    Party.EMPLOYER: "Line manager",
    Party.UNIVERSITY: "University tutor",
}

READING_KINDS = (*PARTY_KINDS.values(), Involvement.Kind.EMPLOYER, Involvement.Kind.UNIVERSITY)
"""The three, and the roles of their organisations that read apprentices' records. Nobody else reads a review."""


class ProgressReviewQuerySet(models.QuerySet["ProgressReview"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> ProgressReviewQuerySet:
        """Reviews that a person may read today: one of the three, or a reading role of employer or university."""
        from django.utils import timezone

        on = on or timezone.localdate()
        return self.filter(apprentice__in=Involvement.objects.of(user, *READING_KINDS, on=on))

    def open(self) -> ProgressReviewQuerySet:
        """Reviews that are to be held."""
        return self.filter(state=ProgressReview.State.SCHEDULED)

    def of_party(self, user: User, *parties: str, on: datetime.date) -> ProgressReviewQuerySet:
        """Reviews in which a person takes part for one of these parties on a date."""
        kinds = [PARTY_KINDS[party] for party in parties or PARTY_KINDS]
        return self.filter(apprentice__in=related(user, *kinds, on=on))

    def unsigned_by(self, party: str) -> ProgressReviewQuerySet:
        """Reviews out for signature that nobody has signed for a party yet."""
        return self.filter(~_signed(party=party), state=ProgressReview.State.SIGNING)

    def to_sign_by(self, user: User, *, on: datetime.date) -> ProgressReviewQuerySet:
        """Reviews that wait for the signature of this very person."""
        waiting = models.Q(pk__in=[])
        for party in spoken_for(user, on=on):
            waiting |= models.Q(~_signed(party=party), apprentice__in=related(user, PARTY_KINDS[party], on=on))
        return self.filter(waiting, ~_signed(signer=user.pk or 0), state=ProgressReview.State.SIGNING)


def _signed(**by: Any) -> models.Exists:
    """Whether the write-up of a review bears such a signature."""
    from apprentices.models.review_papers import ReviewSignature

    return models.Exists(ReviewSignature.objects.filter(write_up=models.OuterRef("write_up"), **by))


class ProgressReview(Record):
    """One review. ``due_on`` comes from the rule set and does not move when the meeting is put on another day.

    ``write_up`` is the version that counts: the draft while the review is being written up, then the frozen text.
    """

    class State(models.TextChoices):
        SCHEDULED = "scheduled", "To be held"
        HELD = "held", "Held, to be written up"
        SIGNING = "signing", "Waiting for signatures"
        DISPUTED = "disputed", "Disputed"
        CLOSED = "closed", "Signed by all three"
        REOPENED = "reopened", "Reopened"
        CLOSED_UNSIGNED = "closed_unsigned", "Closed unsigned"
        MISSED = "missed", "Missed"
        SKIPPED = "skipped", "Skipped"

    STEPS = {
        State.SCHEDULED: {State.HELD, State.MISSED, State.SKIPPED},
        State.HELD: {State.SIGNING, State.CLOSED_UNSIGNED},
        State.SIGNING: {State.CLOSED, State.DISPUTED, State.REOPENED, State.CLOSED_UNSIGNED},
        State.DISPUTED: {State.CLOSED, State.REOPENED},
        State.CLOSED: {State.REOPENED},
        State.REOPENED: {State.SIGNING, State.CLOSED_UNSIGNED},
    }
    STEP_WORDS = {
        State.HELD: "recorded that the progress review was held",
        State.SIGNING: "wrote up the progress review and sent it for signature",
        State.DISPUTED: "signed last of the three: the progress review is disputed",
        State.CLOSED: "closed the progress review",
        State.REOPENED: "reopened the progress review: its signatures are void",
        State.CLOSED_UNSIGNED: "closed the progress review unsigned",
        State.MISSED: "recorded that the progress review was missed",
        State.SKIPPED: "skipped the progress review",
        "planned": "set the day of the review",
        "caught up": "recorded that the employer has caught up with the review",
        "signed for the apprentice": "signed the progress review as the apprentice",
        "signed for the employer": "signed the progress review for the employer",
        "signed for the university": "signed the progress review for the university",
        "prepared": "sent their preparation for the progress review",
    }
    TOOK_PLACE = (State.HELD, State.SIGNING, State.DISPUTED, State.CLOSED, State.REOPENED, State.CLOSED_UNSIGNED)
    BEING_WRITTEN = (State.HELD, State.REOPENED)
    OVER = (State.CLOSED, State.CLOSED_UNSIGNED, State.MISSED, State.SKIPPED)
    CATCH_UP_DAYS = 10
    """Days within which the employer catches up with a review held without them, and a missed one is held."""
    REOPENED_FOR_DAYS = 10
    """Days within which a reopened review is to go out for signature again."""

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="reviews")
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    planned_on = models.DateField(null=True)
    planned_time = models.TimeField(null=True)
    place = models.CharField(max_length=200, blank=True)
    times_moved = models.PositiveSmallIntegerField(default=0)
    held_on = models.DateField(null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(null=True)
    without_employer = models.BooleanField(default=False)
    why_without = models.TextField(blank=True)
    catch_up_due_on = models.DateField(null=True)
    caught_up_on = models.DateField(null=True)
    write_up = models.OneToOneField("apprentices.ReviewWriteUp", models.PROTECT, null=True, related_name="+")
    reason_given = models.TextField(blank=True)
    reopened_until = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=15, choices=State.choices, default=State.SCHEDULED)

    objects = ProgressReviewQuerySet.as_manager()

    class Meta:
        ordering = ["apprentice", "number"]
        constraints = [
            models.UniqueConstraint(fields=["apprentice", "number"], name="review_number_once"),
            models.UniqueConstraint(
                fields=["apprentice"], condition=models.Q(state="scheduled"), name="review_to_be_held_one_at_a_time"
            ),
            models.CheckConstraint(
                name="review_held_on_a_day_by_somebody",
                condition=models.Q(state__in=["scheduled", "missed", "skipped"])
                | models.Q(held_on__isnull=False, recorded_by__isnull=False),
            ),
            models.CheckConstraint(
                name="review_without_employer_is_caught_up_with",
                condition=models.Q(without_employer=False)
                | (models.Q(catch_up_due_on__isnull=False) & ~models.Q(why_without="")),
            ),
            models.CheckConstraint(
                name="review_not_held_or_not_signed_for_a_reason",
                condition=~models.Q(state__in=["missed", "skipped", "closed_unsigned"]) | ~models.Q(reason_given=""),
            ),
            models.CheckConstraint(
                name="review_signed_has_a_text",
                condition=~models.Q(state__in=["signing", "disputed", "closed"]) | models.Q(write_up__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["apprentice"], name="review_open", condition=models.Q(state="scheduled")),
            models.Index(fields=["apprentice"], name="review_signing", condition=models.Q(state="signing")),
            models.Index(fields=["state", "due_on"], name="review_by_state"),
        ]

    def __str__(self) -> str:
        return f"Progress review {self.number}"

    def audit_root(self) -> Apprentice:
        """The apprentice by number alone, so that many reviews fetch nobody."""
        return Apprentice(pk=self.apprentice_id)

    @property
    def meets_on(self) -> datetime.date:
        """The day that was set, or the day by which it is due."""
        return self.planned_on or self.due_on
