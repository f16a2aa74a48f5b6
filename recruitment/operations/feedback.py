"""Feedback after a no: written once in words that the candidate can use, and read by their own link."""

from __future__ import annotations

import re

from django.db import transaction

from core import audit
from core.accounts.models import User
from core.workflow import StepRefused
from recruitment.models import Application, OutcomeFeedback, PanelMember, Recommendation
from recruitment.operations.offers import locked
from recruitment.operations.telling import tell_news

GETS_FEEDBACK = (Application.State.NOT_RECOMMENDED, Application.State.NOT_OFFERED)
"""A no before selection has its words with it; these two come without."""


@transaction.atomic
def give_feedback(
    *, application: Application, did_well: str, would_help: str, next_step: str, by: User
) -> OutcomeFeedback:
    """Write to the candidate what went well, what would make it stronger and what to do next. The candidate is mailed.

    No panel member is named: who gave which mark stays in the room.
    """
    application = locked(application)
    if application.state not in GETS_FEEDBACK:
        raise StepRefused("Feedback is written to somebody who came to selection and has no offer.")
    if OutcomeFeedback.objects.filter(application=application).exists():
        raise StepRefused("Feedback has been sent to this candidate already.")
    if named := _named(application, f"{did_well} {would_help} {next_step}"):
        raise StepRefused(f"Leave out who sat on the panel: {named}.")
    written = OutcomeFeedback.objects.create(
        application=application, did_well=did_well, would_help=would_help, next_step=next_step, written_by=by
    )
    audit.record(written, "wrote feedback to the candidate", by=by)
    tell_news(application, more="feedback")
    return written


def panels_reasons(application: Application) -> list[str]:
    """What the panel recorded, for whoever writes the feedback; the candidate reads it in their words, not in these."""
    made = Recommendation.objects.filter(candidate__application=application, agreed_at__isnull=False)
    return list(made.values_list("reason", flat=True))


def _named(application: Application, text: str) -> str:
    """A panel member whose whole name stands in a text."""
    seated = PanelMember.objects.filter(panel__candidates__application=application)
    for name in seated.values_list("person__name", flat=True):
        if name and re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE):
            return name
    return ""
