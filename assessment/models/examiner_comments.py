"""What an external examiner says about the sample that they read: comments on standards, never a mark."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from assessment.models.boards import BoardOfExaminers
from assessment.models.submissions import BOARD_OFFICERS, PortfolioSubmission
from consortium.people import reached_ids
from core.records import Record

if TYPE_CHECKING:
    from core.accounts.models import User

READS_COMMENTS = (*BOARD_OFFICERS, "assessment_panel_chair")


class ExaminerCommentQuerySet(models.QuerySet["ExaminerComment"]):
    def visible_to(self, user: User, *, on: datetime.date | None = None) -> ExaminerCommentQuerySet:
        """One's own; those of a board whose results are released, for its officers and the chair of the panel: until
        then they would touch on single results.
        """
        at = reached_ids(user, on=on or timezone.localdate(), roles=READS_COMMENTS)
        released = models.Q(board__state=BoardOfExaminers.State.RELEASED)
        return self.filter(models.Q(written_by=user.pk or 0) | released & models.Q(board__university__in=at))


class ExaminerComment(Record):
    """An external examiner's own dated words about the sample of a board, or about one portfolio in it.

    It changes no result, and nobody changes it.
    """

    board = models.ForeignKey(BoardOfExaminers, models.PROTECT, related_name="examiner_comments")
    submission = models.ForeignKey(PortfolioSubmission, models.PROTECT, null=True, related_name="examiner_comments")
    words = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    objects = ExaminerCommentQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [models.CheckConstraint(name="examiner_comment_says_something", condition=~models.Q(words=""))]

    def __str__(self) -> str:
        return f"Comment of {self.written_by}"

    def audit_root(self) -> BoardOfExaminers:
        return self.board
