"""What an employer has told a candidate before: kept open to whoever decides for the employer, hidden from panels."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from consortium.models import Organisation
from core.records import Record
from recruitment.models.applications import Application
from recruitment.models.campaigns import SHORTLISTING, Campaign
from recruitment.models.panels import PanelMember

if TYPE_CHECKING:
    from core.accounts.models import User


class EarlierAssuranceQuerySet(models.QuerySet["EarlierAssurance"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> EarlierAssuranceQuerySet:
        """Those of the employer that a person decides for or the campaign that they run, unless they are on the panel.

        A panel scores what it sees and hears; what somebody was told before would colour it.
        """
        on = on or timezone.localdate()

        run = Campaign.objects.run_by_people_of(user, on=on)
        employers = Organisation.objects.reached_by(user, on=on, roles=SHORTLISTING)
        judging = PanelMember.objects.of_person(user).filter(panel__candidates__application__isnull=False)
        return self.filter(
            models.Q(application__campaign__in=run) | models.Q(application__employer__in=employers)
        ).exclude(application__in=judging.order_by().values("panel__candidates__application"))


class EarlierAssurance(Record):
    """Something that somebody of the employer told a candidate before the campaign, such as an interview for certain.

    It is written down so that it is answered fairly, and changes neither eligibility nor scores.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="assurances")
    said = models.TextField(max_length=1000)
    said_by = models.CharField(max_length=150)
    said_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = EarlierAssuranceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"What {self.said_by} said before"
