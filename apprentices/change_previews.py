"""What a change will do, in sentences shown before anybody agrees: the rules here, then what other apps add."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from apprentices import steps
from apprentices.models import Apprentice
from apprentices.off_the_job import breaks as rules
from apprentices.operations.changes.leaving import is_within_qualifying_period
from consortium.models import Cohort
from core.accounts.models import User
from core.words import day, hours, listed, number

ONE_DAY = datetime.timedelta(days=1)


def of_break(
    apprentice: Apprentice,
    *,
    starts_on: datetime.date,
    ends_on: datetime.date,
    learning_days: Sequence[datetime.date],
    rejoins: Cohort,
    by: User,
) -> list[str]:
    """The planned end by rule, the hours left, whether the rules ask for a break, cohort, and what others add."""
    end = rules.moved_end(apprentice.planned_end_on, starts_on, ends_on)
    standing = apprentice.standing
    left = max(apprentice.planned_hours - standing.confirmed_hours, apprentice.planned_hours * 0)
    lines = [
        f"The planned end moves from {day(apprentice.planned_end_on)} to {day(end)} when learning goes on as expected.",
        f"The hours of training stay as agreed: {number(standing.confirmed_hours)} of "
        f"{hours(apprentice.planned_hours)} are confirmed, {number(left)} are left.",
        *_by_activity_rule(apprentice, starts_on, ends_on, learning_days),
        "The log of off-the-job time is closed during the break, and reminders are silent.",
        f"Progress reviews that fall into it are skipped. A return meeting is due by "
        f"{day(rules.review_due(ends_on + ONE_DAY))}.",
    ]
    if rejoins.pk != apprentice.cohort_id:
        version = rejoins.standard_version
        same = version.pk == apprentice.cohort.standard_version_id
        lines.append(
            f"On return {rejoins.name} is joined{'' if same else f', on {version}: its frameworks hold from then'}."
        )
    return lines + steps.pause.preview(steps.Pause(apprentice, starts_on, ends_on, by))


def _by_activity_rule(
    apprentice: Apprentice, starts_on: datetime.date, ends_on: datetime.date, learning_days: Sequence[datetime.date]
) -> list[str]:
    rule = apprentice.rule_set.rules["activity_rule"]
    too_long = rules.gaps(starts_on, ends_on, learning_days, rule)
    asked = "four weeks" if rule["kind"] == "weeks" else "a clear calendar month"
    if not too_long:
        with_days = " with these keep-in-touch days" if learning_days else ""
        return [
            f"The funding rules do not ask for a break{with_days}: less than {asked} passes without learning. You can "
            "agree one all the same."
        ]
    if learning_days:
        stretches = listed(f"{day(first)} to {day(last)}" for first, last in too_long)
        return [f"Without learning for more than {asked}, so the rules ask for a break: {stretches}."]
    return []


def of_leaving(apprentice: Apprentice, *, last_day: datetime.date, by: User) -> list[str]:
    """What stays, what ends, and what it is called."""
    standing = apprentice.standing
    days = apprentice.rule_set.rules["qualifying_days"]
    lines = [
        f"{hours(standing.confirmed_hours)} of training and {number(standing.placement_days)} placement days stay on "
        "record.",
        "Tasks, reminders and planned days after the last day end.",
    ]
    if is_within_qualifying_period(apprentice, last_day):
        lines.insert(
            0, f"This is recorded as left within the qualifying period of {days} days. It is a start all the same."
        )
    if standing.entries_awaiting:
        lines.append(
            f"{hours(standing.hours_awaiting)} still wait for confirmation. They can be confirmed on the record, and "
            "count only then."
        )
    return lines + steps.withdrawal.preview(steps.Leaving(apprentice, last_day, by))
