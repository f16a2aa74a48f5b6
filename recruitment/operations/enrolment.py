"""Conditions of an accepted offer, each met singly, and the one step that makes the apprentice's record of them."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from apprentices.models import Apprentice
from apprentices.operations import carry_over_adjustment
from apprentices.operations import enrol as enrol_apprentice
from core.accounts.models import User
from core.workflow import StepRefused, move
from recruitment.conditions import SUITABILITY, standard_conditions
from recruitment.models import Adjustments, Application, Condition, Deferral, Endorsement
from recruitment.operations.offers import locked
from recruitment.operations.suitability import is_held


@transaction.atomic
def meet(*, condition: Condition, by: User) -> None:
    """Record that a condition is met. What a check found is not kept."""
    application = _require_accepted(condition)
    if condition.kind == SUITABILITY and is_held(application):
        raise StepRefused("This is on hold and cannot be recorded yet. Nothing is asked of you.")
    move(condition, to=Condition.State.MET, by=by, reason=condition.title, met_on=timezone.localdate(), recorded_by=by)


@transaction.atomic
def reopen(*, condition: Condition, by: User, reason: str) -> None:
    """Take back that a condition is met, with the reason."""
    _require_accepted(condition)
    move(
        condition, to=Condition.State.OPEN, by=by, reason=f"{condition.title}: {reason}", met_on=None, recorded_by=None
    )


def _require_accepted(condition: Condition) -> Application:
    application = locked(condition.offer.application)
    if application.state != Application.State.ACCEPTED:
        raise StepRefused(
            f"The application is {application.get_state_display().lower()}; its conditions stand as they are."
        )
    return application


def blocks_enrolment(application: Application) -> list[str]:
    """Why somebody cannot be enrolled now, in words; nothing where they can.

    Each thing that has to be there first is looked for by its kind, so that an offer from which one was left out is
    held up by it: right to work, DBS outcome, agreement, funding, initial assessment, training plan and the others.
    """
    if application.state != Application.State.ACCEPTED:
        return ["Only somebody who has accepted an offer can be enrolled."]
    conditions = list(application.offer.conditions.all())
    there = {condition.kind for condition in conditions}
    missing = [f"{needed.title}: not recorded." for needed in standard_conditions() if needed.code not in there]
    unmet = [f"{one.title}: not yet met." for one in conditions if one.state == Condition.State.OPEN]
    if Deferral.objects.filter(application=application, state=Deferral.State.ASKED).exists():
        unmet.append("The candidate asks to start later, and that has not been answered.")
    return [*unmet, *missing]


@transaction.atomic
def enrol(*, application: Application, by: User) -> Apprentice:
    """Turn an accepted offer whose conditions are met into an apprentice's record, in one step and once."""
    application = locked(application)
    if reasons := blocks_enrolment(application):
        raise StepRefused(" ".join(reasons))
    offer = application.offer
    apprentice = enrol_apprentice(
        person=application.candidate,
        cohort=application.campaign.cohort,
        employer=application.employer,
        starts_on=application.campaign.cohort.starts_on,
        weekly_hours=offer.weekly_hours,
        job_title=offer.job_title,
        prior_learning_hours=offer.prior_learning_hours,
        line_manager=_line_manager(application),
        by=by,
    )
    move(application, to=Application.State.ENROLLED, by=by, apprentice=apprentice)
    wished = Adjustments.objects.filter(application=application, wanted=True, carry_over=True).first()
    if wished is not None:
        carry_over_adjustment(apprentice, what_helps=wished.what_helps, by=by, on=timezone.localdate())
    return apprentice


def _line_manager(application: Application) -> User | None:
    """The manager who endorsed, where the candidate works for the employer already."""
    if not application.works_there:
        return None
    endorsement = application.endorsements.filter(state=Endorsement.State.ENDORSED).select_related("manager").first()
    return endorsement.manager if endorsement else None
