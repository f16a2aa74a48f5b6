"""Who may declare, decide and confirm at the gateway, and who records what follows; a no says why and who can."""

from __future__ import annotations

import datetime

from django.utils import timezone

from apprentices import people as people_of_apprentices
from apprentices.finish import finish_of, in_words
from apprentices.finish_rules import BOOKED, PASSED, Condition, Finish, FinishStep
from apprentices.models import (
    Apprentice,
    Destination,
    FinishFact,
    Gateway,
    GatewayFact,
    HandOver,
    Party,
    PostOffer,
    Sitting,
)
from apprentices.models.gateway import followed_as
from apprentices.permissions.parties import leads_employer_of, parties_of
from consortium import people
from consortium.models import Cohort
from core.accounts.models import User
from core.per_request import once_per_request
from core.permissions import YES, Answer, no
from core.words import day

PARTIES = "The apprentice, the line manager or workforce lead, and the tutor or compliance officer"
DECIDERS = {Party.EMPLOYER, Party.UNIVERSITY}
State = Apprentice.State


@once_per_request
def may_see_gateway(user: User, apprentice: Apprentice) -> Answer:
    return YES if parties_of(user, apprentice) else no(f"{PARTIES} see the gateway and what follows it.")


def follows_to_the_end(user: User) -> bool:
    """Whether somebody has a list of who is finishing: tutors, workforce leads, compliance officers."""
    return people_of_apprentices.is_tutor(user) or people.holds(user, "workforce_lead", "compliance_officer")


def _one_of(user: User, apprentice: Apprentice, parties: tuple[str, ...]) -> Party | None:
    """The first party for which somebody acts that is among these."""
    return next((party for party in parties_of(user, apprentice) if party in parties), None)


def acts_as(user: User, apprentice: Apprentice, parties: tuple[str, ...]) -> Party:
    """As which of these parties somebody acts; ask the permission first."""
    found = _one_of(user, apprentice, parties)
    assert found is not None
    return found


# The gateway -------------------------------------------------------------------------------------------------


def decides_as(user: User, apprentice: Apprentice, gateway: Gateway | None) -> Party | None:
    """The party for which this person's word is asked for now; nobody speaks for two, the apprentice speaks last."""
    decisions = list(gateway.decisions.all()) if gateway else []
    if any(decision.by_id == user.pk for decision in decisions):
        return None
    spoken = {Party(decision.party) for decision in decisions}
    asked = DECIDERS - spoken or {Party.APPRENTICE} - spoken
    return next((party for party in parties_of(user, apprentice) if party in asked), None)


def may_decide_gateway(user: User, apprentice: Apprentice, gateway: Gateway | None) -> Answer:
    """Open or go on with the decision; with ``gateway`` the one that is open."""
    mine = parties_of(user, apprentice)
    if not mine:
        return no(f"{PARTIES} speak about the gateway.")
    if gateway is None and apprentice.state != State.ACTIVE:
        return no(f"{apprentice} is {apprentice.get_state_display().lower()}: there is nothing to decide.")
    if gateway is not None and gateway.state != Gateway.State.DECIDING:
        return no(f"This was decided: {gateway.get_state_display().lower()}.")
    if decides_as(user, apprentice, gateway) is not None:
        return YES
    spoken = {decision.party for decision in gateway.decisions.all()} if gateway else set()
    if mine == (Party.APPRENTICE,) and not spoken >= DECIDERS:
        return no("Employer and university decide first. Then you confirm.")
    return no("Your side has decided already.")


def may_refuse_gateway(user: User, gateway: Gateway) -> Answer:
    if not parties_of(user, gateway.apprentice):
        return no(f"{PARTIES} can say: not yet.")
    if gateway.state != Gateway.State.DECIDING:
        return no(f"This was decided: {gateway.get_state_display().lower()}.")
    return YES


def may_bring_back(user: User, apprentice: Apprentice) -> Answer:
    """Open the way back from the gateway to learning: employer or university, the other key follows."""
    if _one_of(user, apprentice, (Party.EMPLOYER, Party.UNIVERSITY)) is None:
        return no("Employer and university decide that learning goes on after the gateway.")
    if apprentice.state != State.GATEWAY:
        return no(f"{apprentice} is {apprentice.get_state_display().lower()}, not at the gateway.")
    return YES


def may_declare(user: User, apprentice: Apprentice, condition: Condition) -> Answer:
    if not condition.declared_by:
        return no("Nobody declares this condition: the portal measures it.")
    if apprentice.state not in Apprentice.STARTED:
        return no(f"{apprentice} is {apprentice.get_state_display().lower()}, so conditions are no longer recorded.")
    if _one_of(user, apprentice, condition.declared_by) is None:
        return no(f"This condition is recorded by the {_who(condition.declared_by)}.")
    return YES


def _who(parties: tuple[str, ...]) -> str:
    return in_words(Party(party).label.lower() for party in parties)


def may_take_back_declaration(user: User, fact: GatewayFact) -> Answer:
    if fact.declared_by_id == user.pk or _one_of(user, fact.apprentice, (fact.declared_as,)):
        return YES if fact.state == GatewayFact.State.HELD else no("This was taken back already.")
    return no(f"The {_who((fact.declared_as,))} recorded this and can take it back.")


def may_record_level_two(user: User, apprentice: Apprentice) -> Answer:
    if _one_of(user, apprentice, (Party.EMPLOYER, Party.UNIVERSITY)) is None:
        return no("The employer or the university records whose requirement English and maths are.")
    if apprentice.state not in Apprentice.STARTED:
        return no(f"{apprentice} is {apprentice.get_state_display().lower()}, so this is no longer recorded.")
    return YES


# After it ----------------------------------------------------------------------------------------------------


def may_book_sitting(user: User, apprentice: Apprentice) -> Answer:
    """Book the assessment, and record what became of it."""
    step = finish_of(apprentice).step_of_kind(BOOKED)
    if step is None:
        return no("This version of the standard names no steps of the assessment.")
    if _one_of(user, apprentice, step.by) is None:
        return no(f"The {_who(step.by)} books the assessment and records its result.")
    return YES


def may_record_sitting(user: User, sitting: Sitting) -> Answer:
    return may_book_sitting(user, sitting.apprentice)


def recorders(step: FinishStep) -> list[Party]:
    """The parties that record a step for many; the apprentice records only their own."""
    return [party for party in (Party.UNIVERSITY, Party.EMPLOYER) if party in step.by]


def may_record_for_many(user: User, cohort: Cohort, step: FinishStep) -> Answer:
    """Record a step for those of a cohort for whom somebody acts."""
    today = timezone.localdate()
    if any(followed_as(user, party, on=today).filter(cohort=cohort).exists() for party in recorders(step)):
        return YES
    return no(f"The {_who(step.by)} records this step.")


def may_record_results(user: User, cohort: Cohort) -> Answer:
    """Bring results of the assessment for a cohort; each of its apprentices is asked about by name again."""
    step = Finish.from_data(cohort.standard_version.finish).step_of_kind(PASSED)
    if step is None:
        return no("This version of the standard names no steps of the assessment.")
    return may_record_for_many(user, cohort, step)


def may_record_step(user: User, apprentice: Apprentice, step: FinishStep) -> Answer:
    if _one_of(user, apprentice, step.by) is None:
        return no(f"The {_who(step.by)} records this step.")
    return YES


def _step_of(fact: FinishFact) -> FinishStep | None:
    return finish_of(fact.apprentice).step(fact.code)


def may_check_registration(user: User, fact: FinishFact) -> Answer:
    """Find the number on the public register: anybody of employer or university, never the apprentice."""
    step = _step_of(fact)
    parties = tuple(party for party in step.by if party != Party.APPRENTICE) if step else ()
    if _one_of(user, fact.apprentice, parties) is None:
        return no(f"The {_who(parties)} finds the number on the register.")
    if fact.state != FinishFact.State.TO_CHECK:
        return no(f"This is {fact.get_state_display().lower()} already.")
    return YES


def may_take_back_step(user: User, fact: FinishFact) -> Answer:
    """Whoever may record the step; what was found on the register, employer and university alone."""
    step = _step_of(fact)
    parties: tuple[str, ...] = step.by if step else ()
    if fact.checked_by_id is not None:
        parties = tuple(party for party in parties if party != Party.APPRENTICE)
    if _one_of(user, fact.apprentice, parties) is None:
        return no(f"The {_who(parties)} can take this step back.")
    if fact.state == FinishFact.State.TAKEN_BACK:
        return no("This was taken back already.")
    return YES


# The transition ----------------------------------------------------------------------------------------------


def may_offer_post(user: User, apprentice: Apprentice) -> Answer:
    if not leads_employer_of(user, apprentice):
        return no("The employer’s workforce lead offers a post.")
    return YES


def may_answer_post(user: User, offer: PostOffer) -> Answer:
    if user.pk != offer.apprentice.person_id:
        return no("The apprentice alone answers this offer.")
    if offer.state != PostOffer.State.OFFERED:
        return no(f"This offer is {offer.get_state_display().lower()}.")
    return YES


def may_take_back_post(user: User, offer: PostOffer) -> Answer:
    if not leads_employer_of(user, offer.apprentice):
        return no("The employer’s workforce lead takes an offer back.")
    if offer.state not in (PostOffer.State.OFFERED, PostOffer.State.ACCEPTED):
        return no(f"This offer is {offer.get_state_display().lower()}.")
    return YES


def may_ask_hand_over(user: User, apprentice: Apprentice) -> Answer:
    if Party.EMPLOYER not in parties_of(user, apprentice):
        return no("The employer names the supervisor of the first year.")
    return YES


def may_answer_hand_over(user: User, given: HandOver) -> Answer:
    if user.pk != given.apprentice.person_id:
        return no("The apprentice alone agrees to this.")
    if given.state != HandOver.State.ASKED:
        return no(f"This is {given.get_state_display().lower()}.")
    return YES


def may_end_hand_over(user: User, given: HandOver) -> Answer:
    """The apprentice at any time, or the employer where somebody else supervises."""
    if not {Party.APPRENTICE, Party.EMPLOYER} & set(parties_of(user, given.apprentice)):
        return no("The apprentice or the employer ends a hand-over.")
    if given.state not in (HandOver.State.ASKED, HandOver.State.AGREED):
        return no(f"This is {given.get_state_display().lower()}.")
    return YES


def may_answer_destination(user: User, asked: Destination, *, on: datetime.date | None = None) -> Answer:
    """The person themselves from the day it is due; employer and university once they were asked twice and silent."""
    on = on or timezone.localdate()
    if asked.state != Destination.State.DUE:
        return no(f"This is {asked.get_state_display().lower()}.")
    if on < asked.due_on:
        return no(f"This is asked from {day(asked.due_on)} on.")
    mine = parties_of(user, asked.apprentice)
    if Party.APPRENTICE in mine:
        return YES
    if not DECIDERS & set(mine):
        return no(f"{asked.apprentice}, then the employer or the university answer this.")
    opens = asked.due_on + Destination.LEFT_TO_OTHERS_AFTER
    if on < opens:
        return no(f"{asked.apprentice} answers this; from {day(opens)} on you can record what you know.")
    return YES


def may_take_back_destination(user: User, asked: Destination) -> Answer:
    if asked.state != Destination.State.ANSWERED:
        return no("Nothing is answered yet.")
    return YES if parties_of(user, asked.apprentice) else no(f"{PARTIES} correct this.")
