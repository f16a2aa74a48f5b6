"""What closes the gap of a forecast: study days on free working days, before the next feast by which they fit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import ceil

from apprentices.off_the_job.forecast import Plan
from apprentices.off_the_job.wording import day, hours

STUDY_DAY = Decimal(7)
"""Hours of a study day, where the plan does not say otherwise."""
SHOWN = 3
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Closing:
    """Study days that bring somebody to the plan; ``dates`` are the first free ones, at most one a week.

    ``before`` is the landmark by which they fit ("Easter"), empty where they only fit before the end. ``fits`` is
    False where the weeks that are left are too few.
    """

    gap: Decimal
    days: int
    before: str
    dates: tuple[date, ...]
    fits: bool

    @property
    def sentence(self) -> str:
        many = WORDS[self.days].capitalize() if self.days < len(WORDS) else f"{self.days}"
        more = f"{many} more study day{'' if self.days == 1 else 's'} of {hours(STUDY_DAY)}"
        closes = "closes" if self.days == 1 else "close"
        if not self.fits:
            return (
                f"{hours(self.gap)} are more than a study day in every free week that is left. "
                "Talk to your tutor and line manager about the plan."
            )
        first = f" The first free days: {', '.join(day(on) for on in self.dates[:SHOWN])}." if self.dates else ""
        return f"{more} before {self.before} {closes} the gap.{first}"


def closing(plan: Plan, gap: Decimal, *, on: date) -> Closing | None:
    """What closes a gap of hours from a day on; None where there is no gap or the plan has ended.

    A study day falls on a working day without anything planned, at most one in a week, so that the job goes on.
    """
    if gap <= 0 or on >= plan.end:
        return None
    wanted = ceil(gap / STUDY_DAY)
    free = list(_one_a_week(plan, on))
    if len(free) < wanted:
        return Closing(gap, wanted, "", tuple(free), fits=False)
    dates = tuple(free[:wanted])
    name = next((name for name, when in _landmarks(on, plan.end) if dates[-1] < when), f"the end on {day(plan.end)}")
    return Closing(gap, wanted, name, dates, fits=True)


def _one_a_week(plan: Plan, on: date) -> Iterator[date]:
    """The first free working day of each week after this one."""
    taken = {session.on for session in plan.sessions if session.hours}
    weeks = set()
    later = max(on + timedelta(days=1), plan.start)
    while later <= plan.end:
        week = later - timedelta(days=later.weekday())
        if week not in weeks and later not in taken and plan.is_working_day(later):
            weeks.add(week)
            yield later
        later += timedelta(days=1)


def _landmarks(on: date, end: date) -> list[tuple[str, date]]:
    """Easter, the summer and Christmas from a day to the end of the plan, in order; each far enough to be of use."""
    found = []
    for year in range(on.year, end.year + 1):
        found += [("Easter", easter(year)), ("the end of July", date(year, 8, 1)), ("Christmas", date(year, 12, 25))]
    named = [(name if when.year == on.year else f"{name} {when.year}", when) for name, when in found]
    return sorted(((name, when) for name, when in named if on < when <= end), key=lambda landmark: landmark[1])


def easter(year: int) -> date:
    """Easter Sunday of a year (the anonymous Gregorian reckoning)."""
    golden, century, of_century = year % 19, year // 100, year % 100
    leap_centuries, rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - correction + 15) % 30
    leap_years, since = divmod(of_century, 4)
    weekday = (32 + 2 * rest + 2 * leap_years - epact - since) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, number = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, number + 1)
