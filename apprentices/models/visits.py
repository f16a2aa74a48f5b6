"""Visits of the university to the workplace: planned, held with notes, missed, moved; and how often they are due."""

from __future__ import annotations

import datetime
import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce

from apprentices.models.record import Apprentice
from consortium.models import Organisation
from core.records import Record

DATA = Path(__file__).parents[1] / "data" / "visits.json"


@cache
def _figures() -> dict[str, int]:
    return json.loads(DATA.read_text(encoding="utf-8"))


def usual_weeks() -> int:
    """Weeks between two visits where the university has set no figure of its own."""
    return _figures()["weeks"]


def overdue_after() -> datetime.timedelta:
    """How long a visit may be due, with none planned, before it is overdue."""
    return datetime.timedelta(weeks=_figures()["overdue_after_weeks"])


class VisitInterval(models.Model):
    """How long lies at the most between two visits, as one university has it."""

    STEP_WORDS = {"set": "set how often workplaces are visited"}

    university = models.OneToOneField(Organisation, models.PROTECT, related_name="visit_interval")
    every = models.DurationField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="visits_are_at_least_once_a_year",
                condition=models.Q(every__gte=datetime.timedelta(weeks=1), every__lte=datetime.timedelta(weeks=52)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.university}: every {self.weeks} weeks"

    @property
    def weeks(self) -> int:
        return self.every.days // 7

    def audit_root(self) -> Organisation:
        return self.university


class WorkplaceVisit(Record):
    """One visit. It is planned by the university; a day that moves is counted, and one that was missed stays."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        HELD = "held", "Held"
        MISSED = "missed", "Missed"

    STEPS = {State.PLANNED: {State.HELD, State.MISSED}}
    STEP_WORDS = {
        "planned": "planned a workplace visit",
        "moved": "moved a workplace visit",
        State.HELD: "recorded a workplace visit",
        State.MISSED: "recorded that a workplace visit was missed",
    }

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="workplace_visits")
    date = models.DateField()
    starts_at = models.TimeField()
    online = models.BooleanField(default=False)
    place = models.CharField(max_length=200)
    with_whom = models.CharField(max_length=300)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(auto_now_add=True)
    times_moved = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(null=True)
    notes = models.TextField(blank=True, max_length=4000)
    agreed = models.TextField(blank=True, max_length=2000)
    missed_because = models.CharField(blank=True, max_length=300)

    class Meta:
        ordering = ["-date", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="visit_recorded_by_somebody",
                condition=models.Q(state="planned") | models.Q(recorded_by__isnull=False, recorded_at__isnull=False),
            ),
            models.CheckConstraint(
                name="visit_held_with_notes", condition=~models.Q(state="held") | ~models.Q(notes="")
            ),
            models.CheckConstraint(
                name="visit_missed_for_a_reason", condition=~models.Q(state="missed") | ~models.Q(missed_because="")
            ),
            models.UniqueConstraint(
                fields=["apprentice"], condition=models.Q(state="planned"), name="visit_one_planned_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["state", "date"], name="visit_by_day")]

    def __str__(self) -> str:
        return f"Workplace visit on {self.date:%-d %B %Y}"

    def audit_root(self) -> Apprentice:
        return self.apprentice


def with_visits(apprentices: models.QuerySet[Apprentice]) -> models.QuerySet[Apprentice]:
    """With the day of the last visit held, of the next planned, since when the next is counted, and how many missed."""
    State = WorkplaceVisit.State
    visits = WorkplaceVisit.objects.filter(apprentice=models.OuterRef("pk"))
    planned = visits.filter(state=State.PLANNED).order_by("date")
    missed = visits.filter(state=State.MISSED).order_by().values("apprentice").annotate(times=models.Count("pk"))
    return apprentices.annotate(
        last_visit=_last_held(),
        next_visit=models.Subquery(planned.values("date")[:1]),
        missed_visits=Coalesce(models.Subquery(missed.values("times")), 0),
        counted_from=_counted_from(),
    )


def _counted_from() -> Coalesce:
    """Since when the next visit is counted: the last one held, or the start."""
    return Coalesce(_last_held(), models.F("original_start_on"))


def _last_held() -> models.Subquery:
    """The day of the last visit held to an apprentice of the outer query."""
    held = WorkplaceVisit.objects.filter(apprentice=models.OuterRef("pk"), state=WorkplaceVisit.State.HELD)
    return models.Subquery(held.order_by("-date").values("date")[:1])


def visits_due(
    apprentices: models.QuerySet[Apprentice], *, on: datetime.date, but_not_on: datetime.date | None = None
) -> models.QuerySet[Apprentice]:
    """Of these apprentices those who are learning, whose next visit is due by their university's figure, unplanned.

    With ``every``, that figure: the visit is due so long after ``counted_from``. ``but_not_on``: without those whose
    visit was due on that earlier day already.
    """
    usual = models.Value(datetime.timedelta(weeks=usual_weeks()), output_field=models.DurationField())
    every = Coalesce("cohort__university__visit_interval__every", usual)
    planned = WorkplaceVisit.objects.filter(apprentice=models.OuterRef("pk"), state=WorkplaceVisit.State.PLANNED)
    due = apprentices.annotate(every=every, counted_from=_counted_from()).filter(
        ~models.Exists(planned), state=Apprentice.State.ACTIVE, counted_from__lte=_before(on, every)
    )
    return due if but_not_on is None else due.filter(counted_from__gt=_before(but_not_on, every))


def _before(day: datetime.date, every: Coalesce) -> models.ExpressionWrapper:
    """The day so long before another."""
    return models.ExpressionWrapper(
        models.Value(day, output_field=models.DateField()) - every, output_field=models.DateField()
    )
