"""The beginning of recruitment with the registries: how people hear of it, ask again, and say how it was."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse

from apprentices.registrations.waiting import Waiting
from apprentices.registrations.waiting import sources as waiting_sources
from consortium.models import Organisation
from consortium.people import holds
from core import registry
from core.accounts.models import User
from core.registry import LinkPurpose, Need, ReminderRule, WorkItem
from core.words import count
from recruitment.models import Booking, Campaign, CampaignPlaces
from recruitment.models.campaigns import COORDINATING, SHORTLISTING
from recruitment.operations.reinvitations import due_reinvitations
from recruitment.stages import stages_of


def register() -> None:
    """Called once, when the app is ready."""
    registry.link_purposes.register(
        "session_feedback",
        LinkPurpose(
            "recruitment:session_feedback", days=28, words="a form about an information session", renewable=_unanswered
        ),
    )
    registry.reminder_rules.register(ReminderRule("next campaign", due_reinvitations))
    waiting_sources.register(waiting, order=31)


def _unanswered(booking: Booking) -> bool:
    return booking.state == Booking.State.ATTENDED and not booking.gave_feedback


def waiting(user: User, on: datetime.date) -> Iterator[Waiting]:
    """Leads: employers that were asked for places. Coordinators: stages whose days are over and that still wait."""
    if holds(user, *SHORTLISTING):
        employers = Organisation.objects.reached_by(user, on=on, roles=SHORTLISTING)
        asked = CampaignPlaces.objects.asked().filter(employer__in=employers)
        asked = asked.exclude(campaign__state=Campaign.State.FINISHED)
        yield Waiting(asked, lambda: _places_to_offer(asked))
    if holds(user, *COORDINATING):
        under_way = Campaign.objects.run_by_people_of(user, on=on).filter(
            state__in=[Campaign.State.OPEN, Campaign.State.CLOSED], dates__ends_on__lt=on
        )
        yield Waiting(under_way, lambda: _late_stages(under_way, on))


def _places_to_offer(asked: QuerySet[CampaignPlaces]) -> Iterator[WorkItem]:
    for row in asked.select_related("campaign", "employer")[:5]:
        url = reverse("recruitment:offer_places", args=[row.campaign.reference, row.employer.reference])
        yield WorkItem(f"Say how many places {row.employer.short_name} offers in {row.campaign.name}", url)


def _late_stages(under_way: QuerySet[Campaign], on: datetime.date) -> Iterator[WorkItem]:
    for campaign in under_way.distinct()[:3]:
        for stage in stages_of(campaign, on=on):
            if stage.is_late:
                left = count(stage.waiting, "application waits", "applications wait")
                text = f"{campaign.name}, {stage.label.lower()}: {left} past its days"
                url = reverse("recruitment:campaign", args=[campaign.reference])
                yield WorkItem(text, url, Need.OVERDUE, due_on=stage.ends_on)
