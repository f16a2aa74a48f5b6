"""A placement of an apprentice: where, with whom, from when to when, how many days, and what state it is in."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.models import Apprentice, Involvement
from consortium.models import Organisation
from core.periods import Period, PeriodQuerySet
from core.records import Record
from placements import rules
from placements.models.educator import PracticeEducator
from placements.models.setting import Setting

if TYPE_CHECKING:
    from core.accounts.models import User

HOSTING_ROLES = ("workforce_lead", "placement_coordinator", "practice_educator_lead")


class PlacementQuerySet(PeriodQuerySet["Placement"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> PlacementQuerySet:
        """Placements of apprentices whom this person sees; while they are open also those that they host or teach.

        A UNION of ids, never an OR of joins. What has ended closes to host and practice educator at once.
        """
        on = on or timezone.localdate()
        every = Placement.objects.order_by()
        agreed = every.filter(state__in=Placement.AGREED)
        hosted = Organisation.objects.reached_by(user, on=on, roles=list(HOSTING_ROLES)).values("pk")
        ids = (
            every.filter(apprentice__in=Involvement.objects.of(user, on=on))
            .values("pk")
            .union(
                agreed.filter(practice_educator__person_id=user.pk or 0).values("pk"),
                agreed.filter(overseen_by__person_id=user.pk or 0).values("pk"),
                agreed.filter(supervisor_id=user.pk or 0).values("pk"),
                every.filter(state__in=Placement.OPEN, setting__organisation__in=hosted).values("pk"),
            )
        )
        return self.filter(pk__in=ids)

    def open(self) -> PlacementQuerySet:
        """Proposed, agreed or under way: these take a place."""
        return self.filter(state__in=Placement.OPEN)

    def of_those_here(self) -> PlacementQuerySet:
        """Queues speak of nobody who is on a break, suspended or gone."""
        return self.exclude(apprentice__state__in=Apprentice.AWAY)

    def that_count(self) -> PlacementQuerySet:
        """Those that stand beside another in the pattern: open, or done."""
        return self.filter(state__in=[*Placement.OPEN, Placement.State.CLOSED])

    def taught_by(self, user: User) -> PlacementQuerySet:
        """Agreed placements in which this person confirms days."""
        who = user.pk or 0
        return self.filter(state__in=Placement.AGREED).filter(
            models.Q(practice_educator__person_id=who)
            | models.Q(overseen_by__person_id=who)
            | models.Q(supervisor_id=who)
        )


class Placement(Period, Record):
    """One placement. ``ends_on`` is the planned last day, and once it ended, the day on which it did.

    ``days_minimum`` comes from the standard's pattern and never changes; ``days_required`` may only be more.
    ``off_the_job_hours_a_day`` is set by the university: no figure, nothing credited. ``paused_with_learning``: a break
    or a suspension paused it, not a coordinator.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        DECLINED = "declined", "Not taken up"
        CONFIRMED = "confirmed", "Confirmed"
        FELL_THROUGH = "fell_through", "Did not go ahead"
        LIVE = "live", "Under way"
        SUSPENDED = "suspended", "Paused"
        DAYS_COMPLETE = "days_complete", "Days complete"
        ENDED_EARLY = "ended_early", "Ended early"
        CLOSED = "closed", "Closed"
        NOT_PASSED = "not_passed", "Not passed"

    STEPS = {
        State.PROPOSED: {State.CONFIRMED, State.DECLINED},
        State.CONFIRMED: {State.LIVE, State.FELL_THROUGH},
        State.LIVE: {State.SUSPENDED, State.DAYS_COMPLETE, State.ENDED_EARLY, State.NOT_PASSED},
        State.SUSPENDED: {State.LIVE, State.ENDED_EARLY},
        State.DAYS_COMPLETE: {State.LIVE, State.CLOSED, State.NOT_PASSED},
        State.CLOSED: {State.NOT_PASSED},
    }
    STEP_WORDS = {
        "proposed": "proposed this placement",
        "declined": "decided not to take this placement up",
        "confirmed": "confirmed this placement",
        "fell_through": "recorded that this placement does not go ahead",
        "live": "set this placement under way",
        "suspended": "paused this placement",
        "days_complete": "confirmed the last day that was required",
        "ended_early": "ended this placement early",
        "closed": "closed this placement",
        "not_passed": "ended this placement after its result: not passed",
    }
    UNDER_WAY = (State.LIVE, State.DAYS_COMPLETE)
    AGREED = (State.CONFIRMED, State.LIVE, State.SUSPENDED, State.DAYS_COMPLETE)
    OPEN = (State.PROPOSED, *AGREED)
    NEVER_WAS = (State.DECLINED, State.FELL_THROUGH)

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="placements")
    setting = models.ForeignKey(Setting, models.PROTECT, related_name="placements")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    level = models.CharField(max_length=20, blank=True)
    is_last = models.BooleanField()
    days_minimum = models.PositiveSmallIntegerField(editable=False)
    days_required = models.PositiveSmallIntegerField()
    days_counted = models.DecimalField(max_digits=5, decimal_places=1, default=Decimal(0), editable=False)
    practice_educator = models.ForeignKey(PracticeEducator, models.PROTECT, related_name="placements")
    overseen_by = models.ForeignKey(PracticeEducator, models.PROTECT, null=True, blank=True, related_name="overseeing")
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="supervised_placements"
    )
    ends_on = models.DateField()
    own_team = models.BooleanField(default=False)
    new_duties = models.TextField(blank=True)
    caseload_taken_off = models.TextField(blank=True)
    contrast = models.TextField(blank=True)
    independence_declared = models.BooleanField(default=False)
    off_the_job_hours_a_day = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    state = models.CharField(max_length=15, choices=State.choices, default=State.PROPOSED)
    paused_with_learning = models.BooleanField(default=False, editable=False)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(null=True)

    objects = PlacementQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Period.Meta):
        ordering = ["apprentice", "number", "starts_on"]
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                name="placement_days_never_under_the_minimum",
                condition=models.Q(days_required__gte=models.F("days_minimum")),
            ),
            models.CheckConstraint(
                name="placement_complete_with_its_days",
                condition=~models.Q(state__in=["days_complete", "closed"])
                | models.Q(days_counted__gte=models.F("days_required")),
            ),
            models.CheckConstraint(
                name="placement_confirmed_by_somebody",
                condition=models.Q(state__in=["proposed", "declined"])
                | models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="placement_started_by_somebody",
                condition=models.Q(state__in=["proposed", "declined", "confirmed", "fell_through"])
                | models.Q(started_by__isnull=False, started_at__isnull=False),
            ),
            models.CheckConstraint(
                name="placement_hours_a_day_are_possible",
                condition=models.Q(off_the_job_hours_a_day__isnull=True)
                | models.Q(off_the_job_hours_a_day__gte=0, off_the_job_hours_a_day__lte=12),
            ),
            models.CheckConstraint(
                name="placement_is_not_overseen_by_its_own_educator",
                condition=models.Q(overseen_by__isnull=True) | ~models.Q(overseen_by=models.F("practice_educator")),
            ),
            models.UniqueConstraint(
                fields=["apprentice", "number"],
                condition=~models.Q(state__in=["declined", "fell_through", "ended_early", "not_passed"]),
                name="placement_once_in_the_pattern",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "starts_on"], name="placement_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.setting}"

    def audit_root(self) -> Apprentice:
        return self.apprentice

    @property
    def is_under_way(self) -> bool:
        return self.state in self.UNDER_WAY

    @property
    def is_hosted(self) -> bool:
        """Whether the setting belongs to another employer in law, so that a hosting agreement is needed."""
        return self.setting.organisation.legal_body != self.apprentice.employer.legal_body

    @property
    def confirmers(self) -> list[User]:
        """Those who confirm days: practice educator, the one who oversees, workplace supervisor."""
        overseer = self.overseen_by.person if self.overseen_by else None
        return [who for who in (self.practice_educator.person, overseer, self.supervisor) if who is not None]


class Condition(models.Model):
    """One thing that must be so before the first day, ticked by somebody. It holds no content of the check itself."""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="conditions")
    kind = models.CharField(
        max_length=25, choices=[(c, w) for c, w in rules.CONDITIONS.items() if c != rules.READINESS]
    )
    met_on = models.DateField()
    ticked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ticked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["placement", "kind"], name="placement_condition_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.met_on:%-d %B %Y}"

    def audit_root(self) -> Placement:
        """Found on the placement alone: the apprentice's own timeline is read by more people."""
        return self.placement


class EarlyEnd(models.Model):
    """Why a placement ended early: kept apart from the state that everybody sees."""

    placement = models.OneToOneField(Placement, models.CASCADE, related_name="early_end")
    cause = models.CharField(max_length=40)
    no_fault = models.BooleanField()
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.cause


class UniversityRule(models.Model):
    """What a university's own rules say about placements; without a row, a placement in the own team is not allowed."""

    university = models.OneToOneField(Organisation, models.PROTECT, related_name="placement_rule")
    own_team_allowed = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"Placement rule of {self.university}"

    def audit_root(self) -> Organisation:
        return self.university
