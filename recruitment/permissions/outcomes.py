"""Who does what after a decision: later start, feedback, review of procedure, question of suitability."""

from __future__ import annotations

from core.accounts.models import User
from core.permissions import YES, Answer, no
from recruitment.models import (
    Application,
    Deferral,
    PanelCandidate,
    ProcedureReview,
    SelectionDay,
    SuitabilityReferral,
)
from recruitment.models.campaigns import ADMITTING, SHORTLISTING
from recruitment.models.offers import Side
from recruitment.operations.deferrals import answering_organisation
from recruitment.operations.suitability import MAY_BE_REFERRED
from recruitment.permissions import fairness
from recruitment.permissions.applications import admits, may_see_name, runs
from recruitment.permissions.campaigns import works_for


def may_have_book(user: User, day: SelectionDay) -> Answer:
    """Ask for the outcome book of a day and read it: whoever reads how fair it was, once its outcomes are fixed."""
    if PanelCandidate.objects.filter(application__candidate=user.pk or 0, panel__day=day).exists():
        return no("You were a candidate of this day, so its outcome book is not shown to you.")
    if not (answer := fairness.may_read_day(user, day)):
        return answer
    if not day.has_outcomes:
        return no("The outcome book is made once the recommendations of the day are agreed.")
    return YES


def may_answer_deferral(user: User, deferral: Deferral, side: str) -> Answer:
    """Agree to a later start, or confirm the start when the time has come: each side its own."""
    organisation = answering_organisation(deferral, side)
    if works_for(user, organisation, SHORTLISTING if side == Side.EMPLOYER else ADMITTING):
        return YES
    return no(f"This is answered for {organisation}.")


def may_find_employer(user: User, deferral: Deferral) -> Answer:
    """Ask another employer to take a deferred candidate: the coordinator."""
    if runs(user, deferral.application):
        return YES
    return no("The recruitment coordinator looks for another employer.")


def may_write_feedback(user: User, application: Application) -> Answer:
    """Write to a candidate after a no: those who run the campaign, and the university."""
    if runs(user, application) or admits(user, application):
        return YES
    return no("Feedback is written by the recruitment coordinator or the university's admissions tutor.")


def may_name_reviewers(user: User, review: ProcedureReview) -> Answer:
    """Ask two people who had no part to review: the coordinator."""
    if runs(user, review.application):
        return YES
    return no("The recruitment coordinator asks the reviewers.")


def may_review(user: User, review: ProcedureReview) -> Answer:
    """Write the outcome or agree to it: the two reviewers."""
    if review.reviewers.filter(person=user.pk or 0).exists():
        return YES
    return no("The two reviewers write the outcome.")


def may_refer(user: User, application: Application) -> Answer:
    """Refer a question of suitability: whoever decides on the candidate by name. It says nothing of any referral."""
    if application.state not in MAY_BE_REFERRED:
        return no("A question of suitability is referred from the panel's recommendation until enrolment.")
    return may_see_name(user, application)


def may_chair(user: User, referral: SuitabilityReferral) -> Answer:
    """Ask members, tell the candidate, record the outcome: the chair."""
    if referral.members.filter(person=user.pk or 0, chairs=True).exists():
        return YES
    return no("The chair of this panel does this.")
