"""A break in learning: asked for, agreed by three parties, running, and over."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.models.changes.reasons import ChangeReason
from apprentices.models.parties import Party
from apprentices.models.record import Apprentice
from consortium.models import Cohort
from core.periods import Period, PeriodQuerySet
from core.records import Record

ONE_DAY = datetime.timedelta(days=1)


class BreakQuerySet(PeriodQuerySet["BreakInLearning"]):
    def open(self) -> BreakQuerySet:
        """Asked for, agreed or running: only one of these may hold a day."""
        return self.filter(state__in=BreakInLearning.OPEN)  # type: ignore[return-value]

    def standing(self) -> BreakQuerySet:
        """Those that take days: open, or over."""
        return self.exclude(state__in=BreakInLearning.NEVER_WAS)  # type: ignore[return-value]

    def running(self) -> BreakQuerySet:
        return self.filter(state__in=BreakInLearning.RUNNING)  # type: ignore[return-value]


class BreakInLearning(Period, Record):
    """Time away from learning from a first to a last day; ``ends_on`` is the day before the expected return.

    The learning state is what everybody sees. Why somebody is away is the ``reason``, kept apart. ``terms`` counts the
    versions of what is agreed: a change of dates makes a new one, and every party agrees anew.
    """

    class State(models.TextChoices):
        REQUESTED = "requested", "Requested"
        UNDER_DISCUSSION = "under_discussion", "Under discussion"
        AGREED = "agreed", "Agreed"
        ACTIVE = "active", "Active"
        EXTENDED = "extended", "Extended"
        RETURN_PLANNED = "return_planned", "Return planned"
        OVERDUE_RETURN = "overdue_return", "Overdue return"
        RETURNED = "returned", "Returned"
        CONVERTED = "converted", "Converted to withdrawal"
        REFUSED = "refused", "Refused"
        TAKEN_BACK = "taken_back", "Taken back"

    class Contact(models.TextChoices):
        NONE = "none", "No contact about learning"
        IMPORTANT = "important", "Only what needs an answer"
        ALL = "all", "News of the programme and the cohort"

    NEVER_WAS = (State.REFUSED, State.TAKEN_BACK)
    BEING_AGREED = (State.REQUESTED, State.UNDER_DISCUSSION)
    RUNNING = (State.ACTIVE, State.EXTENDED, State.RETURN_PLANNED, State.OVERDUE_RETURN)
    OPEN = (*BEING_AGREED, State.AGREED, *RUNNING)
    _ENDS = {State.RETURNED, State.CONVERTED, State.EXTENDED}
    STEPS = {
        State.REQUESTED: {State.UNDER_DISCUSSION, State.AGREED, State.REFUSED, State.TAKEN_BACK},
        State.UNDER_DISCUSSION: {State.AGREED, State.REFUSED, State.TAKEN_BACK},
        State.AGREED: {State.ACTIVE, State.TAKEN_BACK},
        State.ACTIVE: _ENDS | {State.RETURN_PLANNED, State.OVERDUE_RETURN},
        State.EXTENDED: _ENDS | {State.RETURN_PLANNED, State.OVERDUE_RETURN},
        State.RETURN_PLANNED: _ENDS | {State.OVERDUE_RETURN},
        State.OVERDUE_RETURN: _ENDS | {State.RETURN_PLANNED},
    }
    STEP_WORDS = {
        "asked": "asked for a break in learning",
        "agreed as": "agreed to the break in learning",
        "other dates": "put forward other dates for the break in learning",
        State.UNDER_DISCUSSION: "began to talk about the break in learning",
        State.AGREED: "gave the last agreement to the break in learning",
        State.ACTIVE: "began the break in learning",
        State.EXTENDED: "extended the break in learning",
        State.RETURN_PLANNED: "planned the return from the break in learning",
        State.OVERDUE_RETURN: "noted that the return from the break in learning is overdue",
        State.RETURNED: "recorded the return from the break in learning",
        State.CONVERTED: "ended the break in learning: the apprentice left the programme",
        State.REFUSED: "did not agree to the break in learning",
        State.TAKEN_BACK: "took back the break in learning",
        "met": "held the return meeting",
    }

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="breaks")
    ends_on = models.DateField()
    asked_as = models.CharField(max_length=10, choices=Party.choices)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.OneToOneField(ChangeReason, models.SET_NULL, null=True, related_name="break_in_learning")
    is_a_right = models.BooleanField()
    rejoins = models.ForeignKey(Cohort, models.PROTECT, related_name="+")
    contact = models.CharField(max_length=10, choices=Contact.choices, default=Contact.IMPORTANT)
    backdated_because = models.TextField(blank=True)
    terms = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=20, choices=State.choices, default=State.REQUESTED)
    agreed_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True)
    returned_on = models.DateField(null=True)
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    planned_end_before = models.DateField(null=True)
    planned_end_after = models.DateField(null=True)
    refused_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    support_plan = models.TextField(blank=True)
    meeting_due_on = models.DateField(null=True)
    met_on = models.DateField(null=True)
    met_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    meeting_agreed = models.TextField(blank=True)

    objects = BreakQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Period.Meta):
        verbose_name = "break in learning"
        verbose_name_plural = "breaks in learning"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                name="break_agreed_at_a_moment",
                condition=models.Q(state__in=["requested", "under_discussion", "refused", "taken_back"])
                | models.Q(agreed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="break_runs_since_a_moment",
                condition=models.Q(state__in=["requested", "under_discussion", "agreed", "refused", "taken_back"])
                | models.Q(began_at__isnull=False),
            ),
            models.CheckConstraint(
                name="break_returned_from_by_somebody",
                condition=~models.Q(state="returned")
                | models.Q(
                    returned_on__isnull=False,
                    returned_by__isnull=False,
                    planned_end_before__isnull=False,
                    planned_end_after__isnull=False,
                    meeting_due_on__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="break_refused_with_a_support_plan",
                condition=~models.Q(state="refused")
                | (~models.Q(support_plan="") & models.Q(refused_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="break_that_is_a_right_is_not_refused",
                condition=~models.Q(state="refused", is_a_right=True),
            ),
            models.CheckConstraint(
                name="break_meeting_held_by_somebody",
                condition=models.Q(met_on__isnull=True, met_by__isnull=True)
                | models.Q(met_on__isnull=False, met_by__isnull=False, state="returned"),
            ),
            models.UniqueConstraint(
                fields=["apprentice"],
                condition=models.Q(state__in=["active", "extended", "return_planned", "overdue_return"]),
                name="break_one_running",
            ),
        ]
        indexes = [models.Index(fields=["state", "starts_on"], name="break_by_state")]

    def __str__(self) -> str:
        return f"Break in learning from {self.starts_on:%-d %B %Y}"

    def audit_root(self) -> Apprentice:
        return self.apprentice

    @property
    def expected_return_on(self) -> datetime.date:
        return self.ends_on + ONE_DAY

    @property
    def is_running(self) -> bool:
        return self.state in self.RUNNING

    def content(self) -> dict[str, Any]:
        """What a party agrees to. The reason is no part of it."""
        return {
            "break": self.reference,
            "apprentice": self.apprentice.reference,
            "terms": self.terms,
            "first_day": self.starts_on.isoformat(),
            "expected_return": self.expected_return_on.isoformat(),
            "rejoins": self.rejoins.name,
            "learning_days": [on.isoformat() for on in self.learning_days.values_list("date", flat=True)],
            "backdated_because": self.backdated_because,
        }

    def agreements_now(self) -> list[BreakAgreement]:
        """Who has agreed to the terms as they stand now."""
        return list(self.agreements.filter(terms=self.terms).select_related("by").order_by("pk"))


class LearningDay(models.Model):
    """A keep-in-touch day with learning that was planned inside a break; time of that day can be logged."""

    break_in_learning = models.ForeignKey(BreakInLearning, models.CASCADE, related_name="learning_days")
    date = models.DateField()

    class Meta:
        ordering = ["date"]
        constraints = [models.UniqueConstraint(fields=["break_in_learning", "date"], name="learning_day_once")]

    def __str__(self) -> str:
        return f"{self.date:%-d %B %Y}"


class BreakAgreement(Record):
    """One party's agreement, by a named person, to one version of the terms. It is signed and never changes."""

    break_in_learning = models.ForeignKey(BreakInLearning, models.PROTECT, related_name="agreements")
    terms = models.PositiveSmallIntegerField()
    party = models.CharField(max_length=10, choices=Party.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    agreed_to = models.JSONField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["break_in_learning", "terms", "party"], name="break_agreed_once_by_a_party"
            ),
            models.UniqueConstraint(fields=["break_in_learning", "terms", "by"], name="break_agreed_once_by_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.get_party_display()}: {self.by}"

    def audit_root(self) -> Apprentice:
        return self.break_in_learning.apprentice

    def content(self) -> dict[str, Any]:
        return {"party": self.party, **self.agreed_to}
