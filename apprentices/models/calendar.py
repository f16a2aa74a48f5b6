"""The one calendar of an apprentice: teaching, study and placement days, leave and breaks, by whoever plans them."""

from __future__ import annotations

from django.db import models

from apprentices.models.gateway import Gateway
from apprentices.models.record import Apprentice


class CalendarEntryQuerySet(models.QuerySet["CalendarEntry"]):
    def going_ahead(self) -> CalendarEntryQuerySet:
        """Entries that stand in the calendar: what was cancelled or set aside for this apprentice is not among them."""
        return self.exclude(state__in=CalendarEntry.OFF)

    def outside_breaks(self) -> CalendarEntryQuerySet:
        """Entries at which the apprentice is expected: none on a day of a break in learning."""
        breaks = CalendarEntry.objects.going_ahead().filter(kind=CalendarEntry.Kind.BREAK)
        same_day = breaks.filter(apprentice=models.OuterRef("apprentice"), date=models.OuterRef("date"))
        return self.exclude(models.Exists(same_day))

    def training(self) -> CalendarEntryQuerySet:
        """What is learned or practised: everything but leave and breaks."""
        return self.exclude(kind__in=CalendarEntry.AWAY)

    def after_the_gateway(self) -> CalendarEntryQuerySet:
        """Training of those who are through the gateway, on days after it."""
        through = Gateway.objects.filter(
            apprentice=models.OuterRef("apprentice"), direction=Gateway.Direction.THROUGH, state=Gateway.State.DONE
        )
        passed_on = models.Subquery(through.order_by("-pk").values("done_on")[:1])
        over = (Apprentice.State.GATEWAY, Apprentice.State.COMPLETE)
        return self.training().filter(apprentice__state__in=over, date__gt=passed_on)


class CalendarEntry(models.Model):
    """What is planned, or took place, on one day. ``off_the_job_hours`` is what the day counts towards the plan.

    ``ends_on`` is the last day of what lasts longer than one, such as a placement.
    ``source_kind`` and ``source_id`` name the row that it follows ("apprentices.timetablesession", 17): for an
    apprentice each row is there once. ``OUTLINE`` marks days that only the standard's outline plan foresees.
    *Set aside* is a day that goes ahead, but not for this apprentice, who has left or is through the gateway: where
    learning goes on it is planned again, unless whoever had planned it has cancelled it meanwhile.
    """

    OUTLINE = "outline"

    class Kind(models.TextChoices):
        INDUCTION = "induction", "Induction block"
        TAUGHT_DAY = "taught_day", "Day at university"
        SKILLS_DAY = "skills_day", "Skills day"
        STUDY_DAY = "study_day", "Study day"
        PLACEMENT = "placement", "Placement day"
        LEAVE = "leave", "Leave"
        BREAK = "break", "Break in learning"

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        HELD = "held", "Took place"
        SET_ASIDE = "set_aside", "Set aside"
        CANCELLED = "cancelled", "Cancelled"

    OFF = (State.SET_ASIDE, State.CANCELLED)
    AWAY = (Kind.LEAVE, Kind.BREAK)

    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="calendar")
    date = models.DateField()
    ends_on = models.DateField(null=True)
    kind = models.CharField(max_length=15, choices=Kind.choices)
    title = models.CharField(max_length=150, blank=True)
    starts_at = models.TimeField(null=True)
    ends_at = models.TimeField(null=True)
    off_the_job_hours = models.DecimalField(max_digits=4, decimal_places=2, default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    source_kind = models.CharField(max_length=80, blank=True)
    source_id = models.BigIntegerField(null=True)

    STEPS = {
        State.PLANNED: {State.HELD, State.SET_ASIDE, State.CANCELLED},
        State.HELD: {State.CANCELLED},
        State.SET_ASIDE: {State.PLANNED, State.CANCELLED},
        State.CANCELLED: {State.PLANNED},
    }
    STEP_WORDS = {
        State.CANCELLED: "cancelled a day in the calendar",
        State.SET_ASIDE: "set a day in the calendar aside for this apprentice",
        State.PLANNED: "put a day back into the calendar",
    }

    objects = CalendarEntryQuerySet.as_manager()

    class Meta:
        ordering = ["date", "starts_at", "pk"]
        indexes = [models.Index(fields=["apprentice", "date"], name="calendar_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["source_kind", "source_id", "apprentice"],
                condition=~models.Q(source_kind=""),
                name="calendar_entry_once_per_source",
            ),
            models.CheckConstraint(
                name="calendar_ends_after_it_begins",
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("date")),
            ),
            models.CheckConstraint(
                name="calendar_hours_fit_in_a_day",
                condition=models.Q(off_the_job_hours__gte=0, off_the_job_hours__lte=24),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title or self.get_kind_display()}, {self.date:%-d %B %Y}"

    def audit_root(self) -> Apprentice:
        """The apprentice by number alone, so that a session of a whole cohort fetches nobody."""
        return Apprentice(pk=self.apprentice_id)
