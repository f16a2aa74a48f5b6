"""Where a campaign stands in its stages: what is past, now or to come, and what is still open in each."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Count, Q

from recruitment.models import Application, Campaign, CampaignDates

Stage, State = CampaignDates.Stage, Application.State

WAITING_IN = {
    Stage.CHECK: (State.SUBMITTED, State.EXCEPTION_REQUESTED),
    Stage.SHORTLIST: (State.ELIGIBLE,),
    Stage.SELECTION: (State.INVITED, State.ATTENDED),
    Stage.OFFERS: (State.RECOMMENDED, State.OFFER_RESERVE, State.OFFERED),
    Stage.CONDITIONS: (State.ACCEPTED,),
}
"""The states in which an application waits for a stage to be done with it."""


@dataclass(frozen=True)
class StageRow:
    """A stage with its dates, how it stands on a day and how many applications wait in it."""

    stage: str
    label: str
    begins_on: datetime.date
    ends_on: datetime.date
    waiting: int
    on: datetime.date

    @property
    def is_now(self) -> bool:
        return self.begins_on <= self.on <= self.ends_on

    @property
    def is_late(self) -> bool:
        """Its days are over and somebody still waits in it."""
        return self.ends_on < self.on and self.waiting > 0

    @property
    def is_over(self) -> bool:
        return self.ends_on < self.on


def stages_of(campaign: Campaign, *, on: datetime.date) -> list[StageRow]:
    """The stages that have dates, in the order of their days, in two queries."""
    rows = list(campaign.dates.all())
    if not rows:
        return []
    counted = campaign.applications.order_by().aggregate(
        **{str(stage): Count("pk", filter=Q(state__in=states)) for stage, states in WAITING_IN.items()}
    )
    return [
        StageRow(row.stage, row.get_stage_display(), row.begins_on, row.ends_on, counted.get(row.stage, 0), on)
        for row in rows
    ]
