"""What has to be known about an apprentice's plan before the off-the-job requirement can be worked out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

LONGEST_MONTHS = 120
MOST_WEEKLY_HOURS = 80
MOST_HOURS = 20_000
LAST_YEAR = 2100


def exact(value: Any, name: str) -> Decimal:
    """A number as an exact decimal. Floats are taken as they are written, so 22.2 is 22.2.

    Raises ValueError in words for anything that is not a number.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise ValueError(f"{name} must be a number.")
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise ValueError(f"{name} must be a number, such as 36 or 22.2.") from None
    if not number.is_finite():
        raise ValueError(f"{name} must be a number, such as 36 or 22.2.")
    return number


def between(value: Any, name: str, lowest: int, highest: int, *, above: bool = False) -> Decimal:
    """An exact number within its bounds; `above` means the lowest itself is too low."""
    number = exact(value, name)
    if number < lowest or number > highest or (above and number == lowest):
        start = f"more than {lowest}" if above else f"{lowest} or more"
        raise ValueError(f"{name} must be {start} and at most {highest}.")
    return number


def whole_number_of_months(value: Any, name: str, lowest: int = 1) -> int:
    """A whole number of months within ten years."""
    number = between(value, name, lowest, LONGEST_MONTHS)
    if number != number.to_integral_value():
        raise ValueError(f"{name} must be a whole number of months.")
    return int(number)


def calendar_day(value: Any, name: str) -> date:
    """A date, given as such or as 2027-09-06."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be a date, such as 2027-09-06.") from None


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A stretch of months at the same weekly hours. The first one is the start."""

    months: int
    weekly_hours: Decimal

    def __post_init__(self) -> None:
        object.__setattr__(self, "months", whole_number_of_months(self.months, "Months at the same hours"))
        hours = between(self.weekly_hours, "Weekly hours", 0, MOST_WEEKLY_HOURS, above=True)
        object.__setattr__(self, "weekly_hours", hours)


_AMOUNTS = {
    "weekly_hours": ("Weekly hours", MOST_WEEKLY_HOURS, True),
    "annual_hours": ("Paid hours a year", MOST_WEEKLY_HOURS * 52, True),
    "absence_weeks": ("Weeks of absence", 520, False),
    "plan_no_rpl": ("Planned hours before prior learning", MOST_HOURS, True),
    "rpl_hours": ("Hours of prior learning", MOST_HOURS, False),
    "published_min": ("The published minimum", MOST_HOURS, True),
}
_MONTHS = {
    "months": ("The planned length", 1),
    "ft_months": ("The full-time length", 1),
    "original_months": ("The length agreed at the start", 1),
    "months_no_rpl": ("The length before prior learning", 1),
    "break_months": ("Months of break", 0),
    "assessment_months": ("Months of final assessment", 0),
}


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The facts of one plan. Numbers may be given as int, Decimal or text; anything senseless raises ValueError.

    start            the day the apprentice first started, whatever came later
    weekly_hours     paid hours a week by contract, averaged over 52 weeks
    annual_hours     paid hours a year instead, where work is term-time or irregular
    months, end      planned length in whole months; or the planned last day, if only dates are held
    ft_months        the full-time length that a part-time start extends
    segments         changes of hours after the start; original_months is the plan at the start where it was extended
    break_months     months of break in learning; absence_weeks: a short absence
    assessment_months months of final assessment after the gateway that the lengths given include: no training is due
    plan_no_rpl      planned hours before prior learning; months_no_rpl the length before it; rpl_hours recognised
    duration_reduced whether the length was cut for prior learning (None: if it is shorter than before)
    published_min    hours published for the standard at that start
    """

    start: date
    weekly_hours: Decimal | None = None
    annual_hours: Decimal | None = None
    months: int | None = None
    end: date | None = None
    ft_months: int | None = None
    segments: tuple[Segment, ...] = ()
    original_months: int | None = None
    break_months: int = 0
    assessment_months: int = 0
    absence_weeks: Decimal = Decimal(0)
    plan_no_rpl: Decimal | None = None
    months_no_rpl: int | None = None
    rpl_hours: Decimal = Decimal(0)
    duration_reduced: bool | None = None
    published_min: Decimal | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", calendar_day(self.start, "The start"))
        for name, (label, highest, above) in _AMOUNTS.items():
            if getattr(self, name) is not None:
                object.__setattr__(self, name, between(getattr(self, name), label, 0, highest, above=above))
        for name, (label, lowest) in _MONTHS.items():
            if getattr(self, name) is not None:
                object.__setattr__(self, name, whole_number_of_months(getattr(self, name), label, lowest))
        self._check_together()

    def _check_together(self) -> None:
        if self.start.year > LAST_YEAR:
            raise ValueError(f"The start is after {LAST_YEAR}. Check the date.")
        if self.end is not None:
            object.__setattr__(self, "end", calendar_day(self.end, "The end"))
            if self.end <= self.start:
                raise ValueError("The end must be after the start.")
        if self.plan_no_rpl is not None and self.rpl_hours > self.plan_no_rpl:
            raise ValueError("The hours of prior learning cannot be more than the hours that were planned without it.")
        if self.original_months is not None and self.length_now and self.original_months > self.length_now:
            raise ValueError("The length agreed at the start cannot be more than the length with its extension.")
        if self.assessment_months:
            self._check_assessment()
        if self.duration_reduced not in (None, True, False):
            raise ValueError("Whether the length was cut for prior learning must be true or false.")

    def _check_assessment(self) -> None:
        lengths = [length for length in (self.months, self.ft_months, self.months_no_rpl) if length is not None]
        if not lengths or self.segments or self.end is not None:
            raise ValueError("Give months of final assessment together with the length in months.")
        if self.assessment_months >= min(lengths):
            raise ValueError("Training before the gateway must last at least a month. Check the months of assessment.")

    def before_gateway(self) -> "Facts":
        """The same plan up to the gateway, where the practical period and its hours end."""

        def training(length: int | None) -> int | None:
            return None if length is None else length - self.assessment_months

        return replace(
            self,
            months=training(self.months),
            ft_months=training(self.ft_months),
            months_no_rpl=training(self.months_no_rpl),
            assessment_months=0,
        )

    @property
    def length_now(self) -> int | None:
        """Months from the start to the planned end as it is now, breaks left out; None if only dates are held."""
        return sum(segment.months for segment in self.segments) or self.months or self.original_months

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Facts":
        """Read facts from JSON. Empty values count as not given; names that are not facts are left out."""
        if not isinstance(data, Mapping):
            raise ValueError("The inputs must be names with values, such as {“start”: “2027-09-06”}.")
        known = {field.name for field in fields(cls)}
        given = {name: value for name, value in data.items() if name in known and value is not None and value != ""}
        if "start" not in given:
            raise ValueError("Give the day on which the apprentice first started.")
        if "segments" in given:
            given["segments"] = tuple(_segments(given["segments"]))
        return cls(**given)


def _segments(rows: Any) -> Iterable[Segment]:
    if not isinstance(rows, list | tuple):
        raise ValueError("Changes of hours must be a list of months with weekly hours.")
    for row in rows:
        if not isinstance(row, Mapping) or not {"months", "weekly_hours"} <= row.keys():
            raise ValueError("Each change of hours needs its months and its weekly hours.")
        yield Segment(months=row["months"], weekly_hours=row["weekly_hours"])
