"""Scores: one sheet for each member and candidate, sealed until sent, frozen when scoring closes; agreed scores beside.

Originals survive: a discussion adds an agreed score, and no score that was sent is ever overwritten by it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.records import Record
from recruitment.models.panels import PanelCandidate, PanelMember
from recruitment.models.selection_days import Criterion

if TYPE_CHECKING:
    from recruitment.models.selection_days import SelectionDay


class ScoreSheetQuerySet(models.QuerySet["ScoreSheet"]):
    def counting(self) -> ScoreSheetQuerySet:
        """Sheets that were sent and not set aside: the outcome is worked out from them."""
        return self.filter(state__in=ScoreSheet.COUNTING)

    def readable_by_member(self, member: PanelMember) -> ScoreSheetQuerySet:
        """The member's own sheets, and colleagues' sent sheets on candidates whom the member has sent a sheet for.

        Once scoring is closed a panel reads all of its own. Somebody who stepped out reads no colleague's.
        """
        own = models.Q(member=member)
        of_panel = models.Q(candidate__panel_id=member.panel_id, state__in=ScoreSheet.COUNTING)
        if member.panel.day.is_scored:
            return self.filter(own | of_panel).exclude(~own & models.Q(candidate__step_outs__member=member))
        sent_for = ScoreSheet.objects.filter(member=member).counting().values("candidate_id")
        return self.filter(own | (of_panel & models.Q(candidate__in=sent_for)))


class ScoreSheet(Record):
    """One member's scores for one candidate.

    A sent sheet may be taken back until a colleague's sheet on the same candidate is sent: from then on each can see
    the other's, so both are locked. ``content_hash`` is the hash of what was sent.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Not sent yet"
        ON_PAPER = "on_paper", "Entered from paper, to be confirmed"
        SUBMITTED = "submitted", "Sent"
        LOCKED = "locked", "Sent and locked"
        FROZEN = "frozen", "Frozen"
        SET_ASIDE = "set_aside", "Set aside"

    STEPS = {
        State.DRAFT: {State.SUBMITTED, State.ON_PAPER, State.SET_ASIDE},
        State.ON_PAPER: {State.SUBMITTED, State.SET_ASIDE},
        State.SUBMITTED: {State.DRAFT, State.LOCKED, State.FROZEN, State.SET_ASIDE},
        State.LOCKED: {State.FROZEN, State.SET_ASIDE},
    }
    STEP_WORDS = {
        State.DRAFT: "took a score sheet back",
        State.ON_PAPER: "entered a member's score sheet from paper",
        State.SUBMITTED: "sent a score sheet",
        State.LOCKED: "locked a score sheet: colleagues can see each other's",
        State.FROZEN: "froze a score sheet",
        State.SET_ASIDE: "set a score sheet aside",
    }
    COUNTING = (State.SUBMITTED, State.LOCKED, State.FROZEN)

    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="sheets")
    candidate = models.ForeignKey(PanelCandidate, models.PROTECT, related_name="sheets")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    notes = models.TextField(blank=True, max_length=4000)
    submitted_at = models.DateTimeField(null=True, editable=False)
    frozen_at = models.DateTimeField(null=True, editable=False)
    content_hash = models.CharField(max_length=64, blank=True, editable=False)

    objects = ScoreSheetQuerySet.as_manager()

    class Meta:
        ordering = ["candidate", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["member", "candidate"], name="score_sheet_once"),
            models.CheckConstraint(
                name="score_sheet_sent_is_stamped",
                condition=models.Q(state__in=["draft", "on_paper", "set_aside"])
                | (models.Q(submitted_at__isnull=False) & ~models.Q(content_hash="")),
            ),
            models.CheckConstraint(
                name="score_sheet_frozen_is_stamped",
                condition=models.Q(state="frozen", frozen_at__isnull=False)
                | (~models.Q(state="frozen") & models.Q(frozen_at__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["candidate", "state"], name="score_sheet_by_candidate")]

    def __str__(self) -> str:
        return f"Score sheet of {self.member} for {self.candidate}"

    def audit_root(self) -> SelectionDay:
        return self.candidate.panel.day

    @property
    def is_sent(self) -> bool:
        return self.state in self.COUNTING

    def content(self) -> dict[str, Any]:
        """What the sheet says, in the one form that is hashed."""
        scores = self.scores.order_by("criterion_id").values_list("criterion_id", "value", "reason")
        return {
            "sheet": self.reference,
            "member": self.member.reference,
            "candidate": self.candidate.reference,
            "scores": [list(score) for score in scores],
            "notes": self.notes,
        }


class Score(models.Model):
    """A mark from 1 to 5 on one criterion, as typed: empty or without its reason only while the sheet is a draft."""

    NEEDS_REASON = (1, 5)

    sheet = models.ForeignKey(ScoreSheet, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores")
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.TextField(blank=True, max_length=4000)
    saved_at = models.DateTimeField(auto_now=True)
    locked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["criterion__exercise__position", "criterion__position"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="score_once_per_criterion"),
            models.CheckConstraint(
                name="score_is_on_the_scale",
                condition=models.Q(value__isnull=True) | models.Q(value__gte=1, value__lte=5),
            ),
            models.CheckConstraint(
                name="score_at_the_ends_has_a_reason",
                condition=models.Q(locked_at__isnull=True)
                | models.Q(value__isnull=False, value__gt=1, value__lt=5)
                | (models.Q(value__isnull=False) & ~models.Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value or 'not scored'}"

    @property
    def is_complete(self) -> bool:
        """A mark, and a reason where it is a 1 or a 5."""
        return self.value is not None and (self.value not in self.NEEDS_REASON or bool(self.reason.strip()))


class StepOut(models.Model):
    """A member left the room for one candidate. No reason is asked or kept; the candidate is not told."""

    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="step_outs")
    candidate = models.ForeignKey(PanelCandidate, models.PROTECT, related_name="step_outs")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["member", "candidate"], name="step_out_once")]

    def __str__(self) -> str:
        return f"{self.member} stepped out for {self.candidate}"

    def audit_root(self) -> SelectionDay:
        return self.candidate.panel.day


class HelpRequest(models.Model):
    """A panel member asked for help; open until somebody who runs the day has come to them."""

    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="help_requests")
    asked_at = models.DateTimeField(default=timezone.now)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=models.Q(answered_at__isnull=True), name="help_asked_once_at_a_time"
            ),
            models.CheckConstraint(
                name="help_answered_by_somebody",
                condition=models.Q(answered_at__isnull=True, answered_by__isnull=True)
                | models.Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} asked for help"

    def audit_root(self) -> SelectionDay:
        return self.member.panel.day


class AgreedScore(models.Model):
    """What the panel agreed in its discussion, with the reason. The scores themselves stay; the newest row holds."""

    candidate = models.ForeignKey(PanelCandidate, models.PROTECT, related_name="agreed_scores")
    score = models.DecimalField(max_digits=3, decimal_places=2)
    reason = models.TextField(max_length=4000)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="agreed_score_on_the_scale", condition=models.Q(score__gte=1, score__lte=5)),
            models.CheckConstraint(name="agreed_score_has_a_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.candidate}: agreed {self.score}"

    def audit_root(self) -> SelectionDay:
        return self.candidate.panel.day


class Recommendation(models.Model):
    """A panel's recommendation for one candidate, on the figures as they stood; fixed when the day's are agreed."""

    class Outcome(models.TextChoices):
        RECOMMENDED = "recommended", "Recommend an offer"
        NOT_RECOMMENDED = "not_recommended", "Do not recommend an offer"

    candidate = models.OneToOneField(PanelCandidate, models.PROTECT, related_name="recommendation")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    reason = models.TextField(max_length=4000)
    total = models.DecimalField(max_digits=3, decimal_places=2)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="recommendation_has_a_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.candidate}: {self.get_outcome_display().lower()}"

    def audit_root(self) -> SelectionDay:
        return self.candidate.panel.day
