"""The timetable of a selection day: hours, who is to come, what is proposed and accepted, what changes on the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.records import Record
from recruitment.models.applications import Application
from recruitment.models.panels import Panel
from recruitment.models.rooms import Room
from recruitment.models.selection_days import Exercise, SelectionDay

if TYPE_CHECKING:
    import datetime

    from core.accounts.models import User


class DayHours(models.Model):
    """From when to when a day goes, and what everybody has free. Lengths are minutes.

    ``between``: a candidate's time from one exercise to the next. ``changeover``: a panel's from one candidate to the
    next. ``sittings``: exercises without a panel begin every so many minutes, so that people come in together.
    """

    day = models.OneToOneField(SelectionDay, models.CASCADE, related_name="hours")
    opens = models.TimeField()
    closes = models.TimeField()
    between = models.PositiveSmallIntegerField(default=10)
    changeover = models.PositiveSmallIntegerField(default=5)
    lunch = models.PositiveSmallIntegerField(default=30)
    lunch_from = models.TimeField()
    lunch_until = models.TimeField()
    sittings = models.PositiveSmallIntegerField(default=15)

    class Meta:
        verbose_name_plural = "day hours"
        constraints = [
            models.CheckConstraint(name="day_hours_in_order", condition=Q(closes__gt=models.F("opens"))),
            models.CheckConstraint(
                name="day_hours_lunch_in_order", condition=Q(lunch_until__gt=models.F("lunch_from"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opens:%H:%M} to {self.closes:%H:%M}"

    def audit_root(self) -> SelectionDay:
        return self.day


class DayCandidate(Record):
    """A candidate who is to come on a day, with what the timetable minds for them.

    What is written here is what is done (more time, a rest, a room), never why: the reason stays in the candidate's own
    words, apart. ``earliest`` and ``latest`` are when they can be there, with the way they have.
    """

    day = models.ForeignKey(SelectionDay, models.PROTECT, related_name="expected")
    application = models.ForeignKey(Application, models.PROTECT, related_name="days")
    extra_time = models.PositiveSmallIntegerField(default=0)
    rest = models.PositiveSmallIntegerField(default=0)
    step_free = models.BooleanField(default=False)
    own_room = models.BooleanField(default=False)
    earliest = models.TimeField(null=True, blank=True)
    latest = models.TimeField(null=True, blank=True)

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["day", "application"], name="day_candidate_once"),
            models.CheckConstraint(name="day_candidate_extra_time", condition=Q(extra_time__lte=100)),
            models.CheckConstraint(name="day_candidate_rest", condition=Q(rest__lte=120)),
        ]

    def __str__(self) -> str:
        return f"Candidate {self.code}"

    def audit_root(self) -> SelectionDay:
        return self.day

    @property
    def code(self) -> str:
        return self.application.code

    @property
    def needs(self) -> list[str]:
        """What is arranged, in short words."""
        return [
            words
            for arranged, words in (
                (self.extra_time, f"{self.extra_time}% more time"),
                (self.rest, f"{self.rest} minutes of rest after each exercise"),
                (self.step_free, "no steps"),
                (self.own_room, "a room of their own for what is done on paper"),
                (self.earliest, f"not before {self.earliest:%H:%M}" if self.earliest else ""),
                (self.latest, f"until {self.latest:%H:%M}" if self.latest else ""),
            )
            if arranged
        ]


class TimetableQuerySet(models.QuerySet["Timetable"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> TimetableQuerySet:
        """Timetables of the days that a person runs: they name candidates."""
        return self.filter(day__in=SelectionDay.objects.run_by_people_of(user, on=on))

    def accepted(self) -> TimetableQuerySet:
        return self.filter(state=Timetable.State.ACCEPTED)

    def accepted_of(self, day: SelectionDay) -> Timetable | None:
        """The timetable by which a day goes."""
        return self.accepted().filter(day=day).first()


class Timetable(Record):
    """A timetable for a whole day: asked for, proposed, looked at, accepted. The one that is accepted is the day's.

    ``advice`` says what cannot be kept where none is possible, and what would help; ``proved``: it is certain that none
    is, and not only that none was found. ``based_on``: the accepted one that this changes; ``None`` where the day is
    planned from the beginning. The same ``seed`` gives the same timetable.
    """

    class State(models.TextChoices):
        ASKED = "asked", "Being worked out"
        PROPOSED = "proposed", "Proposed"
        IMPOSSIBLE = "impossible", "Not possible"
        ACCEPTED = "accepted", "Accepted"
        REPLACED = "replaced", "Replaced"
        DISCARDED = "discarded", "Put aside"

    STEPS = {
        State.ASKED: {State.PROPOSED, State.IMPOSSIBLE, State.DISCARDED},
        State.PROPOSED: {State.ACCEPTED, State.DISCARDED},
        State.IMPOSSIBLE: {State.DISCARDED},
        State.ACCEPTED: {State.REPLACED},
    }
    STEP_WORDS = {
        "asked": "asked for a timetable",
        State.PROPOSED: "found a timetable",
        State.IMPOSSIBLE: "found no timetable",
        State.ACCEPTED: "accepted the timetable",
        State.REPLACED: "replaced the timetable",
        State.DISCARDED: "put a timetable aside",
    }
    OPEN = (State.ASKED, State.PROPOSED, State.IMPOSSIBLE)

    day = models.ForeignKey(SelectionDay, models.PROTECT, related_name="timetables")
    based_on = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    seed = models.PositiveIntegerField(default=1)
    advice = models.JSONField(default=list)
    proved = models.BooleanField(default=False)
    planned_from = models.DateTimeField(null=True, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = TimetableQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["day"], condition=Q(state="accepted"), name="timetable_one_accepted"),
            models.UniqueConstraint(
                fields=["day"], condition=Q(state__in=["asked", "proposed", "impossible"]), name="timetable_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"Timetable, {self.day}"

    def audit_root(self) -> SelectionDay:
        return self.day


class TimetableSlotQuerySet(models.QuerySet["TimetableSlot"]):
    def ticked(self) -> TimetableSlotQuerySet:
        """Slots of which somebody in the room said that they have begun or ended."""
        return self.filter(Q(begun_at__isnull=False) | Q(ended_at__isnull=False))

    def with_everything(self) -> TimetableSlotQuerySet:
        """Slots with all that a page says of them."""
        return self.select_related(
            "candidate__application__candidate", "exercise", "panel", "room", "begun_by", "ended_by"
        )


class TimetableSlot(models.Model):
    """One candidate does one exercise, from when to when, where, and with which panel if with one.

    ``group`` tells the groups of a panel apart. A pinned slot stays where it is when the timetable is worked out again.
    ``begun_at`` and ``ended_at`` are ticked in the room; who forgot the first may still tick the second.
    """

    timetable = models.ForeignKey(Timetable, models.CASCADE, related_name="slots")
    candidate = models.ForeignKey(DayCandidate, models.PROTECT, related_name="slots")
    exercise = models.ForeignKey(Exercise, models.PROTECT, related_name="slots")
    panel = models.ForeignKey(Panel, models.PROTECT, null=True, blank=True, related_name="slots")
    room = models.ForeignKey(Room, models.PROTECT, related_name="slots")
    group = models.PositiveSmallIntegerField(default=0)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    pinned = models.BooleanField(default=False)
    begun_at = models.DateTimeField(null=True, editable=False)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")

    objects = TimetableSlotQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "exercise__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["timetable", "candidate", "exercise"], name="timetable_exercise_once"),
            models.CheckConstraint(name="timetable_slot_takes_time", condition=Q(ends_at__gt=models.F("starts_at"))),
            models.CheckConstraint(
                name="timetable_slot_ticked_by_somebody",
                condition=Q(begun_at__isnull=True, begun_by__isnull=True)
                | Q(begun_at__isnull=False, begun_by__isnull=False),
            ),
            models.CheckConstraint(
                name="timetable_slot_ended_by_somebody",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.CheckConstraint(
                name="timetable_slot_ends_after_it_begins",
                condition=Q(begun_at__isnull=True) | Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("begun_at")),
            ),
        ]
        indexes = [models.Index(fields=["timetable", "starts_at"], name="timetable_slot_by_time")]

    def __str__(self) -> str:
        return f"{self.candidate}, {self.exercise}, {timezone.localtime(self.starts_at):%H:%M}"

    def audit_root(self) -> SelectionDay:
        return self.timetable.day


class DayChange(models.Model):
    """Something that happened on the day and that the rest of the timetable has to take in. Times are of that day."""

    class Kind(models.TextChoices):
        LATE = "late", "A candidate is late or unwell for a time"
        GONE = "gone", "A candidate did not come or went home"
        LEAVES_OUT = "leaves_out", "A candidate leaves an exercise out"
        ROOM_LOST = "room_lost", "A room cannot be used any more"
        PANEL_GONE = "panel_gone", "A panel cannot go on"
        PANEL_LATE = "panel_late", "A panel is behind"

    day = models.ForeignKey(SelectionDay, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    candidate = models.ForeignKey(DayCandidate, models.PROTECT, null=True, blank=True, related_name="changes")
    exercise = models.ForeignKey(Exercise, models.PROTECT, null=True, blank=True, related_name="+")
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="changes")
    panel = models.ForeignKey(Panel, models.PROTECT, null=True, blank=True, related_name="changes")
    begins = models.TimeField()
    until = models.TimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="day_change_says_of_what",
                condition=(
                    Q(kind__in=["late", "gone"], candidate__isnull=False, room__isnull=True, panel__isnull=True)
                    | Q(kind="leaves_out", candidate__isnull=False, exercise__isnull=False)
                    | Q(kind="room_lost", room__isnull=False, candidate__isnull=True, panel__isnull=True)
                    | Q(kind__in=["panel_gone", "panel_late"], panel__isnull=False, candidate__isnull=True)
                ),
            ),
            models.CheckConstraint(
                name="day_change_says_until_when",
                condition=~Q(kind__in=["late", "panel_late"]) | Q(until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.words

    def audit_root(self) -> SelectionDay:
        return self.day

    @property
    def words(self) -> str:
        """What happened: "Candidate K7M2 is there from 11:30"."""
        at, until = f"{self.begins:%H:%M}", f"{self.until:%H:%M}" if self.until else ""
        if self.kind == self.Kind.LATE:
            return f"{self.candidate} is away until {until}"
        if self.kind == self.Kind.GONE:
            return f"{self.candidate} is not there from {at}"
        if self.kind == self.Kind.LEAVES_OUT:
            return f"{self.candidate} leaves out “{self.exercise}”"
        if self.kind == self.Kind.ROOM_LOST:
            return f"{self.room} cannot be used from {at}"
        if self.kind == self.Kind.PANEL_GONE:
            return f"{self.panel} cannot go on from {at}"
        return f"{self.panel} is behind until {until}"
