"""Who may write, send, judge, countersign, open again, bear witness, review and ask for the pack, and why not."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils import timezone

from apprentices.models import Apprentice, Involvement, Milestone
from assessment.models import (
    Breach,
    CapabilityView,
    Evidence,
    PortfolioReview,
    SelfAssessment,
    WitnessStatement,
    oversight,
    readers,
)
from assessment.models.evidence import OVER
from assessment.models.sharing import COMMENTING_KINDS
from assessment.models.witnesses import WITNESSING_KINDS
from assessment.self_assessment_points import may_write_at
from consortium.people import holds
from core import words
from core.accounts.models import User
from core.permissions import YES, Answer, no
from core.workflow import StepRefused
from placements.models import Placement

Kind = Involvement.Kind

DECISIONS = (
    Milestone.Kind.FIRST_PLACEMENT_PASSED,
    Milestone.Kind.LAST_PLACEMENT_PASSED,
    Milestone.Kind.PORTFOLIO_RATIFIED,
)
"""Decisions that rest on the evidence accepted by their day."""


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


def may_keep_names(user: User, apprentice: Apprentice) -> Answer:
    """May this person see and change the list of names that may stand? Everybody their own."""
    return YES if apprentice.person_id == user.pk else no("Everybody keeps their own list of names.")


def may_write(user: User, evidence: Evidence) -> Answer:
    """May this person change what is being written?"""
    if not evidence.is_owned_by(user):
        return no("Only the person who writes this can change it.")
    if evidence.state == Evidence.State.SUBMITTED:
        return no("You have sent this to be assessed. Until somebody opens it, you can take it back.")
    if evidence.state == Evidence.State.COUNTERSIGN:
        return no("This is signed and waits for a countersignature, so it cannot be changed now.")
    if evidence.state == Evidence.State.QUARANTINED and evidence.draft is None:
        return no("This is hidden while your university tutor decides whether somebody’s details stand in it.")
    if evidence.state not in Evidence.BEING_WRITTEN:
        return no(f"This is {evidence.get_state_display().lower()}, so it can no longer be changed.")
    return may_start(user, evidence.apprentice)


def may_send(user: User, evidence: Evidence) -> Answer:
    """May this person send it to be assessed?"""
    answer = may_write(user, evidence)
    if answer and evidence.breaches.filter(state=Breach.State.FLAGGED).exists():
        return no("This is hidden while your university tutor decides whether somebody’s details stand in it.")
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
    nobody_sees = (Evidence.State.DRAFT, Evidence.State.WITHDRAWN, Evidence.State.QUARANTINED)
    if evidence.state in nobody_sees or evidence.shown is None:
        return no("Nobody sees this, so there is nothing to withdraw.")
    if evidence.shown.opened_at is None:
        return no("Nobody has opened this yet: take it back instead.")
    if evidence.versions.filter(sign_off__isnull=False).exists():
        return no("An earlier version of this was accepted and signed. It stays in the portfolio.")
    return YES


def may_throw_away(user: User, evidence: Evidence) -> Answer:
    """May this person delete it for good? Only what nobody else ever saw."""
    if not evidence.is_owned_by(user):
        return no("Only the person who writes this can delete it.")
    if evidence.state not in Evidence.BEING_WRITTEN or evidence.shown is not None:
        return no("Somebody else has seen this, so it is kept. You can withdraw it.")
    if evidence.witness_statements.exists():
        return no("You have asked somebody to bear witness to this, so it is kept.")
    return YES


def may_answer(user: User, evidence: Evidence, relations: list[Involvement]) -> Answer:
    """May this person sign off, or return for more work, what was sent? Line managers and writers never."""
    if evidence.is_owned_by(user):
        return no("Nobody assesses their own evidence.")
    if evidence.state != Evidence.State.SUBMITTED:
        return no(_answered_already(evidence))
    if evidence.apprentice.state != Apprentice.State.ACTIVE:
        return no(f"{evidence.apprentice} is {evidence.apprentice.get_state_display().lower()} just now.")
    if _manages(user, relations):
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


def may_countersign(user: User, evidence: Evidence, relations: list[Involvement], *, on: datetime.date) -> Answer:
    """May this person countersign what a practice educator in training signed, or send it back to them?"""
    if evidence.is_owned_by(user):
        return no("Nobody assesses their own evidence.")
    if evidence.state != Evidence.State.COUNTERSIGN or evidence.answered_by is None:
        return no(_answered_already(evidence))
    if evidence.apprentice.state != Apprentice.State.ACTIVE:
        return no(f"{evidence.apprentice} is {evidence.apprentice.get_state_display().lower()} just now.")
    if _manages(user, relations):
        return no("A line manager does not assess evidence of somebody they manage.")
    if evidence.answered_by_id == user.pk:
        return no(f"You have signed this yourself. {who_countersigns(evidence, relations, on=on)}")
    if all(relation.person_id != user.pk for relation in _countersigners(evidence, relations, on)):
        return no(who_countersigns(evidence, relations, on=on))
    return YES


def who_countersigns(evidence: Evidence, relations: list[Involvement], *, on: datetime.date) -> str:
    """Who can countersign on a day, as a sentence."""
    named = [relation.person for relation in _countersigners(evidence, relations, on)]
    if named:
        return f"{words.listed(named, last='or')} countersigns this."
    return (
        "Nobody is named today who could countersign this: a practice educator of this apprentice at stage 2. "
        "The placement coordinator can name somebody."
    )


def _countersigners(evidence: Evidence, relations: list[Involvement], on: datetime.date) -> list[Involvement]:
    assert evidence.answered_by is not None
    return oversight.countersigners(relations, signed_by=evidence.answered_by, on=on)


def _manages(user: User, relations: list[Involvement]) -> bool:
    return any(relation.person_id == user.pk and relation.kind == Kind.LINE_MANAGER for relation in relations)


@dataclass(frozen=True)
class Authority:
    """Who may open an accepted piece again at this moment, in which role, and why it is they."""

    people: list[User]
    role: str
    because: str

    def __str__(self) -> str:
        if not self.role:
            return self.because
        if self.people:
            return f"{self.because} {words.listed(self.people, last='or')} can open it again."
        return f"{self.because} Nobody is named today who could open it again."


def who_reopens(evidence: Evidence, relations: list[Involvement]) -> Authority:
    """The assessor; after the tutor's review the tutor; after a decision the chair of the panel, and nobody else."""
    if evidence.state != Evidence.State.ACCEPTED or evidence.answered_at is None:
        return Authority([], "", "Only what was accepted can be opened again.")
    decided = evidence.apprentice.milestones.filter(
        kind__in=DECISIONS, reached_on__gte=timezone.localdate(evidence.answered_at)
    )
    if decided.exists():
        chairs = [r.person for r in relations if r.kind == Kind.PANEL_READER and r.person and _is_chair(r.person)]
        return Authority(chairs, "Chair of the practice assessment panel", "A decision rests on this.")
    reviews = PortfolioReview.objects.filter(apprentice=evidence.apprentice, reviewed_at__gte=evidence.answered_at)
    if any(evidence.reference == piece["evidence"] for review in reviews for piece in review.covers):
        tutors = [r.person for r in relations if r.kind == Kind.TUTOR and r.person]
        return Authority(tutors, "University tutor", "The university tutor has reviewed this.")
    assessing = [r for r in readers.assessors(relations) if r.person and not _manages(r.person, relations)]
    role = str(assessing[0].get_kind_display()) if assessing else "Practice educator"
    return Authority([r.person for r in assessing if r.person], role, "No review and no decision rests on this yet.")


def may_reopen(user: User, evidence: Evidence, authority: Authority) -> Answer:
    """May this person open an accepted piece again?"""
    if evidence.apprentice.state != Apprentice.State.ACTIVE:
        return no(f"{evidence.apprentice} is {evidence.apprentice.get_state_display().lower()} just now.")
    if evidence.is_owned_by(user) or user not in authority.people:
        return no(str(authority))
    return YES


def may_ask_to_reopen(user: User, evidence: Evidence, authority: Authority) -> Answer:
    """May this person ask whoever has the authority? Everybody who reads the piece and does not have it."""
    if evidence.apprentice.state != Apprentice.State.ACTIVE:
        return no(f"{evidence.apprentice} is {evidence.apprentice.get_state_display().lower()} just now.")
    if not authority.people:
        return no(str(authority))
    if user in authority.people:
        return no("You can open this again yourself.")
    return YES


def _is_chair(person: User) -> bool:
    return holds(person, "assessment_panel_chair")


def may_ask_for_witness(user: User, evidence: Evidence) -> Answer:
    """May this person ask somebody to say in signed words what they saw? The writer, until it is accepted."""
    if not evidence.is_owned_by(user):
        return no("Only the person who writes this asks for a witness.")
    if evidence.state in (Evidence.State.ACCEPTED, Evidence.State.WITHDRAWN, Evidence.State.QUARANTINED):
        return no(f"This is {evidence.get_state_display().lower()}, so nothing is added to it.")
    return may_start(user, evidence.apprentice)


def witnesses(relations: list[Involvement]) -> list[Involvement]:
    """Whom an apprentice may ask: line managers and workplace supervisors of today who do not assess."""
    assessing = {relation.person_id for relation in readers.assessors(relations)}
    seeing = [r for r in relations if r.kind in WITNESSING_KINDS and r.person_id not in assessing]
    return list({relation.person_id: relation for relation in seeing}.values())


def commenters(relations: list[Involvement]) -> list[Involvement]:
    """Whom an apprentice may ask for comments on a draft today, each once."""
    asked = [relation for relation in relations if relation.kind in COMMENTING_KINDS]
    return list({relation.person_id: relation for relation in asked}.values())


def may_witness(user: User, statement: WitnessStatement) -> Answer:
    """May this person give the statement, or decline? Whoever was asked, under their own name."""
    if statement.witness_id != user.pk:
        return no(f"{statement.witness} was asked, and nobody else can answer for them.")
    if statement.state != WitnessStatement.State.ASKED:
        return no(f"This is {statement.get_state_display().lower()} already.")
    return YES


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
    if evidence.state == Evidence.State.COUNTERSIGN and evidence.answered_at:
        signed = f"{evidence.answered_by} signed this on {words.moment(evidence.answered_at)}"
        return f"{signed}, and it waits for a countersignature."
    if evidence.answered_at:
        return f"This was {state} by {evidence.answered_by} on {words.moment(evidence.answered_at)}."
    return f"This is {state}, so there is nothing to assess."
