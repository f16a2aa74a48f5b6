"""The board of examiners: results entered by one person, confirmed by another, and released at one moment."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models, transaction
from django.utils import timezone

from apprentices.models import Milestone
from apprentices.operations import reach_milestone
from assessment.deciding import board_permissions as permissions
from assessment.deciding import dates, telling
from assessment.models import BoardDecision, BoardOfExaminers, PortfolioSubmission
from assessment.operations.submissions import locked, step
from assessment.permissions import refuse_unless
from consortium.models import Organisation
from core import audit, words
from core.accounts.models import User
from core.workflow import StepRefused, move
from placements.models import Placement

State = BoardOfExaminers.State
Outcome = BoardDecision.Outcome
Submitted = PortfolioSubmission.State


@dataclass(frozen=True)
class Result:
    """What a board decided about one portfolio, as it is typed."""

    outcome: str
    reasons: str = ""


@transaction.atomic
def plan_board(
    *, university: Organisation, held_on: datetime.date, release_at: datetime.datetime, by: User
) -> BoardOfExaminers:
    """Plan a board and the one moment at which its results come out."""
    if permissions.board_of(by) != university:
        raise StepRefused("The chair or secretary of a board of examiners plans it.")
    _require_later(held_on, release_at)
    board = BoardOfExaminers.objects.create(university=university, held_on=held_on, release_at=release_at)
    audit.record(board, "planned", by=by, release_at=release_at)
    return board


@transaction.atomic
def move_release(board: BoardOfExaminers, *, release_at: datetime.datetime, by: User) -> None:
    """Set another moment of release: to come, and not before the board is held."""
    now = _locked(board)
    refuse_unless(permissions.may_keep_board(by, now))
    _require_later(now.held_on, release_at)
    if release_at <= timezone.now():
        raise StepRefused("Choose a moment that is still to come.")
    BoardOfExaminers.objects.filter(pk=now.pk).update(release_at=release_at, version=models.F("version") + 1)
    audit.record(now, "moved", by=by, release_at=release_at)
    board.refresh_from_db()


def _require_later(held_on: datetime.date, release_at: datetime.datetime) -> None:
    if timezone.localdate(release_at) < held_on:
        raise StepRefused("Results are released on the day of the board or later.")


def for_board(board: BoardOfExaminers) -> models.QuerySet[PortfolioSubmission]:
    """The portfolios of the university's apprentices that the panel has recommended about and nobody has decided."""
    return (
        PortfolioSubmission.objects.waiting_in(Submitted.PANEL_RECOMMENDED)
        .filter(placement__apprentice__cohort__university=board.university_id)
        .exclude(board_decisions__state=BoardDecision.State.ENTERED)
    )


@transaction.atomic
def enter_results(
    board: BoardOfExaminers,
    *,
    results: Mapping[PortfolioSubmission, Result],
    by: User,
    at: datetime.datetime | None = None,
) -> list[BoardDecision]:
    """Enter what the board decided about many portfolios at once; another person confirms it. All or none."""
    at = at or timezone.now()
    now = _locked(board)
    refuse_unless(permissions.may_enter(by, now))
    made = []
    for submission, result in results.items():
        held = locked(submission)
        _require_possible(held, result, by=by)
        decision = BoardDecision.objects.create(
            board=now,
            submission=held,
            outcome=result.outcome,
            reasons=result.reasons,
            entered_by=by,
            entered_at=at,
        )
        audit.record(decision, "entered", by=by, at=at)
        made.append(decision)
    return made


def _require_possible(submission: PortfolioSubmission, result: Result, *, by: User) -> None:
    if submission.state != Submitted.PANEL_RECOMMENDED:
        raise StepRefused(f"{submission}: this is {words.lowered(submission.get_state_display())}.")
    refuse_unless(permissions.may_decide_about(by, submission))
    if submission.board_decisions.filter(state=BoardDecision.State.ENTERED).exists():
        raise StepRefused(f"{submission}: somebody has entered a result meanwhile.")
    panel = submission.panel_recommendations.order_by("recommended_at", "pk").last()
    if result.outcome not in permissions.outcomes_for(submission, panel):
        raise StepRefused(
            f"{submission}: a board ratifies what the panel recommends, or refers it back. Look at it again."
        )
    if result.outcome == Outcome.REFER_BACK and not result.reasons.strip():
        raise StepRefused(f"{submission}: say why it is referred back.")


@transaction.atomic
def confirm_results(
    board: BoardOfExaminers, *, shown: Mapping[int, str], by: User, at: datetime.datetime | None = None
) -> list[BoardDecision]:
    """The second person confirms results as they were shown (id → outcome). What is referred back goes at once."""
    at = at or timezone.now()
    now = _locked(board)
    refuse_unless(permissions.may_enter(by, now))
    entered = now.decisions.filter(pk__in=shown, state=BoardDecision.State.ENTERED).select_related("entered_by")
    confirmed = []
    for decision in entered.order_by("pk"):
        if shown[decision.pk] != decision.outcome:
            raise StepRefused("A result has changed since you opened this page. Look at it again.")
        if decision.entered_by == by:
            raise StepRefused("Somebody else confirms what you have entered.")
        submission = locked(decision.submission)
        refuse_unless(permissions.may_decide_about(by, submission))
        move(decision, to=BoardDecision.State.CONFIRMED, by=by, at=at, confirmed_by=by, confirmed_at=at)
        if decision.outcome == Outcome.REFER_BACK:
            step(submission, to=Submitted.READY, by=by, at=at, reason=decision.reasons)
            telling.ready_for_panel(submission)
        else:
            step(submission, to=Submitted.DECIDED, by=by, at=at)
        confirmed.append(decision)
    if not confirmed:
        raise StepRefused("These results were dealt with before your step arrived. Look at the page again.")
    return confirmed


@transaction.atomic
def take_back_result(
    decision: BoardDecision, *, because: str, by: User, at: datetime.datetime | None = None
) -> BoardDecision:
    """Take back a result that was wrong, before its release; it is entered anew."""
    at = at or timezone.now()
    board = _locked(decision.board)
    refuse_unless(permissions.may_enter(by, board))
    if not because.strip():
        raise StepRefused("Say why it is taken back.")
    submission = locked(decision.submission)
    refuse_unless(permissions.may_decide_about(by, submission))
    if decision.outcome == Outcome.REFER_BACK and decision.state != BoardDecision.State.ENTERED:
        raise StepRefused("This was referred back to the panel, and is there now.")
    move(decision, to=BoardDecision.State.TAKEN_BACK, by=by, at=at, reason=because)
    if submission.state == Submitted.DECIDED:
        step(submission, to=Submitted.PANEL_RECOMMENDED, by=by, at=at)
    return decision


@transaction.atomic
def close_results(board: BoardOfExaminers, *, by: User) -> None:
    """Nothing more is entered; the results wait for their moment. Every one of them is confirmed by a second person."""
    now = _locked(board)
    refuse_unless(permissions.may_enter(by, now))
    if now.decisions.filter(state=BoardDecision.State.ENTERED).exists():
        raise StepRefused("A result is entered and not confirmed yet. Somebody else than who entered it confirms it.")
    if not now.decisions.filter(state=BoardDecision.State.CONFIRMED).exists():
        raise StepRefused("Nothing is decided at this board yet.")
    if now.release_at <= timezone.now():
        raise StepRefused("The moment of release has passed. Set another one first, still to come.")
    move(now, to=State.CLOSED, by=by)


@transaction.atomic
def open_results_again(board: BoardOfExaminers, *, by: User) -> None:
    """Before the moment of release: results can be entered and taken back again."""
    now = _locked(board)
    refuse_unless(permissions.may_keep_board(by, now))
    if now.release_at <= timezone.now():
        raise StepRefused("The moment of release has come.")
    move(now, to=State.OPEN, by=by)


def release_due(at: datetime.datetime | None = None) -> int:
    """Release every board whose moment has come; answers how many. Run every minute."""
    at = at or timezone.now()
    due = BoardOfExaminers.objects.due_for_release(at)
    return sum(_release(board, at=at) for board in due.order_by("release_at", "pk"))


@transaction.atomic
def _release(board: BoardOfExaminers, *, at: datetime.datetime) -> bool:
    """All results of a board in one transaction: states, milestones and mails, for a pass as for a fail."""
    now = _locked(board)
    if now.state != State.CLOSED or now.release_at > at:
        return False
    until = dates.appeal_until(timezone.localdate(at), now.university_id)
    ready = now.decisions.filter(state=BoardDecision.State.CONFIRMED).exclude(outcome=Outcome.REFER_BACK)
    for decision in ready.order_by("pk"):
        submission = locked(decision.submission)
        move(decision, to=BoardDecision.State.RELEASED, by=None, at=at, released_at=at, appeal_until=until)
        step(submission, to=Submitted.RELEASED, by=None, at=at)
        if decision.is_pass:
            _reach(submission.placement, on=timezone.localdate(at))
        telling.released(submission, at)
    move(now, to=State.RELEASED, by=None, at=at, released_at=at)
    if now.examiner_comments.exists():
        telling.examiner_commented(now, at=at)
    return True


def _reach(placement: Placement, *, on: datetime.date) -> None:
    """What a passed placement means for the record."""
    kinds = Milestone.Kind
    if placement.is_last:
        reached = [kinds.LAST_PLACEMENT_PASSED, kinds.PORTFOLIO_RATIFIED]
    elif placement.number == 1:
        reached = [kinds.FIRST_PLACEMENT_PASSED]
    else:
        reached = []
    for kind in reached:
        reach_milestone(placement.apprentice, kind, on=on, by=None)


def _locked(board: BoardOfExaminers) -> BoardOfExaminers:
    return BoardOfExaminers.objects.select_for_update(of=("self",)).select_related("university").get(pk=board.pk)
