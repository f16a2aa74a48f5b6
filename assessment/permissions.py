"""Who may write, send, judge, return, review and ask for the pack of a portfolio, and why not."""

from __future__ import annotations

import datetime

from apprentices.models import Apprentice, Involvement
from assessment.models import CapabilityView, Evidence, SelfAssessment, readers
from assessment.self_assessment_points import may_write_at
from consortium.people import holds
from core import words
from core.accounts.models import User
from core.permissions import YES, Answer, no
from core.workflow import StepRefused
from placements.models import Placement

Kind = Involvement.Kind
OVER = (Apprentice.State.COMPLETE, Apprentice.State.WITHDRAWN, Apprentice.State.NEVER_STARTED)


def refuse_unless(answer: Answer) -> None:
    """For a step itself: whoever calls it, it is not taken without permission. Raises ``StepRefused``."""
    if not answer:
        raise StepRefused(answer.reason)


def relations_of(apprentice: Apprentice, *, on: datetime.date) -> list[Involvement]:
    """Everybody who has to do with an apprentice on a day; asked once, then handed to the questions below."""
    return list(Involvement.objects.on(on).filter(apprentice=apprentice, person__isnull=False).select_related("person"))


def may_start(user: User, apprentice: Apprentice) -> Answer:
    """May this person begin a piece of evidence in this portfolio?"""
    if apprentice.person_id != user.pk:
        return no(f"Only {apprentice} adds to this portfolio.")
    if apprentice.state in OVER:
        return no("Your programme is over, so nothing can be added to this portfolio.")
    return YES


def may_write(user: User, evidence: Evidence) -> Answer:
    """May this person change what is being written?"""
    if not evidence.is_owned_by(user):
        return no("Only the person who writes this can change it.")
    if evidence.state == Evidence.State.SUBMITTED:
        return no("You have sent this to be assessed. Until somebody opens it, you can take it back.")
    if evidence.state not in Evidence.BEING_WRITTEN:
        return no(f"This is {evidence.get_state_display().lower()}, so it can no longer be changed.")
    return may_start(user, evidence.apprentice)


def may_send(user: User, evidence: Evidence) -> Answer:
    """May this person send it to be assessed?"""
    answer = may_write(user, evidence)
    if answer and evidence.apprentice.state != Apprentice.State.ACTIVE:
        state = evidence.apprentice.get_state_display().lower()
        return no(f"You are {state} just now. What you write stays here; you can send it when you are learning again.")
    return answer


def may_take_back(user: User, evidence: Evidence) -> Answer:
    """May this person take back what they sent? Until somebody has opened it."""
    if not evidence.is_owned_by(user) or evidence.state != Evidence.State.SUBMITTED or evidence.shown is None:
        return no("Only what you sent and nobody has answered can be taken back.")
    if evidence.shown.opened_at:
        opened = f"{evidence.shown.opened_by} opened this on {words.moment(evidence.shown.opened_at)}"
        return no(f"{opened}, so it cannot be taken back. You can withdraw it.")
    return YES


def may_withdraw(user: User, evidence: Evidence) -> Answer:
    """May this person withdraw something that was opened and is not accepted?"""
    if not evidence.is_owned_by(user):
        return no("Only the person who wrote this can withdraw it.")
    if evidence.state == Evidence.State.ACCEPTED:
        return no("This was accepted and signed. It stays in the portfolio.")
    if evidence.state in (Evidence.State.DRAFT, Evidence.State.WITHDRAWN) or evidence.shown is None:
        return no("Nobody sees this, so there is nothing to withdraw.")
    if evidence.shown.opened_at is None:
        return no("Nobody has opened this yet: take it back instead.")
    return YES


def may_throw_away(user: User, evidence: Evidence) -> Answer:
    """May this person delete it for good? Only what nobody else ever saw."""
    if not evidence.is_owned_by(user):
        return no("Only the person who writes this can delete it.")
    if evidence.state not in Evidence.BEING_WRITTEN or evidence.shown is not None:
        return no("Somebody else has seen this, so it is kept. You can withdraw it.")
    return YES


def may_answer(user: User, evidence: Evidence, relations: list[Involvement]) -> Answer:
    """May this person sign off, or return for more work, what was sent? Line managers and writers never."""
    if evidence.is_owned_by(user):
        return no("Nobody assesses their own evidence.")
    if evidence.state != Evidence.State.SUBMITTED:
        return no(_answered_already(evidence))
    if evidence.apprentice.state != Apprentice.State.ACTIVE:
        return no(f"{evidence.apprentice} is {evidence.apprentice.get_state_display().lower()} just now.")
    mine = [relation.kind for relation in relations if relation.person_id == user.pk]
    if Kind.LINE_MANAGER in mine:
        return no("A line manager does not assess evidence of somebody they manage. " + who_assesses(relations))
    if all(relation.person_id != user.pk for relation in readers.assessors(relations)):
        return no(who_assesses(relations))
    return YES


def answers_as(user: User, relations: list[Involvement]) -> str:
    """In which relation somebody assesses, in words: what stands under their signature."""
    for relation in readers.assessors(relations):
        if relation.person_id == user.pk:
            return str(relation.get_kind_display())
    return ""


def may_review(user: User, apprentice: Apprentice, relations: list[Involvement]) -> Answer:
    """May this person put their name under a review of the portfolio? The university tutor of today."""
    if apprentice.person_id == user.pk:
        return no("Nobody reviews their own portfolio.")
    tutors = [relation.person for relation in relations if relation.kind == Kind.TUTOR]
    if user not in tutors:
        return no(f"{words.listed(tutors) or 'The university tutor'} reviews this portfolio.")
    return YES


def may_ask_for_pack(user: User, apprentice: Apprentice, relations: list[Involvement]) -> Answer:
    """May this person have the portfolio pack made? The tutor, or the chair or secretary of a panel that reads it."""
    if may_review(user, apprentice, relations):
        return YES
    reads = any(relation.person_id == user.pk and relation.kind == Kind.PANEL_READER for relation in relations)
    if reads and holds(user, "assessment_panel_chair", "assessment_panel_secretary"):
        return YES
    return no("The university tutor, or the chair of the practice assessment panel, asks for the pack.")


def side_of(user: User, apprentice: Apprentice, relations: list[Involvement]) -> str:
    """On which side of a self-assessment this person stands today; "" on none."""
    if apprentice.person_id == user.pk:
        return CapabilityView.Side.OWN
    teaches = any(r.person_id == user.pk and r.kind == Kind.PRACTICE_EDUCATOR for r in relations)
    return CapabilityView.Side.EDUCATOR if teaches else ""


def who_writes(apprentice: Apprentice, relations: list[Involvement]) -> list[User]:
    """The people of both sides today."""
    educators = [r.person for r in relations if r.kind == Kind.PRACTICE_EDUCATOR and r.person is not None]
    return [apprentice.person, *educators]


def may_write_view(user: User, placement: Placement, point: str, relations: list[Involvement]) -> Answer:
    """May this person write their side of a self-assessment at this point of a placement?"""
    apprentice = placement.apprentice
    if not side_of(user, apprentice, relations):
        return no(f"{apprentice} and the practice educator of the placement write this, each for themselves.")
    if apprentice.state != Apprentice.State.ACTIVE:
        return no(f"{apprentice} is {apprentice.get_state_display().lower()} just now.")
    return may_write_at(
        point,
        is_open=placement.state in Placement.AGREED,
        has_begun=placement.is_under_way,
        days_counted=placement.days_counted,
        days_required=placement.days_required,
    )


def may_discuss(user: User, both: SelfAssessment, relations: list[Involvement]) -> Answer:
    """May this person record that both views were discussed in supervision? The practice educator."""
    if side_of(user, both.apprentice, relations) != CapabilityView.Side.EDUCATOR:
        return no("The practice educator records what was agreed in supervision.")
    if both.state == SelfAssessment.State.OPEN:
        return no("One of the two views is not locked yet.")
    if both.state == SelfAssessment.State.DISCUSSED:
        return no("What was agreed is recorded already.")
    return YES


def who_assesses(relations: list[Involvement]) -> str:
    """Who can assess today, as a sentence."""
    assessing = [f"{r.person} ({r.get_kind_display().lower()})" for r in readers.assessors(relations)]
    if assessing:
        return f"{words.listed(assessing, last='or')} assesses this."
    return "Nobody is named as practice educator or workplace assessor today. The university tutor can name somebody."


def _answered_already(evidence: Evidence) -> str:
    state = evidence.get_state_display().lower()
    if evidence.answered_at:
        return f"This was {state} by {evidence.answered_by} on {words.moment(evidence.answered_at)}."
    return f"This is {state}, so there is nothing to assess."
