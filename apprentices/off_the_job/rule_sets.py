"""The funding rules on off-the-job training, as dated data.

Which rules hold for an apprentice is settled by the day on which they first started and never changes afterwards,
whatever breaks, moves or new rules come. The figures live in `consortium/data/off_the_job_rule_sets.json`.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from apprentices.off_the_job.periods import end_of_month
from apprentices.off_the_job.wording import day as day_text

RULE_SETS_FILE = Path(__file__).resolve().parents[2] / "consortium" / "data" / "off_the_job_rule_sets.json"

SHARE_OF_HOURS = "share_of_hours"
WEEKLY_RATE = "weekly_rate"
PUBLISHED = "published"


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


@dataclass(frozen=True, kw_only=True)
class RuleSet:
    """One version of the rules.

    `formula` says how the minimum is found: a share of paid hours, a weekly rate with part-time below it, or the hours
    published for the standard. Hours are hours of training, weeks are weeks of a year.
    """

    code: str
    era: str
    title: str
    version: str
    valid_from: date
    valid_to: date | None
    formula: str
    share: Decimal
    weeks_per_year: Decimal
    statutory_leave_weeks: Decimal
    full_time_weekly_hours: Decimal
    full_time_weekly_rate: Decimal | None
    minimum_months: int
    floor_hours: Decimal | None
    part_time_extends: bool
    price_cut_share: Decimal | None
    review_interval: Mapping[str, Any]
    activity_rule: Mapping[str, Any]
    short_absence_weeks: int
    qualifying_days: int
    variance_statement: bool
    calculator_weeks_places: int
    exclusions: tuple[str, ...]
    status: str

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "RuleSet":
        """Read one rule set as the reference file writes it."""
        formula = data["formula"]
        return cls(
            **{name: data[name] for name in ("code", "era", "title", "version", "minimum_months", "part_time_extends")},
            **{name: data[name] for name in ("review_interval", "activity_rule", "short_absence_weeks")},
            **{name: data[name] for name in ("qualifying_days", "variance_statement", "status")},
            valid_from=date.fromisoformat(data["valid_from"]),
            valid_to=_day(data["valid_to"]),
            formula=formula["kind"],
            share=Decimal(formula.get("share", 0)),
            weeks_per_year=Decimal(formula["weeks_per_year"]),
            statutory_leave_weeks=Decimal(formula["statutory_leave_weeks"]),
            full_time_weekly_hours=Decimal(formula["full_time_weekly_hours"]),
            full_time_weekly_rate=_number(formula.get("full_time_weekly_rate")),
            floor_hours=_number(data["floor_hours"]),
            price_cut_share=_number(data["price_cut_share_of_prior_learning"]),
            calculator_weeks_places=data["rounding"]["calculator_weeks_places"],
            exclusions=tuple(data["exclusions"]),
        )

    def covers(self, start: date) -> bool:
        """Whether somebody who first started on this day is under these rules."""
        return self.valid_from <= start and (self.valid_to is None or start <= self.valid_to)

    @property
    def teaching_weeks_per_year(self) -> Fraction:
        """Weeks of a year less statutory leave: 52 - 5.6 = 46.4. The longer leave of a contract is never used."""
        return Fraction(self.weeks_per_year) - Fraction(self.statutory_leave_weeks)

    def next_review_due(self, last: date) -> date:
        """The day by which the next progress review must be held after one on this day (or after the start).

        Twelve weeks; for starts from August 2025 the end of the third month after, so 1 August gives 30 November.
        """
        if "weeks" in self.review_interval:
            return last + timedelta(weeks=self.review_interval["weeks"])
        return end_of_month(last, self.review_interval["months"])

    def next_activity_due(self, last: date) -> date:
        """The last day by which some training must have taken place again, or a break in learning is needed.

        Four weeks after the last; later rules ask for training in each calendar month, so the end of the next month.
        """
        if self.activity_rule["kind"] == "weeks":
            return last + timedelta(weeks=self.activity_rule["weeks"])
        return end_of_month(last, 1)


@dataclass(frozen=True, kw_only=True)
class PublishedMinimum:
    """The hours published for a standard, for starts between two days. A placeholder must be shown as one."""

    standard: str
    hours: Decimal
    valid_from: date
    valid_to: date | None
    placeholder: bool
    note: str

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "PublishedMinimum":
        """Read one published minimum as the reference file writes it."""
        return cls(
            standard=data["standard"],
            hours=Decimal(data["hours"]),
            valid_from=date.fromisoformat(data["valid_from"]),
            valid_to=_day(data["valid_to"]),
            placeholder=data["placeholder"],
            note=data["note"],
        )


def load_rule_sets(path: Path = RULE_SETS_FILE) -> tuple[RuleSet, ...]:
    """All versions of the rules, oldest first, from the reference file."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return tuple(sorted(map(RuleSet.from_data, data["rule_sets"]), key=lambda rule_set: rule_set.valid_from))


def load_published_minimums(path: Path = RULE_SETS_FILE) -> tuple[PublishedMinimum, ...]:
    """All published minimums from the reference file."""
    return tuple(map(PublishedMinimum.from_data, json.loads(path.read_text(encoding="utf-8"))["published_minimums"]))


def rule_set_for(start: date, rule_sets: Iterable[RuleSet]) -> RuleSet:
    """The rules for somebody who first started on this day.

    Raises ValueError in words where none cover the day.
    """
    found = [rule_set for rule_set in rule_sets if rule_set.covers(start)]
    if not found:
        raise ValueError(f"No off-the-job rules are held for a start on {day_text(start)}. Check the date.")
    return max(found, key=lambda rule_set: rule_set.valid_from)


def published_minimum(standard: str, start: date, minimums: Sequence[PublishedMinimum]) -> PublishedMinimum | None:
    """The hours published for a standard for starts on this day, or None where none are held."""
    found = [
        minimum
        for minimum in minimums
        if minimum.standard == standard
        and minimum.valid_from <= start
        and (minimum.valid_to is None or start <= minimum.valid_to)
    ]
    return max(found, key=lambda minimum: minimum.valid_from, default=None)
