"""Suspended, left, between employers, quiet: what ends learning or holds it up, each with who decided it and when."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.models.changes.reasons import ChangeReason
from apprentices.models.parties import Party
from apprentices.models.record import Apprentice
from apprentices.off_the_job.breaks import Clock, clock
from consortium.models import Organisation
from core.periods import Period
from core.records import Record


class Suspension(Period, Record):
    """Learning held up by a question of conduct or fitness to practise. What the question is stands apart."""

    class State(models.TextChoices):
        RUNNING = "running", "Suspended"
        LIFTED = "lifted", "Lifted"
        OVERTAKEN = "overtaken", "Followed by a break or the end"

    STEPS = {State.RUNNING: {State.LIFTED, State.OVERTAKEN}}
    STEP_WORDS = {
        "suspended": "suspended the programme for this apprentice",
        State.LIFTED: "lifted the suspension",
        State.OVERTAKEN: "ended the suspension: a break in learning or the end of the programme follows",
    }

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="suspensions")
    reason = models.OneToOneField(ChangeReason, models.SET_NULL, null=True, related_name="suspension")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_as = models.CharField(max_length=10, choices=Party.choices)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)

    class Meta(Period.Meta):
        ordering = ["-starts_on", "-pk"]
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                name="suspension_ends_when_it_is_over",
                condition=models.Q(state="running", ends_on__isnull=True)
                | (~models.Q(state="running") & models.Q(ends_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="suspension_lifted_by_somebody",
                condition=~models.Q(state="lifted") | models.Q(lifted_by__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["apprentice"], condition=models.Q(state="running"), name="suspension_one_running"
            ),
        ]

    def __str__(self) -> str:
        return f"Suspended from {self.starts_on:%-d %B %Y}"

    def audit_root(self) -> Apprentice:
        return self.apprentice


class Withdrawal(Record):
    """The end before completion, as it was recorded; coming back within the rules keeps it, and says who and why."""

    class State(models.TextChoices):
        RECORDED = "recorded", "Left the programme"
        REINSTATED = "reinstated", "Came back"

    class Award(models.TextChoices):
        NOT_DECIDED = "not_decided", "Not decided yet"
        NONE = "none", "No award"
        CERTIFICATE = "certificate", "Certificate of Higher Education"
        DIPLOMA = "diploma", "Diploma of Higher Education"
        DEGREE = "degree", "A degree that does not lead to registration"
        CONTINUES = "continues", "Stays at the university, paying for the degree another way"

    STEPS = {State.RECORDED: {State.REINSTATED}}
    STEP_WORDS = {
        "left": "recorded that this apprentice left the programme",
        State.REINSTATED: "brought this apprentice back to the programme",
        "talked": "recorded the exit conversation",
    }

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="withdrawals")
    last_day = models.DateField()
    trigger = models.CharField(max_length=10, choices=[*Party.choices, ("other", "Nobody's decision")])
    reason = models.OneToOneField(ChangeReason, models.SET_NULL, null=True, related_name="withdrawal")
    within_qualifying_period = models.BooleanField()
    exit_award = models.CharField(max_length=15, choices=Award.choices, default=Award.NOT_DECIDED)
    talked_on = models.DateField(null=True)
    talked_with = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_hours = models.DecimalField(max_digits=8, decimal_places=2)
    placement_days = models.DecimalField(max_digits=5, decimal_places=1)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECORDED)
    reinstated_on = models.DateField(null=True)
    reinstated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reinstated_because = models.TextField(blank=True)

    class Meta:
        ordering = ["-last_day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["apprentice"], condition=models.Q(state="recorded"), name="withdrawal_once_at_a_time"
            ),
            models.CheckConstraint(
                name="withdrawal_taken_back_with_a_reason",
                condition=models.Q(state="recorded", reinstated_on__isnull=True)
                | (
                    models.Q(state="reinstated", reinstated_on__isnull=False, reinstated_by__isnull=False)
                    & ~models.Q(reinstated_because="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Left the programme on {self.last_day:%-d %B %Y}"

    def audit_root(self) -> Apprentice:
        return self.apprentice


class BetweenEmployers(Record):
    """Employment has ended and no new employer is found yet: a clock with dates, by the kind of end."""

    class State(models.TextChoices):
        LOOKING = "looking", "Looking for a new employer"
        FOUND = "found", "New employer found"
        LEFT = "left", "Left the programme"

    STEPS = {State.LOOKING: {State.FOUND, State.LEFT}}
    STEP_WORDS = {
        "ended": "recorded that the employment ended",
        State.FOUND: "recorded that a new employer was found",
        State.LEFT: "noted that no new employer was found",
    }

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="between_employers")
    employer = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    last_day_employed = models.DateField()
    redundant = models.BooleanField()
    reason = models.OneToOneField(ChangeReason, models.SET_NULL, null=True, related_name="between_employers")
    planned_end_on = models.DateField()
    percent_complete = models.PositiveSmallIntegerField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    found_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.LOOKING)

    class Meta:
        ordering = ["-last_day_employed", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["apprentice"], condition=models.Q(state="looking"), name="between_employers_once_at_a_time"
            ),
            models.CheckConstraint(
                name="between_employers_found_on_a_day",
                condition=models.Q(state="found", found_on__isnull=False)
                | (~models.Q(state="found") & models.Q(found_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="between_employers_share_is_possible", condition=models.Q(percent_complete__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return f"Employment ended on {self.last_day_employed:%-d %B %Y}"

    def audit_root(self) -> Apprentice:
        return self.apprentice

    @property
    def clock(self) -> Clock:
        return clock(
            last_day_employed=self.last_day_employed,
            redundant=self.redundant,
            planned_end=self.planned_end_on,
            percent_complete=self.percent_complete,
        )

    @property
    def first_day_without(self) -> datetime.date:
        return self.last_day_employed + datetime.timedelta(days=1)


class Quiet(Record):
    """No mail goes to this apprentice, and the record is open to few: after a death, or in serious illness.

    ``closed`` are the relations that it closed, so that lifting it opens them again.
    """

    class State(models.TextChoices):
        HELD = "held", "No mail is sent"
        LIFTED = "lifted", "Lifted"

    STEPS = {State.HELD: {State.LIFTED}}
    STEP_WORDS = {"held": "stopped all mail to this apprentice", State.LIFTED: "let mail go out again"}

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="quiet")
    reason = models.OneToOneField(ChangeReason, models.SET_NULL, null=True, related_name="quiet")
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    held_on = models.DateField()
    closed = models.JSONField(default=list)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)

    class Meta:
        verbose_name_plural = "quiet"
        constraints = [
            models.UniqueConstraint(
                fields=["apprentice"], condition=models.Q(state="held"), name="quiet_once_at_a_time"
            ),
            models.CheckConstraint(
                name="quiet_lifted_by_somebody",
                condition=models.Q(state="held", lifted_at__isnull=True)
                | models.Q(state="lifted", lifted_by__isnull=False, lifted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"No mail since {self.held_on:%-d %B %Y}"

    def audit_root(self) -> Quiet:
        """Found on itself alone: what happened is not for everybody's timeline."""
        return self
