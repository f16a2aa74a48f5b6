"""How long an application is kept, as the candidate reads it.

Twelve months after the campaign closes, thirty days where it was never handed in; to the end of the next campaign
where the candidate asks to be invited again or to start later.
What led to an apprenticeship is kept with the apprentice's record instead.
"""

from __future__ import annotations

import datetime

from recruitment.models import Application, Campaign
from recruitment.privacy import NEVER_SUBMITTED


def kept_until(application: Application) -> datetime.date | None:
    """The last day on which an application is kept; None while it is not known, or where it became an apprentice."""
    if application.state == Application.State.ENROLLED:
        return None
    if application.is_with_the_candidate:
        return application.campaign.closes_on + datetime.timedelta(days=NEVER_SUBMITTED.days)
    a_year = _a_year_after(application.campaign.closes_on)
    if (deferral := getattr(application, "deferral", None)) and deferral.campaign:
        return max(a_year, deferral.campaign.closes_on)
    if not hasattr(application, "reinvitation"):
        return a_year
    following = next_campaign(application)
    return max(a_year, following.closes_on) if following else None


def next_campaign(application: Application) -> Campaign | None:
    """The first campaign that the same people have opened after the one that was applied to."""
    campaign = application.campaign
    later = Campaign.objects.filter(run_by=campaign.run_by_id, opens_on__gt=campaign.opens_on)
    return later.exclude(state=Campaign.State.PLANNED).order_by("opens_on", "pk").first()


def _a_year_after(day: datetime.date) -> datetime.date:
    leap = day.month == 2 and day.day == 29
    return datetime.date(day.year + 1, 3, 1) if leap else day.replace(year=day.year + 1)
