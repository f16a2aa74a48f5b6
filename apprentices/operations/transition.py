"""From the programme into work: posts offered and answered, capability handed over, destinations asked and told."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from apprentices.models import Apprentice, Destination, HandOver, PostOffer
from apprentices.operations import gateway_telling as telling
from apprentices.operations.standing import lock_standing
from core import audit, workflow
from core.accounts.models import User
from core.audit.signatures import sign
from core.links.models import SignedLink
from core.words import day
from core.workflow import StepRefused

OFFERED, ANSWERED = "post offered", "post answered"
WITH_THE_EMPLOYER = (Apprentice.State.ACTIVE, Apprentice.State.GATEWAY, Apprentice.State.COMPLETE)


def _locked(apprentice: Apprentice | int) -> Apprentice:
    pk = apprentice if isinstance(apprentice, int) else apprentice.pk
    lock_standing([pk])
    return Apprentice.objects.select_related("person", "employer").get(pk=pk)


# The post ----------------------------------------------------------------------------------------------------


@transaction.atomic
def offer_post(
    apprentice: Apprentice,
    *,
    role: str,
    starts_on: datetime.date,
    guaranteed: bool,
    by: User,
    team: str = "",
    terms: str = "",
) -> PostOffer:
    """The employer offers a post on qualifying, under the name of whoever offers it."""
    now = _locked(apprentice)
    if now.state not in WITH_THE_EMPLOYER:
        raise StepRefused(f"{now} is {now.get_state_display().lower()}, so no post can be offered.")
    if now.post_offers.filter(state__in=[PostOffer.State.OFFERED, PostOffer.State.ACCEPTED]).exists():
        raise StepRefused("A post is offered already. Take that offer back first if another one takes its place.")
    if starts_on < timezone.localdate():
        raise StepRefused("The first day of the post is today or later.")
    made = PostOffer.objects.create(
        apprentice=now,
        employer=now.employer,
        role=role.strip(),
        team=team.strip(),
        starts_on=starts_on,
        guaranteed=guaranteed,
        terms=terms.strip(),
        offered_by=by,
        offered_at=timezone.now(),
    )
    audit.record(made, "offered", by=by, starts_on=starts_on)
    sign(made, by=by, purpose=OFFERED, content=made.content())
    telling.offered(made)
    return made


@transaction.atomic
def answer_post(offer: PostOffer, *, accept: bool, by: User) -> None:
    """The apprentice's own answer, under their name."""
    _locked(offer.apprentice_id)
    to = PostOffer.State.ACCEPTED if accept else PostOffer.State.DECLINED
    workflow.move(offer, to=to, by=by, answered_at=timezone.now())
    sign(offer, by=by, purpose=ANSWERED, content=offer.content())
    telling.answered(offer)


@transaction.atomic
def take_back_post(offer: PostOffer, *, because: str, by: User) -> None:
    """The offer no longer stands; what was offered and answered stays readable, with the reason."""
    if not because.strip():
        raise StepRefused("Say why the offer is taken back.")
    _locked(offer.apprentice_id)
    workflow.move(offer, to=PostOffer.State.TAKEN_BACK, by=by, taken_back_because=because.strip())


# The hand-over -----------------------------------------------------------------------------------------------


@transaction.atomic
def ask_hand_over(apprentice: Apprentice, *, name: str, email: str, by: User) -> HandOver:
    """The employer names the supervisor of the first year; the apprentice is asked before anything is shown."""
    now = _locked(apprentice)
    if now.state not in WITH_THE_EMPLOYER:
        raise StepRefused(f"{now} is {now.get_state_display().lower()}, so nothing is handed over.")
    supervisor = User.objects.for_email(email, name=name)
    if supervisor.pk == now.person_id:
        raise StepRefused("Name the supervisor, not the apprentice.")
    if now.hand_overs.filter(state__in=[HandOver.State.ASKED, HandOver.State.AGREED]).exists():
        raise StepRefused("A hand-over is open already. End it first where somebody else supervises.")
    made = HandOver.objects.create(apprentice=now, supervisor=supervisor, asked_by=by, asked_at=timezone.now())
    audit.record(made, "asked", by=by)
    telling.ask_to_hand_over(made)
    return made


@transaction.atomic
def answer_hand_over(given: HandOver, *, agree: bool, by: User) -> None:
    """The apprentice agrees or not; agreed, the supervisor gets a link, without an account."""
    _locked(given.apprentice_id)
    to = HandOver.State.AGREED if agree else HandOver.State.REFUSED
    workflow.move(given, to=to, by=by, answered_at=timezone.now())
    if agree:
        telling.handed_over(given)


@transaction.atomic
def end_hand_over(given: HandOver, *, by: User) -> None:
    """No longer shown: the link closes at the next request."""
    _locked(given.apprentice_id)
    workflow.move(given, to=HandOver.State.ENDED, by=by)
    SignedLink.objects.to(given, telling.READ_HAND_OVER).revoke()


# Destinations ------------------------------------------------------------------------------------------------


@transaction.atomic
def answer_destination(
    asked: Destination, *, situation: str, by: User, place: str = "", on: datetime.date | None = None
) -> None:
    """Where somebody is now, in their own answer, or as their employer or university knows it once they were asked."""
    on = on or timezone.localdate()
    if situation not in Destination.Situation.values:
        raise StepRefused("Choose one of the answers.")
    if on < asked.due_on:
        raise StepRefused(f"This is asked from {day(asked.due_on)} on.")
    _locked(asked.apprentice_id)
    workflow.move(
        asked,
        to=Destination.State.ANSWERED,
        by=by,
        situation=situation,
        place=place.strip(),
        answered_by=by,
        answered_on=on,
    )
    SignedLink.objects.to(asked, telling.ANSWER_DESTINATION).revoke()


@transaction.atomic
def take_back_destination(asked: Destination, *, by: User) -> None:
    """What was answered was wrong: it is open again."""
    _locked(asked.apprentice_id)
    workflow.move(
        asked,
        to=Destination.State.DUE,
        by=by,
        situation="",
        place="",
        answered_by=None,
        answered_on=None,
    )
