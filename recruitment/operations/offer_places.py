"""Offers and places: as many offers are out as the employer has places; the others wait, and move up in order."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from consortium.models import Organisation
from core.accounts.models import User
from core.workflow import move
from recruitment.conditions import standard_conditions
from recruitment.models import (
    Application,
    Campaign,
    CampaignDates,
    CampaignPlaces,
    Condition,
    Deferral,
    Offer,
    Recommendation,
)
from recruitment.operations.telling import tell_news
from recruitment.working_days import working_days_after

WORKING_DAYS_TO_ANSWER = 10
CONDITIONS_END_BEFORE_THE_START = datetime.timedelta(days=14)


def offer_or_hold(application: Application, *, by: User) -> None:
    """After the second yes: the offer where the employer has a free place, and else the reserve list.

    The employer's row of places is locked first, so that the last place goes to one candidate whoever decides when.
    """
    if free_places(application.campaign, application.employer):
        _make(application, by=by)
        return
    Offer.objects.filter(application=application).update(reserved_at=timezone.now(), panel_total=_total_of(application))
    move(application, to=Application.State.OFFER_RESERVE, by=by)


@transaction.atomic
def promote(*, campaign: Campaign, employer: Organisation | None) -> list[Application]:
    """Give every free place of an employer to the next on its reserve list; answers with those who got an offer.

    Called whenever a place may have come free. Both sides have said yes to everybody on the list.
    """
    free = free_places(campaign, employer)
    if not free:
        return []
    waiting = Offer.objects.in_reserve().filter(application__campaign=campaign, application__employer=employer)
    ids = waiting.values_list("application", flat=True)
    locked = Application.objects.select_for_update(of=("self",)).filter(
        pk__in=list(ids), state=Application.State.OFFER_RESERVE
    )
    found = locked.select_related("campaign__cohort", "offer", "candidate").in_bulk()
    promoted = [found[pk] for pk in ids if pk in found][:free]
    for application in promoted:
        _make(application, by=None)
        tell_news(application)
    return promoted


def pass_places_on(application: Application) -> None:
    """What an application that has ended held goes to the next in line, also a place kept for a later start."""
    promote(campaign=application.campaign, employer=application.employer)
    for deferral in Deferral.objects.filter(application=application).select_related("campaign", "employer"):
        pass_kept_place_on(deferral)


def pass_kept_place_on(deferral: Deferral) -> None:
    """The place of the next campaign that was kept for a later start goes to the next on the reserve list there."""
    if deferral.campaign is not None:
        promote(campaign=deferral.campaign, employer=deferral.employer)


def free_places(campaign: Campaign, employer: Organisation | None) -> int:
    """How many places nobody holds; the row of the employer's places stays locked until the transaction ends."""
    places = _locked_places(campaign, employer)
    return max(places - taken_places(campaign, employer), 0)


def has_place_for_deferred(campaign: Campaign, employer: Organisation | None) -> bool:
    """Whether a place is left for somebody deferred: what is kept for all of them goes to who is confirmed first."""
    return _locked_places(campaign, employer) > _offered_places(campaign, employer)


def taken_places(campaign: Campaign, employer: Organisation | None) -> int:
    """How many places are held by offers, or kept for people whose start was deferred into this campaign."""
    kept = Deferral.objects.holding_a_place(campaign, employer).count()
    return _offered_places(campaign, employer) + kept


def _offered_places(campaign: Campaign, employer: Organisation | None) -> int:
    return campaign.applications.filter(employer=employer, state__in=Application.HOLDS_A_PLACE).count()


def _locked_places(campaign: Campaign, employer: Organisation | None) -> int:
    row = CampaignPlaces.objects.select_for_update().filter(campaign=campaign, employer=employer).first()
    return (row.places or 0) if row else 0


def _make(application: Application, *, by: User | None) -> None:
    """The offer with its day to answer by and its conditions, each of which is met singly."""
    offer = application.offer
    offer.made_at = timezone.now()
    offer.answer_by = working_days_after(timezone.localdate(), WORKING_DAYS_TO_ANSWER)
    offer.conditions_by = conditions_by(application.campaign, offer.answer_by)
    offer.save(update_fields=["made_at", "answer_by", "conditions_by"])
    add_conditions(offer)
    move(application, to=Application.State.OFFERED, by=by)


def add_conditions(offer: Offer) -> None:
    """The conditions that every offer begins with."""
    Condition.objects.bulk_create(
        Condition(offer=offer, kind=condition.code, title=condition.title, side=condition.side, order=order)
        for order, condition in enumerate(standard_conditions(), start=1)
    )


def conditions_by(campaign: Campaign, answer_by: datetime.date) -> datetime.date:
    """The day by which conditions are to be met: the end of that stage, or two weeks before the cohort starts."""
    stage = campaign.dates.filter(stage=CampaignDates.Stage.CONDITIONS).first()
    day = stage.ends_on if stage else campaign.cohort.starts_on - CONDITIONS_END_BEFORE_THE_START
    return max(day, answer_by)


def _total_of(application: Application) -> object:
    """The total on which the panel recommended, where a panel did."""
    made = Recommendation.objects.filter(candidate__application=application).exclude(candidate__state="moved")
    return made.values_list("total", flat=True).last()
