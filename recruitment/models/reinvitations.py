"""A candidate for whom it was not yet: invited again when the next campaign opens, if they ask for it."""

from __future__ import annotations

import datetime

from django.db import models
from django.utils import timezone

from core.records import Record
from recruitment.models.applications import Application
from recruitment.models.campaigns import Campaign


class ReinvitationQuerySet(models.QuerySet["Reinvitation"]):
    def due(self, *, on: datetime.date) -> ReinvitationQuerySet:
        """Of people who wait for a campaign that takes applications now: each with ``next_campaign`` (its id).

        The next campaign is the first that the same people open after the one that was applied to.
        """
        return self._with_next_campaign("pk").filter(next_campaign__in=Campaign.objects.open(on=on).values("pk"))

    def over_by(self, day: datetime.date) -> ReinvitationQuerySet:
        """Those whose next campaign had closed by a day."""
        return self._with_next_campaign("closes_on").filter(next_campaign__lt=day)

    def _with_next_campaign(self, what: str) -> ReinvitationQuerySet:
        following = Campaign.objects.filter(
            run_by=models.OuterRef("application__campaign__run_by"),
            opens_on__gt=models.OuterRef("application__campaign__opens_on"),
        ).exclude(state=Campaign.State.PLANNED)
        return self.annotate(next_campaign=models.Subquery(following.order_by("opens_on", "pk").values(what)[:1]))


class Reinvitation(Record):
    """The candidate's own wish to hear of the next campaign, which they may take back at any time.

    It also keeps the application to the end of that campaign, and no longer.
    """

    application = models.OneToOneField(Application, models.CASCADE, related_name="reinvitation")
    asked_at = models.DateTimeField(default=timezone.now)

    objects = ReinvitationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Invited again after {self.application}"

    def audit_root(self) -> Application:
        return self.application
