"""The rules of practice learning, without a database: facts in, reasons out. No reason means that it is allowed.

Asked three times with fresh facts: when a placement is proposed, confirmed and started.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

Date = datetime.date
Span = tuple[Date, Date]

CURRENT_MONTHS = 24
WARN_MONTHS = 18


class Stage(StrEnum):
    """How far a practice educator is designated."""

    STAGE_1 = "stage_1"
    WORKING_TOWARDS_STAGE_2 = "working_towards_stage_2"
    STAGE_2 = "stage_2"


class Currency(StrEnum):
    """Whether a practice educator has supported an apprentice recently enough."""

    CURRENT = "current"
    RUNNING_OUT = "running_out"
    LAPSED = "lapsed"


@dataclass(frozen=True)
class Reason:
    """One reason why not, in words; ``code`` names the rule."""

    code: str
    words: str


@dataclass(frozen=True)
class Designated:
    """A stage held from a day to a day; an open end holds until further notice."""

    stage: Stage
    starts_on: Date
    ends_on: Date | None = None

    def holds_on(self, on: Date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or self.ends_on >= on)


@dataclass(frozen=True, kw_only=True)
class Educator:
    """What the rules ask about a practice educator. ``commitments`` are other placements; ``other_routes`` a number."""

    name: str
    designations: tuple[Designated, ...] = ()
    registration_checked_on: Date | None = None
    last_supported_on: Date | None = None
    capacity: int = 1
    other_routes: int = 0
    commitments: tuple[Span, ...] = ()
    manages_the_apprentice: bool = False
    is_the_apprentice: bool = False

    def stage_on(self, on: Date) -> Stage | None:
        """The stage held on a day, the further one first."""
        held = {d.stage for d in self.designations if d.holds_on(on)}
        return next((stage for stage in reversed(Stage) if stage in held), None)

    def current_until(self) -> Date | None:
        """The last day of currency: 24 months from the last apprentice, or the last designation, which takes one."""
        days = [d.starts_on for d in self.designations]
        if self.last_supported_on:
            days.append(self.last_supported_on)
        return months_later(max(days), CURRENT_MONTHS) if days else None

    def currency_on(self, on: Date) -> Currency:
        until = self.current_until()
        if until is None or until < on:
            return Currency.LAPSED
        return Currency.RUNNING_OUT if months_later(until, WARN_MONTHS - CURRENT_MONTHS) <= on else Currency.CURRENT


@dataclass(frozen=True, kw_only=True)
class Place:
    """What the rules ask about a setting. ``team`` tells one team from another."""

    team: str
    service: str
    kind: str
    statutory: bool
    approved_from: Date | None = None
    approved_to: Date | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A placement as somebody wants it. ``last`` = the last one of the standard's pattern."""

    number: int
    last: bool
    starts_on: Date
    ends_on: Date
    place: Place
    own_team: bool = False
    new_duties: str = ""
    caseload_taken_off: str = ""
    independence_declared: bool = False
    contrast: str = ""


@dataclass(frozen=True, kw_only=True)
class Other:
    """Another placement of the same apprentice, done or agreed."""

    number: int
    place: Place
    own_team: bool = False
    contrast: str = ""


def months_later(day: Date, months: int) -> Date:
    """The same day so many months later (or earlier); the last of the month where the month lacks the day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return Date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def said(day: Date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def most_at_once(spans: Iterable[Span], within: Span) -> int:
    """The most of these spans that share one day inside ``within``."""
    inside = [(max(a, within[0]), min(b, within[1])) for a, b in spans if a <= within[1] and b >= within[0]]
    return max((sum(a <= start <= b for a, b in inside) for start, _ in inside), default=0)


# The practice educator ---------------------------------------------------------------------------------------


def educator_reasons(plan: Plan, educator: Educator, overseer: Educator | None = None) -> list[Reason]:
    """Why this practice educator cannot take this placement."""
    reasons = [*_stage_reasons(plan, educator, overseer), *_fitness_reasons(plan, educator)]
    if not plan.independence_declared:
        reasons.append(
            Reason(
                "independence",
                f"Declare that {educator.name} is no relative of the apprentice and not in their line of management.",
            )
        )
    if overseer is not None:
        reasons += _overseer_reasons(plan, educator, overseer)
    return reasons


def _stage_reasons(plan: Plan, educator: Educator, overseer: Educator | None) -> Iterator[Reason]:
    first, last = educator.stage_on(plan.starts_on), educator.stage_on(plan.ends_on)
    if first is None or last is None:
        yield Reason("stage", f"{educator.name} is not designated as a practice educator for the whole of these dates.")
    elif plan.last and Stage.STAGE_2 not in (first, last) and Stage.STAGE_1 in (first, last):
        yield Reason("stage", f"A last placement needs stage 2, and {educator.name} is at stage 1.")
    elif plan.last and not first == last == Stage.STAGE_2 and overseer is None:
        yield Reason(
            "overseer",
            f"{educator.name} is working towards stage 2: name a practice educator at stage 2 who oversees this.",
        )


def _fitness_reasons(plan: Plan, educator: Educator) -> Iterator[Reason]:
    if educator.is_the_apprentice:
        yield Reason("own", f"{educator.name} is the apprentice.")
    if educator.manages_the_apprentice:
        yield Reason("line_manager", f"{educator.name} is the apprentice's line manager.")
    if educator.registration_checked_on is None:
        yield Reason("registration", f"{educator.name}'s registration has not been checked.")
    until = educator.current_until()
    if until is None or until < plan.ends_on:
        when = f"runs out on {said(until)}, before the last day" if until else "has not begun"
        yield Reason("currency", f"{educator.name}'s currency {when}.")
    taken = most_at_once(educator.commitments, (plan.starts_on, plan.ends_on)) + educator.other_routes
    if taken >= educator.capacity:
        yield Reason("capacity", f"{educator.name} has taken {taken} of {educator.capacity} places for these dates.")


def _overseer_reasons(plan: Plan, educator: Educator, overseer: Educator) -> Iterator[Reason]:
    if overseer == educator:
        yield Reason("overseer", f"{educator.name} cannot oversee their own work.")
        return
    if not overseer.stage_on(plan.starts_on) == overseer.stage_on(plan.ends_on) == Stage.STAGE_2:
        yield Reason("overseer", f"{overseer.name} is not at stage 2 for the whole of these dates.")
    yield from _fitness_reasons(plan, overseer)


# The setting and the pattern ---------------------------------------------------------------------------------


def setting_reasons(plan: Plan) -> list[Reason]:
    """Why this setting cannot be used for these dates."""
    place = plan.place
    if place.approved_from is None or place.approved_to is None:
        return [Reason("setting", f"{place.team} is not approved as a setting yet.")]
    if plan.starts_on < place.approved_from or plan.ends_on > place.approved_to:
        approved = f"from {said(place.approved_from)} to {said(place.approved_to)}"
        return [Reason("setting", f"{place.team} is approved {approved}, which does not cover these dates.")]
    return []


def pattern_reasons(plan: Plan, others: Sequence[Other], *, own_team_allowed: bool) -> list[Reason]:
    """Why this placement does not fit beside the apprentice's other placements."""
    return [
        *_own_team_reasons(plan, others, own_team_allowed),
        *(reason for other in others if (reason := _contrast_reason(plan, other))),
        *_last_chance_reasons(plan, others),
    ]


def _own_team_reasons(plan: Plan, others: Sequence[Other], allowed: bool) -> Iterator[Reason]:
    if not plan.own_team:
        return
    if any(other.own_team for other in others):
        yield Reason("own_team", "Another placement is in the apprentice's own team already. At most one may be.")
    if not allowed:
        yield Reason("own_team", "The university does not allow a placement in the apprentice's own team.")
    if not plan.new_duties.strip():
        yield Reason("own_team", "A placement in the own team needs new duties, in writing.")
    if not plan.caseload_taken_off.strip():
        yield Reason("own_team", "A placement in the own team needs work taken off the normal job: say what.")


def _contrast_reason(plan: Plan, other: Other) -> Reason | None:
    one, two = plan.place, other.place
    if one.team == two.team:
        return Reason("contrast", f"Both placements would be in {one.team}. They must contrast.")
    if (one.service, one.kind) != (two.service, two.kind) or plan.contrast.strip() or other.contrast.strip():
        return None
    return Reason(
        "contrast",
        f"{one.team} is the same kind of team for the same service as {two.team}. Say in words how they contrast.",
    )


def _last_chance_reasons(plan: Plan, others: Sequence[Other]) -> Iterator[Reason]:
    if not plan.last:
        return
    if not plan.place.statutory and not any(other.place.statutory for other in others):
        yield Reason("statutory", "At least one placement must be statutory, and the earlier one was not.")
    if plan.own_team and others and all(other.own_team for other in others):
        yield Reason("own_team", "At least one placement must be outside the apprentice's own team.")


# The first day -----------------------------------------------------------------------------------------------


def missing_before_start(met: Iterable[str], *, hosted: bool) -> list[str]:
    """Codes of the conditions that are not met, in the listed order. ``hosted`` = at another employer."""
    held = set(met)
    return [code for code in CONDITIONS if code not in held and (hosted or code != HOSTING_AGREEMENT)]


READINESS = "readiness"
HOSTING_AGREEMENT = "hosting_agreement"
ADJUSTMENTS = "adjustments"
CONDITIONS = {
    READINESS: "Readiness for direct practice passed and released",
    "dbs_seen": "DBS outcome seen and right for the work",
    "occupational_health": "Occupational health cleared",
    ADJUSTMENTS: "Adjustments in place, or none asked for",
    HOSTING_AGREEMENT: "Hosting agreement signed",
    "educator_checked": "Practice educator's registration and currency checked",
}


# Days --------------------------------------------------------------------------------------------------------

WORTH: dict[str, Decimal] = {
    "present": Decimal(1),
    "half": Decimal("0.5"),
    "made_up": Decimal(1),
    "absent": Decimal(0),
    "away": Decimal(0),
}
"""What each kind of day counts towards the days of the placement."""


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day as somebody wants to log it, and what is known about its date. ``calendar`` holds kinds of entries."""

    date: Date
    kind: str
    today: Date
    starts_on: Date
    ends_on: Date
    live: bool = True
    learning: bool = True
    note: str = ""
    absence: str = ""
    calendar: frozenset[str] = frozenset()
    bank_holiday: bool = False

    @property
    def counts(self) -> bool:
        return WORTH[self.kind] > 0

    @property
    def weekend(self) -> bool:
        return self.date.weekday() >= 5


def day_reasons(day: Day) -> list[Reason]:
    """Why a day cannot be logged."""
    if not day.live:
        return [Reason("state", "This placement is not under way, so no days can be logged.")]
    if not day.learning:
        return [Reason("learning", "Your learning is paused, so no days can be logged. Your tutor can help.")]
    if day.date > day.today:
        return [Reason("date", f"{said(day.date)} has not come yet.")]
    if not day.starts_on <= day.date <= day.ends_on:
        return [
            Reason(
                "date",
                f"{said(day.date)} is outside this placement ({said(day.starts_on)} to {said(day.ends_on)}). "
                "Ask the placement coordinator if the dates have changed.",
            )
        ]
    return list(_kind_reasons(day))


def _kind_reasons(day: Day) -> Iterator[Reason]:
    if day.kind == "absent" and not day.absence:
        yield Reason("absence", f"Choose why you were away on {said(day.date)}.")
    if not day.counts:
        return
    if "break" in day.calendar:
        yield Reason("break", f"{said(day.date)} is in your break in learning, so it cannot count.")
    if "leave" in day.calendar:
        yield Reason("leave", f"You are on leave on {said(day.date)}, so it cannot count.")
    if day.calendar & {"taught_day", "skills_day", "induction"} and day.kind != "half":
        yield Reason("taught", f"{said(day.date)} is a university day. It counts there, not as a placement day.")
    if day.weekend and not day.note.strip():
        yield Reason("weekend", f"{said(day.date)} is at a weekend. Add a note that says what you did.")


def day_warnings(day: Day) -> list[str]:
    """What to look at again, though the day may be logged."""
    if day.bank_holiday and day.counts:
        return [f"{said(day.date)} is a bank holiday. Check that it is right."]
    return []
