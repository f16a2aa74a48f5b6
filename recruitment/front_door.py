"""The beginning of recruitment with the registries: how people hear of it, ask again, and say how it was."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

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
    registry.worklist.register(worklist, order=31)


def _unanswered(booking: Booking) -> bool:
    return booking.state == Booking.State.ATTENDED and not booking.gave_feedback


def worklist(user: User, on: datetime.date) -> Iterator[WorkItem]:
    """Leads: employers that were asked for places. Coordinators: stages whose days are over and that still wait."""
    if holds(user, *SHORTLISTING):
        employers = Organisation.objects.reached_by(user, on=on, roles=SHORTLISTING)
        asked = CampaignPlaces.objects.asked().filter(employer__in=employers)
        for row in asked.exclude(campaign__state=Campaign.State.FINISHED).select_related("campaign", "employer")[:5]:
            url = reverse("recruitment:offer_places", args=[row.campaign.reference, row.employer.reference])
            yield WorkItem(f"Say how many places {row.employer.short_name} offers in {row.campaign.name}", url)
    if holds(user, *COORDINATING):
        under_way = Campaign.objects.run_by_people_of(user, on=on).filter(
            state__in=[Campaign.State.OPEN, Campaign.State.CLOSED], dates__ends_on__lt=timezone.localdate()
        )
        for campaign in under_way.distinct()[:3]:
            for stage in stages_of(campaign, on=on):
                if stage.is_late:
                    waiting = count(stage.waiting, "application waits", "applications wait")
                    text = f"{campaign.name}, {stage.label.lower()}: {waiting} past its days"
                    url = reverse("recruitment:campaign", args=[campaign.reference])
                    yield WorkItem(text, url, Need.OVERDUE, due_on=stage.ends_on)
