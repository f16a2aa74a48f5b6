"""How a panel's scores become totals and ranks. Pure rules: dataclasses in, dataclasses out, no Django.

``total = Σ weight of group × mean of the sheets of that group``; a sheet is the weighted mean of its criteria, on the
scale of 1 to 5. A missing person is named; a missing group blocks the outcome and weights are never shared out anew.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

LOWEST, HIGHEST = 1, 5
WHOLE = 1000
"""Weights of groups are whole thousandths, so that their sum is exact."""

DECIMAL_PLACES = Decimal("0.01")


class TieRule(enum.StrEnum):
    """What decides between equal totals; stated before the day, shown beside the table."""

    SHARED = "shared"
    CRITERIA_IN_ORDER = "criteria_in_order"


@dataclass(frozen=True)
class CriterionRule:
    """One criterion: its weight in a sheet, and the mean under which a candidate is discussed whatever the total."""

    key: int
    weight: int = 1
    floor: Decimal | None = None


@dataclass(frozen=True)
class Sheet:
    """One member's scores for one candidate, submitted and not set aside."""

    member: int
    group: str
    scores: Mapping[int, int]


@dataclass(frozen=True)
class Candidate:
    """What is known about one candidate: the sheets that count, who was expected to score, and an agreed score."""

    key: int
    sheets: Sequence[Sheet]
    expected: Mapping[int, str]
    agreed: Decimal | None = None


@dataclass(frozen=True)
class Rules:
    """How the day scores: weights of groups in thousandths (they sum to 1,000), criteria in order, rule for ties."""

    weights: Mapping[str, int]
    criteria: Sequence[CriterionRule]
    ties: TieRule = TieRule.SHARED

    def __post_init__(self) -> None:
        if sum(self.weights.values()) != WHOLE or min(self.weights.values(), default=-1) < 0:
            raise ValueError(f"Weights of groups must sum to {WHOLE} thousandths, none under 0: {dict(self.weights)}")


@dataclass(frozen=True)
class Outcome:
    """One row of the outcome table. ``total`` is None where a group is missing, and then there is no rank either."""

    key: int
    group_means: Mapping[str, Decimal | None]
    total: Decimal | None
    agreed: Decimal | None
    missing_groups: tuple[str, ...]
    missing_members: tuple[int, ...]
    under_floor: tuple[int, ...]
    rank: int | None = None
    tied: bool = False

    @property
    def blocked(self) -> bool:
        """A group is missing: no outcome can be recommended until it has scored."""
        return bool(self.missing_groups)

    @property
    def final(self) -> Decimal | None:
        """The score that ranks: what the panel agreed where it agreed one, the total otherwise."""
        if self.blocked:
            return None
        return self.total if self.agreed is None else self.agreed


def sheet_mean(sheet: Sheet, criteria: Sequence[CriterionRule]) -> Fraction:
    """Weighted mean of one sheet, 1 to 5. Raises ``KeyError`` for a criterion without a score: no sheet has gaps."""
    return Fraction(sum(c.weight * sheet.scores[c.key] for c in criteria), sum(c.weight for c in criteria))


def mean(values: Iterable[Fraction | int]) -> Fraction | None:
    """Plain mean; None of nothing."""
    listed = list(values)
    return Fraction(sum(listed, Fraction(0)), len(listed)) if listed else None


def rounded(value: Fraction | None) -> Decimal | None:
    """To two decimals, halves up: the figure that is shown is the figure that ranks."""
    if value is None:
        return None
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(DECIMAL_PLACES, ROUND_HALF_UP)


def outcome(candidate: Candidate, rules: Rules) -> Outcome:
    """The row of one candidate, not yet ranked."""
    means = {group: _group_mean(candidate, group, rules) for group in rules.weights}
    missing = tuple(group for group, weight in rules.weights.items() if weight and means[group] is None)
    scored = {sheet.member for sheet in candidate.sheets}
    return Outcome(
        key=candidate.key,
        group_means={group: rounded(value) for group, value in means.items()},
        total=None if missing else rounded(_total(means, rules)),
        agreed=candidate.agreed,
        missing_groups=missing,
        missing_members=tuple(member for member in candidate.expected if member not in scored),
        under_floor=tuple(c.key for c in rules.criteria if _is_under_floor(c, candidate)),
    )


def outcomes(candidates: Iterable[Candidate], rules: Rules) -> list[Outcome]:
    """Every candidate's row, ranked by the final score; those without one come last and have no rank."""
    known = {candidate.key: candidate for candidate in candidates}
    rows = {key: outcome(candidate, rules) for key, candidate in known.items()}
    places = {key: _place(rows[key], known[key], rules) for key in rows if rows[key].final is not None}
    ordered = sorted(places, key=lambda key: places[key], reverse=True)
    ranked = []
    for key in ordered:
        better = sum(1 for other in places.values() if other > places[key])
        tied = sum(1 for other in places.values() if other == places[key]) > 1
        ranked.append(_with_rank(rows[key], better + 1, tied))
    return ranked + [row for key, row in rows.items() if key not in places]


def _with_rank(row: Outcome, rank: int, tied: bool) -> Outcome:
    return Outcome(**{**row.__dict__, "rank": rank, "tied": tied})


def _group_mean(candidate: Candidate, group: str, rules: Rules) -> Fraction | None:
    return mean(sheet_mean(sheet, rules.criteria) for sheet in candidate.sheets if sheet.group == group)


def _total(means: Mapping[str, Fraction | None], rules: Rules) -> Fraction:
    return sum(
        (
            Fraction(weight, WHOLE) * value
            for group, weight in rules.weights.items()
            if (value := means[group]) is not None
        ),
        Fraction(0),
    )


def _is_under_floor(criterion: CriterionRule, candidate: Candidate) -> bool:
    """Whether any one group's mean is under the floor, so that a group's worry is not lost among the others."""
    if criterion.floor is None:
        return False
    groups = {sheet.group for sheet in candidate.sheets}
    return any(
        average < Fraction(criterion.floor)
        for group in groups
        if (average := mean(s.scores[criterion.key] for s in candidate.sheets if s.group == group)) is not None
    )


def _place(row: Outcome, candidate: Candidate, rules: Rules) -> tuple[Decimal | Fraction | None, ...]:
    """What two candidates are compared by: the final score, then what the rule for ties says."""
    if rules.ties == TieRule.SHARED:
        return (row.final,)
    by_criterion = [mean(sheet.scores[c.key] for sheet in candidate.sheets) for c in rules.criteria]
    return (row.final, *by_criterion)
