"""Not this time: the candidate may ask to be told when the next campaign opens, and is told once."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core import audit
from core.accounts.models import User
from core.registry import Reminder
from core.workflow import StepRefused
from recruitment.models import Application, Campaign, Reinvitation
from recruitment.operations.telling import site_address


@transaction.atomic
def ask_to_be_invited_again(*, application: Application, by: User) -> Reinvitation:
    """The candidate's consent to be written to once, and to have the application kept until then."""
    if by.pk != application.candidate_id:
        raise StepRefused("Only the candidate can do this.")
    if application.state not in Application.NOT_YET:
        raise StepRefused("This application is still under way.")
    reinvitation, is_new = Reinvitation.objects.get_or_create(application=application)
    if is_new:
        audit.record(application, "asked to be invited again", by=by)
    return reinvitation


@transaction.atomic
def take_back(*, application: Application, by: User) -> None:
    """The candidate changes their mind; nothing more is sent, and the application is kept no longer than others."""
    if by.pk != application.candidate_id:
        raise StepRefused("Only the candidate can do this.")
    deleted, _ = Reinvitation.objects.filter(application=application).delete()
    if deleted:
        audit.record(application, "no longer asks to be invited again", by=by)


def due_reinvitations(now: datetime.datetime) -> list[Reminder]:
    """Candidates who asked, and whose next campaign takes applications now. Whoever has begun already is left out."""
    due = Reinvitation.objects.due(on=timezone.localdate(now)).select_related("application__candidate")
    campaigns = Campaign.objects.select_related("cohort").in_bulk({row.next_campaign for row in due})  # type: ignore[attr-defined]
    begun = set(Application.objects.filter(campaign__in=campaigns).values_list("campaign", "candidate"))
    return [
        _reminder(row.application, campaigns[row.next_campaign])  # type: ignore[attr-defined]
        for row in due
        if (row.next_campaign, row.application.candidate_id) not in begun  # type: ignore[attr-defined]
    ]


def _reminder(application: Application, campaign: Campaign) -> Reminder:
    address = site_address(reverse("recruitment:begin", args=[campaign.reference]))
    return Reminder(
        to=application.candidate,
        template="invited_again",
        context={"campaign": campaign, "campaign_url": address},
        key=f"invited-again-{application.reference}",
    )
