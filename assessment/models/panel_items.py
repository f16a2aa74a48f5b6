"""What stands on a panel's agenda: each portfolio, who has nothing to do with it, its readers and their sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from assessment.models.panel_meetings import PanelMeeting, PanelMember
from assessment.models.panel_recommendations import PanelRecommendation
from assessment.models.submissions import PortfolioSubmission
from assessment.panels import rules
from consortium.models import Statement
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User

Outcome = PanelRecommendation.Outcome


class PanelConflictQuerySet(models.QuerySet["PanelConflict"]):
    def standing(self) -> PanelConflictQuerySet:
        return self.filter(lifted_at__isnull=True)

    def withheld_from(self, user: User) -> models.QuerySet[Any, Any]:
        """Ids of the portfolios that a person has nothing to do with."""
        return self.standing().filter(person=user.pk or 0).order_by().values("submission_id")


class PanelConflict(Record):
    """A person has nothing to do with a portfolio: the record shows why, or they said so. Everything of it is withheld.

    What a person declares has no reason beside it. What the records show cannot be lifted.
    """

    class Source(models.TextChoices):
        OWN = rules.Conflict.OWN.value, "The portfolio is their own"
        BOROUGH = rules.Conflict.BOROUGH.value, "They work for the apprentice’s employer"
        EARLIER_PART = rules.Conflict.EARLIER_PART.value, "They taught, supervised, managed or assessed the apprentice"
        DECLARED = rules.Conflict.DECLARED.value, "They said so"

    STEP_WORDS = {"declared": "has nothing to do with this portfolio", "lifted": "lifted a conflict"}

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submission = models.ForeignKey(PortfolioSubmission, models.PROTECT, related_name="conflicts")
    source = models.CharField(max_length=15, choices=Source.choices)
    since = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = PanelConflictQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "submission", "source"],
                condition=models.Q(lifted_at__isnull=True),
                name="panel_conflict_once",
            ),
            models.CheckConstraint(
                name="panel_conflict_lifted_by_another",
                condition=models.Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | models.Q(source="declared", lifted_at__isnull=False, lifted_by__isnull=False)
                & ~models.Q(lifted_by=models.F("person")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_source_display()}"


class PanelItemQuerySet(models.QuerySet["PanelItem"]):
    def visible_to(self, user: User) -> PanelItemQuerySet:
        """What a member may see of the agendas of meetings at which they sit: nothing of what is withheld from them."""
        sitting = PanelMember.objects.sitting().of(user)
        return self.filter(meeting__in=sitting).exclude(submission__in=PanelConflict.objects.withheld_from(user))

    def with_letter_for(self, user: User) -> PanelItemQuerySet:
        """Recommendations of which a person may have the letter: members of the panel who see the item; whoever is part
        of the portfolio's decision, once the result is released or more is asked for.
        """
        told = models.Q(submission__state=PortfolioSubmission.State.RELEASED) | models.Q(
            recommendation__outcome__in=PanelRecommendation.BACK_TO_EDUCATOR
        )
        theirs = models.Q(submission__in=PortfolioSubmission.objects.visible_to(user)) & told
        seen = models.Q(pk__in=PanelItem.objects.visible_to(user).values("pk"))
        return self.filter(seen | theirs, state=PanelItem.State.DECIDED)

    def standing(self) -> PanelItemQuerySet:
        """Those that were not taken off the agenda."""
        return self.exclude(state=PanelItem.State.TAKEN_OFF)


class PanelItem(Record):
    """A portfolio on the agenda of one meeting. ``because`` says why it is read in full; empty, it is taken together
    with others on which nobody has a question. ``minutes`` are written as the meeting goes. ``revealed_at``: since when
    both readers' sheets are open to readers and panel; nothing again, where another reader has to be found.

    Its place has no number of its own: each member counts what they may see. It names no ``audit_root``.
    """

    class State(models.TextChoices):
        LISTED = "listed", "On the agenda"
        DECIDED = "decided", "Recommendation recorded"
        DEFERRED = "deferred", "Put off to another meeting"
        TAKEN_OFF = "taken_off", "Taken off the agenda"

    STEPS = {State.LISTED: {State.DECIDED, State.DEFERRED, State.TAKEN_OFF}}
    STEP_WORDS = {
        State.DECIDED: "recorded what the panel recommends",
        State.DEFERRED: "put this off to another meeting",
        State.TAKEN_OFF: "took this off the agenda",
    }

    meeting = models.ForeignKey(PanelMeeting, models.PROTECT, related_name="items")
    submission = models.ForeignKey(PortfolioSubmission, models.PROTECT, related_name="panel_items")
    because = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.LISTED)
    minutes = models.TextField(blank=True)
    revealed_at = models.DateTimeField(null=True)
    recommendation = models.OneToOneField(PanelRecommendation, models.PROTECT, null=True, related_name="panel_item")
    decided_at = models.DateTimeField(null=True)

    objects = PanelItemQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"], condition=models.Q(state="listed"), name="panel_item_on_one_agenda"
            ),
            models.CheckConstraint(
                name="panel_item_decided_with_a_recommendation",
                condition=models.Q(state="decided", recommendation__isnull=False, decided_at__isnull=False)
                | ~models.Q(state="decided") & models.Q(recommendation__isnull=True, decided_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.submission)

    @property
    def in_full(self) -> bool:
        """Whether it is read in full by two readers."""
        return bool(self.because)

    @property
    def why(self) -> list[str]:
        return [BECAUSE_WORDS[rules.Because(code)] for code in self.because]


BECAUSE_WORDS = {
    rules.Because.FAIL: "a fail is recommended",
    rules.Because.RETURN: "it was returned before",
    rules.Because.FIRST_TIME_EDUCATOR: "the practice educator assesses for the first time",
    rules.Because.BORDERLINE: "opinions differ, or days are missing",
    rules.Because.SETTING: "one from each setting is read",
    rules.Because.RANDOM: "drawn at random",
    rules.Because.ASKED: "a member asked for it",
}


class PanelReadingQuerySet(models.QuerySet["PanelReading"]):
    def standing(self) -> PanelReadingQuerySet:
        return self.exclude(state=PanelReading.State.WITHDRAWN)

    def visible_to(self, user: User) -> PanelReadingQuerySet:
        """One's own; those of both readers once both are sent, for members who may see the item."""
        seen = self.filter(item__in=PanelItem.objects.visible_to(user)).standing()
        return seen.filter(models.Q(member__person=user.pk or 0) | models.Q(item__revealed_at__isnull=False))


class PanelReading(Record):
    """A reader's sheet: what they found, capability by capability, and what they would recommend.

    Nobody but its reader reads it before both readers of the item have sent theirs.
    """

    class State(models.TextChoices):
        ASKED = "asked", "Being read"
        SENT = "sent", "Sent"
        WITHDRAWN = "withdrawn", "Not read by them"

    STEPS = {State.ASKED: {State.SENT, State.WITHDRAWN}, State.SENT: {State.WITHDRAWN}}
    STEP_WORDS = {State.SENT: "sent a reader’s sheet", State.WITHDRAWN: "is no longer a reader"}

    item = models.ForeignKey(PanelItem, models.PROTECT, related_name="readings")
    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="readings")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    would_recommend = models.CharField(max_length=15, choices=Outcome.choices, blank=True)
    overall = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)
    content_hash = models.CharField(max_length=64, blank=True)

    objects = PanelReadingQuerySet.as_manager()

    class Meta:
        ordering = ["item", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "member"], condition=~models.Q(state="withdrawn"), name="panel_reading_once"
            ),
            models.CheckConstraint(
                name="panel_reading_sent_is_whole",
                condition=~models.Q(state="sent")
                | models.Q(sent_at__isnull=False) & ~models.Q(would_recommend="") & ~models.Q(overall=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Sheet of {self.member}"

    def audit_root(self) -> PanelItem:
        return self.item


class PanelReadingComment(models.Model):
    """What a reader says of one capability."""

    reading = models.ForeignKey(PanelReading, models.CASCADE, related_name="comments")
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="+")
    words = models.TextField()

    class Meta:
        ordering = ["statement__framework", "statement__number", "pk"]
        constraints = [models.UniqueConstraint(fields=["reading", "statement"], name="panel_comment_once")]

    def __str__(self) -> str:
        return str(self.statement)


class PanelReconciliation(Record):
    """What two readers who differ say together: one proposes, the other agrees; or they leave it to the panel."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        AGREED = "agreed", "Agreed by both"
        DIFFER = "differ", "The readers differ"

    STEPS = {State.PROPOSED: {State.PROPOSED, State.AGREED, State.DIFFER}}
    STEP_WORDS = {
        State.PROPOSED: "proposed what both readers would recommend",
        State.AGREED: "agreed with the other reader",
        State.DIFFER: "left it to the panel: the readers differ",
    }

    item = models.OneToOneField(PanelItem, models.PROTECT, related_name="reconciliation")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    would_recommend = models.CharField(max_length=15, choices=Outcome.choices)
    words = models.TextField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="panel_reconciliation_by_the_other",
                condition=models.Q(answered_by__isnull=True) | ~models.Q(answered_by=models.F("proposed_by")),
            )
        ]

    def __str__(self) -> str:
        return f"What the readers say together of {self.item}"

    def audit_root(self) -> PanelItem:
        return self.item
