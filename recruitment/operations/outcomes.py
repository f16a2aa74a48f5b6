"""The outcome table: the frozen sheets of a day put to the pure rules, in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from recruitment import scoring
from recruitment.models import Criterion, PanelCandidate, PanelMember, ScoreSheet, SelectionDay, StepOut
from recruitment.scoring import Candidate, CriterionRule, Outcome, Rules, Sheet, TieRule


@dataclass(frozen=True)
class OutcomeRow:
    """One line of the table: the candidate, the figures, and in words what has to be looked at."""

    candidate: PanelCandidate
    outcome: Outcome
    missing_members: tuple[str, ...]
    missing_groups: tuple[str, ...]
    under_floor: tuple[str, ...]


def outcome_table(day: SelectionDay) -> list[OutcomeRow]:
    """Every candidate who came, ranked; those whose outcome is blocked come last."""
    candidates = list(
        PanelCandidate.objects.filter(panel__day=day)
        .seen()
        .select_related("panel", "application__candidate", "application__employer", "recommendation")
        .prefetch_related("agreed_scores")
    )
    criteria = list(Criterion.objects.filter(exercise__day=day))
    members = {m.pk: m for m in PanelMember.objects.filter(panel__day=day).select_related("person")}
    by_pk = {candidate.pk: candidate for candidate in candidates}
    names = {criterion.pk: criterion.name for criterion in criteria}
    labels = dict(PanelMember._meta.get_field("group").flatchoices)
    return [
        OutcomeRow(
            candidate=by_pk[row.key],
            outcome=row,
            missing_members=tuple(members[member].person.name for member in row.missing_members),
            missing_groups=tuple(str(labels[group]) for group in row.missing_groups),
            under_floor=tuple(names[criterion] for criterion in row.under_floor),
        )
        for row in scoring.outcomes(_facts(candidates, members.values()), rules_of(day, criteria))
    ]


def outcome_of(candidate: PanelCandidate) -> Outcome:
    """One candidate's figures, without a rank."""
    day = candidate.panel.day
    members = PanelMember.objects.filter(panel=candidate.panel_id)
    return scoring.outcome(_facts([candidate], members)[0], rules_of(day, Criterion.objects.filter(exercise__day=day)))


def rules_of(day: SelectionDay, criteria: Iterable[Criterion]) -> Rules:
    """What the day stated: weights of groups, criteria in order, rule for ties."""
    return Rules(
        weights={str(group): weight for group, weight in day.weights.items()},
        criteria=[CriterionRule(c.pk, c.weight, c.floor) for c in criteria],
        ties=TieRule(day.ties),
    )


def _facts(candidates: Iterable[PanelCandidate], members: Iterable[PanelMember]) -> list[Candidate]:
    """The candidates as the rules see them. A member who stepped out is not expected to have scored."""
    candidates = list(candidates)
    marks: dict[tuple[int, int, str], dict[int, int]] = defaultdict(dict)
    counting = ScoreSheet.objects.filter(candidate__in=[c.pk for c in candidates]).counting().order_by("pk")
    for candidate_id, member_id, group, criterion_id, value in counting.values_list(
        "candidate", "member", "member__group", "scores__criterion", "scores__value"
    ):
        given = marks[candidate_id, member_id, group]
        if value is not None:
            given[criterion_id] = value
    sheets: dict[int, list[Sheet]] = defaultdict(list)
    for (candidate_id, member_id, group), given in marks.items():
        sheets[candidate_id].append(Sheet(member_id, group, given))
    stepped_out = set(
        StepOut.objects.filter(candidate__in=[c.pk for c in candidates]).values_list("candidate_id", "member_id")
    )
    seated = [m for m in members if m.state in PanelMember.SEATED]
    return [
        Candidate(
            key=candidate.pk,
            sheets=sheets[candidate.pk],
            expected={
                m.pk: m.group
                for m in seated
                if m.panel_id == candidate.panel_id and (candidate.pk, m.pk) not in stepped_out
            },
            agreed=next((row.score for row in reversed(candidate.agreed_scores.all())), None),
        )
        for candidate in candidates
    ]
