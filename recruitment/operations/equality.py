"""The one door to equality answers. The candidate writes and reads their own; every reading leaves an event.

Besides the candidate nobody reads an answer: ``counted_by_group`` and ``counts_by_answer`` let counts of groups
out, and no answer of a person. What was counted at the end of a campaign is kept (``kept_counts``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from apprentices.equality import Grouped
from core import audit
from core.accounts.models import User
from core.workflow import StepRefused
from recruitment.equality_questions import NOT_SAID, Grouping, outcome_groupings
from recruitment.models import Application, Campaign, EqualityAnswers, EqualityCounts, EqualityLink

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


def counted_by_group(outcomes: Mapping[int, str]) -> list[Grouped]:
    """For ``apprentices.equality``: outcomes of apprentices (id → outcome) counted by group, and nothing of one person.

    Whoever has no link, because it was cut or nothing was answered, counts as not said.
    """
    links = EqualityLink.objects.filter(application__apprentice__in=outcomes)
    keys = dict(links.values_list("application__apprentice", "key"))
    answers = dict(EqualityAnswers.objects.filter(key__in=keys.values()).values_list("key", "answers"))
    said = {who: answers.get(key, {}) for who, key in keys.items()}
    people = [(said.get(who, {}), outcome) for who, outcome in outcomes.items()]
    return [Grouped(one.code, title, _counted(one, people)) for title, one in outcome_groupings()]


def _counted(grouping: Grouping, people: Iterable[tuple[Mapping[str, str], str]]) -> dict[str, Counter[str]]:
    """Group → outcome → how many, from the answers of each person with an outcome; a group of nobody is there too."""
    found: dict[str, Counter[str]] = {group: Counter() for group in (*grouping.groups, NOT_SAID)}
    for answers, outcome in people:
        found[grouping.of(answers) or NOT_SAID][outcome] += 1
    return found


def counts_by_answer(
    countings: Sequence[Counting],
    *,
    campaigns: Sequence[Campaign],
    groupings: Sequence[Grouping],
    by: User | None,
) -> list[dict[int, Counts]]:
    """For each counting and campaign, how many of each group fell to each place; for ``recruitment.fairness``.

    Whoever gave no answer, or preferred not to, is not counted. These are exact counts: they are shown only as
    ``core.suppression`` allows. ``by`` is None where the clock keeps the figures of a campaign.
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


def keep_counted(campaign: Campaign, counted: Mapping[str, Counts]) -> None:
    """Keep what was counted of a campaign: exercise ("" = its stages) → counts, for when the links are cut."""
    EqualityCounts.objects.bulk_create(
        EqualityCounts(campaign=campaign, exercise=exercise, question=question, group=group, counts=counts)
        for exercise, questions in counted.items()
        for question, groups in questions.items()
        for group, counts in groups.items()
    )


def kept_counts(campaigns: Iterable[Campaign], *, by: User) -> dict[int, dict[str, Counts]]:
    """Campaign (id) → exercise ("" = its stages) → counts, of those campaigns whose figures were kept."""
    found = list(Campaign.objects.filter(pk__in=[c.pk for c in campaigns], figures__isnull=False))
    kept: dict[int, dict[str, Counts]] = {campaign.pk: {"": {}} for campaign in found}
    audit.record_all(found, "read figures by equality question", by=by)
    for row in EqualityCounts.objects.filter(campaign__in=kept):
        of_exercise = kept[row.campaign_id].setdefault(row.exercise, {})
        of_exercise.setdefault(row.question, {})[row.group] = row.counts
    return kept


def _empty(groupings: Iterable[Grouping], width: int) -> Counts:
    return {g.code: {group: [0] * (width + 1) for group in g.groups} for g in groupings}


def _write_in(question: str) -> str:
    return f"{question}_words"


def _require_candidate(application: Application, by: User) -> None:
    if by.pk != application.candidate_id:
        raise StepRefused("Equality answers are read by the candidate alone.")
