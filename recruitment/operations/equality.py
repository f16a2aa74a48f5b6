"""The one door to equality answers. The candidate writes and reads their own; every reading leaves an event.

Besides the candidate nobody reads an answer: ``counts_by_answer`` lets counts of groups out, and no answer of a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from core import audit
from core.accounts.models import User
from core.workflow import StepRefused
from recruitment.equality_questions import Grouping
from recruitment.models import Application, Campaign, EqualityAnswers, EqualityLink

Counts = dict[str, dict[str, list[int]]]
"""Question (code) → group → how many fell to each place."""


@dataclass(frozen=True)
class Counting:
    """Application → the place, from 0 to ``width``, to which it is counted; one that is not there is not counted."""

    places: Mapping[int, int]
    width: int


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


def counts_by_answer(
    countings: Sequence[Counting],
    *,
    campaigns: Sequence[Campaign],
    groupings: Sequence[Grouping],
    by: User,
) -> list[dict[int, Counts]]:
    """For each counting and campaign, how many of each group fell to each place; for ``recruitment.fairness``.

    Whoever gave no answer, or preferred not to, is not counted. These are exact counts: they are shown only as
    ``core.suppression`` allows.
    """
    keys = dict(EqualityLink.objects.filter(application__campaign__in=campaigns).values_list("application_id", "key"))
    answers = dict(EqualityAnswers.objects.filter(campaign__in=campaigns).values_list("key", "answers"))
    of_campaign = dict(Application.objects.filter(campaign__in=campaigns).values_list("pk", "campaign_id"))
    audit.record_all(campaigns, "read figures by equality question", by=by)
    counted = []
    for counting in countings:
        counts = {campaign.pk: _empty(groupings, counting.width) for campaign in campaigns}
        for application, place in counting.places.items():
            given = answers.get(keys[application], {}) if application in keys else {}
            for grouping in groupings:
                if group := grouping.of(given):
                    counts[of_campaign[application]][grouping.code][group][place] += 1
        counted.append(counts)
    return counted


def _empty(groupings: Iterable[Grouping], width: int) -> Counts:
    return {g.code: {group: [0] * (width + 1) for group in g.groups} for g in groupings}


def _write_in(question: str) -> str:
    return f"{question}_words"


def _require_candidate(application: Application, by: User) -> None:
    if by.pk != application.candidate_id:
        raise StepRefused("Equality answers are read by the candidate alone.")
