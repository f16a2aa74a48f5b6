"""Planning a campaign: its dates, and the places that each employer offers."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from consortium.models import Cohort, Organisation
from core import audit
from core.accounts.models import User
from core.workflow import StepRefused
from recruitment.models import Campaign, CampaignPlaces


@transaction.atomic
def plan_campaign(
    *,
    name: str,
    cohort: Cohort,
    run_by: Organisation,
    opens_on: datetime.date,
    closes_on: datetime.date,
    by: User,
    about: str = "",
) -> Campaign:
    """Begin a campaign for a cohort; it takes no applications before it is opened."""
    campaign = Campaign.objects.create(
        name=name, cohort=cohort, run_by=run_by, opens_on=opens_on, closes_on=closes_on, about=about
    )
    audit.record(campaign, "planned the campaign", by=by)
    return campaign


@transaction.atomic
def change_campaign(*, campaign: Campaign, by: User, **changes: Any) -> None:
    """Change name, words or dates of a campaign. What is finished stays as it was."""
    if campaign.state == Campaign.State.FINISHED:
        raise StepRefused("This campaign is finished, so it cannot be changed.")
    for field, value in changes.items():
        setattr(campaign, field, value)
    campaign.version += 1
    campaign.save(update_fields=[*changes, "version"])
    audit.record(campaign, "changed the campaign", by=by, changed=sorted(changes))


@transaction.atomic
def set_places(*, campaign: Campaign, employer: Organisation, places: int, by: User) -> None:
    """Say how many places an employer offers; none takes the employer out, unless somebody has applied to it."""
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    if places:
        CampaignPlaces.objects.update_or_create(campaign=campaign, employer=employer, defaults={"places": places})
    else:
        if campaign.applications.filter(employer=employer).exists():
            raise StepRefused(
                f"Somebody has chosen {employer.short_name} in an application, so it stays in the campaign."
            )
        CampaignPlaces.objects.filter(campaign=campaign, employer=employer).delete()
    audit.record(campaign, "set an employer's places", by=by, employer=employer.name, places=places)
