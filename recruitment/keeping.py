"""How long an application is kept, as the candidate reads it.

Twelve months after the campaign closes, thirty days where it was never handed in (longer where the mail about it went
late); to the end of the next campaign where the candidate asks to be invited again or to start later.
What led to an apprenticeship is kept with the apprentice's record instead.
"""

from __future__ import annotations

import datetime

from django.utils import timezone

from core.notifications.models import Message
from recruitment.models import Application, Campaign
from recruitment.privacy import NEVER_SUBMITTED


def kept_until(application: Application) -> datetime.date | None:
    """The last day on which an application is kept; None while it is not known, or where it became an apprentice."""
    if application.state == Application.State.ENROLLED:
        return None
    alone = _a_year_after(application.campaign.closes_on)
    if application.submitted_at is None:
        alone = never_submitted_until(application, told_on=_told_on(application) or timezone.localdate())
    if (deferral := getattr(application, "deferral", None)) and deferral.campaign:
        return max(alone, deferral.campaign.closes_on)
    if not hasattr(application, "reinvitation"):
        return alone
    following = next_campaign(application)
    return max(alone, following.closes_on) if following else None


def never_submitted_until(application: Application, *, told_on: datetime.date) -> datetime.date:
    """When what was never handed in is deleted: the candidate is told the day after the campaign has closed.

    Whoever is told later has as long from then (``ApplicationQuerySet.never_submitted_by``).
    """
    over = max(application.campaign.closes_on, told_on - datetime.timedelta(days=1))
    return over + datetime.timedelta(days=NEVER_SUBMITTED.days)


def _told_on(application: Application) -> datetime.date | None:
    told = Message.objects.filter(key=application.not_submitted_key).first()
    return timezone.localdate(told.created_at) if told else None


def next_campaign(application: Application) -> Campaign | None:
    """The first campaign that the same people have opened after the one that was applied to."""
    campaign = application.campaign
    later = Campaign.objects.filter(run_by=campaign.run_by_id, opens_on__gt=campaign.opens_on)
    return later.exclude(state=Campaign.State.PLANNED).order_by("opens_on", "pk").first()


def _a_year_after(day: datetime.date) -> datetime.date:
    leap = day.month == 2 and day.day == 29
    return datetime.date(day.year + 1, 3, 1) if leap else day.replace(year=day.year + 1)
