"""The shadowing exchange: a day that a team offers, and who asks to be there."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from apprentices.models.involvement import Involvement
from apprentices.models.record import Apprentice
from consortium.models import Organisation
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User

HOST_ROLES = (
    "workforce_lead",
    "principal_social_worker",
    "line_manager",
    "practice_educator",
    "practice_educator_lead",
    "workplace_supervisor",
    "workplace_assessor",
    "mentor",
)
"""Roles at an employer whose holders may offer a day in their team."""

TUTOR_ROLES = ("tutor", "compliance_officer", "placement_coordinator")
"""Roles at a university whose holders read what is offered, to point their apprentices to it."""

MANAGING_KINDS = (Involvement.Kind.LINE_MANAGER, Involvement.Kind.MENTOR)
"""Relations that make somebody a colleague at the apprentice's employer, with or without an appointment."""

FAIR = datetime.timedelta(days=365)
"""Whoever has had no shadowing day for so long comes before those who have."""

FAIR_WORDS = (
    "Whoever has had no shadowing day in the twelve months before comes first; after that it goes by the order of "
    "asking. The host answers in that order."
)


def exchanging(user: User, *, on: datetime.date) -> models.QuerySet[Organisation]:
    """The organisations with which somebody exchanges days and learning sets: those of the consortia of their
    employer or university, by being an apprentice, a colleague of one, or by a role.
    """
    from consortium import people

    held = Involvement.objects.on(on).filter(person_id=user.pk or 0, kind__in=[Involvement.Kind.SELF, *MANAGING_KINDS])
    ids = {*held.values_list("apprentice__employer", flat=True)}
    ids |= set(people.organisation_ids(user, *HOST_ROLES, *TUTOR_ROLES))
    return Organisation.objects.together_with(ids, on=on)


class ShadowingDayQuerySet(models.QuerySet["ShadowingDay"]):
    def visible_to(self, user: User, *, on: datetime.date) -> ShadowingDayQuerySet:
        """Days of the organisations with which this person exchanges, and those that they offered themselves."""
        return self.filter(
            models.Q(organisation__in=exchanging(user, on=on).values("pk")) | models.Q(offered_by=user.pk or 0)
        )

    def run_by(self, user: User, *, on: datetime.date) -> ShadowingDayQuerySet:
        """Days that a person answers for: as the host, or as workforce lead where the day is."""
        led = Organisation.objects.reached_by(user, on=on, roles=["workforce_lead"])
        return self.filter(models.Q(offered_by=user.pk or 0) | models.Q(organisation__in=led.values("pk")))

    def to_come(self, *, on: datetime.date) -> ShadowingDayQuerySet:
        return self.filter(state=ShadowingDay.State.OPEN, date__gt=on)

    def with_counts(self) -> ShadowingDayQuerySet:
        """Each with ``taken`` and ``in_line``, in the same query."""
        return self.annotate(**day_counts())


def day_counts() -> dict[str, models.Count]:
    """Places taken, and how many stand in line, to annotate days with."""
    ask = ShadowingAsk.State
    here = ~models.Q(asks__apprentice__state__in=Apprentice.AWAY)
    return {
        "taken": models.Count("asks", filter=models.Q(asks__seat__isnull=False)),
        "in_line": models.Count("asks", filter=here & models.Q(asks__state__in=[ask.RELEASED, ask.WAITING])),
    }


class ShadowingDay(Record):
    """One day in a team. What was offered stays as it is once it is published; another day is offered anew."""

    class Audience(models.TextChoices):
        ANY = "any", "Apprentices of any borough"
        OTHERS = "others", "Apprentices of other boroughs"

    class State(models.TextChoices):
        OPEN = "open", "Offered"
        HELD = "held", "Took place"
        CANCELLED = "cancelled", "Cancelled"

    STEPS = {State.OPEN: {State.HELD, State.CANCELLED}}
    STEP_WORDS = {
        "offered": "offered a shadowing day",
        State.HELD: "said who was at the shadowing day",
        State.CANCELLED: "cancelled the shadowing day",
        "register corrected": "corrected who was at the shadowing day",
    }
    CONFIDENTIALITY = (
        "What an apprentice sees and hears about people stays in the team. Nobody is named outside it, nothing is "
        "copied or photographed, and a person whom the team supports may ask at any time that nobody watches."
    )

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="shadowing_days")
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    title = models.CharField(max_length=100)
    about = models.TextField(max_length=2000)
    team = models.CharField(max_length=100, blank=True)
    date = models.DateField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    hours = models.DecimalField(max_digits=4, decimal_places=2)
    place = models.CharField(max_length=200)
    bring = models.CharField(max_length=300, blank=True)
    places = models.PositiveSmallIntegerField(default=1)
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.ANY)
    from_year = models.PositiveSmallIntegerField(default=1)
    confidentiality = models.CharField(max_length=400, default=CONFIDENTIALITY)
    """The words that the host accepted when offering, and everybody accepts who asks."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    cancelled_because = models.CharField(max_length=300, blank=True)
    register_taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    register_taken_at = models.DateTimeField(null=True)

    objects = ShadowingDayQuerySet.as_manager()

    class Meta:
        ordering = ["date", "starts_at", "pk"]
        indexes = [models.Index(fields=["state", "date"], name="shadowing_day_by_day")]
        constraints = [
            models.CheckConstraint(
                name="shadowing_day_ends_after_it_starts", condition=models.Q(ends_at__gt=models.F("starts_at"))
            ),
            models.CheckConstraint(
                name="shadowing_day_hours_fit", condition=models.Q(hours__gt=0, hours__lte=12, places__gte=1)
            ),
            models.CheckConstraint(
                name="shadowing_day_cancelled_why", condition=~models.Q(state="cancelled", cancelled_because="")
            ),
            models.CheckConstraint(
                name="shadowing_day_register",
                condition=~models.Q(state="held")
                | models.Q(register_taken_by__isnull=False, register_taken_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.date:%-d %B %Y}"

    def audit_root(self) -> ShadowingDay:
        return self


class ShadowingAskQuerySet(models.QuerySet["ShadowingAsk"]):
    def visible_to(self, user: User, *, on: datetime.date) -> ShadowingAskQuerySet:
        """Whole: the apprentice, line managers, tutors, and the workforce lead of the employer. The host reads the
        sentence on the page of the day, and nothing of the record.
        """
        kinds = (Involvement.Kind.SELF, Involvement.Kind.LINE_MANAGER, Involvement.Kind.TUTOR)
        own = Involvement.objects.on(on).filter(person_id=user.pk or 0, kind__in=kinds)
        led = Organisation.objects.reached_by(user, on=on, roles=["workforce_lead"])
        return self.filter(
            models.Q(apprentice__in=own.values("apprentice")) | models.Q(apprentice__employer__in=led.values("pk"))
        )

    def open(self) -> ShadowingAskQuerySet:
        """Asks that may yet come to a day."""
        return self.filter(state__in=ShadowingAsk.OPEN)

    def of_those_here(self) -> ShadowingAskQuerySet:
        """Queues speak of nobody who is on a break, suspended or gone."""
        return self.exclude(apprentice__state__in=Apprentice.AWAY)

    def line_of(self, day: ShadowingDay) -> ShadowingAskQuerySet:
        """Who waits for a place of a day, in the order in which places are given (``FAIR_WORDS``)."""
        had = ShadowingAsk.objects.filter(
            apprentice=models.OuterRef("apprentice"),
            state__in=[ShadowingAsk.State.AGREED, ShadowingAsk.State.ATTENDED],
            day__date__gt=day.date - FAIR,
        ).exclude(day=day)
        waiting = self.filter(day=day, state__in=ShadowingAsk.IN_LINE).of_those_here()
        return waiting.annotate(had_one=models.Exists(had)).order_by("had_one", "pk")


class ShadowingAsk(Record):
    """One apprentice's wish to be at a day. ``seat`` is taken by one ask only; ``reflection`` is the apprentice's own
    until they share it, and ``not_credited`` says in words what stands in the way of the hours.
    """

    class State(models.TextChoices):
        ASKED = "asked", "Waits for the line manager"
        RELEASED = "released", "Waits for the host"
        WAITING = "waiting", "On the waiting list"
        AGREED = "agreed", "Agreed"
        ATTENDED = "attended", "Was there"
        MISSED = "missed", "Was not there"
        NOT_RELEASED = "not_released", "Not released"
        DECLINED = "declined", "Declined by the host"
        CANCELLED = "cancelled", "Cancelled"
        ON_HOLD = "on_hold", "On hold while away"

    STEPS = {
        State.ASKED: {State.RELEASED, State.NOT_RELEASED, State.CANCELLED, State.ON_HOLD},
        State.RELEASED: {State.AGREED, State.WAITING, State.DECLINED, State.CANCELLED, State.ON_HOLD},
        State.WAITING: {State.AGREED, State.DECLINED, State.CANCELLED, State.ON_HOLD},
        State.AGREED: {State.ATTENDED, State.MISSED, State.DECLINED, State.CANCELLED, State.ON_HOLD},
        State.ATTENDED: {State.MISSED},
        State.MISSED: {State.ATTENDED},
        State.ON_HOLD: {State.ASKED, State.RELEASED, State.WAITING, State.AGREED, State.CANCELLED},
    }
    STEP_WORDS = {
        "asked": "asked for a shadowing day",
        State.RELEASED: "released the apprentice for a shadowing day",
        State.NOT_RELEASED: "did not release the apprentice for a shadowing day",
        State.AGREED: "gave a place at a shadowing day",
        State.WAITING: "put the apprentice on the waiting list of a shadowing day",
        State.DECLINED: "declined a shadowing day",
        State.CANCELLED: "cancelled a shadowing day",
        State.ATTENDED: "recorded that the apprentice was at a shadowing day",
        State.MISSED: "recorded that the apprentice was not at a shadowing day",
        State.ON_HOLD: "put a shadowing day on hold",
        f"{State.ON_HOLD.value} → {State.ASKED.value}": "took up a shadowing day again",
        f"{State.ON_HOLD.value} → {State.RELEASED.value}": "took up a shadowing day again",
        "hours corrected": "corrected the hours of a shadowing day",
        "reflected": "wrote what they took from a shadowing day",
        "shared": "shared what they took from a shadowing day",
    }
    OPEN = (State.ASKED, State.RELEASED, State.WAITING, State.AGREED)
    IN_LINE = (State.RELEASED, State.WAITING)
    SEATED = (State.AGREED, State.ATTENDED, State.MISSED)

    day = models.ForeignKey(ShadowingDay, models.PROTECT, related_name="asks")
    apprentice = models.ForeignKey(Apprentice, models.PROTECT, related_name="shadowing")
    wish = models.TextField(max_length=500)
    confidentiality_accepted_at = models.DateTimeField()
    seat = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(max_length=15, choices=State.choices, default=State.ASKED)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    reason_given = models.CharField(max_length=300, blank=True)
    hours_there = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    marked_at = models.DateTimeField(null=True)
    reflection = models.TextField(blank=True)
    reflected_at = models.DateTimeField(null=True)
    shared_at = models.DateTimeField(null=True)
    not_credited = models.CharField(max_length=400, blank=True)

    objects = ShadowingAskQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["apprentice", "state"], name="shadowing_ask_by_apprentice")]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "apprentice"],
                condition=models.Q(state__in=["asked", "released", "waiting", "agreed", "on_hold"]),
                name="shadowing_asked_once",
            ),
            models.UniqueConstraint(fields=["day", "seat"], name="shadowing_seat_taken_once"),
            models.CheckConstraint(
                name="shadowing_seat_goes_with_a_place",
                condition=models.Q(state__in=["agreed", "attended", "missed"], seat__isnull=False)
                | (~models.Q(state__in=["agreed", "attended", "missed"]) & models.Q(seat__isnull=True)),
            ),
            models.CheckConstraint(
                name="shadowing_released_before_a_place",
                condition=~models.Q(state__in=["released", "waiting", "agreed", "attended", "missed"])
                | models.Q(released_by__isnull=False, released_at__isnull=False),
            ),
            models.CheckConstraint(
                name="shadowing_refused_with_a_reason",
                condition=~models.Q(state__in=["not_released", "declined"], reason_given=""),
            ),
            models.CheckConstraint(
                name="shadowing_attended_for_hours",
                condition=~models.Q(state="attended")
                | models.Q(hours_there__gt=0, hours_there__lte=12, marked_by__isnull=False, marked_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Shadowing: {self.day}"

    def audit_root(self) -> Apprentice:
        return Apprentice(pk=self.apprentice_id)

    @property
    def counts(self) -> bool:
        """Whether hours are credited: the host says that the apprentice was there, and the apprentice has reflected."""
        return self.state == self.State.ATTENDED and self.reflected_at is not None

    @property
    def university_year(self) -> int:
        """In which year of the programme the apprentice is on that day, counted from 1."""
        return university_year(self.apprentice, on=self.day.date)


def university_year(apprentice: Apprentice, *, on: datetime.date) -> int:
    return max((on - apprentice.original_start_on).days, 0) // 365 + 1
