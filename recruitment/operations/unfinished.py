"""Applications that somebody began and has not handed in: reminded before the campaign closes, told before they go.

They are deleted thirty days after it has closed (``recruitment.privacy``); a campaign that is opened again until a
later day lets them go on.
"""

from __future__ import annotations

import datetime

from django.db.models import QuerySet
from django.utils import timezone

from core.registry import Reminder
from recruitment.keeping import kept_until
from recruitment.models import Application, Campaign
from recruitment.operations.telling import apply_url

CLOSES_SOON = datetime.timedelta(days=7)
"""How long before a campaign closes those who have begun are reminded."""

TOLD_FOR = datetime.timedelta(days=14)
"""For how long after a campaign has closed the mail about deleting is still worth sending."""


def due_to_submit(now: datetime.datetime) -> list[Reminder]:
    """Candidates whose campaign closes within a week; told once for each day on which it is to close."""
    today = timezone.localdate(now)
    closing = Campaign.objects.open(on=today).filter(closes_on__lte=today + CLOSES_SOON)
    return [_reminder(found, "application_to_submit", "to-submit") for found in _unfinished(closing)]


def due_to_be_deleted(now: datetime.datetime) -> list[Reminder]:
    """Candidates whose campaign has closed over an application that was not handed in; told once."""
    today = timezone.localdate(now)
    closed = Campaign.objects.filter(closes_on__lt=today, closes_on__gte=today - TOLD_FOR)
    return [_reminder(found, "application_not_submitted", "not-submitted") for found in _unfinished(closed)]


def _unfinished(campaigns: QuerySet[Campaign]) -> list[Application]:
    drafts = Application.objects.filter(campaign__in=campaigns, state=Application.State.DRAFT)
    return list(drafts.select_related("candidate", "campaign"))


def _reminder(application: Application, template: str, key: str) -> Reminder:
    closes_on = application.campaign.closes_on
    return Reminder(
        to=application.candidate,
        template=template,
        context={"campaign": application.campaign, "kept_until": kept_until(application), "apply_url": apply_url()},
        key=f"application-{application.reference}-{key}-{closes_on.isoformat()}",
    )
