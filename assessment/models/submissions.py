"""A portfolio handed in at the end of a placement, and where its decision stands.

What was handed in is frozen. Until a result is released, nobody but those who decide learns how it will be.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.models import Apprentice, Involvement
from apprentices.models.involvement import related
from consortium.people import reached_ids
from core.records import Record
from placements.models import Placement

if TYPE_CHECKING:
    from core.accounts.models import User

PANEL_OFFICERS = ("assessment_panel_chair", "assessment_panel_secretary")
BOARD_OFFICERS = ("board_of_examiners_chair", "board_of_examiners_secretary")
APPEALS_LEAD = "academic_appeals_lead"
EXTERNAL_EXAMINER = "external_examiner"
IN_THE_DARK = "Being decided"
"""What everybody reads who does not decide, from the day of handing in to the moment of release."""


class PortfolioSubmissionQuerySet(models.QuerySet["PortfolioSubmission"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> PortfolioSubmissionQuerySet:
        """One's own; those of apprentices whose tutor one is; those one decides. Others see on the record that one is
        being decided.
        """
        on = on or timezone.localdate()
        return self.filter(
            models.Q(placement__apprentice__in=related(user, Involvement.Kind.SELF, on=on)) | deciding(user, on=on)
        )

    def decided_by(self, user: User, *, on: datetime.date | None = None) -> PortfolioSubmissionQuerySet:
        """Those of which a person may know the recommendation before the release: because they have a part in it."""
        return self.filter(deciding(user, on=on or timezone.localdate()))

    def in_the_sample(self) -> PortfolioSubmissionQuerySet:
        """Those that a panel read in full: the moderation sample, of which an external examiner reads too."""
        return self.filter(
            pk__in=self.model.panel_items.rel.related_model.objects.standing()
            .exclude(because=[])
            .order_by()
            .values("submission")
        )

    def supervised_by(self, user: User) -> PortfolioSubmissionQuerySet:
        """Those of placements that a person supervises at work: they are asked for a report, and read nothing here."""
        return self.filter(placement__supervisor=user.pk or 0).exclude(state__in=PortfolioSubmission.OVER)

    def of_those_here(self) -> PortfolioSubmissionQuerySet:
        """Queues speak of nobody who is on a break, suspended or gone; whoever comes back is in them again."""
        return self.exclude(placement__apprentice__state__in=Apprentice.AWAY)

    def waiting_in(self, *states: str) -> PortfolioSubmissionQuerySet:
        """Those that wait for a step, of apprentices who are here, the oldest first."""
        return self.of_those_here().filter(state__in=states).order_by("waiting_since", "pk")


def deciding(user: User, *, on: datetime.date) -> models.Q:
    """What a person has a part in deciding on a date: by a relation, by what they were asked, or by a role.

    An external examiner reads the sample of the university that appointed them, once its panel has recommended.

    The practice educators of a placement keep what they recommended on: their relation to the apprentice may have ended
    with the placement by then. Whoever gives a second opinion reads until the release; the next practice educator is
    entitled to what was released before them.
    """
    State = PortfolioSubmission.State
    who = user.pk or 0
    taught = models.Q(placement__practice_educator__person=who) | models.Q(placement__overseen_by__person=who)
    asked = PortfolioSubmission.objects.filter(
        second_opinions__educator__person=who,
        second_opinions__state__in=["accepted", "given"],
        state__in=PortfolioSubmission.BEING_DECIDED,
    )
    at_panel = reached_ids(user, on=on, roles=PANEL_OFFICERS)
    withheld = PortfolioSubmission.objects.filter(conflicts__person=who, conflicts__lifted_at__isnull=True).values("pk")
    at_board = reached_ids(user, on=on, roles=BOARD_OFFICERS)
    examined = reached_ids(user, on=on, roles=(EXTERNAL_EXAMINER,))
    at_appeals = reached_ids(user, on=on, roles=(APPEALS_LEAD,))
    return (
        taught & ~models.Q(state=State.TAKEN_BACK)
        | models.Q(placement__apprentice__in=related(user, Involvement.Kind.TUTOR, on=on))
        | models.Q(
            placement__apprentice__in=related(user, Involvement.Kind.PANEL_READER, on=on), state__in=State.from_panel()
        )
        & ~models.Q(pk__in=withheld)
        | models.Q(
            placement__apprentice__in=related(user, Involvement.Kind.PRACTICE_EDUCATOR, on=on), state=State.RELEASED
        )
        | models.Q(pk__in=asked.values("pk"))
        | models.Q(placement__apprentice__cohort__university__in=at_panel, state__in=State.from_panel())
        & ~models.Q(pk__in=withheld)
        | models.Q(placement__apprentice__cohort__university__in=at_board, state__in=State.from_board())
        | models.Q(placement__apprentice__cohort__university__in=examined, state__in=State.from_board())
        & models.Q(pk__in=PortfolioSubmission.objects.in_the_sample().order_by().values("pk"))
        & ~models.Q(pk__in=withheld)
        | models.Q(placement__apprentice__cohort__university__in=at_appeals, board_decisions__appeals__isnull=False)
    )


class PortfolioSubmission(Record):
    """One portfolio handed in for one placement: the practice educator's recommendation and all after it rest on it.

    ``snapshot`` names, by reference, number and hash, exactly what was handed in; ``number`` counts within the
    placement. It names no ``audit_root``: how a decision goes does not belong on a record page before it is released.
    """

    class State(models.TextChoices):
        HANDED_IN = "handed_in", "Waiting for the practice educator's recommendation"
        COUNTERSIGN = "countersign", "Waiting for the second signature"
        RECOMMENDED = "recommended", "Waiting for the university tutor"
        QUERIED = "queried", "Waiting for the practice educator's answer"
        SECOND_OPINION = "second_opinion", "Waiting for a second opinion"
        READY = "ready", "Ready for the practice assessment panel"
        WITH_PANEL = "with_panel", "With the practice assessment panel"
        PANEL_RECOMMENDED = "panel_recommended", "Ready for the board of examiners"
        DECIDED = "decided", "Decided, not released yet"
        RELEASED = "released", "Released"
        RETURNED = "returned", "More is asked for"
        REPLACED = "replaced", "Handed in again"
        TAKEN_BACK = "taken_back", "Taken back"

        @classmethod
        def from_panel(cls) -> list[str]:
            """The states in which whoever reads for the panel sees it."""
            return [cls.READY, cls.WITH_PANEL, *cls.from_board(), cls.RETURNED, cls.REPLACED]

        @classmethod
        def from_board(cls) -> list[str]:
            """The states in which the board of examiners sees it."""
            return [cls.PANEL_RECOMMENDED, cls.DECIDED, cls.RELEASED]

    STEPS = {
        State.HANDED_IN: {State.COUNTERSIGN, State.RECOMMENDED, State.TAKEN_BACK},
        State.COUNTERSIGN: {State.RECOMMENDED, State.HANDED_IN},
        State.RECOMMENDED: {State.QUERIED, State.SECOND_OPINION, State.READY},
        State.QUERIED: {State.RECOMMENDED},
        State.SECOND_OPINION: {State.READY},
        State.READY: {State.WITH_PANEL, State.SECOND_OPINION, State.PANEL_RECOMMENDED, State.RETURNED},
        State.WITH_PANEL: {State.READY, State.SECOND_OPINION, State.PANEL_RECOMMENDED, State.RETURNED},
        State.PANEL_RECOMMENDED: {State.DECIDED, State.READY},
        State.DECIDED: {State.RELEASED, State.PANEL_RECOMMENDED},
        State.RELEASED: {State.READY},
        State.RETURNED: {State.COUNTERSIGN, State.RECOMMENDED, State.REPLACED},
    }
    STEP_WORDS = {
        State.COUNTERSIGN: "signed a recommendation, to be signed by the practice educator who oversees too",
        State.RECOMMENDED: "signed the recommendation",
        State.QUERIED: "asked the practice educator a question",
        State.SECOND_OPINION: "asked for a second opinion",
        State.READY: "passed this on to the practice assessment panel",
        State.WITH_PANEL: "put this before the practice assessment panel",
        State.PANEL_RECOMMENDED: "recorded what the practice assessment panel recommends",
        State.DECIDED: "recorded what the board of examiners decided",
        State.RELEASED: "released the result",
        State.RETURNED: "recorded that the practice assessment panel asks for more",
        State.REPLACED: "handed in again",
        State.TAKEN_BACK: "took back what was handed in",
        "countersign → handed_in": "sent the recommendation back instead of signing beside it",
        "queried → recommended": "answered the university tutor's question",
        "with_panel → ready": "took this from the panel's agenda",
        "panel_recommended → ready": "referred this back to the practice assessment panel",
        "decided → panel_recommended": "took back a result before it was released",
        "released → ready": "set the result aside on appeal, and gave it to new members of the panel",
    }
    WITH_EDUCATOR = (State.HANDED_IN, State.COUNTERSIGN, State.QUERIED, State.RETURNED)
    """States in which the next step is that of the practice educators."""
    BEING_DECIDED = (
        State.HANDED_IN,
        State.COUNTERSIGN,
        State.RECOMMENDED,
        State.QUERIED,
        State.SECOND_OPINION,
        State.READY,
        State.WITH_PANEL,
        State.PANEL_RECOMMENDED,
        State.DECIDED,
        State.RETURNED,
    )
    OVER = (State.REPLACED, State.TAKEN_BACK)
    """States after which another one is handed in for the same placement, or none."""

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20, choices=State.choices, default=State.HANDED_IN)
    snapshot = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64)
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    handed_in_at = models.DateTimeField()
    due_on = models.DateField()
    waiting_since = models.DateTimeField()

    objects = PortfolioSubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-handed_in_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["placement", "number"], name="submission_numbered_once"),
            models.UniqueConstraint(
                fields=["placement"],
                condition=~models.Q(state__in=["replaced", "taken_back"]),
                name="submission_one_at_a_time",
            ),
            models.CheckConstraint(name="submission_is_hashed", condition=~models.Q(content_hash="")),
        ]
        indexes = [models.Index(fields=["state", "waiting_since"], name="submission_by_state")]

    def __str__(self) -> str:
        return f"Portfolio of {self.placement.apprentice}, {self.placement.name[:1].lower()}{self.placement.name[1:]}"

    @property
    def apprentice(self) -> Apprentice:
        return self.placement.apprentice

    @property
    def evidence(self) -> list[dict[str, Any]]:
        """The accepted pieces that were handed in, each by reference, version number and signed hash."""
        return list(self.snapshot["evidence"])

    @property
    def state_for_apprentice(self) -> str:
        """Where it stands, in the words for the apprentice: the same for a pass and for a fail."""
        if self.state in (self.State.RETURNED, self.State.RELEASED, *self.OVER):
            return str(self.get_state_display())
        return IN_THE_DARK


class HandInExtension(models.Model):
    """A later day for handing in, given before or after the day it moves. Why is one of two words and no more."""

    class Ground(models.TextChoices):
        EXTENSION = "extension", "Extension"
        MITIGATING = "mitigating", "Mitigating circumstances"

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="hand_in_extensions")
    until = models.DateField()
    ground = models.CharField(max_length=12, choices=Ground.choices)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-given_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_ground_display()} until {self.until:%-d %B %Y}"
