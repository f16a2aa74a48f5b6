"""The board of examiners: it decides about many portfolios at once, and their results come out at one moment."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.models import Involvement
from apprentices.models.involvement import related
from assessment.models.submissions import (
    APPEALS_LEAD,
    BOARD_OFFICERS,
    EXTERNAL_EXAMINER,
    PortfolioSubmission,
)
from consortium.models import Organisation
from consortium.people import reached_ids
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User


class BoardOfExaminersQuerySet(models.QuerySet["BoardOfExaminers"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> BoardOfExaminersQuerySet:
        """The boards of the universities at which one is chair, secretary or external examiner."""
        roles = (*BOARD_OFFICERS, EXTERNAL_EXAMINER)
        return self.filter(university__in=reached_ids(user, on=on or timezone.localdate(), roles=roles))

    def due_for_release(self, at: datetime.datetime) -> BoardOfExaminersQuerySet:
        return self.filter(state=BoardOfExaminers.State.CLOSED, release_at__lte=at)


class BoardOfExaminers(Record):
    """One sitting. ``release_at`` is the one moment at which all its results come out; nothing does before.

    ``closed``: the results stand and wait for that moment. Until then they can be opened again.
    """

    class State(models.TextChoices):
        OPEN = "open", "Results being entered"
        CLOSED = "closed", "Results wait for their release"
        RELEASED = "released", "Released"

    STEPS = {
        State.OPEN: {State.CLOSED},
        State.CLOSED: {State.OPEN, State.RELEASED},
    }
    STEP_WORDS = {
        State.CLOSED: "closed the board's results",
        State.OPEN: "opened the board's results again",
        State.RELEASED: "released the board's results",
        "planned": "planned this board",
        "moved": "moved the moment of release",
    }

    university = models.ForeignKey(Organisation, models.PROTECT, related_name="boards_of_examiners")
    held_on = models.DateField()
    release_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    released_at = models.DateTimeField(null=True)

    objects = BoardOfExaminersQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "boards of examiners"
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="board_released_at_its_moment",
                condition=models.Q(released_at__isnull=True)
                | models.Q(state="released", released_at__gte=models.F("release_at")),
            ),
            models.CheckConstraint(
                name="board_released_with_a_moment",
                condition=~models.Q(state="released") | models.Q(released_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Board of examiners of {self.held_on:%-d %B %Y}"

    def audit_root(self) -> BoardOfExaminers:
        return self


class BoardDecision(Record):
    """What a board decided about one portfolio. One person enters it, another confirms it.

    Set aside on appeal it stays, with the day; another decision follows.
    """

    class Outcome(models.TextChoices):
        PASSED = "passed", "Passed"
        REPEAT = "repeat", "Not passed, one repeat allowed"
        NOT_PASSED = "not_passed", "Not passed, no repeat"
        REFER_BACK = "refer_back", "Referred back to the panel"

    class State(models.TextChoices):
        ENTERED = "entered", "Entered, to be confirmed"
        CONFIRMED = "confirmed", "Confirmed"
        TAKEN_BACK = "taken_back", "Taken back before release"
        RELEASED = "released", "Released"
        SET_ASIDE = "set_aside", "Set aside on appeal"

    STEPS = {
        State.ENTERED: {State.CONFIRMED, State.TAKEN_BACK},
        State.CONFIRMED: {State.RELEASED, State.TAKEN_BACK},
        State.RELEASED: {State.SET_ASIDE},
    }
    STEP_WORDS = {
        "entered": "entered what the board decided",
        State.CONFIRMED: "confirmed what the board decided",
        State.TAKEN_BACK: "took back a result before it was released",
        State.RELEASED: "released the result",
        State.SET_ASIDE: "set the result aside on appeal",
    }
    STANDING = (State.ENTERED, State.CONFIRMED, State.RELEASED)

    board = models.ForeignKey(BoardOfExaminers, models.PROTECT, related_name="decisions")
    submission = models.ForeignKey(PortfolioSubmission, models.PROTECT, related_name="board_decisions")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reasons = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ENTERED)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    appeal_until = models.DateField(null=True)
    set_aside_on = models.DateField(null=True)

    class Meta:
        ordering = ["entered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"],
                condition=models.Q(state__in=["entered", "confirmed", "released"]) & ~models.Q(outcome="refer_back"),
                name="board_decides_once",
            ),
            models.UniqueConstraint(
                fields=["submission"], condition=models.Q(state="entered"), name="board_enters_one_at_a_time"
            ),
            models.CheckConstraint(
                name="board_decision_by_two_people",
                condition=models.Q(confirmed_by__isnull=True) | ~models.Q(confirmed_by=models.F("entered_by")),
            ),
            models.CheckConstraint(
                name="board_decision_stands_confirmed",
                condition=models.Q(state__in=["entered", "taken_back"])
                | models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="board_decision_released_at_a_moment",
                condition=~models.Q(state__in=["released", "set_aside"])
                | models.Q(released_at__isnull=False, appeal_until__isnull=False),
            ),
            models.CheckConstraint(
                name="board_decision_set_aside_on_a_day",
                condition=~models.Q(state="set_aside") | models.Q(set_aside_on__isnull=False),
            ),
            models.CheckConstraint(
                name="board_refers_back_with_reasons",
                condition=~models.Q(outcome="refer_back") | ~models.Q(reasons=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_outcome_display())

    def audit_root(self) -> PortfolioSubmission:
        return self.submission

    @property
    def is_pass(self) -> bool:
        return self.outcome == self.Outcome.PASSED


class AppealQuerySet(models.QuerySet["Appeal"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> AppealQuerySet:
        """One's own, and those of the universities whose academic appeals one leads. Nobody else reads an appeal."""
        on = on or timezone.localdate()
        at = reached_ids(user, on=on, roles=(APPEALS_LEAD,))
        return self.filter(
            models.Q(
                decision__submission__placement__apprentice__in=related(user, Involvement.Kind.SELF, on=on),
            )
            | models.Q(decision__submission__placement__apprentice__cohort__university__in=at)
        )


class Appeal(Record):
    """An apprentice asks for a released result to be looked at again: procedure, new evidence or bias, not judgement.

    Whoever had a part in the result decides nothing about the appeal.
    """

    class Ground(models.TextChoices):
        PROCEDURE = "procedure", "The procedure was not followed"
        NEW_EVIDENCE = "new_evidence", "There is evidence that could not be shown before"
        BIAS = "bias", "There was bias, or it looked like it"

    class State(models.TextChoices):
        LODGED = "lodged", "Lodged"
        INADMISSIBLE = "inadmissible", "Not admissible"
        ADMITTED = "admitted", "Admitted, to be heard"
        DISMISSED = "dismissed", "Dismissed"
        UPHELD = "upheld", "Upheld"
        WITHDRAWN = "withdrawn", "Withdrawn"

    STEPS = {
        State.LODGED: {State.ADMITTED, State.INADMISSIBLE, State.WITHDRAWN},
        State.ADMITTED: {State.DISMISSED, State.UPHELD, State.WITHDRAWN},
    }
    STEP_WORDS = {
        "lodged": "lodged an appeal",
        State.ADMITTED: "admitted the appeal to be heard",
        State.INADMISSIBLE: "decided that the appeal is not admissible",
        State.DISMISSED: "recorded that the appeal was heard and dismissed",
        State.UPHELD: "recorded that the appeal was heard and upheld",
        State.WITHDRAWN: "withdrew the appeal",
    }
    OPEN = (State.LODGED, State.ADMITTED)

    decision = models.ForeignKey(BoardDecision, models.PROTECT, related_name="appeals")
    ground = models.CharField(max_length=15, choices=Ground.choices)
    statement = models.TextField()
    state = models.CharField(max_length=15, choices=State.choices, default=State.LODGED)
    lodged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    lodged_at = models.DateTimeField(default=timezone.now)
    admission_reasons = models.TextField(blank=True)
    admitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    admitted_at = models.DateTimeField(null=True)
    heard_on = models.DateField(null=True)
    reasons = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering = ["-lodged_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision"],
                condition=models.Q(state__in=["lodged", "admitted"]),
                name="appeal_one_at_a_time",
            ),
            models.CheckConstraint(
                name="appeal_admitted_with_reasons",
                condition=models.Q(state__in=["lodged", "withdrawn"])
                | (models.Q(admitted_by__isnull=False, admitted_at__isnull=False) & ~models.Q(admission_reasons="")),
            ),
            models.CheckConstraint(
                name="appeal_heard_is_whole",
                condition=~models.Q(state__in=["dismissed", "upheld"])
                | (
                    models.Q(heard_on__isnull=False, decided_by__isnull=False, decided_at__isnull=False)
                    & ~models.Q(reasons="")
                ),
            ),
            models.CheckConstraint(
                name="appeal_decided_by_another",
                condition=(models.Q(admitted_by__isnull=True) | ~models.Q(admitted_by=models.F("lodged_by")))
                & (models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("lodged_by"))),
            ),
        ]

    def __str__(self) -> str:
        return f"Appeal of {timezone.localdate(self.lodged_at):%-d %B %Y}"

    def audit_root(self) -> PortfolioSubmission:
        return self.decision.submission


class AppealConsequence(models.Model):
    """One thing that follows from an upheld appeal, ticked by a named person once it is done."""

    class Kind(models.TextChoices):
        LETTER = "letter", "Letter to the apprentice and the employer"
        RETURNS = "returns", "Returns and lists corrected"
        PLACEMENT = "placement", "Placement place kept or found again"
        LEARNING = "learning", "Break or withdrawal looked at again"
        FEES = "fees", "Fees of practice educators and panel members"
        FIGURES = "figures", "Figures given out before are restated"

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="consequences")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    done_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["appeal", "kind"], name="appeal_consequence_once")]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def audit_root(self) -> PortfolioSubmission:
        return self.appeal.decision.submission


class DecisionRule(Record):
    """What a university's own rules say about handing in and appeals, from a day on. What was set stays as it is.

    The defaults are in ``decision_rules.json``. A placement keeps the days in force when it ends, a result those in
    force when it is released: nobody's last day moves once it counts.
    """

    university = models.ForeignKey(Organisation, models.PROTECT, related_name="decision_rules")
    valid_from = models.DateField()
    hand_in_days = models.PositiveSmallIntegerField()
    appeal_working_days = models.PositiveSmallIntegerField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["university", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["university", "valid_from"], name="decision_rule_once_a_day"),
            models.CheckConstraint(
                name="decision_rule_is_possible",
                condition=models.Q(hand_in_days__lte=90, appeal_working_days__range=(5, 60)),
            ),
        ]

    def __str__(self) -> str:
        return f"Decision rule of {self.university} from {self.valid_from:%-d %B %Y}"

    def audit_root(self) -> Organisation:
        return self.university
