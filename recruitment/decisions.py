"""What decisions and what comes after them bring to the portal: work, reminders, figures kept before anything goes."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone

from consortium.people import holds
from core import registry
from core.accounts.models import User
from core.audit import guards
from core.audit.guards import Guard
from core.registry import Reminder, ReminderRule, WorkItem
from recruitment.home_numbers import first_waiting
from recruitment.models import Application, Condition, Offer, SuitabilityNote, SuitabilityReferral
from recruitment.models.offers import Side
from recruitment.operations.campaign_figures import keep_figures_of_ended
from recruitment.operations.deferral_days import due_deferral_reminders
from recruitment.operations.procedure_reviews import REVIEWING
from recruitment.operations.suitability import ROLE
from recruitment.operations.telling import apply_url

CONDITIONS_SOON = datetime.timedelta(days=14)
"""How long before the day by which conditions are to be met a candidate is reminded."""


def register() -> None:
    """Called once, when the app is ready."""
    registry.worklist.register(what_needs, order=35)
    registry.reminder_rules.register(ReminderRule("conditions to be met", due_condition_reminders))
    registry.reminder_rules.register(ReminderRule("later start to answer", due_deferral_reminders))
    guards.declare(
        Guard(SuitabilityNote, "suitability_note_is_kept", when="1 = 1", erasable=("words",), may_delete=True)
    )
    registry.before_purge.register(keep_figures_of_ended)


def what_needs(user: User, on: datetime.date) -> Iterator[WorkItem]:
    """The first review and the first later start that wait for this person, and their suitability panels."""
    if holds(user, *REVIEWING):
        waiting = first_waiting(user, on)
        yield from _review(waiting)
        yield from _later_starts(waiting)
    if holds(user, ROLE):
        yield from _suitability_panels(user)


def _review(waiting: dict[str, Any]) -> Iterator[WorkItem]:
    """For a reviewer the outcome to write or to agree to, until their own part is done."""
    if reference := waiting["review"]:
        url = reverse("recruitment:procedure_review", args=[reference])
        written = waiting["review_written"] == reference
        text = "Agree to the outcome of a review" if written else "Review how a selection was done"
        yield WorkItem(text, url, due_on=waiting["review_by"])


def _later_starts(waiting: dict[str, Any]) -> Iterator[WorkItem]:
    """For those who decide for a side: a later start on which it has not answered; the next one comes after it."""
    for about, text in (
        ("later", "Answer a candidate who wants to start later"),
        ("start", "Confirm the start of a deferred candidate"),
    ):
        for side in Side.values:
            if reference := waiting.get(f"{about}_{side}"):
                url = reverse("recruitment:answer_deferral", args=[reference, side])
                yield WorkItem(text, url, due_on=waiting[f"{about}_{side}_by"])


def _suitability_panels(user: User) -> Iterator[WorkItem]:
    for referral in SuitabilityReferral.objects.visible_to(user).open():
        url = reverse("recruitment:suitability_referral", args=[referral.reference])
        yield WorkItem("A panel of yours has a question to decide", url, hint="Only its members see it")


def due_condition_reminders(now: datetime.datetime) -> list[Reminder]:
    """Candidates some of whose conditions are not met, two weeks before the day by which they are to be; told once."""
    today = timezone.localdate(now)
    offers = Offer.objects.filter(
        application__state=Application.State.ACCEPTED,
        conditions_by__gte=today,
        conditions_by__lte=today + CONDITIONS_SOON,
        pk__in=Condition.objects.open().values("offer"),
    )
    return [
        Reminder(
            to=offer.application.candidate,
            template="conditions_soon",
            context={
                "campaign": offer.application.campaign,
                "conditions_by": offer.conditions_by,
                "apply_url": apply_url(),
            },
            key=f"conditions-soon-{offer.reference}",
        )
        for offer in offers.select_related("application__candidate", "application__campaign")
    ]
