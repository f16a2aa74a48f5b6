"""From the panel's recommendation to the candidate's answer: two decisions, offer or reserve list, one answer."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from consortium.models import Organisation
from core import audit, words
from core.accounts.models import User
from core.workflow import StepNotAllowed, StepRefused, move
from recruitment.models import Application, Offer, OfferDecision
from recruitment.models.offers import Side
from recruitment.operations.offer_places import offer_or_hold, pass_places_on, promote
from recruitment.operations.telling import tell_candidate, tell_news
from recruitment.working_days import working_days_after

WORKING_DAYS_OF_NOTICE = 5
"""How long before it a candidate is told of a last day to answer, at the least."""


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
    """Record one side's decision. The second yes makes the offer, or puts the candidate on the reserve list where every
    place is taken; a no on either side ends the application without one.

    The employer's yes names the post (job title, hours a week); the university's yes the hours of prior learning.
    ``notes`` stay inside the organisation. Raises ``StepRefused`` where this side, this person or this organisation
    has decided already.
    """
    application = locked(application)
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


def locked(application: Application) -> Application:
    """The application as it stands now, held until the transaction ends."""
    return (
        Application.objects.select_for_update(of=("self",))
        .select_related("campaign__cohort__university", "employer", "candidate")
        .get(pk=application.pk)
    )


def _require_second_decider(application: Application, side: str, organisation: Organisation, by: User) -> None:
    for earlier in application.decisions.select_related("decided_by", "organisation"):
        if earlier.set_aside_at is not None:
            if earlier.decided_by_id == by.pk:
                raise StepRefused("A review set your decision aside, so somebody else decides this time.")
            continue
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
    said = {decision.side: decision.says_yes for decision in application.decisions.standing()}
    if len(said) < len(Side):
        return
    if all(said.values()):
        offer_or_hold(application, by=by)
    else:
        move(application, to=Application.State.NOT_OFFERED, by=by)
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
    application = locked(offer.application)
    if by.pk != application.candidate_id:
        raise StepRefused("Only the candidate answers an offer.")
    move(application, to=to, by=by, reason_code=reason_code)
    Offer.objects.filter(pk=offer.pk).update(answered_at=timezone.now())
    if to == Application.State.DECLINED:
        promote(campaign=application.campaign, employer=application.employer)


# When no answer comes -----------------------------------------------------------------------------------------


@transaction.atomic
def give_until(*, application: Application, by: User, day: datetime.date, is_last: bool = False) -> None:
    """Give the candidate until another day. A last day is told in a mail, with at least five working days' notice."""
    application = locked(application)
    if application.state != Application.State.OFFERED:
        raise StepRefused("There is no offer to be answered.")
    soonest = working_days_after(timezone.localdate(), WORKING_DAYS_OF_NOTICE) if is_last else timezone.localdate()
    if day < soonest:
        raise StepRefused(f"The candidate needs time to answer: choose {words.day(soonest)} or later.")
    Offer.objects.filter(application=application).update(answer_by=day, is_last_day=is_last)
    audit.record(application.offer, "gave a last day to answer" if is_last else "gave more time to answer", by=by)
    tell_candidate(
        application, "offer_last_day" if is_last else "offer_longer", key=f"answer-by-{day}-{is_last}", answer_by=day
    )


@transaction.atomic
def let_lapse(*, application: Application, by: User) -> None:
    """End an offer that was not answered by the last day of which the candidate had been told. Never by itself."""
    application = locked(application)
    offer = Offer.objects.filter(application=application).first()
    if offer is None or not offer.may_lapse(on=timezone.localdate()):
        raise StepRefused("Give the candidate a last day first. The offer can lapse when that day is over.")
    move(application, to=Application.State.LAPSED, by=by)
    tell_news(application)
    promote(campaign=application.campaign, employer=application.employer)


@transaction.atomic
def take_back(*, application: Application, by: User, reason: str) -> None:
    """Take an offer back, with the reason. Never by somebody who decided on it: a second person looks first."""
    if application.decisions.filter(decided_by=by).exists():
        raise StepRefused("You decided on this offer, so somebody else has to take it back.")
    move(application, to=Application.State.OFFER_WITHDRAWN, by=by, feedback=reason)
    tell_news(application)
    pass_places_on(application)
