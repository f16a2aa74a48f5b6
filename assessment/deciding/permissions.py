"""Who may hand in, recommend, sign beside, ask, answer, review and give a second opinion; and why not."""

from __future__ import annotations

import datetime

from django.utils import timezone

from apprentices.models import Apprentice, Concern, Involvement
from apprentices.permissions import involved_as
from assessment.deciding import dates, parts
from assessment.models import (
    Evidence,
    Observation,
    PortfolioSubmission,
    Recommendation,
    SecondOpinion,
    TutorQuery,
)
from assessment.models.submissions import PANEL_OFFICERS
from consortium.models import Organisation
from consortium.people import reached_ids
from core import words
from core.accounts.models import User
from core.permissions import YES, Answer, no
from placements.models import Designation, Placement, PracticeEducator

Kind = Involvement.Kind
State = PortfolioSubmission.State

TAKES_REPORT = (State.HANDED_IN, State.COUNTERSIGN, State.RETURNED)
"""States in which the workplace supervisor's report can still be put beside the recommendation."""
HANDS_IN = (Placement.State.LIVE, Placement.State.DAYS_COMPLETE, Placement.State.CLOSED)


# Handing in ---------------------------------------------------------------------------------------------------


def may_hand_in(user: User, placement: Placement, *, on: datetime.date) -> Answer:
    """May this person hand in the portfolio of a placement? The apprentice, by the day, once."""
    if user.pk != placement.apprentice.person_id:
        return no(f"Only {placement.apprentice} hands in this portfolio.")
    if placement.apprentice.state != Apprentice.State.ACTIVE:
        return no(f"You are {words.lowered(placement.apprentice.get_state_display())} just now. Nothing is lost.")
    if placement.state not in HANDS_IN:
        return no(f"This placement is {words.lowered(placement.get_state_display())}.")
    standing = placement.submissions.exclude(state__in=[*PortfolioSubmission.OVER, State.RETURNED]).first()
    if standing is not None:
        return no(f"You handed this portfolio in on {words.moment(standing.handed_in_at)}.")
    if not Evidence.objects.accepted().filter(apprentice=placement.apprentice).exists():
        return no("Nothing in your portfolio is accepted yet, so there is nothing to hand in.")
    if on > (last := dates.hand_in_by(placement)):
        return no(
            f"The last day for handing in was {words.day(last)}. Your university tutor can record an extension or "
            "mitigating circumstances; then you can hand in here."
        )
    return YES


def may_take_back(user: User, submission: PortfolioSubmission) -> Answer:
    """May this person take back what was handed in? The apprentice, until somebody writes about it."""
    if user.pk != submission.placement.apprentice.person_id:
        return no(f"Only {submission.placement.apprentice} takes this back.")
    if submission.state != State.HANDED_IN or submission.recommendations.exists() or _is_reported(submission):
        return no("Your practice educator or supervisor has begun to write about this, so it cannot be taken back.")
    return YES


def _is_reported(submission: PortfolioSubmission) -> bool:
    return hasattr(submission, "supervisor_report")


def may_extend_hand_in(user: User, placement: Placement) -> Answer:
    """May this person record a later day for handing in? The university tutor."""
    if user.pk == placement.apprentice.person_id or not involved_as(user, placement.apprentice, Kind.TUTOR):
        return no("The university tutor records a later day for handing in.")
    return YES


# The recommendation -------------------------------------------------------------------------------------------


def may_recommend(user: User, submission: PortfolioSubmission) -> Answer:
    """May this person write and sign the recommendation? The placement's practice educator, and nobody for them."""
    placement = submission.placement
    if user.pk == placement.apprentice.person_id:
        return no("Nobody recommends about themselves.")
    if user != placement.practice_educator.person:
        return no(f"{placement.practice_educator}, the practice educator, writes the recommendation.")
    if submission.state == State.COUNTERSIGN:
        return no(f"You have signed this. It waits for the signature of {placement.overseen_by}.")
    if submission.state not in (State.HANDED_IN, State.RETURNED):
        return no("This recommendation is signed, and stays as it is.")
    return here(submission)


def stage_reason(placement: Placement, *, on: datetime.date) -> str:
    """Why a recommendation about this placement cannot stand by the stage of its practice educator; "" = it can.

    For the last placement: stage 2, or the one who oversees at stage 2, who has observed at least once, signs beside.
    """
    if placement.overseen_by is not None:
        if not _at_stage_2(placement.overseen_by, on):
            return f"{placement.overseen_by}, who oversees, is not at stage 2 today, so cannot sign beside."
        observed = Observation.objects.held().filter(placement=placement, observer=placement.overseen_by.person)
        if placement.is_last and not observed.exists():
            return f"{placement.overseen_by}, who oversees, has not observed yet: at the last placement once at least."
        return ""
    if placement.is_last and not _at_stage_2(placement.practice_educator, on):
        return (
            "At the last placement a practice educator at stage 2 recommends, or one in training with one at stage 2 "
            "who oversees. The placement coordinator can name somebody."
        )
    return ""


def _at_stage_2(educator: PracticeEducator, on: datetime.date) -> bool:
    return PracticeEducator.objects.at_stage(Designation.Stage.STAGE_2, on=on).filter(pk=educator.pk).exists()


def needs_explanation(placement: Placement, educator: User) -> bool:
    """Whether a fail would come without a concern of this placement of which educator and apprentice know."""
    known = Concern.objects.visible_to(educator).filter(
        apprentice=placement.apprentice, about=Concern.About.APPRENTICE, told_at__isnull=False
    )
    return not known.filter(raised_at__date__gte=placement.starts_on).exists()


def may_sign_beside(user: User, recommendation: Recommendation) -> Answer:
    """May this person sign a recommendation beside the one who wrote it, or send it back? Who oversees, at stage 2."""
    placement = recommendation.submission.placement
    overseer = placement.overseen_by
    if recommendation.state != Recommendation.State.COUNTERSIGN:
        return no(f"This is {words.lowered(recommendation.get_state_display())}.")
    if overseer is None or user != overseer.person:
        return no(f"{overseer or 'Whoever oversees the practice educator'} signs beside this.")
    if not _at_stage_2(overseer, timezone.localdate()):
        return no("A recommendation is signed beside at stage 2.")
    return here(recommendation.submission)


def may_report(user: User, submission: PortfolioSubmission) -> Answer:
    """May this person write the workplace supervisor's report? The supervisor of the placement, until it is decided."""
    supervisor = submission.placement.supervisor
    if supervisor is None or user != supervisor or user == submission.placement.practice_educator.person:
        return no(f"{supervisor} writes this report." if supervisor else "This placement has no workplace supervisor.")
    if _is_reported(submission):
        return no("Your report is signed, and stays as it is.")
    if submission.state not in TAKES_REPORT:
        return no("The recommendation is signed, so nothing is put beside it any more.")
    return here(submission)


# The tutor ----------------------------------------------------------------------------------------------------


def may_review(user: User, submission: PortfolioSubmission) -> Answer:
    """May this person concur, dissent or ask the practice educator? The university tutor of today."""
    if user.pk == submission.placement.apprentice.person_id or not involved_as(
        user, submission.placement.apprentice, Kind.TUTOR
    ):
        return no("The university tutor answers a recommendation.")
    if submission.state == State.QUERIED:
        return no(f"You have asked a question, and {submission.placement.practice_educator} answers next.")
    if submission.state != State.RECOMMENDED:
        return no(f"This is: {words.lowered(submission.get_state_display())}.")
    return here(submission)


def may_answer_query(user: User, query: TutorQuery) -> Answer:
    """May this person answer a tutor's question? Whoever wrote the recommendation; its words stay."""
    if user != query.recommendation.written_by:
        return no(f"{query.recommendation.written_by} was asked.")
    if query.answered_at is not None:
        return no("This is answered already.")
    return here(query.recommendation.submission)


# The second opinion -------------------------------------------------------------------------------------------


def is_panel_officer(user: User, university: Organisation) -> bool:
    """Whether somebody is chair or secretary of the practice assessment panel of a university today."""
    return university.pk in reached_ids(user, on=timezone.localdate(), roles=PANEL_OFFICERS)


def may_ask_second_opinion(user: User, submission: PortfolioSubmission) -> Answer:
    """May this person ask a practice educator for a second opinion? The tutor, or an officer of the panel."""
    if user in {submission.placement.apprentice.person, *educators_of(submission)}:
        return no("The university tutor asks for a second opinion.")
    if submission.second_opinions.filter(state__in=SecondOpinion.OPEN).exists():
        return no("Somebody is asked already. If they decline, you can ask somebody else.")
    tutors = involved_as(user, submission.placement.apprentice, Kind.TUTOR)
    if submission.state == State.SECOND_OPINION and tutors:
        return here(submission)
    officer = is_panel_officer(user, submission.placement.apprentice.cohort.university)
    if submission.state in (State.SECOND_OPINION, State.READY, State.WITH_PANEL) and officer:
        return here(submission)
    if submission.state == State.SECOND_OPINION:
        return no("The university tutor, or the chair of the practice assessment panel, asks for a second opinion.")
    return no(f"This is: {words.lowered(submission.get_state_display())}.")


def educators_of(submission: PortfolioSubmission) -> list[User]:
    placement = submission.placement
    return [e.person for e in (placement.practice_educator, placement.overseen_by) if e is not None]


def second_opinion_educators(submission: PortfolioSubmission, *, on: datetime.date) -> list[PracticeEducator]:
    """Who can be asked: practice educators at stage 2, current, of another council than host and employer, who had
    nothing to do with this apprentice and have not declined.
    """
    placement = submission.placement
    near = {placement.setting.organisation.legal_body.pk, placement.apprentice.employer.legal_body.pk}
    near |= {educator.practice_educator.kept_by.legal_body.pk for educator in educators_of(submission)}
    declined = submission.second_opinions.filter(state=SecondOpinion.State.DECLINED).values("educator")
    at_hand = (
        PracticeEducator.objects.at_stage(Designation.Stage.STAGE_2, on=on)
        .filter(current_until__gte=on)
        .exclude(person__in=[who.pk for who in parts.contacts(submission)])
        .exclude(pk__in=declined)
        .select_related("person", "kept_by__part_of")
        .order_by("person__name")
    )
    return [educator for educator in at_hand if educator.kept_by.legal_body.pk not in near]


def may_answer_request(user: User, opinion: SecondOpinion) -> Answer:
    """May this person accept or decline to give a second opinion? Whoever was asked."""
    if user != opinion.educator.person:
        return no(f"{opinion.educator} was asked, and nobody else can answer for them.")
    if opinion.state != SecondOpinion.State.ASKED:
        return no(f"This is: {words.lowered(opinion.get_state_display())}.")
    return here(opinion.submission)


def may_give_opinion(user: User, opinion: SecondOpinion) -> Answer:
    """May this person say whether they support the recommendation? Whoever was asked and accepted."""
    if user != opinion.educator.person:
        return no(f"{opinion.educator} was asked, and nobody else can answer for them.")
    if opinion.state != SecondOpinion.State.ACCEPTED:
        return no(f"This is: {words.lowered(opinion.get_state_display())}.")
    return here(opinion.submission)


# The panel ----------------------------------------------------------------------------------------------------


def is_with_panel(submission: PortfolioSubmission) -> Answer:
    """Whether a panel can recommend about it now."""
    if submission.state not in (State.READY, State.WITH_PANEL):
        return no(f"This is: {words.lowered(submission.get_state_display())}.")
    return here(submission)


def here(submission: PortfolioSubmission) -> Answer:
    """Nothing goes on about somebody who is on a break, suspended or gone, until they are back."""
    apprentice = submission.placement.apprentice
    if apprentice.state in Apprentice.AWAY:
        return no(f"{apprentice} is {words.lowered(apprentice.get_state_display())} just now. It waits until then.")
    return YES
