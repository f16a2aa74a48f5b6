"""The register of panel members: who may be asked, what helps them, when they can come, whom they never meet."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Count, Max, Q
from django.utils import timezone

from consortium.models import Organisation
from core import workflow
from core.records import Record
from recruitment.models.campaigns import ADMITTING, COORDINATING, SHORTLISTING
from recruitment.models.panels import PanelMember, ToAvoid
from recruitment.models.selection_days import Group, SelectionDay

if TYPE_CHECKING:
    from core.accounts.models import User

KEEPING = [*COORDINATING, "lived_experience_coordinator"]
"""Roles that keep the register of panel members, held in the organisation that keeps it."""

TRAINING_LASTS = datetime.timedelta(days=730)
"""How long training for panels counts as current."""

A_YEAR = datetime.timedelta(days=365)


class PanellistQuerySet(models.QuerySet["Panellist"]):
    def kept_by_people_of(self, user: User, *, on: datetime.date | None = None) -> PanellistQuerySet:
        """The registers that a person keeps."""
        on = on or timezone.localdate()
        return self.filter(kept_by__in=Organisation.objects.reached_by(user, on=on, roles=KEEPING))

    def visible_to(self, user: User, *, on: datetime.date | None = None) -> PanellistQuerySet:
        """The registers that a person keeps, and the people whom their employer or university sends.

        Whoever brings lived experience is seen by those who keep the register and by nobody else.
        """
        on = on or timezone.localdate()
        everybody = self.model.objects.order_by()
        sent = everybody.exclude(group=Group.LIVED_EXPERIENCE).filter(
            organisation__in=Organisation.objects.reached_by(user, on=on, roles=[*SHORTLISTING, *ADMITTING])
        )
        return self.filter(pk__in=everybody.kept_by_people_of(user, on=on).values("pk").union(sent.values("pk")))

    def active(self) -> PanellistQuerySet:
        """Those who may be asked."""
        return self.filter(state=Panellist.State.ACTIVE)

    def with_load(self, on: datetime.date) -> PanellistQuerySet:
        """Each with ``load`` (days in the twelve months before a date, and those ahead) and ``last_on`` (the last day).

        Counts days on which the person sat or has said that they will; of whichever campaign.
        """
        seat = "person__panel_seats"
        counted = Q(
            **{
                f"{seat}__state__in": PanelMember.COMING,
                f"{seat}__panel__day__date__gt": on - A_YEAR,
            }
        ) & ~Q(**{f"{seat}__panel__day__state": SelectionDay.State.CANCELLED})
        return self.annotate(
            load=Count(f"{seat}__panel__day", filter=counted, distinct=True),
            last_on=Max(f"{seat}__panel__day__date", filter=counted),
        )


class Panellist(Record):
    """Somebody on the register of panel members, kept by the organisation that runs campaigns.

    ``group`` is whose view they bring; candidates and papers never show it. What helps them and what they would rather
    not cover is read by them and by those who keep the register. ``eighteen_on`` stands only for members under 18.
    """

    class State(models.TextChoices):
        ACTIVE = "active", "Can be asked"
        RESTING = "resting", "Taking a break"
        LEFT = "left", "Left the register"

    class Reach(models.TextChoices):
        EMAIL = "email", "By email"
        PHONE = "phone", "By phone"
        POST = "post", "By post"

    STEPS = {
        State.ACTIVE: {State.RESTING, State.LEFT},
        State.RESTING: {State.ACTIVE, State.LEFT},
        State.LEFT: {State.ACTIVE},
    }
    STEP_WORDS = {
        State.ACTIVE: "opened the place on the register again",
        State.RESTING: "recorded a break from panels",
        State.LEFT: "recorded that the person left the register",
    }

    kept_by = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="places_on_registers")
    group = models.CharField("whose view they bring", max_length=20, choices=Group.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    trained_on = models.DateField("trained for panels on", null=True, blank=True)
    access_needs = models.TextField("what helps you to take part", blank=True, max_length=2000)
    topics_not_covered = models.TextField("what you would rather not talk about", blank=True, max_length=2000)
    supporter = models.CharField("somebody who comes with you", blank=True, max_length=150)
    supporter_agreed_on = models.DateField("supporter agreed to confidentiality on", null=True, blank=True)
    reach = models.CharField(
        "how we reach you best", max_length=10, choices=Reach.choices, default=Reach.EMAIL, blank=True
    )
    phone = models.CharField("phone number", blank=True, max_length=30)
    days_a_year = models.PositiveSmallIntegerField("most days a year", null=True, blank=True)
    eighteen_on = models.DateField("eighteenth birthday", null=True, blank=True)
    is_paid = models.BooleanField("is paid a fee for panels", default=False)
    payee_number = models.CharField("payee number of the finance team", blank=True, max_length=40)

    objects = PanellistQuerySet.as_manager()

    class Meta:
        ordering = ["person__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["kept_by", "person"], name="panellist_once_in_a_register"),
            models.CheckConstraint(
                name="panellist_speaks_for_an_organisation",
                condition=Q(group="lived_experience") | Q(organisation__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.known_as

    def audit_root(self) -> Panellist:
        return self

    def is_under_18(self, on: datetime.date) -> bool:
        return self.eighteen_on is not None and self.eighteen_on > on

    @property
    def known_as(self) -> str:
        """The name by which they are met: of somebody under 18 the first name only (ruling T14)."""
        return self.person.first_name if self.is_under_18(timezone.localdate()) else self.person.name

    def trained_until(self) -> datetime.date | None:
        return self.trained_on + TRAINING_LASTS if self.trained_on else None

    def is_trained(self, on: datetime.date) -> bool:
        """Whether training for panels is current on a date."""
        until = self.trained_until()
        return until is not None and on <= until

    def rest(self, *, by: User) -> None:
        """They are not asked for a while; nothing else changes."""
        workflow.move(self, to=self.State.RESTING, by=by)

    def come_back(self, *, by: User) -> None:
        workflow.move(self, to=self.State.ACTIVE, by=by)


class YoungArrangements(models.Model):
    """For a panel member under 18: who agreed, who stays with them, and when they can come (ruling T14)."""

    class Guardian(models.TextChoices):
        PARENT = "parent", "A parent"
        CARER = "carer", "A carer"
        COUNCIL = "council", "Their council (for somebody in care)"

    class Lessons(models.TextChoices):
        OUTSIDE = "outside", "Outside lessons"
        SCHOOL_AGREED = "school_agreed", "In lessons, and the school has agreed"

    panellist = models.OneToOneField(Panellist, models.CASCADE, related_name="young")
    own_consent_on = models.DateField("they agreed themselves on")
    guardian = models.CharField("who agreed for them", max_length=10, choices=Guardian.choices)
    guardian_name = models.CharField("name of who agreed for them", max_length=150)
    guardian_consent_on = models.DateField("that person agreed on")
    chaperone = models.CharField("chaperone, who stays with them and does not score", max_length=150)
    lessons = models.CharField("when they come", max_length=15, choices=Lessons.choices)
    agreed_from = models.TimeField("not before")
    agreed_until = models.TimeField("not after")

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "young arrangements"
        constraints = [
            models.CheckConstraint(
                name="young_hours_end_after_they_begin", condition=Q(agreed_until__gt=models.F("agreed_from"))
            )
        ]

    def __str__(self) -> str:
        return f"Arrangements for {self.panellist}"

    def audit_root(self) -> Panellist:
        return self.panellist

    @property
    def consent_on(self) -> datetime.date:
        """The day from which both have agreed."""
        return max(self.own_consent_on, self.guardian_consent_on)


class PaidSupporter(models.Model):
    """Whoever comes with a panel member and is paid themselves. ``payee_number``: by which finance knows them."""

    panellist = models.OneToOneField(Panellist, models.CASCADE, related_name="paid_supporter")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    payee_number = models.CharField("payee number of the finance team", max_length=40)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="paid_supporter_is_known", condition=~Q(payee_number=""))]

    def __str__(self) -> str:
        return f"{self.person}, who comes with {self.panellist}"

    def audit_root(self) -> Panellist:
        return self.panellist


class StandingAvoidance(ToAvoid):
    """Whom somebody on the register never wants to meet, on whichever day."""

    panellist = models.ForeignKey(Panellist, models.CASCADE, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="standing_avoidance_is_one_thing", condition=ToAvoid.IS_ONE_THING)]


class PersonalLimit(models.Model):
    """The most that somebody wants to be paid in a week or month. Theirs alone: nobody who pays or checks reads it."""

    class Every(models.TextChoices):
        WEEK = "week", "A week, Monday to Sunday"
        MONTH = "month", "A calendar month"

    panellist = models.OneToOneField(Panellist, models.CASCADE, related_name="+")
    amount = models.DecimalField("the most that I want to be paid", max_digits=7, decimal_places=2)
    every = models.CharField("in", max_length=10, choices=Every.choices, default=Every.WEEK)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.amount} a {self.every}"


class AvailabilityQuerySet(models.QuerySet["Availability"]):
    def waiting_for(self, panellist: Panellist, *, on: datetime.date) -> AvailabilityQuerySet:
        """Days that somebody was asked about and that are still ahead, whether answered or not."""
        return self.filter(panellist=panellist, day__date__gte=on, day__state__in=SelectionDay.BEFORE_LIVE)

    def over_by(self, day: datetime.date) -> AvailabilityQuerySet:
        """Answers about days that have passed by this day."""
        return self.filter(day__date__lte=day)


class Availability(models.Model):
    """Whether somebody on the register can come on a selection day, as they said themselves."""

    class Answer(models.TextChoices):
        YES = "yes", "Yes, I can come"
        MAYBE = "maybe", "Maybe: ask me if you need me"
        NO = "no", "No"

    panellist = models.ForeignKey(Panellist, models.CASCADE, related_name="availability")
    day = models.ForeignKey(SelectionDay, models.CASCADE, related_name="availability")
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=5, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True, editable=False)

    objects = AvailabilityQuerySet.as_manager()

    class Meta:
        ordering = ["day__date", "pk"]
        verbose_name_plural = "availability"
        constraints = [
            models.UniqueConstraint(fields=["panellist", "day"], name="availability_asked_once"),
            models.CheckConstraint(
                name="availability_answer_is_stamped",
                condition=Q(answer="", answered_at__isnull=True) | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.panellist}, {self.day}: {self.answer or 'not answered'}"
