"""The sift: answers without names, one criterion at a time, read by one person and in a sample by two.

What the sift comes to is advice for the employer, who decides whom to invite.
"""

from __future__ import annotations

import datetime
import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from core import workflow
from core.records import Record
from recruitment.models.applications import Application
from recruitment.models.campaigns import Campaign
from recruitment.models.criteria import AnchoredCriterion, weighs_on_the_scale

if TYPE_CHECKING:
    from core.accounts.models import User


def new_seed() -> int:
    return secrets.randbelow(2**31)


class SiftQuerySet(models.QuerySet["Sift"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> SiftQuerySet:
        """The sifts of campaigns that a person coordinates, admits to or shortlists for."""
        return self.filter(campaign__in=Campaign.objects.visible_to(user, on=on))


class Sift(Record):
    """How the applications to a campaign are sifted.

    ``second_share`` of them, in per cent, are read by two people. ``apart``: so many marks between the two on one
    criterion, or more, and they talk. ``hides_employer``: answers are read without the name of any employer. All three
    are stated before the first answer is read.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        OPEN = "open", "Being read"
        CLOSED = "closed", "Closed"

    STEPS = {State.PLANNED: {State.OPEN}, State.OPEN: {State.CLOSED}, State.CLOSED: {State.OPEN}}
    STEP_WORDS = {State.OPEN: "opened the sift", State.CLOSED: "closed the sift"}

    campaign = models.OneToOneField(Campaign, models.PROTECT, related_name="sift")
    hides_employer = models.BooleanField(default=True)
    second_share = models.PositiveSmallIntegerField(default=20)
    apart = models.PositiveSmallIntegerField(default=2)
    seed = models.PositiveIntegerField(default=new_seed, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    opened_at = models.DateTimeField(null=True, editable=False)

    objects = SiftQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="sift_share_is_per_cent", condition=models.Q(second_share__lte=100)),
            models.CheckConstraint(name="sift_apart_is_on_the_scale", condition=models.Q(apart__gte=1, apart__lte=4)),
            models.CheckConstraint(
                name="sift_opened_is_stamped", condition=models.Q(state="planned") | models.Q(opened_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"Sift of {self.campaign}"

    def audit_root(self) -> Campaign:
        return self.campaign

    @property
    def takes_marks(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def may_be_changed(self) -> bool:
        """Whether what is read, and by how many, may still be stated."""
        return self.opened_at is None

    def reopen(self, *, by: User) -> None:
        """Read on, for applications that were found eligible after the sift was closed."""
        workflow.move(self, to=self.State.OPEN, by=by)


class SiftCriterion(AnchoredCriterion):
    """What is looked for in one answer, with what each mark from 1 to 5 looks like. Fixed when the sift is opened.

    ``floor``: a mark under it means that the application is talked about whatever the total.
    """

    class Reads(models.TextChoices):
        WHY = "why", "Why social work"
        WORK = "work", "The work they do"
        LEARNING = "learning", "Degree and earlier learning"
        MANAGER = "manager", "What the line manager wrote"

    sift = models.ForeignKey(Sift, models.CASCADE, related_name="criteria")
    reads = models.CharField(max_length=10, choices=Reads.choices)

    class Meta:
        ordering = ["sift", "position", "pk"]
        verbose_name_plural = "sift criteria"
        constraints = [
            models.UniqueConstraint(fields=["sift", "position"], name="sift_criterion_position_once"),
            *weighs_on_the_scale("sift_criterion"),
        ]

    def audit_root(self) -> Campaign:
        return self.sift.campaign


class SifterQuerySet(models.QuerySet["Sifter"]):
    def of_person(self, user: User) -> SifterQuerySet:
        """A person's own part in sifts that are open."""
        return self.reading().filter(person=user.pk or 0, sift__state=Sift.State.OPEN)

    def reading(self) -> SifterQuerySet:
        """Those who have not left."""
        return self.filter(left_at__isnull=True)


class Sifter(Record):
    """Somebody who sifts: from the organisations that take part in the campaign, or from the register of its office."""

    sift = models.ForeignKey(Sift, models.PROTECT, related_name="sifters")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sifting")
    named_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, editable=False)

    objects = SifterQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["sift", "person"], name="sifter_once")]

    def __str__(self) -> str:
        return self.person.name

    def audit_root(self) -> Campaign:
        return self.sift.campaign


class SiftedQuerySet(models.QuerySet["Sifted"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> SiftedQuerySet:
        """What the sift came to, for whoever may see the application itself."""
        return self.filter(application__in=Application.objects.visible_to(user, on=on))

    def still_read(self) -> SiftedQuerySet:
        """Of applications that wait for the employer: whoever withdraws leaves every queue."""
        return self.filter(application__state=Application.State.ELIGIBLE)


class Sifted(models.Model):
    """Where an application stands in the sift, and what its marks come to.

    ``total`` is there once everybody who was to read it has read it and nothing is left to talk about.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Being read"
        APART = "apart", "Marks apart, to be talked about"
        READ = "read", "Read"

    STEPS = {
        State.WAITING: {State.APART, State.READ},
        State.APART: {State.READ, State.WAITING},
        State.READ: {State.WAITING},
    }
    STEP_WORDS = {
        State.WAITING: "asked somebody else to read the application in the sift",
        State.APART: "found the two readings of the sift apart",
        State.READ: "finished the sift of the application",
    }

    sift = models.ForeignKey(Sift, models.PROTECT, related_name="sifted")
    application = models.OneToOneField(Application, models.PROTECT, related_name="sifted")
    readings_wanted = models.PositiveSmallIntegerField(default=1)
    total = models.DecimalField(max_digits=3, decimal_places=2, null=True, editable=False)
    under_floor = models.BooleanField(default=False, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)

    objects = SiftedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "sifted applications"
        constraints = [
            models.CheckConstraint(
                name="sifted_total_where_read",
                condition=models.Q(state="read", total__isnull=False)
                | (~models.Q(state="read") & models.Q(total=None)),
            ),
            models.CheckConstraint(
                name="sifted_by_one_to_three", condition=models.Q(readings_wanted__gte=1, readings_wanted__lte=3)
            ),
        ]
        indexes = [models.Index(fields=["sift", "-total"], name="sifted_by_total")]

    def __str__(self) -> str:
        return f"Sift of {self.application}"

    def audit_root(self) -> Application:
        return self.application
