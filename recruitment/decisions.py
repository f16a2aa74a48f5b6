"""What decisions and what comes after them bring to the portal: work, reminders, figures kept before anything goes."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from consortium.models import Organisation
from consortium.people import holds
from core import registry
from core.accounts.models import User
from core.registry import Reminder, ReminderRule, WorkItem
from recruitment.models import Application, Condition, Deferral, Offer, ProcedureReview, SuitabilityReferral
from recruitment.models.campaigns import ADMITTING, SHORTLISTING
from recruitment.models.offers import Side
from recruitment.operations.campaign_figures import keep_figures_of_ended
from recruitment.operations.deferrals import due_deferral_reminders
from recruitment.operations.procedure_reviews import REVIEWING
from recruitment.operations.suitability import ROLE
from recruitment.operations.telling import apply_url

CONDITIONS_SOON = datetime.timedelta(days=14)
"""How long before the day by which conditions are to be met a candidate is reminded."""


def register() -> None:
    """Called once, when the app is ready."""
    registry.worklist.register(what_needs, order=35)
    registry.reminder_rules.register(ReminderRule("conditions to be met", due_condition_reminders))
    registry.reminder_rules.register(ReminderRule("later start to confirm", due_deferral_reminders))
    registry.before_purge.register(keep_figures_of_ended)


def what_needs(user: User, on: datetime.date) -> Iterator[WorkItem]:
    """Reviews that wait for this person, later starts that wait for their side, their suitability panels."""
    if holds(user, *REVIEWING):
        yield from _reviews(user)
    if holds(user, *SHORTLISTING, *ADMITTING):
        yield from _later_starts(user, on)
    if holds(user, ROLE):
        yield from _suitability_panels(user)


def _reviews(user: User) -> Iterator[WorkItem]:
    """For a reviewer the outcome to write or to agree to, until their own part is done."""
    waiting = ProcedureReview.objects.open().filter(reviewers__person=user).exclude(proposed_by=user)
    for review in waiting.select_related("application"):
        url = reverse("recruitment:procedure_review", args=[review.reference])
        text = "Agree to the outcome of a review" if review.proposed_by_id else "Review how a selection was done"
        yield WorkItem(text, url, due_on=review.answer_by, hint=f"Candidate {review.application.code}")


def _later_starts(user: User, on: datetime.date) -> Iterator[WorkItem]:
    """Of those who decide for a side: later starts on which it has not answered; one query for each side of theirs."""
    if holds(user, *SHORTLISTING):
        employers = Organisation.objects.reached_by(user, on=on, roles=SHORTLISTING)
        yield from _to_answer(user, Side.EMPLOYER, Q(employer__in=employers))
    if holds(user, *ADMITTING):
        universities = Organisation.objects.reached_by(user, on=on, roles=ADMITTING)
        agreeing = Q(state=Deferral.State.ASKED, application__campaign__cohort__university__in=universities)
        starting = Q(state=Deferral.State.WANTED, campaign__cohort__university__in=universities)
        yield from _to_answer(user, Side.UNIVERSITY, agreeing | starting)


def _to_answer(user: User, side: str, theirs: Q) -> Iterator[WorkItem]:
    waiting = Deferral.objects.to_answer(side).filter(theirs).exclude(application__candidate=user)
    for deferral in waiting.select_related("application__candidate").order_by("pk")[:5]:
        url = reverse("recruitment:answer_deferral", args=[deferral.reference, side])
        wanted = deferral.state == Deferral.State.WANTED
        text = "Confirm the start of a deferred candidate" if wanted else "Answer a candidate who wants to start later"
        yield WorkItem(text, url, hint=deferral.application.candidate.name)


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
