"""The one door to equality answers. The candidate writes and reads their own; every reading leaves an event."""

from __future__ import annotations

from django.db import transaction

from core import audit
from core.accounts.models import User
from core.workflow import StepRefused
from recruitment.models import Application, EqualityAnswers, EqualityLink


@transaction.atomic
def save_equality_answer(*, application: Application, by: User, question: str, answer: str, write_in: str = "") -> None:
    """Keep one answer; an empty one takes the answer away. Never asked for, and never part of the application."""
    _require_candidate(application, by)
    link, _ = EqualityLink.objects.select_for_update().get_or_create(application=application)
    row, _ = EqualityAnswers.objects.select_for_update().get_or_create(
        key=link.key, defaults={"campaign_id": application.campaign_id}
    )
    answers = {code: said for code, said in row.answers.items() if code not in (question, _write_in(question))}
    if answer:
        answers[question] = answer
    if answer and write_in:
        answers[_write_in(question)] = write_in
    row.answers = answers
    row.save(update_fields=["answers"])


def read_equality_answers(*, application: Application, by: User) -> dict[str, str]:
    """A candidate's own answers, by code of the question. Nobody else reads the answers of one person."""
    _require_candidate(application, by)
    link = EqualityLink.objects.filter(application=application).first()
    if link is None:
        return {}
    audit.record_read(application, "equality answers", by=by)
    return EqualityAnswers.objects.get(key=link.key).answers


def _write_in(question: str) -> str:
    return f"{question}_words"


def _require_candidate(application: Application, by: User) -> None:
    if by.pk != application.candidate_id:
        raise StepRefused("Equality answers are read by the candidate alone.")
