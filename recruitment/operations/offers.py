"""From the panel's recommendation to the apprentice's record: two decisions, one answer, the conditions, enrolment."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from apprentices.models import Apprentice
from apprentices.operations import carry_over_adjustment
from apprentices.operations import enrol as enrol_apprentice
from consortium.models import Organisation
from core import audit
from core.accounts.models import User
from core.workflow import StepNotAllowed, StepRefused, move
from recruitment.conditions import standard_conditions
from recruitment.models import Adjustments, Application, Condition, Endorsement, Offer, OfferDecision
from recruitment.models.offers import Side
from recruitment.operations.telling import tell_news
from recruitment.working_days import working_days_after

WORKING_DAYS_TO_ANSWER = 10


def deciding_organisation(application: Application, side: str) -> Organisation:
    """Who decides on a side: the employer that was chosen, or the university of the cohort."""
    return application.employer if side == Side.EMPLOYER else application.campaign.cohort.university  # type: ignore[return-value]


@transaction.atomic
def decide(
    *,
    application: Application,
    side: str,
    by: User,
    says_yes: bool,
    notes: str = "",
    job_title: str = "",
    weekly_hours: Decimal | None = None,
    prior_learning_hours: Decimal | None = None,
) -> OfferDecision:
    """Record one side's decision. The second yes makes the offer; a no on either side ends the application without one.

    The employer's yes names the post (job title, hours a week); the university's yes the hours of prior learning.
    ``notes`` stay inside the organisation. Raises ``StepRefused`` where this side, this person or this organisation
    has decided already.
    """
    application = _locked(application)
    if application.state != Application.State.RECOMMENDED:
        raise StepNotAllowed(
            f"This application is {application.get_state_display().lower()}, so there is nothing to decide."
        )
    organisation = deciding_organisation(application, side)
    _require_second_decider(application, side, organisation, by)
    decision = OfferDecision.objects.create(
        application=application, side=side, organisation=organisation, decided_by=by, says_yes=says_yes, notes=notes
    )
    audit.record(decision, f"decided for the {Side(side).label.lower()}", by=by)
    if says_yes:
        _write_post(application, job_title, weekly_hours, prior_learning_hours)
    _settle(application, by=by)
    return decision


def _locked(application: Application) -> Application:
    return (
        Application.objects.select_for_update(of=("self",))
        .select_related("campaign__cohort__university", "employer", "candidate")
        .get(pk=application.pk)
    )


def _require_second_decider(application: Application, side: str, organisation: Organisation, by: User) -> None:
    for earlier in application.decisions.select_related("decided_by", "organisation"):
        when = f"{timezone.localtime(earlier.decided_at):%-d %B %Y at %H:%M}"
        if earlier.side == side:
            raise StepRefused(f"{earlier.decided_by} decided for {earlier.organisation.short_name} on {when}.")
        if earlier.decided_by_id == by.pk:
            raise StepRefused("You decided for the other side, so somebody else decides for this one.")
        if earlier.organisation_id == organisation.pk:
            raise StepRefused(
                "Employer and university are the same organisation here, so another organisation has to decide too."
            )


def _write_post(
    application: Application, job_title: str, weekly_hours: Decimal | None, prior_learning_hours: Decimal | None
) -> None:
    """Keep what a yes says about the post, beginning with what the candidate wrote."""
    said = {"job_title": job_title, "weekly_hours": weekly_hours, "prior_learning_hours": prior_learning_hours}
    given: dict[str, Any] = {field: value for field, value in said.items() if value not in (None, "")}
    written = {"job_title": application.job_title, "weekly_hours": application.weekly_hours} | given
    offer, is_new = Offer.objects.get_or_create(application=application, defaults=written)
    if given and not is_new:
        Offer.objects.filter(pk=offer.pk).update(**given)


def _settle(application: Application, *, by: User) -> None:
    """When both have decided: the offer, or its end."""
    said = {decision.side: decision.says_yes for decision in application.decisions.all()}
    if len(said) < len(Side):
        return
    if not all(said.values()):
        move(application, to=Application.State.NOT_OFFERED, by=by)
    else:
        offer = application.offer
        offer.made_at = timezone.now()
        offer.answer_by = working_days_after(timezone.localdate(), WORKING_DAYS_TO_ANSWER)
        offer.save(update_fields=["made_at", "answer_by"])
        Condition.objects.bulk_create(
            Condition(offer=offer, kind=condition.code, title=condition.title, side=condition.side, order=order)
            for order, condition in enumerate(standard_conditions(), start=1)
        )
        move(application, to=Application.State.OFFERED, by=by)
    tell_news(application)


# The candidate's answer --------------------------------------------------------------------------------------


@transaction.atomic
def accept(*, offer: Offer, by: User) -> None:
    """The candidate accepts, once. A late answer counts as long as the offer has not been taken back."""
    _answer(offer, to=Application.State.ACCEPTED, by=by)


@transaction.atomic
def decline(*, offer: Offer, by: User, reason_code: str = "") -> None:
    """The candidate declines; a reason is asked for and need not be given."""
    _answer(offer, to=Application.State.DECLINED, by=by, reason_code=reason_code)


def _answer(offer: Offer, *, to: str, by: User, reason_code: str = "") -> None:
    application = _locked(offer.application)
    if by.pk != application.candidate_id:
        raise StepRefused("Only the candidate answers an offer.")
    move(application, to=to, by=by, reason_code=reason_code)
    Offer.objects.filter(pk=offer.pk).update(answered_at=timezone.now())


@transaction.atomic
def take_back(*, application: Application, by: User, reason: str) -> None:
    """Take an offer back, with the reason. Never by somebody who decided on it: a second person looks first."""
    if application.decisions.filter(decided_by=by).exists():
        raise StepRefused("You decided on this offer, so somebody else has to take it back.")
    move(application, to=Application.State.OFFER_WITHDRAWN, by=by, feedback=reason)
    tell_news(application)


# Conditions and enrolment ------------------------------------------------------------------------------------


@transaction.atomic
def meet(*, condition: Condition, by: User) -> None:
    """Record that a condition is met. What a check found is not kept."""
    _require_accepted(condition)
    move(condition, to=Condition.State.MET, by=by, reason=condition.title, met_on=timezone.localdate(), recorded_by=by)


@transaction.atomic
def reopen(*, condition: Condition, by: User, reason: str) -> None:
    """Take back that a condition is met, with the reason."""
    _require_accepted(condition)
    move(
        condition, to=Condition.State.OPEN, by=by, reason=f"{condition.title}: {reason}", met_on=None, recorded_by=None
    )


def _require_accepted(condition: Condition) -> None:
    application = _locked(condition.offer.application)
    if application.state != Application.State.ACCEPTED:
        raise StepRefused(
            f"The application is {application.get_state_display().lower()}; its conditions stand as they are."
        )


def blocks_enrolment(application: Application) -> list[str]:
    """Why somebody cannot be enrolled now, in words; nothing where they can."""
    if application.state != Application.State.ACCEPTED:
        return ["Only somebody who has accepted an offer can be enrolled."]
    return [f"{condition.title}: not yet met." for condition in application.offer.conditions.open()]


@transaction.atomic
def enrol(*, application: Application, by: User) -> Apprentice:
    """Turn an accepted offer whose conditions are met into an apprentice's record, in one step and once."""
    application = _locked(application)
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
