"""An external examiner reads the sample of a board and comments."""

from __future__ import annotations

import datetime

from django.db import models, transaction
from django.utils import timezone

from assessment.deciding import board_permissions as permissions
from assessment.deciding import telling
from assessment.models import BoardOfExaminers, ExaminerComment, PortfolioSubmission
from assessment.permissions import refuse_unless
from core import audit
from core.accounts.models import User
from core.workflow import StepRefused


def sample_of(board: BoardOfExaminers, user: User) -> models.QuerySet[PortfolioSubmission]:
    """The sample of a board that this person reads: what it decided about, and what waits for it while it is open."""
    of_board = models.Q(board_decisions__board=board)
    if board.state == BoardOfExaminers.State.OPEN:
        of_board |= models.Q(state=PortfolioSubmission.State.PANEL_RECOMMENDED)
    found = PortfolioSubmission.objects.decided_by(user).in_the_sample().filter(of_board)
    return found.filter(placement__apprentice__cohort__university=board.university_id).distinct().order_by("pk")


@transaction.atomic
def comment(
    board: BoardOfExaminers,
    *,
    words: str,
    submission: PortfolioSubmission | None = None,
    by: User,
    at: datetime.datetime | None = None,
) -> ExaminerComment:
    """Comment on the sample, or on one portfolio in it. Officers read it once the results are released."""
    at = at or timezone.now()
    refuse_unless(permissions.may_comment(by, board))
    if not words.strip():
        raise StepRefused("Write your comment.")
    if submission is not None and not sample_of(board, by).filter(pk=submission.pk).exists():
        raise StepRefused("This portfolio is not in the sample of this board.")
    made = ExaminerComment.objects.create(
        board=board, submission=submission, words=words.strip(), written_by=by, written_at=at
    )
    audit.record(made, "commented on the sample", by=by, at=at)
    if board.state == BoardOfExaminers.State.RELEASED:
        telling.examiner_commented(board, at=at)
    return made
