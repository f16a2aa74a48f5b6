"""Information sessions of a campaign and the places that people book in them."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from core import workflow
from core.records import Record
from recruitment.models.campaigns import Campaign

if TYPE_CHECKING:
    from core.accounts.models import User


class InformationSessionQuerySet(models.QuerySet["InformationSession"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> InformationSessionQuerySet:
        """Sessions whose attenders a person may see: those of the campaigns that they run."""
        return self.filter(campaign__in=Campaign.objects.run_by_people_of(user, on=on or timezone.localdate()))

    def published(self) -> InformationSessionQuerySet:
        return self.filter(state=InformationSession.State.PUBLISHED)

    def to_come(self, *, at: datetime.datetime) -> InformationSessionQuerySet:
        return self.filter(starts_at__gt=at)

    def with_counts(self) -> InformationSessionQuerySet:
        """Each with ``places_taken`` and ``people_waiting``, in the same query."""
        taken = models.Count("bookings", filter=models.Q(bookings__seat__isnull=False))
        waiting = models.Count("bookings", filter=models.Q(bookings__state=Booking.State.WAITING))
        return self.annotate(places_taken=taken, people_waiting=waiting)


class InformationSession(Record):
    """An event at which people hear about the apprenticeship. ``version`` numbers its calendar file."""

    class State(models.TextChoices):
        DRAFT = "draft", "Not published"
        PUBLISHED = "published", "Published"
        HELD = "held", "Took place"
        CANCELLED = "cancelled", "Cancelled"

    STEPS = {
        State.DRAFT: {State.PUBLISHED, State.CANCELLED},
        State.PUBLISHED: {State.HELD, State.CANCELLED},
    }
    STEP_WORDS = {
        State.PUBLISHED: "published the session",
        State.HELD: "closed the register",
        State.CANCELLED: "cancelled the session",
    }

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="sessions")
    title = models.CharField(max_length=120)
    about = models.TextField(blank=True, max_length=4000)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    online = models.BooleanField(default=False)
    place = models.CharField(max_length=250)
    capacity = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)

    objects = InformationSessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="session_ends_after_it_starts", condition=models.Q(ends_at__gt=models.F("starts_at"))
            ),
            models.CheckConstraint(name="session_has_a_place", condition=models.Q(capacity__gte=1)),
        ]

    def __str__(self) -> str:
        return self.title

    def audit_root(self) -> Campaign:
        return self.campaign

    def takes_bookings(self, *, at: datetime.datetime) -> bool:
        return self.state == self.State.PUBLISHED and self.starts_at > at

    @property
    def places_left(self) -> int:
        """Free places; only on rows that were fetched ``with_counts()``."""
        return max(0, self.capacity - self.places_taken)  # type: ignore[attr-defined]

    @property
    def open_place(self) -> str:
        """Where it is, as anybody may read it: the address to join online comes with a place."""
        return "Online. The address to join comes with your place." if self.online else self.place

    def publish(self, *, by: User) -> None:
        """Show the session to everybody and take bookings."""
        workflow.move(self, to=self.State.PUBLISHED, by=by)


class BookingQuerySet(models.QuerySet["Booking"]):
    def live(self) -> BookingQuerySet:
        return self.exclude(state=Booking.State.CANCELLED)

    def with_a_place(self) -> BookingQuerySet:
        return self.filter(seat__isnull=False)

    def waiting(self) -> BookingQuerySet:
        """The waiting list, first come first served."""
        return self.filter(state=Booking.State.WAITING).order_by("pk")


class Booking(Record):
    """A place in a session, or a place in the line for one. ``seat`` is taken by one booking only."""

    class State(models.TextChoices):
        BOOKED = "booked", "Has a place"
        WAITING = "waiting", "On the waiting list"
        CANCELLED = "cancelled", "Cancelled"
        ATTENDED = "attended", "Attended"
        DID_NOT_ATTEND = "did_not_attend", "Did not attend"

    STEPS = {
        State.BOOKED: {State.CANCELLED, State.ATTENDED, State.DID_NOT_ATTEND},
        State.WAITING: {State.BOOKED, State.CANCELLED},
        State.ATTENDED: {State.BOOKED, State.DID_NOT_ATTEND},
        State.DID_NOT_ATTEND: {State.ATTENDED},
    }
    STEP_WORDS = {
        State.BOOKED: "gave this booking a place",
        State.CANCELLED: "cancelled the booking",
        State.ATTENDED: "marked as attended",
        State.DID_NOT_ATTEND: "marked as did not attend",
    }

    session = models.ForeignKey(InformationSession, models.PROTECT, related_name="bookings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="bookings")
    name = models.CharField(max_length=150)
    seat = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(max_length=15, choices=State.choices)
    gave_feedback = models.BooleanField(default=False, editable=False)

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=~models.Q(state="cancelled"),
                name="booking_once_per_person_and_session",
            ),
            models.UniqueConstraint(fields=["session", "seat"], name="booking_seat_taken_once"),
            models.CheckConstraint(
                name="booking_with_a_place_has_a_seat",
                condition=models.Q(state__in=["waiting", "cancelled"], seat__isnull=True)
                | (~models.Q(state__in=["waiting", "cancelled"]) & models.Q(seat__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.session}"

    def audit_root(self) -> InformationSession:
        return self.session
