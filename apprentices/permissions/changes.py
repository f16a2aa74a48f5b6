"""Who may ask for, agree and record what changes an apprenticeship; a no says why and who can."""

from __future__ import annotations

import datetime

from django.utils import timezone

from apprentices.models import (
    Apprentice,
    BetweenEmployers,
    BreakInLearning,
    ChangeReason,
    Suspension,
    Withdrawal,
)
from apprentices.models.parties import Party
from apprentices.permissions.parties import leads_employer_of, parties_of
from core.accounts.models import User
from core.permissions import YES, Answer, no

State = Apprentice.State
PARTIES = "The apprentice, the line manager or workforce lead, and the tutor or compliance officer"


def may_see_changes(user: User, apprentice: Apprentice) -> Answer:
    """What is asked and agreed, and the ends: the three parties; everybody else sees the state on the record."""
    return YES if parties_of(user, apprentice) else no(f"{PARTIES} see the changes of this apprenticeship.")


# Breaks in learning ------------------------------------------------------------------------------------------


def may_ask_break(user: User, apprentice: Apprentice) -> Answer:
    if not parties_of(user, apprentice):
        return no(f"{PARTIES} can ask for a break in learning.")
    if apprentice.breaks.open().exists():
        return no("A break in learning is asked for or running already. Look at that one first.")
    if apprentice.state not in (State.ACTIVE, State.SUSPENDED):
        return no("A break is asked for while somebody is on the programme and learning.")
    return YES


def may_agree(user: User, asked: BreakInLearning) -> Answer:
    """Agree to the terms as they stand, once, for one's own party."""
    mine = parties_of(user, asked.apprentice)
    if not mine:
        return no(f"{PARTIES} agree a break in learning.")
    if asked.state not in BreakInLearning.BEING_AGREED:
        return no(f"This break is {asked.get_state_display().lower()}, so there is nothing to agree.")
    if agrees_as(user, asked) is None:
        return no("Your side has agreed to this already.")
    return YES


def agrees_as(user: User, asked: BreakInLearning) -> Party | None:
    """The party for which this person's agreement is still needed; nobody agrees for two."""
    agreed = asked.agreements_now()
    if any(agreement.by_id == user.pk for agreement in agreed):
        return None
    missing = set(Party) - {Party(agreement.party) for agreement in agreed}
    return next((party for party in parties_of(user, asked.apprentice) if party in missing), None)


def may_refuse(user: User, asked: BreakInLearning) -> Answer:
    """Employer and university may refuse an ordinary break; time away that is a right is only planned for."""
    if not set(parties_of(user, asked.apprentice)) & {Party.EMPLOYER, Party.UNIVERSITY}:
        return no("The employer and the university can say that a break cannot be agreed.")
    if asked.is_a_right:
        return no("This time away cannot be refused. Only how learning is planned around it is agreed.")
    if asked.state not in BreakInLearning.BEING_AGREED:
        return no("This break was decided already.")
    return YES


def may_discuss(user: User, asked: BreakInLearning) -> Answer:
    """Put forward other dates while a break is being agreed."""
    if not parties_of(user, asked.apprentice):
        return no(f"{PARTIES} can put forward other dates.")
    if asked.state not in BreakInLearning.BEING_AGREED:
        return no("This break was decided already, so its dates are no longer open.")
    return YES


def may_take_back_break(user: User, asked: BreakInLearning) -> Answer:
    if user.pk not in (asked.asked_by_id, asked.apprentice.person_id):
        return no("Whoever asked for the break, or the apprentice, can take it back.")
    if asked.state not in (*BreakInLearning.BEING_AGREED, BreakInLearning.State.AGREED):
        return no("This break has begun, so it ends with the return.")
    return YES


def may_change_return(user: User, running: BreakInLearning) -> Answer:
    """Plan the return, or extend the break: any of the three, and the others are told."""
    if not parties_of(user, running.apprentice):
        return no(f"{PARTIES} plan the return.")
    if not running.is_running:
        return no("This break is not running.")
    return YES


def may_record_return(user: User, running: BreakInLearning) -> Answer:
    if not set(parties_of(user, running.apprentice)) & {Party.EMPLOYER, Party.UNIVERSITY}:
        return no("The line manager or the tutor records that somebody is back.")
    if not running.is_running:
        return no("This break is not running.")
    return YES


def may_record_meeting(user: User, over: BreakInLearning) -> Answer:
    if Party.UNIVERSITY not in parties_of(user, over.apprentice):
        return no("The university tutor records the return meeting.")
    if over.state != BreakInLearning.State.RETURNED or over.met_on:
        return no("There is no return meeting to record.")
    return YES


# Reasons -----------------------------------------------------------------------------------------------------


def may_read_reason(user: User, reason: ChangeReason, *, on: datetime.date | None = None) -> Answer:
    """The apprentice, who gave it, and whom it was told to; no role opens it."""
    if reason.is_known_to(user, on=on or timezone.localdate()):
        return YES
    return no(f"This reason is read only by those it was told to. {reason.apprentice} can share it with you.")


def may_share_reason(user: User, reason: ChangeReason) -> Answer:
    if user.pk == reason.apprentice.person_id:
        return YES
    return no(f"Only {reason.apprentice} shares this reason.")


# Suspended, left, between employers, quiet -------------------------------------------------------------------


def _decides(user: User, apprentice: Apprentice) -> bool:
    """The university, or the employer's workforce lead: no line manager alone."""
    return Party.UNIVERSITY in parties_of(user, apprentice) or leads_employer_of(user, apprentice)


def may_suspend(user: User, apprentice: Apprentice) -> Answer:
    if not _decides(user, apprentice):
        return no("The university, or the employer's workforce lead, suspends learning.")
    if apprentice.state != State.ACTIVE:
        return no("Only somebody who is learning now can be suspended.")
    return YES


def may_lift(user: User, suspension: Suspension) -> Answer:
    if not _decides(user, suspension.apprentice):
        return no("The university, or the employer's workforce lead, lifts a suspension.")
    if suspension.state != Suspension.State.RUNNING:
        return no("This suspension is over.")
    return YES


def may_withdraw(user: User, apprentice: Apprentice) -> Answer:
    if Party.UNIVERSITY not in parties_of(user, apprentice):
        return no("The university records that somebody leaves the programme.")
    if apprentice.state not in Apprentice.STARTED:
        return no(f"{apprentice} is not on the programme now.")
    return YES


def may_record_never_started(user: User, apprentice: Apprentice) -> Answer:
    if Party.UNIVERSITY not in parties_of(user, apprentice):
        return no("The university records that somebody never started.")
    if apprentice.state not in (State.PRE_START, State.ACTIVE):
        return no("Somebody who started and left is recorded as having left.")
    if apprentice.standing.last_entry_on:
        return no("Time is logged, so day one did happen. Record that this person leaves.")
    return YES


def may_change_withdrawal(user: User, left: Withdrawal) -> Answer:
    """Record the exit conversation, or bring somebody back."""
    if Party.UNIVERSITY not in parties_of(user, left.apprentice):
        return no("The university keeps what is recorded about leaving.")
    if left.state != Withdrawal.State.RECORDED:
        return no(f"{left.apprentice} came back to the programme.")
    return YES


def may_end_employment(user: User, apprentice: Apprentice) -> Answer:
    if not set(parties_of(user, apprentice)) & {Party.EMPLOYER, Party.UNIVERSITY}:
        return no("The employer or the university records that employment ended.")
    if apprentice.state not in Apprentice.STARTED:
        return no(f"{apprentice} is not on the programme now.")
    if apprentice.between_employers.filter(state="looking").exists():
        return no("It is recorded already that the employment ended.")
    return YES


def may_find_employer(user: User, between: BetweenEmployers) -> Answer:
    if not set(parties_of(user, between.apprentice)) & {Party.EMPLOYER, Party.UNIVERSITY}:
        return no("The employer or the university records that a new employer is found.")
    if between.state != BetweenEmployers.State.LOOKING:
        return no("The clock has stopped already.")
    return YES


def may_hold_quiet(user: User, apprentice: Apprentice) -> Answer:
    """Stop all mail after a death or in serious illness, or let it go out again: employer or university."""
    if set(parties_of(user, apprentice)) & {Party.EMPLOYER, Party.UNIVERSITY}:
        return YES
    return no("The line manager, the workforce lead or the tutor can stop all mail.")
