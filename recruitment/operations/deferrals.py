"""A later start: asked for, agreed by both sides, and confirmed by both again for the campaign of the next cohort."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from consortium.models import Organisation
from core import audit
from core.accounts.models import User
from core.workflow import StepRefused, move
from recruitment.conditions import standard_conditions
from recruitment.keeping import next_campaign
from recruitment.models import Application, Campaign, Condition, Deferral, DeferralAnswer, Offer
from recruitment.models.applications import new_code
from recruitment.models.offers import Side
from recruitment.operations.offer_places import (
    WORKING_DAYS_TO_ANSWER,
    add_conditions,
    conditions_by,
    has_place_for_deferred,
    pass_kept_place_on,
    promote,
)
from recruitment.operations.offers import locked
from recruitment.operations.telling import tell_news
from recruitment.working_days import working_days_after

State, About = Deferral.State, Deferral.About
WORKING_DAYS_FOR_A_SIDE = 10
"""How long the employer and the university have to answer."""

WORKING_DAYS_FOR_THE_CANDIDATE = 20
"""How long the candidate has to say, when the next campaign has opened, whether they still want to start."""

CARRIED_OVER = (
    "phone",
    "works_there",
    "current_employer",
    "current_service",
    "job_title",
    "weekly_hours",
    "service_length",
    "english",
    "maths",
    "prior_degree",
    "prior_degree_subject",
    "prior_learning",
    "prior_learning_words",
    "right_to_work",
    "residency",
    "why",
)
"""Answers that come along into the later campaign, so that nothing is typed twice."""


@transaction.atomic
def ask(*, application: Application, by: User, words: str = "") -> Deferral:
    """The candidate asks to start with a later cohort. They need not say why; nothing changes until it is agreed."""
    application = locked(application)
    if by.pk != application.candidate_id:
        raise StepRefused("Only the candidate asks for a later start.")
    if application.state != Application.State.ACCEPTED:
        raise StepRefused("You can ask for a later start once you have accepted an offer.")
    if Deferral.objects.filter(application=application).exists():
        raise StepRefused("You have asked for a later start already.")
    deferral = Deferral.objects.create(
        application=application,
        words=words,
        employer=application.employer,
        answer_by=working_days_after(timezone.localdate(), WORKING_DAYS_FOR_A_SIDE),
    )
    audit.record(deferral, "asked for a later start", by=by)
    return deferral


@transaction.atomic
def answer(*, deferral: Deferral, side: str, says_yes: bool, by: User) -> None:
    """One side agrees to the later start, or confirms the start when the time has come. The second yes takes effect.

    Raises ``StepRefused`` where this side or this person has answered, or where the employer has no free place.
    """
    deferral = _held(deferral)
    about = _about(deferral)
    standing = deferral.answers.filter(about=about, is_standing=True)
    if standing.filter(side=side).exists():
        raise StepRefused("This side has answered already.")
    if standing.filter(answered_by=by).exists():
        raise StepRefused("You answered for the other side, so somebody else answers for this one.")
    organisation = answering_organisation(deferral, side)
    given = DeferralAnswer.objects.create(
        deferral=deferral, about=about, side=side, organisation=organisation, answered_by=by, says_yes=says_yes
    )
    audit.record(given, f"answered for the {Side(side).label.lower()} on the later start", by=by)
    said = dict(standing.values_list("side", "says_yes"))
    if about == About.LATER and len(said) == len(Side):
        _settle_later(deferral, agreed=all(said.values()), by=by)
    elif about == About.START and not says_yes:
        pass_kept_place_on(deferral)
    elif about == About.START and len(said) == len(Side) and all(said.values()):
        _take_up(deferral, by=by)


def answering_organisation(deferral: Deferral, side: str) -> Organisation:
    """Who answers on a side now: of the campaign that was applied to, or of the one in which the candidate starts."""
    if side == Side.EMPLOYER:
        return deferral.employer or deferral.application.employer  # type: ignore[return-value]
    campaign = deferral.campaign or deferral.application.campaign
    return campaign.cohort.university


def _settle_later(deferral: Deferral, *, agreed: bool, by: User) -> None:
    application = deferral.application
    move(deferral, to=State.AGREED if agreed else State.REFUSED, by=by, answer_by=None)
    if agreed:
        move(application, to=Application.State.DEFERRED, by=by)
        promote(campaign=application.campaign, employer=application.employer)
    tell_news(application, more=f"deferral-{deferral.state}")


# When the next campaign has come --------------------------------------------------------------------------------


@transaction.atomic
def ask_again(*, deferral: Deferral) -> bool:
    """The next campaign has opened: the candidate is asked by a day whether they still want to start.

    Until then the employer keeps what places it has there for those who deferred; there may be fewer than people.
    Answers whether there is such a campaign and the candidate had not been asked. The mail is a reminder of that day.
    """
    deferral = _held(deferral)
    campaign = next_campaign(deferral.application)
    if campaign is None or deferral.state != State.AGREED or deferral.campaign is not None:
        return False
    deferral.campaign, deferral.employer = campaign, deferral.application.employer
    deferral.answer_by = working_days_after(timezone.localdate(), WORKING_DAYS_FOR_THE_CANDIDATE)
    deferral.save(update_fields=["campaign", "employer", "answer_by"])
    audit.record(deferral, "asked whether the candidate still wants to start", by=None)
    return True


@transaction.atomic
def lapse(*, deferral: Deferral) -> bool:
    """The candidate let the day go by of which they had been warned: a place kept for them goes to the next.

    Answers whether it lapsed: somebody who answers at the last moment has answered.
    """
    deferral = _held(deferral)
    is_over = deferral.answer_by is not None and deferral.answer_by < timezone.localdate()
    if not is_over or deferral.state != State.AGREED or deferral.application.state != Application.State.DEFERRED:
        return False
    move(deferral, to=State.LAPSED, by=None)
    move(deferral.application, to=Application.State.LAPSED, by=None)
    tell_news(deferral.application)
    pass_kept_place_on(deferral)
    return True


@transaction.atomic
def still_want(*, deferral: Deferral, by: User) -> None:
    """The candidate says that they still want to start; employer and university of the next campaign then confirm."""
    deferral = _held(deferral)
    if by.pk != deferral.application.candidate_id:
        raise StepRefused("Only the candidate says this.")
    campaign = deferral.campaign or next_campaign(deferral.application)
    if campaign is None:
        raise StepRefused("The next campaign has not opened yet. We write to you when it has.")
    answer_by = working_days_after(timezone.localdate(), WORKING_DAYS_FOR_A_SIDE)
    employer = deferral.application.employer
    move(deferral, to=State.WANTED, by=by, campaign=campaign, employer=employer, answer_by=answer_by)


@transaction.atomic
def give_up(*, deferral: Deferral, by: User) -> None:
    """The candidate does not want to start later after all; a deferred application is withdrawn with it."""
    deferral = _held(deferral)
    if by.pk != deferral.application.candidate_id:
        raise StepRefused("Only the candidate says this.")
    move(deferral, to=State.GIVEN_UP, by=by)
    if deferral.application.state == Application.State.DEFERRED:
        move(deferral.application, to=Application.State.WITHDRAWN, by=by)
    pass_kept_place_on(deferral)


@transaction.atomic
def find_employer(*, deferral: Deferral, employer: Organisation, by: User) -> None:
    """Name another employer of the next campaign, where the first has no place for the candidate any more."""
    deferral = _held(deferral)
    if deferral.state != State.WANTED or deferral.campaign is None:
        raise StepRefused("Another employer is looked for when the candidate is to be confirmed for the next cohort.")
    if not deferral.campaign.places.offering().filter(employer=employer).exists():
        raise StepRefused(f"{employer.short_name} offers no places in {deferral.campaign}.")
    deferral.answers.filter(about=About.START, side=Side.EMPLOYER).update(is_standing=False)
    before, deferral.employer = deferral.employer, employer
    deferral.answer_by = working_days_after(timezone.localdate(), WORKING_DAYS_FOR_A_SIDE)
    deferral.save(update_fields=["employer", "answer_by"])
    promote(campaign=deferral.campaign, employer=before)
    audit.record(deferral, "asked another employer to take the candidate", by=by, employer=employer.name)


def _take_up(deferral: Deferral, *, by: User) -> None:
    """Go on in the next campaign: an application there, accepted, whose checks are made again unless they last."""
    old, campaign, employer = deferral.application, deferral.campaign, deferral.employer
    assert campaign is not None
    assert employer is not None
    if not has_place_for_deferred(campaign, employer):
        raise StepRefused(f"{employer.short_name} has no free place in {campaign}. The coordinator can ask another.")
    answers = {name: getattr(old, name) for name in CARRIED_OVER}
    if employer != old.employer:
        answers["works_there"] = False
    new = Application.objects.create(
        campaign=campaign,
        candidate=old.candidate,
        code=_free_code(campaign),
        employer=employer,
        state=Application.State.ACCEPTED,
        submitted_at=timezone.now(),
        **answers,
    )
    audit.record(new, "confirmed from the campaign before", by=by, to_state=new.state)
    _carry_offer_over(old, new)
    move(deferral, to=State.TAKEN_UP, by=by, became=new)
    move(old, to=Application.State.RECONFIRMED, by=by)
    tell_news(new)


def _carry_offer_over(old: Application, new: Application) -> None:
    before = old.offer
    answer_by = working_days_after(timezone.localdate(), WORKING_DAYS_TO_ANSWER)
    offer = Offer.objects.create(
        application=new,
        job_title=before.job_title,
        weekly_hours=before.weekly_hours,
        prior_learning_hours=before.prior_learning_hours,
        made_at=timezone.now(),
        answer_by=answer_by,
        answered_at=timezone.now(),
        conditions_by=conditions_by(new.campaign, answer_by),
        panel_total=before.panel_total,
    )
    add_conditions(offer)
    lasting = [condition.code for condition in standard_conditions() if condition.stays_met]
    for met in before.conditions.filter(state=Condition.State.MET, kind__in=lasting):
        offer.conditions.filter(kind=met.kind).update(state=met.state, met_on=met.met_on, recorded_by=met.recorded_by)


def _free_code(campaign: Campaign) -> str:
    taken = set(campaign.applications.values_list("code", flat=True))
    while (code := new_code()) in taken:
        continue
    return code


def _about(deferral: Deferral) -> str:
    if deferral.state == State.ASKED:
        return About.LATER
    if deferral.state == State.WANTED:
        return About.START
    raise StepRefused(f"The later start is {deferral.get_state_display().lower()}, so there is nothing to answer.")


def _held(deferral: Deferral) -> Deferral:
    """The deferral as it stands now, with its application, both held until the transaction ends."""
    application = locked(deferral.application)
    found = Deferral.objects.select_for_update(of=("self",)).select_related("campaign__cohort__university", "employer")
    held = found.get(pk=deferral.pk)
    held.application = application
    return held
