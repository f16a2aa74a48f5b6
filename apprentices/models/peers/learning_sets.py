"""Peer learning sets: four to eight apprentices across boroughs and universities, a facilitator, dates, a topic."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from apprentices.models.peers.shadowing import exchanging
from apprentices.models.record import Apprentice
from consortium.models import Organisation
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User

FEWEST, MOST = 4, 8


class LearningSetQuerySet(models.QuerySet["LearningSet"]):
    def visible_to(self, user: User, *, on: datetime.date) -> LearningSetQuerySet:
        """Open sets of the organisations with which this person exchanges; others: the facilitator, and whoever was
        invited or belongs to it.
        """
        own = SetMember.objects.filter(apprentice__person_id=user.pk or 0, state__in=SetMember.KNOWN)
        return self.filter(
            models.Q(access=LearningSet.Access.OPEN, organisation__in=exchanging(user, on=on).values("pk"))
            | models.Q(facilitator=user.pk or 0)
            | models.Q(pk__in=own.values("learning_set"))
        )

    def with_counts(self) -> LearningSetQuerySet:
        return self.annotate(joined=joined_count())


def joined_count() -> models.Count:
    """How many have a place, to annotate sets with."""
    return models.Count("members", filter=models.Q(members__seat__isnull=False))


class LearningSet(Record):
    """A set begins when four have joined; its meetings stand in their calendars from then on."""

    class Access(models.TextChoices):
        OPEN = "open", "Open to join"
        INVITED = "invited", "By invitation"

    class State(models.TextChoices):
        FORMING = "forming", "Looking for members"
        RUNNING = "running", "Meeting"
        CLOSED = "closed", "Closed"

    STEPS = {State.FORMING: {State.RUNNING, State.CLOSED}, State.RUNNING: {State.CLOSED}}
    STEP_WORDS = {
        "begun": "began the learning set",
        State.RUNNING: "saw four members: the learning set meets",
        State.CLOSED: "closed the learning set",
    }

    topic = models.CharField(max_length=120)
    about = models.TextField(max_length=2000, blank=True)
    facilitator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="learning_sets")
    access = models.CharField(max_length=10, choices=Access.choices, default=Access.OPEN)
    places = models.PositiveSmallIntegerField(default=MOST)
    state = models.CharField(max_length=10, choices=State.choices, default=State.FORMING)

    objects = LearningSetQuerySet.as_manager()

    class Meta:
        ordering = ["topic", "pk"]
        constraints = [
            models.CheckConstraint(
                name="learning_set_of_four_to_eight", condition=models.Q(places__gte=FEWEST, places__lte=MOST)
            )
        ]

    def __str__(self) -> str:
        return self.topic

    def audit_root(self) -> LearningSet:
        return self


class SetMemberQuerySet(models.QuerySet["SetMember"]):
    def joined(self) -> SetMemberQuerySet:
        return self.filter(state=SetMember.State.JOINED)


class SetMember(models.Model):
    """One apprentice's place in a set. A break frees the seat; the return takes one where one is free."""

    class State(models.TextChoices):
        INVITED = "invited", "Invited"
        JOINED = "joined", "Member"
        ON_HOLD = "on_hold", "On hold while away"
        LEFT = "left", "Left"

    STEPS = {
        State.INVITED: {State.JOINED, State.LEFT},
        State.JOINED: {State.LEFT, State.ON_HOLD},
        State.ON_HOLD: {State.JOINED, State.LEFT},
    }
    STEP_WORDS = {
        "invited": "invited the apprentice to a learning set",
        State.JOINED: "joined a learning set",
        State.LEFT: "left a learning set",
        State.ON_HOLD: "put a place in a learning set on hold",
    }
    KNOWN = (State.INVITED, State.JOINED, State.ON_HOLD)

    learning_set = models.ForeignKey(LearningSet, models.PROTECT, related_name="members")
    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="learning_sets")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    seat = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State.choices)
    since = models.DateTimeField(default=timezone.now)

    objects = SetMemberQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learning_set", "apprentice"],
                condition=~models.Q(state="left"),
                name="learning_set_joined_once",
            ),
            models.UniqueConstraint(fields=["learning_set", "seat"], name="learning_set_seat_taken_once"),
            models.CheckConstraint(
                name="learning_set_member_has_a_seat",
                condition=models.Q(state="joined", seat__isnull=False, seat__lte=MOST)
                | (~models.Q(state="joined") & models.Q(seat__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.learning_set}"

    def audit_root(self) -> Apprentice:
        return Apprentice(pk=self.apprentice_id)


class SetMeetingQuerySet(models.QuerySet["SetMeeting"]):
    def register_due(self, *, on: datetime.date) -> SetMeetingQuerySet:
        """Meetings that have taken place, of which nobody has said who was there."""
        return self.filter(
            state=SetMeeting.State.PLANNED,
            date__lte=on,
            register_taken_at__isnull=True,
            learning_set__state=LearningSet.State.RUNNING,
        )


class SetMeeting(Record):
    """One meeting. ``notes`` hold once everybody who was there has agreed to ``notes_version``."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        CANCELLED = "cancelled", "Cancelled"

    STEPS = {State.PLANNED: {State.CANCELLED}}
    STEP_WORDS = {
        "planned": "planned a meeting",
        State.CANCELLED: "cancelled a meeting",
        "register taken": "said who was at a meeting",
        "notes written": "wrote the notes of a meeting",
    }

    learning_set = models.ForeignKey(LearningSet, models.PROTECT, related_name="meetings")
    date = models.DateField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    hours = models.DecimalField(max_digits=4, decimal_places=2)
    place = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    register_taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    register_taken_at = models.DateTimeField(null=True)
    notes = models.TextField(blank=True)
    notes_version = models.PositiveIntegerField(default=0)
    notes_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = SetMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["date", "starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="set_meeting_ends_after_it_starts", condition=models.Q(ends_at__gt=models.F("starts_at"))
            ),
            models.CheckConstraint(name="set_meeting_hours_fit", condition=models.Q(hours__gt=0, hours__lte=12)),
        ]

    def __str__(self) -> str:
        return f"{self.learning_set}, {self.date:%-d %B %Y}"

    def audit_root(self) -> LearningSet:
        return self.learning_set


class SetAttendance(models.Model):
    """Whether one member was at one meeting; being there credits its hours."""

    STEP_WORDS = {
        "there": "marked this apprentice as present at a learning set",
        "away": "marked this apprentice as away from a learning set",
    }

    meeting = models.ForeignKey(SetMeeting, models.PROTECT, related_name="attendances")
    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="set_attendances")
    there = models.BooleanField()
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    marked_at = models.DateTimeField(default=timezone.now)
    not_credited = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "apprentice"], name="set_attendance_once_a_meeting")]

    def __str__(self) -> str:
        return f"{'Present' if self.there else 'Away'}: {self.meeting}"

    def audit_root(self) -> Apprentice:
        return Apprentice(pk=self.apprentice_id)


class SetNotesAgreement(models.Model):
    """That one member, who was there, agrees to one version of the notes."""

    STEP_WORDS = {"agreed": "agreed to the notes of a learning set"}

    meeting = models.ForeignKey(SetMeeting, models.PROTECT, related_name="notes_agreements")
    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="+")
    notes_version = models.PositiveIntegerField()
    agreed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "apprentice", "notes_version"], name="set_notes_agreed_once_a_version"
            )
        ]

    def __str__(self) -> str:
        return f"Notes of {self.meeting}"

    def audit_root(self) -> Apprentice:
        return Apprentice(pk=self.apprentice_id)
