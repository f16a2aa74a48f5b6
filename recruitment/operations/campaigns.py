"""Planning a campaign: what it is called, when people may apply, when each stage takes place."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from consortium.models import Cohort, Organisation
from core import audit
from core.accounts.models import User
from core.words import capitalised, count, day
from core.workflow import StepRefused
from recruitment.models import Campaign, CampaignDates
from recruitment.operations.campaign_figures import keep_figures
from recruitment.stages import WAITING_IN


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
def set_dates(*, campaign: Campaign, by: User, dates: dict[str, tuple[datetime.date, datetime.date]]) -> None:
    """Say when each stage takes place; a stage that is left out has no dates. Candidates read them.

    What ends after the cohort has started, or decides before anybody may apply, is refused with the reason.
    """
    if campaign.state == Campaign.State.FINISHED:
        raise StepRefused("This campaign is finished, so its dates cannot be changed.")
    for stage, (begins, ends) in dates.items():
        label = CampaignDates.Stage(stage).label
        if ends < begins:
            raise StepRefused(f"{label}: the last day must be on or after the first day.")
        if ends > campaign.cohort.starts_on:
            raise StepRefused(f"{label}: this must end by the start of the cohort, {day(campaign.cohort.starts_on)}.")
        if stage != CampaignDates.Stage.SESSIONS and begins < campaign.opens_on:
            raise StepRefused(f"{label}: nobody can apply before {day(campaign.opens_on)}.")
    campaign.dates.exclude(stage__in=dates).delete()
    for stage, (begins, ends) in dates.items():
        CampaignDates.objects.update_or_create(
            campaign=campaign, stage=stage, defaults={"begins_on": begins, "ends_on": ends}
        )
    audit.record(campaign, "set the dates of the stages", by=by, stages=sorted(dates))


@transaction.atomic
def finish_campaign(*, campaign: Campaign, by: User) -> None:
    """Finish a campaign and keep its figures: they stay when its applications have been kept long enough and go.

    Refused while somebody waits, so that the figures which are kept are the last.
    """
    waiting = campaign.applications.filter(state__in=[state for states in WAITING_IN.values() for state in states])
    if left := waiting.count():
        raise StepRefused(f"{capitalised(count(left, 'application has', 'applications have'))} no outcome yet.")
    campaign.finish(by=by)
    keep_figures(campaign)
