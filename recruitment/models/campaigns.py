"""A campaign: one round of recruitment for one cohort, with the places that each employer offers."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from consortium.models import Cohort, Organisation
from core import workflow
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User

COORDINATING = ["recruitment_coordinator", "consortium_manager"]
"""Roles that run a campaign, held in the organisation that runs it."""

SHORTLISTING = ["workforce_lead"]
"""The role that decides for an employer."""

ADMITTING = ["admissions_tutor"]
"""The role that decides for a university."""


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def run_by_people_of(self, user: User, *, on: datetime.date) -> CampaignQuerySet:
        """Campaigns that this person coordinates on a date."""
        return self.filter(run_by__in=Organisation.objects.reached_by(user, on=on, roles=COORDINATING))

    def visible_to(self, user: User, *, on: datetime.date | None = None) -> CampaignQuerySet:
        """Campaigns that a person coordinates, admits to, or shortlists for."""
        on = on or timezone.localdate()
        everywhere = self.model.objects.order_by()
        coordinated = everywhere.run_by_people_of(user, on=on).values("pk")
        admitted = everywhere.filter(
            cohort__university__in=Organisation.objects.reached_by(user, on=on, roles=ADMITTING)
        ).values("pk")
        shortlisted = everywhere.filter(
            places__employer__in=Organisation.objects.reached_by(user, on=on, roles=SHORTLISTING)
        ).values("pk")
        return self.filter(pk__in=coordinated.union(admitted, shortlisted))

    def open(self, *, on: datetime.date) -> CampaignQuerySet:
        """Campaigns that take applications on a date: opened by the coordinator, and inside their dates."""
        return self.filter(state=Campaign.State.OPEN, opens_on__lte=on, closes_on__gte=on)


class Campaign(Record):
    """One round of recruitment for one cohort: dates, employers and their places, and who runs it."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed to new applications"
        FINISHED = "finished", "Finished"

    STEPS = {
        State.PLANNED: {State.OPEN},
        State.OPEN: {State.CLOSED},
        State.CLOSED: {State.OPEN, State.FINISHED},
    }
    STEP_WORDS = {
        State.OPEN: "opened the campaign",
        State.CLOSED: "closed the campaign to new applications",
        State.FINISHED: "finished the campaign",
    }

    name = models.CharField(max_length=120, unique=True)
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="campaigns")
    run_by = models.ForeignKey(Organisation, models.PROTECT, related_name="campaigns_run")
    about = models.TextField(blank=True, max_length=4000)
    opens_on = models.DateField()
    closes_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_on", "name"]
        constraints = [
            models.CheckConstraint(
                name="campaign_closes_after_it_opens", condition=models.Q(closes_on__gte=models.F("opens_on"))
            )
        ]

    def __str__(self) -> str:
        return self.name

    def takes_applications(self, *, on: datetime.date) -> bool:
        """Whether somebody may begin, or submit, on this date."""
        return self.state == self.State.OPEN and self.opens_on <= on <= self.closes_on

    def open(self, *, by: User) -> None:
        """Let people apply from the opening date on. Somebody must offer a place first."""
        if not self.places.offering().exists():
            raise workflow.StepRefused("Say first how many places each employer offers.")
        workflow.move(self, to=self.State.OPEN, by=by)

    def close(self, *, by: User) -> None:
        """Take no more applications; what is submitted goes on."""
        workflow.move(self, to=self.State.CLOSED, by=by)

    def finish(self, *, by: User) -> None:
        """Every application has an outcome; the clock of keeping starts."""
        workflow.move(self, to=self.State.FINISHED, by=by)


class CampaignPlacesQuerySet(models.QuerySet["CampaignPlaces"]):
    def offering(self) -> CampaignPlacesQuerySet:
        """Employers that take part: those that offer at least one place."""
        return self.filter(places__gte=1)

    def asked(self) -> CampaignPlacesQuerySet:
        """Employers whose workforce lead has not said yet how many places they offer."""
        return self.filter(places__isnull=True)


class CampaignPlaces(models.Model):
    """What an employer offers in a campaign: asked, then so many places, or none. No row takes no part.

    ``levy_pounds`` is what its apprenticeship levy can pay for this cohort, ``teams`` are those that can take an
    apprentice; together they say how many places there can be (``recruitment.place_limits``).
    """

    class OpenTo(models.TextChoices):
        ANYBODY = "anybody", "Anybody who meets the entry requirements"
        OWN_STAFF = "own_staff", "Only people who work there already"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="places")
    employer = models.ForeignKey(Organisation, models.PROTECT, related_name="campaign_places")
    places = models.PositiveSmallIntegerField(null=True)
    open_to = models.CharField(max_length=10, choices=OpenTo.choices, default=OpenTo.ANYBODY)
    levy_pounds = models.PositiveIntegerField(null=True)
    asked_at = models.DateTimeField(null=True, editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)

    objects = CampaignPlacesQuerySet.as_manager()

    class Meta:
        ordering = ["employer__name"]
        verbose_name_plural = "campaign places"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "employer"], name="campaign_places_once_per_employer"),
            models.CheckConstraint(
                name="campaign_places_asked_or_answered",
                condition=models.Q(places__isnull=False) | models.Q(asked_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employer} in {self.campaign}"

    def audit_root(self) -> Campaign:
        return self.campaign


class HostingTeam(models.Model):
    """A team of an employer that can take apprentices of a campaign, and how many at a time."""

    offered = models.ForeignKey(CampaignPlaces, models.CASCADE, related_name="teams")
    name = models.CharField(max_length=120)
    places = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["offered", "name"], name="hosting_team_once"),
            models.CheckConstraint(name="hosting_team_takes_somebody", condition=models.Q(places__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.places}"

    def audit_root(self) -> Campaign:
        return self.offered.campaign


class CampaignDates(models.Model):
    """When a stage of a campaign takes place. People may apply from ``opens_on`` to ``closes_on`` of the campaign."""

    class Stage(models.TextChoices):
        SESSIONS = "sessions", "Information sessions"
        CHECK = "check", "The university checks the entry requirements"
        SHORTLIST = "shortlist", "Employers shortlist"
        SELECTION = "selection", "Selection days"
        OFFERS = "offers", "Offers"
        CONDITIONS = "conditions", "Checks before the start"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="dates")
    stage = models.CharField(max_length=10, choices=Stage.choices)
    begins_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ["begins_on", "pk"]
        verbose_name_plural = "campaign dates"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "stage"], name="campaign_dates_once_per_stage"),
            models.CheckConstraint(
                name="campaign_stage_ends_after_it_begins", condition=models.Q(ends_on__gte=models.F("begins_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()}: {self.begins_on} to {self.ends_on}"

    def audit_root(self) -> Campaign:
        return self.campaign
