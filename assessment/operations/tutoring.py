"""What the tutor answers to a recommendation: a question, agreement, or dissent. Its words stay as they were signed."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from assessment.content import hash_of
from assessment.deciding import content, parts, permissions, telling
from assessment.models import PortfolioSubmission, TutorQuery, TutorReview
from assessment.operations.submissions import locked, step
from assessment.permissions import refuse_unless
from core import audit
from core.accounts.models import User
from core.audit.signatures import sign
from core.workflow import StepRefused

State = PortfolioSubmission.State
Outcome = TutorReview.Outcome


@transaction.atomic
def ask_educator(
    submission: PortfolioSubmission, *, question: str, by: User, at: datetime.datetime | None = None
) -> TutorQuery:
    """Ask the practice educator one question. They answer beside their recommendation, which stays as it is."""
    at = at or timezone.now()
    now = locked(submission)
    refuse_unless(permissions.may_review(by, now))
    if not question.strip():
        raise StepRefused("Write your question.")
    asked = TutorQuery.objects.create(
        recommendation=parts.current_recommendation(now), question=question, asked_by=by, asked_at=at
    )
    step(now, to=State.QUERIED, by=by, at=at)
    telling.queried(now)
    return asked


@transaction.atomic
def answer_query(query: TutorQuery, *, answer: str, by: User, at: datetime.datetime | None = None) -> TutorQuery:
    """The practice educator answers; it then waits for the tutor again."""
    at = at or timezone.now()
    submission = locked(query.recommendation.submission)
    now = TutorQuery.objects.select_for_update().get(pk=query.pk)
    now.recommendation.submission = submission
    refuse_unless(permissions.may_answer_query(by, now))
    if not answer.strip():
        raise StepRefused("Write your answer.")
    now.answer, now.answered_by, now.answered_at = answer, by, at
    now.save(update_fields=["answer", "answered_by", "answered_at"])
    step(submission, to=State.RECOMMENDED, by=by, at=at)
    telling.to_tutor(submission)
    return now


@transaction.atomic
def review_recommendation(
    submission: PortfolioSubmission,
    *,
    outcome: str,
    read: str,
    by: User,
    reasons: str = "",
    asks_second_opinion: bool = False,
    at: datetime.datetime | None = None,
    address: str | None = None,
) -> TutorReview:
    """The tutor concurs, or dissents with reasons, and signs. ``read`` is the hash of the recommendation they read."""
    at = at or timezone.now()
    now = locked(submission)
    refuse_unless(permissions.may_review(by, now))
    recommendation = parts.current_recommendation(now)
    if read != recommendation.content_hash:
        raise StepRefused("This is not the recommendation that you have read. Look at it again before you sign.")
    if outcome == Outcome.DISSENT and not reasons.strip():
        raise StepRefused("Say why you dissent.")
    made = TutorReview(
        recommendation=recommendation,
        outcome=outcome,
        reasons=reasons,
        asks_second_opinion=asks_second_opinion,
        reviewed_by=by,
        reviewed_at=at,
    )
    made.content_hash = hash_of(content.reviewed(made))
    made.save(force_insert=True)
    audit.record(made, "answered the recommendation and signed", by=by, at=at)
    sign(
        made,
        by=by,
        purpose=content.REVIEW,
        content=content.reviewed(made),
        role="University tutor",
        at=at,
        address=address,
    )
    second = parts.needs_second_opinion(now)
    step(now, to=State.SECOND_OPINION if second else State.READY, by=by, at=at)
    if not second:
        telling.ready_for_panel(now)
    return made
