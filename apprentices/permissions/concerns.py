"""Who may do what about a concern; a no says why and who can. What somebody may not know of is not there for them."""

from __future__ import annotations

import datetime

from django.utils import timezone

from apprentices.models import (
    Apprentice,
    Concern,
    ConcernAction,
    ConcernHold,
    ConcernReader,
    PlacementDecision,
    WellbeingCheck,
)
from consortium import people
from consortium.models import Appointment, Organisation
from core.accounts.models import User
from core.per_request import once_per_request
from core.permissions import YES, Answer, no
from core.workflow import may_move

Part, State = ConcernReader.Part, Concern.State
DEALING: frozenset[str] = frozenset({Part.LEADS, Part.NEXT})
KEEPING = ("workforce_lead", "safeguarding_lead", "compliance_officer", "consortium_manager")
"""Roles that keep whom to phone at their organisation."""
COUNTING = ("workforce_lead", "principal_social_worker", "compliance_officer", "consortium_manager")
"""Roles that read how often racism was reported, by borough."""


def parts_in(user: User, concern: Concern, *, on: datetime.date | None = None) -> frozenset[str]:
    """In which parts somebody may know of a concern today; none for those who only get its plan handed on."""
    return _parts(user, concern.pk, on or timezone.localdate())


@once_per_request
def _parts(user: User, concern: int, on: datetime.date) -> frozenset[str]:
    held = ConcernReader.objects.of(user, on=on).filter(concern=concern)
    return frozenset(held.values_list("part", flat=True))


def deals_with(user: User, concern: Concern) -> bool:
    return not DEALING.isdisjoint(parts_in(user, concern))


def _who_deals(concern: Concern) -> str:
    return f"{concern.lead or 'Whoever the consortium manager is'} deals with this concern"


def may_raise_concern(user: User, apprentice: Apprentice) -> Answer:
    """Anybody who sees the record, the apprentice first of all; whether they see it is asked before."""
    return YES


def may_read_account(user: User, concern: Concern) -> Answer:
    """What was said: who raised it, who deals with it, the safeguarding lead; the apprentice unless it is elsewhere."""
    parts = parts_in(user, concern)
    if parts & {*DEALING, Part.SAFEGUARDING, Part.RAISED_IT}:
        return YES
    if Part.APPRENTICE in parts and not concern.is_elsewhere:
        return YES
    return no("What was said is read by the apprentice, by whoever raised it and by those who deal with it.")


def may_read_concern_plan(user: User, concern: Concern) -> Answer:
    """Actions and comments: everybody who may know of the concern, while it is dealt with here."""
    if concern.is_elsewhere and not parts_in(user, concern) & {*DEALING, Part.SAFEGUARDING}:
        return no("This matter is dealt with elsewhere.")
    return YES


def may_read_holds(user: User, concern: Concern) -> bool:
    return bool(parts_in(user, concern) & {*DEALING, Part.SAFEGUARDING})


# Triage, plans, the end --------------------------------------------------------------------------------------


def _may_deal(user: User, concern: Concern, to: str, refused: str) -> Answer:
    if not deals_with(user, concern):
        return no(f"{_who_deals(concern)}.")
    if not may_move(concern, to=to):
        return no(refused)
    return YES


def may_triage(user: User, concern: Concern) -> Answer:
    if not deals_with(user, concern):
        return no(f"{_who_deals(concern)}.")
    return YES if concern.state == State.RAISED else no("This concern is past triage.")


def may_plan_concern(user: User, concern: Concern, kind: str = State.FORMAL) -> Answer:
    if kind not in Concern.PLANNED:
        return no("There are informal plans and formal action plans.")
    allowed = _may_deal(user, concern, kind, "No such plan can begin now.")
    if allowed and concern.told_at is None:
        return no("Tell the apprentice first. A plan is made with them.")
    return allowed


def may_add_action(user: User, concern: Concern) -> Answer:
    if not deals_with(user, concern):
        return no(f"{_who_deals(concern)}.")
    return YES if concern.is_planned else no("There is no plan running to which an action could be added.")


def may_settle_concern_action(user: User, action: ConcernAction, to: str) -> Answer:
    if action.state != ConcernAction.State.OPEN:
        return no("This action was settled already.")
    if deals_with(user, action.concern):
        return YES
    if to == ConcernAction.State.DONE and user.pk == action.owner_id:
        return YES
    return no(f"Whoever has the action records that it is done. {_who_deals(action.concern)}.")


def may_review_concern(user: User, concern: Concern) -> Answer:
    return _may_deal(user, concern, State.REVIEWED, "Only a plan that runs is reviewed.")


def may_refer_concern(user: User, concern: Concern) -> Answer:
    return _may_deal(user, concern, State.REFERRED, "This concern cannot be referred now.")


def may_escalate_concern(user: User, concern: Concern) -> Answer:
    return _may_deal(user, concern, State.ESCALATED, "A concern is escalated after a review of its plan.")


def may_close_concern(user: User, concern: Concern, to: str = State.RESOLVED) -> Answer:
    if to not in Concern.CLOSED:
        return no("A concern ends as resolved or as not upheld.")
    return _may_deal(user, concern, to, "This concern cannot be closed so now. A plan is reviewed first.")


# The placement -----------------------------------------------------------------------------------------------


def may_decide_on_placement(user: User, concern: Concern) -> Answer:
    if not deals_with(user, concern):
        return no(f"{_who_deals(concern)}.")
    if Concern.objects.protecting_placement().filter(pk=concern.pk).exists():
        return YES
    return no("This concern protects no placement, so there is nothing to decide.")


def may_change_placement_of(apprentice: Apprentice, change: str, *, on: datetime.date | None = None) -> Answer:
    """Take an ordinary step on a placement of this apprentice (``PlacementDecision.Change``).

    While a concern protects the placement, whoever deals with it decides first. The no says whom to ask, and never
    that there is a concern. What follows from a break, a suspension or leaving is no ordinary step.
    """
    decided = PlacementDecision.objects.on(on or timezone.localdate()).filter(change=change)
    protecting = Concern.objects.protecting_placement().filter(apprentice=apprentice)
    undecided = protecting.exclude(pk__in=decided.values("concern")).select_related("lead").order_by("pk").first()
    if undecided is None:
        return YES
    return no(f"{undecided.lead or 'The consortium manager'} decides on this change at present. Ask them first.")


# The apprentice ----------------------------------------------------------------------------------------------


def may_tell_apprentice(user: User, concern: Concern) -> Answer:
    if not deals_with(user, concern):
        return no(f"{_who_deals(concern)}, and tells the apprentice.")
    return no("The apprentice has been told.") if concern.told_at else YES


def may_reply_to_concern(user: User, concern: Concern) -> Answer:
    if user.pk != concern.apprentice.person_id:
        return no("The apprentice replies, in their own words.")
    return YES if concern.is_open else no("This concern is closed.")


def may_answer_check(user: User, check: WellbeingCheck) -> Answer:
    if not deals_with(user, check.concern):
        return no(f"{_who_deals(check.concern)}, and asks the apprentice.")
    return no("This was asked and recorded already.") if check.answer else YES


# Holding -----------------------------------------------------------------------------------------------------


def may_hold_telling(user: User, concern: Concern) -> Answer:
    """Hold telling, or say that it need not be held: a safeguarding lead alone."""
    if Part.SAFEGUARDING not in parts_in(user, concern):
        return no("A safeguarding lead decides whether telling the apprentice is held.")
    return no("The apprentice has been told.") if concern.told_at else YES


def may_ask_safeguarding(user: User, concern: Concern) -> Answer:
    if not deals_with(user, concern):
        return no(f"{_who_deals(concern)}.")
    return no("The apprentice has been told.") if concern.told_at else YES


def may_review_hold(user: User, asked: ConcernHold) -> Answer:
    if not may_read_holds(user, asked.concern):
        return no("Those who deal with the concern look at it as a second person.")
    if user.pk == asked.asked_by_id:
        return no("A second person looks at it: not whoever asked.")
    return YES if asked.state == ConcernHold.State.ASKED else no("This was decided already.")


# Beside the concerns -----------------------------------------------------------------------------------------


def arranged_by(user: User) -> list[Organisation]:
    """The organisations for which somebody keeps whom to phone."""
    today = timezone.localdate()
    if not people.holds(user, *KEEPING):
        return []
    held = Appointment.objects.held_by(user, on=today).filter(role__code__in=KEEPING)
    return list(Organisation.objects.filter(pk__in=held.values("organisation")).order_by("name"))


def may_keep_arrangements(user: User, organisation: Organisation) -> Answer:
    if organisation in arranged_by(user):
        return YES
    return no("The organisation’s workforce lead, safeguarding lead or compliance officer keeps whom to phone.")


def counts_racism(user: User) -> bool:
    return people.holds(user, *COUNTING)
