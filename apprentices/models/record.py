"""An apprentice from enrolment to destination: the root that hours, evidence and placements hang from."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from apprentices.models.involvement import Involvement
from apprentices.off_the_job.comparison import STATEMENT_AHEAD
from consortium.models import Cohort, OffTheJobRuleSet, Organisation
from core.accounts.models import FormerName
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User


class ApprenticeQuerySet(models.QuerySet["Apprentice"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> ApprenticeQuerySet:
        """Apprentices that a person may see on a date (today): decided by ``Involvement`` alone."""
        from django.utils import timezone

        return self.filter(pk__in=Involvement.objects.of(user, on=on or timezone.localdate()))

    def without_line_manager(self, *, on: datetime.date) -> ApprenticeQuerySet:
        """On the programme, and nobody is line manager from this day on."""
        named = Involvement.objects.overlapping(on, None).filter(kind=Involvement.Kind.LINE_MANAGER)
        return self.filter(state__in=Apprentice.ON_PROGRAMME).exclude(pk__in=named.values("apprentice"))

    def kept_by(self, user: User, *, on: datetime.date) -> ApprenticeQuerySet:
        """Those whose learner record a person keeps for their university. It may hold a former name, and whoever keeps
        it is the only other person who sees one.
        """
        from apprentices.models.audit_files import FOR_UNIVERSITY

        at = Organisation.objects.reached_by(user, on=on, roles=list(FOR_UNIVERSITY))
        return self.filter(cohort__university__in=at.values("pk"))

    def named(self, text: str, *, to: User, on: datetime.date) -> ApprenticeQuerySet:
        """Those whose name holds a text. A former name finds them for whoever keeps their learner record alone."""
        former = FormerName.objects.not_private().filter(name__icontains=text)
        kept = Apprentice.objects.kept_by(to, on=on).filter(person__in=former.values("person"))
        return self.filter(models.Q(person__name__icontains=text) | models.Q(pk__in=kept.values("pk")))

    def learning(self) -> ApprenticeQuerySet:
        """Those who are learning now: reminders and queues speak of nobody else."""
        return self.filter(state=Apprentice.State.ACTIVE)

    def qualified_in_post(self) -> ApprenticeQuerySet:
        """Those who count as qualified: on the register, as somebody has checked. Nobody else does, passed or not."""
        return self.filter(registered_on__isnull=False)

    def over_by(self, day: datetime.date) -> ApprenticeQuerySet:
        """Those whose programme was over by a day: complete, left for good, or never begun."""
        State = Apprentice.State
        left = models.Q(state=State.WITHDRAWN, withdrawals__state="recorded", withdrawals__last_day__lte=day)
        return self.filter(
            left
            | models.Q(state=State.COMPLETE, completed_on__lte=day)
            | models.Q(state=State.NEVER_STARTED, original_start_on__lte=day)
        )

    def at_the_end_under_plan(self, *, on: datetime.date) -> ApprenticeQuerySet:
        """Those at the gateway, or within four weeks of the planned end, whose confirmed hours are under the plan."""
        near = models.Q(state=Apprentice.State.ACTIVE, planned_end_on__lte=on + STATEMENT_AHEAD)
        over = models.Q(state__in=[Apprentice.State.GATEWAY, Apprentice.State.COMPLETE])
        return self.filter(near | over, standing__confirmed_hours__lt=models.F("planned_hours"))


class Apprentice(Record):
    """One person on one programme. Requirement and planned hours are fixed at the start (see ``off_the_job.rules``)."""

    class State(models.TextChoices):
        PRE_START = "pre_start", "Starting soon"
        ACTIVE = "active", "Learning"
        ON_BREAK = "on_break", "On a break in learning"
        SUSPENDED = "suspended", "Suspended"
        GATEWAY = "gateway", "At gateway"
        COMPLETE = "complete", "Complete"
        WITHDRAWN = "withdrawn", "Left the programme"
        NEVER_STARTED = "never_started", "Never started"

    STEPS = {
        State.PRE_START: {State.ACTIVE, State.NEVER_STARTED},
        State.ACTIVE: {State.ON_BREAK, State.SUSPENDED, State.GATEWAY, State.WITHDRAWN, State.NEVER_STARTED},
        State.ON_BREAK: {State.ACTIVE, State.WITHDRAWN},
        State.SUSPENDED: {State.ACTIVE, State.ON_BREAK, State.WITHDRAWN},
        State.GATEWAY: {State.COMPLETE, State.ACTIVE, State.WITHDRAWN},
        State.COMPLETE: {State.GATEWAY},
        State.WITHDRAWN: {State.ACTIVE},
    }
    AWAY = (State.ON_BREAK, State.SUSPENDED, State.WITHDRAWN, State.NEVER_STARTED)
    """Whoever is on a break, suspended or gone stands in no queue, reminder or rota."""
    STARTED = (State.ACTIVE, State.ON_BREAK, State.SUSPENDED, State.GATEWAY)
    """The programme has begun and is not over."""
    ON_PROGRAMME = (State.PRE_START, *STARTED)
    STEP_WORDS = {
        f"{State.PRE_START.value} → {State.ACTIVE.value}": "started the programme for this apprentice",
        State.ACTIVE: "set this apprentice learning again",
        State.ON_BREAK: "put learning on a break",
        State.SUSPENDED: "suspended learning",
        State.GATEWAY: "took this apprentice through the gateway",
        State.COMPLETE: "completed the programme for this apprentice",
        f"{State.GATEWAY.value} → {State.ACTIVE.value}": "brought this apprentice back from the gateway to learning",
        f"{State.COMPLETE.value} → {State.GATEWAY.value}": "corrected: the programme is not complete yet",
        State.WITHDRAWN: "closed the programme for this apprentice",
        State.NEVER_STARTED: "recorded that this apprentice never started",
        "enrolled": "enrolled this apprentice",
        "plan agreed": "put the figures of the agreed training plan into the record",
        "planned end moved": "moved the planned end",
        "cohort joined": "moved this apprentice to another cohort",
        "audit file asked": "put the evidence of this record into an audit file",
        "visit opened": "opened this record to a visitor",
        "visit ended": "ended a visit to this record",
        "read on a visit": "read this record on a visit",
    }

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="apprenticeships")
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="apprentices")
    employer = models.ForeignKey(Organisation, models.PROTECT, related_name="apprentices")
    rule_set = models.ForeignKey(OffTheJobRuleSet, models.PROTECT, related_name="+")
    original_start_on = models.DateField()
    planned_end_on = models.DateField()
    planned_months = models.PositiveSmallIntegerField()
    prior_learning_hours = models.DecimalField(max_digits=7, decimal_places=2, default=0)
    minimum_hours = models.DecimalField(max_digits=7, decimal_places=2)
    planned_hours = models.DecimalField(max_digits=7, decimal_places=2)
    state = models.CharField(max_length=15, choices=State.choices, default=State.PRE_START)
    log_closed_to = models.DateField(null=True)
    """Up to this day the log is closed: what was confirmed is corrected by the tutor alone, with a reversing entry."""
    late_time_until = models.DateField(null=True)
    """Until this day, and on it, late time may yet be logged for days of the closed log."""

    completed_on = models.DateField(null=True)
    """The day of the step after which the version of the standard calls the programme complete."""

    registered_on = models.DateField(null=True)
    """Since when on the register, once somebody has found the number there; nobody is a social worker before."""

    objects = ApprenticeQuerySet.as_manager()

    class Meta:
        ordering = ["person__name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="apprentice_plan_ends_after_it_starts",
                condition=models.Q(planned_end_on__gt=models.F("original_start_on")),
            ),
            models.CheckConstraint(
                name="apprentice_planned_hours_not_under_minimum",
                condition=models.Q(planned_hours__gte=models.F("minimum_hours")),
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(state__in=["pre_start", "active", "on_break", "suspended", "gateway"]),
                name="apprentice_one_programme_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "employer"], name="apprentice_by_state")]

    def __str__(self) -> str:
        return self.person.name

    @property
    def called(self) -> str:
        """What this person is, wherever the portal says it: a social worker only once the registration is checked."""
        if self.registered_on is not None:
            return "Registered social worker"
        if self.state == self.State.COMPLETE:
            return "Newly qualified, not yet registered"
        return "Apprentice"


class Milestone(models.Model):
    """A fact that lower steps must know, written downwards by the app that knows it (readiness passed, …)."""

    class Kind(models.TextChoices):
        READINESS_PASSED = "readiness_passed", "Readiness for direct practice passed"
        FIRST_PLACEMENT_PASSED = "first_placement_passed", "First placement passed"
        LAST_PLACEMENT_PASSED = "last_placement_passed", "Last placement passed"
        PORTFOLIO_REVIEWED = "portfolio_reviewed", "Portfolio reviewed by the tutor"
        PORTFOLIO_RATIFIED = "portfolio_ratified", "Portfolio ratified"

    STEP_WORDS = {f"{kind.value} reached": f"recorded: {kind.label.lower()}" for kind in Kind}

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="milestones")
    kind = models.CharField(max_length=40, choices=Kind.choices)
    reached_on = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["reached_on"]
        constraints = [models.UniqueConstraint(fields=["apprentice", "kind"], name="milestone_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.reached_on:%-d %B %Y}"

    def audit_root(self) -> Apprentice:
        return self.apprentice
