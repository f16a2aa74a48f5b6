"""Who may plan a board, enter and confirm results, release, appeal, decide an appeal, and act for a panel alone."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.utils import timezone

from apprentices.models import Involvement, Party
from apprentices.permissions import involved_as
from apprentices.permissions.parties import parties_of
from assessment.deciding import parts
from assessment.deciding.permissions import educators_of, here, is_panel_officer
from assessment.models import (
    Appeal,
    BoardDecision,
    BoardOfExaminers,
    ChairsAction,
    ChairsActionAgreement,
    PanelRecommendation,
    PortfolioSubmission,
)
from assessment.models.submissions import APPEALS_LEAD, BOARD_OFFICERS, EXTERNAL_EXAMINER
from consortium.models import Organisation
from consortium.people import held, reached_ids
from core import words
from core.accounts.models import User
from core.permissions import YES, Answer, no

State = PortfolioSubmission.State
Outcome = BoardDecision.Outcome
Panel = PanelRecommendation.Outcome
ChairParty = ChairsActionAgreement.Party


# The board ----------------------------------------------------------------------------------------------------


def board_of(user: User) -> Organisation | None:
    """The university for whose board of examiners this person is chair or secretary."""
    return next((a.organisation for a in held(user) if a.role.code in BOARD_OFFICERS), None)


def may_plan_board(user: User) -> Answer:
    """May this person plan a board of examiners?"""
    return YES if board_of(user) else no("The chair or secretary of a board of examiners plans it.")


SETS_DAYS = "The chair or secretary of a board of examiners sets the days of the university."


def may_set_days(user: User) -> Answer:
    """May this person set a university's days for handing in and for appeals?"""
    return YES if board_of(user) else no(SETS_DAYS)


def keeps_board(user: User, board: BoardOfExaminers) -> bool:
    """Whether somebody is chair or secretary of this board today."""
    return board.university_id in reached_ids(user, on=timezone.localdate(), roles=BOARD_OFFICERS)


def may_keep_board(user: User, board: BoardOfExaminers) -> Answer:
    """May this person enter results, set the moment of release, close and open again? Chair and secretary."""
    if not keeps_board(user, board):
        return no("The chair and the secretary of the board of examiners enter results. You can read them here.")
    if board.state == BoardOfExaminers.State.RELEASED:
        return no("These results are released.")
    return YES


def examines(user: User, board: BoardOfExaminers) -> bool:
    """Whether somebody is external examiner of the university of a board today."""
    return board.university_id in reached_ids(user, on=timezone.localdate(), roles=(EXTERNAL_EXAMINER,))


def may_comment(user: User, board: BoardOfExaminers) -> Answer:
    """May this person comment on the sample of a board? The university's external examiner; they give no marks."""
    return YES if examines(user, board) else no("The external examiner of the university comments on the sample.")


def may_enter(user: User, board: BoardOfExaminers) -> Answer:
    """May this person enter or confirm results of this board now?"""
    answer = may_keep_board(user, board)
    if answer and board.state != BoardOfExaminers.State.OPEN:
        return no("The results of this board are closed. Open them again first.")
    return answer


def may_decide_about(user: User, submission: PortfolioSubmission) -> Answer:
    """May this person have a part in the board's result about one portfolio?"""
    return may_decide_about_each(user, [submission])[submission.pk]


def may_decide_about_each(user: User, submissions: Collection[PortfolioSubmission]) -> dict[int, Answer]:
    """The same for a page of many, by submission id.

    Nobody who had a part before; and where practice educator, tutor, second opinion and panel do not all say the same,
    nobody who chaired the panel: they explain, and take no part.
    """
    contact, said = parts.had_contact(user, submissions), parts.said_about(submissions)
    chaired = set(
        PanelRecommendation.objects.filter(submission__in=submissions, chaired_by=user).values_list(
            "submission", flat=True
        )
    )
    answers = dict.fromkeys((submission.pk for submission in submissions), YES)
    for one in submissions:
        if one.pk in contact:
            answers[one.pk] = no(f"You had a part in what {one} rests on, so others enter and confirm its result.")
        elif one.pk in chaired and one.pk in said and said[one.pk].differ:
            answers[one.pk] = no(f"You chaired the panel, and views about {one} differ, so others decide about it.")
    return answers


def outcomes_for(submission: PortfolioSubmission, panel: PanelRecommendation | None) -> list[str]:
    """What a board can decide: to ratify what the panel recommends, or to refer it back. What was referred, it decides.

    Nothing takes a day off the regulator's minimum: without all its days a placement is not passed.
    """
    if panel is None:
        return []
    if panel.outcome == Panel.CONFIRM_PASS:
        found = [Outcome.PASSED]
    elif panel.outcome == Panel.CONCUR_FAIL:
        found = [Outcome.REPEAT if panel.repeat_allowed else Outcome.NOT_PASSED]
    else:
        found = [Outcome.PASSED, Outcome.REPEAT, Outcome.NOT_PASSED]
    placement = submission.placement
    if placement.days_counted < placement.days_required:
        found = [outcome for outcome in found if outcome != Outcome.PASSED]
    return [*found, Outcome.REFER_BACK]


# Appeals ------------------------------------------------------------------------------------------------------


def may_appeal(user: User, decision: BoardDecision, *, on: datetime.date) -> Answer:
    """May this person appeal? The apprentice, about a released result that is no pass, until the window closes.

    Whoever has left the programme meanwhile may too: the window is theirs.
    """
    if user.pk != decision.submission.placement.apprentice.person_id:
        return no(f"Only {decision.submission.placement.apprentice} can appeal.")
    if decision.state != BoardDecision.State.RELEASED or decision.is_pass or decision.appeal_until is None:
        return no("There is no released result here that could be appealed.")
    if decision.appeals.exclude(state=Appeal.State.WITHDRAWN).exists():
        return no("You have appealed this result already.")
    if on > decision.appeal_until:
        return no(f"The appeal window closed on {words.day(decision.appeal_until)}.")
    return YES


def may_withdraw_appeal(user: User, appeal: Appeal) -> Answer:
    """May this person withdraw an appeal? Whoever lodged it, until it is decided."""
    if user != appeal.lodged_by or appeal.state not in Appeal.OPEN:
        return no("Whoever lodged an appeal can withdraw it until it is decided.")
    return YES


def may_decide_appeal(user: User, appeal: Appeal) -> Answer:
    """May this person admit, hear and record? The university's academic appeals lead, who had no part before."""
    university = appeal.decision.submission.placement.apprentice.cohort.university_id
    if university not in reached_ids(user, on=timezone.localdate(), roles=(APPEALS_LEAD,)):
        return no("The university’s academic appeals lead decides this.")
    if user in parts.took_part(appeal.decision.submission):
        return no("You had a part in this result, so somebody else decides the appeal.")
    return YES


def is_provisional(decision: BoardDecision, *, on: datetime.date) -> bool:
    """Whether a released result may still change: its appeal window is open, or an appeal is."""
    if decision.is_pass or decision.state != BoardDecision.State.RELEASED or decision.appeal_until is None:
        return False
    return on <= decision.appeal_until or decision.appeals.filter(state__in=Appeal.OPEN).exists()


# Chair's action -----------------------------------------------------------------------------------------------


def may_propose_action(user: User, submission: PortfolioSubmission) -> Answer:
    """May this person propose that the chair adds lost days without a meeting? Practice educator, tutor or chair."""
    tutors = involved_as(user, submission.placement.apprentice, Involvement.Kind.TUTOR)
    if user not in educators_of(submission) and not tutors and not is_chair(user, submission):
        return no("Practice educator, tutor or the chair of the panel propose chair’s action.")
    if submission.state not in (State.READY, State.WITH_PANEL):
        return no("Chair’s action is about a portfolio that is ready for the panel or with it.")
    if submission.chairs_actions.filter(state__in=[ChairsAction.State.PROPOSED, ChairsAction.State.AGREED]).exists():
        return no("Chair’s action is proposed already.")
    return here(submission)


def action_party_of(user: User, action: ChairsAction) -> str:
    """For which party this person agrees; "" for none, and for whoever's party has agreed already."""
    apprentice = action.submission.placement.apprentice
    given = set(action.agreements.values_list("party", flat=True))
    speaks = {
        ChairParty.APPRENTICE: user.pk == apprentice.person_id,
        ChairParty.EDUCATOR: user in educators_of(action.submission),
        ChairParty.TUTOR: involved_as(user, apprentice, Involvement.Kind.TUTOR),
        ChairParty.EMPLOYER: Party.EMPLOYER in parties_of(user, apprentice),
    }
    return next((party for party, is_one in speaks.items() if is_one and party not in given), "")


def may_agree_to_action(user: User, action: ChairsAction) -> Answer:
    """May this person agree in writing, or say no? Each party once, under their own name."""
    if action.state != ChairsAction.State.PROPOSED:
        return no(f"This is {words.lowered(action.get_state_display())}.")
    if not action_party_of(user, action) or action.agreements.filter(agreed_by=user).exists():
        return no("Apprentice, practice educator, tutor and employer agree, each in their own words.")
    return here(action.submission)


def may_take_action(user: User, action: ChairsAction) -> Answer:
    """May this person take chair's action? The chair of the panel, once every party has agreed in writing."""
    if not is_chair(user, action.submission):
        return no("The chair of the practice assessment panel takes chair’s action.")
    if user in parts.kept_from_panel(action.submission):
        return no("You had a part in this before, so another chair acts.")
    if action.state != ChairsAction.State.AGREED:
        return no("Every party agrees in writing first. What one of them does not agree to, the panel decides.")
    return here(action.submission)


def may_report_action(user: User, action: ChairsAction) -> Answer:
    """May this person say that the panel was told? Its chair or secretary, once the chair has acted."""
    if not is_panel_officer(user, action.submission.placement.apprentice.cohort.university):
        return no("Chair or secretary of the practice assessment panel report chair’s action to it.")
    if action.state != ChairsAction.State.TAKEN:
        return no(f"This is: {words.lowered(action.get_state_display())}.")
    return YES


def is_chair(user: User, submission: PortfolioSubmission) -> bool:
    """Whether somebody chairs the panel of the apprentice's university, or reads this portfolio as a panel's chair."""
    university = submission.placement.apprentice.cohort.university_id
    if university in reached_ids(user, on=timezone.localdate(), roles=("assessment_panel_chair",)):
        return True
    chairs = any(appointment.role.code == "assessment_panel_chair" for appointment in held(user))
    return chairs and involved_as(user, submission.placement.apprentice, Involvement.Kind.PANEL_READER)
