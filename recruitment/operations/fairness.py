"""The fairness of a selection day: the sheets that were sent, put to ``recruitment.fairness``. No score changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from recruitment.fairness.agreement import Agreement, Marks, agreement, icc_2k, krippendorff_alpha, weighted_kappa
from recruitment.fairness.line import Marked, Place, near_the_line
from recruitment.fairness.pattern import Pattern, Sheets, effects, patterns, standing_out
from recruitment.models import CampaignPlaces, Criterion, PanelMember, Recommendation, Score, ScoreSheet, SelectionDay
from recruitment.operations.outcomes import outcome_table

LEAST = 3
"""Candidates whom at least two have marked: before, nothing is said of a day, so that no sheet can be read from it."""


@dataclass(frozen=True)
class PanelFairness:
    """One room: how far its mean can be relied on, and how far each two of its members agree, least first."""

    name: str
    candidates: int
    icc: float | None
    kappas: tuple[float, ...]


@dataclass(frozen=True)
class MemberFairness:
    """A member's pattern, with the name and the room."""

    name: str
    panel: str
    pattern: Pattern
    stands_out: bool


@dataclass(frozen=True)
class LineFairness:
    """Candidates near the line by code, and which line it is. ``recommended``: the panels' own, not the places."""

    places: int
    recommended: bool
    rows: tuple[tuple[str, Place], ...]


@dataclass(frozen=True)
class DayFairness:
    """What can be said of a day. ``line`` is None until scoring is closed: totals are sealed until then."""

    agreement: Agreement
    exercises: tuple[tuple[str, float | None], ...]
    panels: tuple[PanelFairness, ...]
    members: tuple[MemberFairness, ...]
    line: LineFairness | None

    @property
    def says_something(self) -> bool:
        return self.agreement.candidates >= LEAST

    @property
    def worth_a_talk(self) -> tuple[MemberFairness, ...]:
        """Members who differ much, by name: there is no order of merit."""
        return tuple(member for member in self.members if member.stands_out)


@dataclass(frozen=True)
class _Sheet:
    """A sheet that counts, as it was sent."""

    candidate: int
    member: int
    group: str
    marks: dict[int, int]


def day_fairness(day: SelectionDay) -> DayFairness:
    """Everything that can be said of a day now, in a constant number of queries."""
    criteria = list(Criterion.objects.filter(exercise__day=day).select_related("exercise"))
    members = {m.pk: m for m in PanelMember.objects.filter(panel__day=day).select_related("person", "panel")}
    sheets = [sheet for sheet in _sheets_of(day) if len(sheet.marks) == len(criteria)]
    marks, candidate_of = _marks(sheets, members, [criterion.pk for criterion in criteria])
    means = _means(sheets, criteria)
    found = agreement(marks, candidate_of)
    says_something = found.candidates >= LEAST
    return DayFairness(
        agreement=found,
        exercises=tuple(_by_exercise(marks, criteria)) if says_something else (),
        panels=tuple(_panels(sheets, members, means)) if says_something else (),
        members=tuple(_members(means, members)) if says_something else (),
        line=_line(day, sheets, means) if day.is_scored and says_something else None,
    )


def _sheets_of(day: SelectionDay) -> list[_Sheet]:
    sheets: dict[tuple[int, int, str], dict[int, int]] = defaultdict(dict)
    counting = Score.objects.filter(sheet__candidate__panel__day=day, sheet__state__in=ScoreSheet.COUNTING).order_by(
        "sheet_id", "criterion_id"
    )
    for candidate, member, group, criterion, value in counting.values_list(
        "sheet__candidate", "sheet__member", "sheet__member__group", "criterion", "value"
    ):
        if value is not None:
            sheets[candidate, member, group][criterion] = value
    return [_Sheet(*key, marks) for key, marks in sheets.items()]


def _marks(
    sheets: list[_Sheet], members: dict[int, PanelMember], criteria: list[int]
) -> tuple[Marks, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """One row for each candidate and criterion, one column for each seat of the largest room; and whose each row is."""
    seats: dict[int, int] = {}
    taken: dict[int, int] = defaultdict(int)
    for member in sorted(members.values(), key=lambda m: m.pk):
        seats[member.pk] = taken[member.panel_id]
        taken[member.panel_id] += 1
    candidates = {key: place for place, key in enumerate(sorted({sheet.candidate for sheet in sheets}))}
    marks = np.full((len(candidates), len(criteria), max(taken.values(), default=1)), np.nan)
    for sheet in sheets:
        marks[candidates[sheet.candidate], :, seats[sheet.member]] = [sheet.marks[criterion] for criterion in criteria]
    return marks.reshape(-1, marks.shape[2]), np.repeat(np.arange(len(candidates)), len(criteria))


def _means(sheets: list[_Sheet], criteria: list[Criterion]) -> Sheets:
    """The weighted mean of each sheet, as it counts towards the total."""
    weight = sum(criterion.weight for criterion in criteria)
    return Sheets(
        members=np.array([sheet.member for sheet in sheets], dtype=np.int64),
        candidates=np.array([sheet.candidate for sheet in sheets], dtype=np.int64),
        means=np.array([sum(c.weight * sheet.marks[c.pk] for c in criteria) / weight for sheet in sheets], dtype=float),
    )


def _by_exercise(marks: Marks, criteria: list[Criterion]) -> Iterator[tuple[str, float | None]]:
    places: dict[str, list[int]] = defaultdict(list)
    for place, criterion in enumerate(criteria):
        places[criterion.exercise.name].append(place)
    by_candidate = marks.reshape(-1, len(criteria), marks.shape[1])
    for name, of_exercise in places.items():
        yield name, krippendorff_alpha(by_candidate[:, of_exercise].reshape(-1, marks.shape[1]))


def _panels(sheets: list[_Sheet], members: dict[int, PanelMember], means: Sheets) -> Iterator[PanelFairness]:
    of_panel: dict[int, list[int]] = defaultdict(list)
    for place, sheet in enumerate(sheets):
        of_panel[members[sheet.member].panel_id].append(place)
    names = {member.panel_id: member.panel.name for member in members.values()}
    for panel, places in sorted(of_panel.items(), key=lambda pair: names[pair[0]]):
        people, column = np.unique(means.members[places], return_inverse=True)
        candidates, row = np.unique(means.candidates[places], return_inverse=True)
        table = np.full((len(candidates), len(people)), np.nan)
        table[row, column] = means.means[places]
        kappas = [
            weighted_kappa(*_pair([sheets[place] for place in places], int(one), int(other)))
            for one, other in combinations(people, 2)
        ]
        whole = int((~np.isnan(table).any(axis=1)).sum())
        yield PanelFairness(
            name=names[panel],
            candidates=whole,
            icc=icc_2k(table) if whole >= LEAST else None,
            kappas=tuple(sorted(kappa for kappa in kappas if kappa is not None)) if whole >= LEAST else (),
        )


def _pair(sheets: list[_Sheet], one: int, other: int) -> tuple[Marks, Marks]:
    """The marks of two members on the candidates whom both marked, in the same order."""
    first = {sheet.candidate: sheet.marks for sheet in sheets if sheet.member == one}
    second = {sheet.candidate: sheet.marks for sheet in sheets if sheet.member == other}
    both = [(key, criterion) for key in first if key in second for criterion in first[key]]
    return (
        np.array([first[key][criterion] for key, criterion in both], dtype=float),
        np.array([second[key][criterion] for key, criterion in both], dtype=float),
    )


def _members(means: Sheets, members: dict[int, PanelMember]) -> list[MemberFairness]:
    apart = standing_out(means)
    found = [
        MemberFairness(
            members[pattern.member].person.name,
            members[pattern.member].panel.name,
            pattern,
            pattern.member in apart,
        )
        for pattern in patterns(means)
    ]
    return sorted(found, key=lambda member: (member.panel, member.name))


def _line(day: SelectionDay, sheets: list[_Sheet], means: Sheets) -> LineFairness:
    """Candidates near the line between those whom the panels recommend and the rest; before that, by the places."""
    rows = {row.candidate.pk: row for row in outcome_table(day) if row.outcome.final is not None}
    of_candidate: dict[int, list[tuple[int, str, float]]] = defaultdict(list)
    for sheet, mean in zip(sheets, means.means, strict=True):
        of_candidate[sheet.candidate].append((sheet.member, sheet.group, float(mean)))
    recommended = Recommendation.objects.filter(
        candidate__panel__day=day, outcome=Recommendation.Outcome.RECOMMENDED
    ).count()
    offered = CampaignPlaces.objects.filter(campaign=day.campaign_id).values_list("places", flat=True)
    places = recommended or sum(number or 0 for number in offered)
    candidates = [
        Marked(key, float(row.outcome.final), of_candidate[key])
        for key, row in rows.items()
        if row.outcome.final is not None
    ]
    near = near_the_line(candidates, day.weights, effects(means), places=places) if candidates else []
    return LineFairness(places, bool(recommended), tuple((rows[place.key].candidate.code, place) for place in near))
