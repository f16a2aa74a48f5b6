"""Applications that somebody began and has not handed in: reminded before the campaign closes, told before they go.

They are deleted thirty days after it has closed (``recruitment.privacy``), never without that mail; a campaign that is
opened again until a later day lets them go on.
"""

from __future__ import annotations

import datetime

from django.utils import timezone

from core.registry import Reminder
from recruitment.keeping import never_submitted_until
from recruitment.models import Application, Campaign
from recruitment.operations.telling import apply_url

CLOSES_SOON = datetime.timedelta(days=7)
"""How long before a campaign closes those who have begun are reminded."""


def due_to_submit(now: datetime.datetime) -> list[Reminder]:
    """Candidates whose campaign closes within a week; told once for each day on which it is to close."""
    today = timezone.localdate(now)
    closing = Campaign.objects.open(on=today).filter(closes_on__lte=today + CLOSES_SOON)
    drafts = Application.objects.filter(campaign__in=closing, state=Application.State.DRAFT)
    return [
        _reminder(found, "application_to_submit", _to_submit_key(found), today)
        for found in drafts.select_related("candidate", "campaign")
    ]


def due_to_be_deleted(now: datetime.datetime) -> list[Reminder]:
    """Candidates whose campaign has closed over an application that was never handed in; told once, however late."""
    today = timezone.localdate(now)
    closed = Application.objects.never_submitted().filter(campaign__closes_on__lt=today)
    return [
        _reminder(found, "application_not_submitted", found.not_submitted_key, today)
        for found in closed.select_related("candidate", "campaign")
    ]


def _to_submit_key(application: Application) -> str:
    return f"application-{application.reference}-to-submit-{application.campaign.closes_on.isoformat()}"


def _reminder(application: Application, template: str, key: str, today: datetime.date) -> Reminder:
    context = {
        "application": application,
        "campaign": application.campaign,
        "kept_until": never_submitted_until(application, told_on=today),
        "apply_url": apply_url(),
    }
    return Reminder(to=application.candidate, template=template, context=context, key=key)
