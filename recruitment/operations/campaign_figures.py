"""The figures of a campaign: worked out from its applications while they are there, and kept when they go."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Mapping

from django.db import transaction

from core.audit.models import Event
from recruitment.funnel import furthest
from recruitment.models import Application, Campaign, CampaignFigures, EligibilityException
from recruitment.operations.adverse_impact import keep_counts
from recruitment.privacy import APPLICATION

State = Application.State
NOT_CHOSEN, NOT_SAID = "No employer chosen yet", "Not said"
BEGUN = furthest(State.DRAFT)
BY_EMPLOYER, BY_CHANNEL = "employer", "channel"

Reached = dict[str, dict[str, list[int]]]
"""Split → name → the furthest stage (by number) of each application."""


def reached_in(campaign: Campaign) -> Reached:
    """How far applications came: what was kept, where it was; else as they stand now. Three queries at most."""
    kept = kept_of(campaign)
    return _reached(campaign) if kept is None else _spread(kept.reached)


def counts_of(campaign: Campaign) -> dict[str, int]:
    """Name → number of applications, offers and what else the return asks for; kept, or as it stands now."""
    kept = kept_of(campaign)
    return _counts(campaign) if kept is None else kept.counts


def kept_of(campaign: Campaign) -> CampaignFigures | None:
    """The figures that were kept, where they were."""
    return getattr(campaign, "figures", None)


@transaction.atomic
def keep_figures(campaign: Campaign) -> None:
    """Keep the figures of a campaign, once: when it is finished, or before its applications begin to go."""
    if CampaignFigures.objects.filter(campaign=campaign).exists():
        return
    reached = {
        split: {name: dict(Counter(stages)) for name, stages in names.items()}
        for split, names in _reached(campaign).items()
    }
    CampaignFigures.objects.create(campaign=campaign, reached=reached, counts=_counts(campaign))
    keep_counts(campaign)


def keep_figures_of_ended(on: datetime.date) -> None:
    """Before anything is deleted: of every campaign whose applications have been kept long enough on a day."""
    for campaign in Campaign.objects.filter(closes_on__lte=APPLICATION.over_by(on), figures__isnull=True):
        keep_figures(campaign)


def _spread(kept: Mapping[str, Mapping[str, Mapping[str, int]]]) -> Reached:
    return {
        split: {
            name: [int(stage) for stage, people in sorted(stages.items()) for _ in range(people)]
            for name, stages in names.items()
        }
        for split, names in kept.items()
    }


def _reached(campaign: Campaign) -> Reached:
    """How far each application came, by employer and by what candidates said of how they heard.

    Those that were never handed in and are gone count as begun.
    """
    earlier = _states_before_withdrawing(campaign)
    by_employer: dict[str, list[int]] = defaultdict(list)
    by_channel: dict[str, list[int]] = defaultdict(list)
    rows = campaign.applications.order_by("employer__short_name", "heard_from__name")
    for pk, state, submitted, employer, heard in rows.values_list(
        "pk", "state", "submitted_at", "employer__short_name", "heard_from__name"
    ):
        came = furthest(state, (*earlier[pk], *([State.SUBMITTED] if submitted else [])))
        by_employer[employer or NOT_CHOSEN].append(came)
        by_channel[heard or NOT_SAID].append(came)
    gone = campaign.never_submitted.values_list("employer__short_name", "heard_from__name", "people")
    for employer, heard, people in gone:
        by_employer[employer or NOT_CHOSEN] += [BEGUN] * people
        by_channel[heard or NOT_SAID] += [BEGUN] * people
    return {BY_EMPLOYER: dict(by_employer), BY_CHANNEL: dict(by_channel)}


def _states_before_withdrawing(campaign: Campaign) -> dict[int, list[str]]:
    withdrawn = campaign.applications.filter(state=State.WITHDRAWN).order_by().values("pk")
    events = Event.objects.filter(
        subject_kind="recruitment.application", subject_id__in=withdrawn, from_state__gt=""
    ).values_list("subject_id", "from_state")
    found: dict[int, list[str]] = defaultdict(list)
    for pk, state in events:
        found[pk].append(state)
    return found


def _counts(campaign: Campaign) -> dict[str, int]:
    """Numbers that the return asks for, and those that a campaign is judged by."""
    states = Counter(campaign.applications.order_by().values_list("state", flat=True))
    exceptions = EligibilityException.objects.filter(application__campaign=campaign)
    return {
        "submitted": campaign.applications.submitted().count(),
        "exceptions_asked": exceptions.values("application").distinct().count(),
        "exceptions_agreed": exceptions.filter(state="agreed").values("application").distinct().count(),
        "with_offer_by_exception": exceptions.filter(state="agreed", application__offer__made_at__isnull=False)
        .values("application")
        .distinct()
        .count(),
        "offers": campaign.applications.filter(offer__made_at__isnull=False).count(),
        "accepted": campaign.applications.filter(offer__answered_at__isnull=False).exclude(state="declined").count(),
        "declined": states[State.DECLINED],
        "lapsed": states[State.LAPSED],
        "taken_back": states[State.OFFER_WITHDRAWN],
        "offer_reserve": states[State.OFFER_RESERVE],
        "deferred": states[State.DEFERRED] + states[State.RECONFIRMED],
        "enrolled": states[State.ENROLLED],
        "withdrawn": campaign.applications.submitted().filter(state=State.WITHDRAWN).count(),
        "procedure_reviews": _reviews(campaign),
        "procedure_reviews_upheld": _reviews(campaign, state="upheld"),
    }


def _reviews(campaign: Campaign, **which: str) -> int:
    return campaign.applications.filter(
        procedure_reviews__isnull=False, **{f"procedure_reviews__{name}": value for name, value in which.items()}
    ).count()
