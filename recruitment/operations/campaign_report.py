"""The report of a campaign: what it came to, the figures of the return, and who was offered a place by group."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from core.accounts.models import User
from recruitment.funnel import Table, table
from recruitment.mi_items import Answer, Item, answers, items
from recruitment.models import Campaign
from recruitment.operations.adverse_impact import campaign_impact
from recruitment.operations.campaign_figures import BY_EMPLOYER, counts_of, kept_of, reached_in

OTHER_FIGURES = (
    ("places", "Places offered by employers"),
    ("enrolled", "Enrolled as apprentices"),
    ("deferred", "Deferred to a later cohort"),
    ("offer_reserve", "Left on the reserve list for an offer"),
    ("declined", "Declined by the candidate"),
    ("lapsed", "Lapsed after a last day"),
    ("taken_back", "Offers taken back"),
    ("withdrawn", "Withdrawn by the candidate"),
    ("exceptions_asked", "Exceptions asked for"),
    ("exceptions_agreed", "Exceptions agreed by a second person"),
    ("procedure_reviews", "Reviews of procedure"),
    ("procedure_reviews_upheld", "Reviews of procedure that were upheld"),
)


@dataclass(frozen=True)
class OfferedByGroup:
    """One equality question: each group that may be shown with about how many of it were offered a place."""

    question: str
    groups: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True)
class CampaignReport:
    """``kept_at``: when the figures were kept for good; None while they are worked out from the applications."""

    campaign: Campaign
    on: datetime.date
    kept_at: datetime.datetime | None
    answers: list[Answer]
    others: list[tuple[str, int]]
    by_employer: Table
    by_group: Item
    offered: tuple[OfferedByGroup, ...]


def campaign_report(campaign: Campaign, *, by: User, on: datetime.date) -> CampaignReport:
    """Everything of the report, in a few queries. Reading the groups leaves an event.

    Groups are those of the last stage of adverse impact, so that nothing can be worked out from both together.
    """
    kept = kept_of(campaign)
    counts = {"places": sum(row.places or 0 for row in campaign.places.all()), **counts_of(campaign)}
    impact = campaign_impact(campaign, by=by, on=on)
    offered = tuple(
        OfferedByGroup(found.question, tuple((row.group, row.passed) for row in found.stages[-1][1].rows))
        for found in impact.questions
        if found.stages and not found.cycles and not impact.open_stages
    )
    return CampaignReport(
        campaign=campaign,
        on=on,
        kept_at=kept.kept_at if kept else None,
        answers=answers(counts),
        others=[(label, counts[name]) for name, label in OTHER_FIGURES if name in counts],
        by_employer=table(reached_in(campaign).get(BY_EMPLOYER, {})),
        by_group=next(item for item in items() if item.unit == "distribution"),
        offered=offered,
    )
