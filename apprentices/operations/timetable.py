"""The timetable of a cohort as a draft: session by session, weekly, from the outline, copied; and the closed days."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django.db import transaction

from apprentices import work_pattern
from apprentices.models import ClosedDay, TimetableSession
from apprentices.programme_plan import planned_days
from consortium.models import Cohort, Organisation
from core import audit
from core.accounts.models import User
from core.words import day
from core.workflow import StepRefused

State = TimetableSession.State
WEEK = datetime.timedelta(weeks=1)
MOST_AT_ONCE = 500
"""Sessions drafted by one step: three years of five days a week are fewer."""


@dataclass(frozen=True, kw_only=True)
class SessionPlan:
    """What is planned for a session. ``off_the_job_hours`` is what being there credits."""

    kind: str
    title: str
    date: datetime.date
    starts_at: datetime.time
    ends_at: datetime.time
    off_the_job_hours: Decimal
    counts_as_skills_day: bool = False
    venue: str = ""
    room: str = ""
    room_places: int | None = None
    room_paid_by: str = ""
    access_details: str = ""
    online_link: str = ""

    @property
    def columns(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def of(cls, session: TimetableSession, **changes: Any) -> SessionPlan:
        """What a session says now, with changes."""
        return cls(**({field.name: getattr(session, field.name) for field in fields(cls)} | changes))


# Drafting ----------------------------------------------------------------------------------------------------


@transaction.atomic
def draft_session(
    cohort: Cohort,
    *,
    planned: SessionPlan,
    by: User,
    weekly_until: datetime.date | None = None,
    replaces: TimetableSession | None = None,
) -> list[TimetableSession]:
    """Draft a session, or one a week until a day; bank holidays and days on which the university is closed are skipped.

    Raises ``StepRefused`` where the session itself falls on such a day, or the rows would be too many.
    """
    closed = work_pattern.closed_at(cohort.university)
    if planned.date in closed:
        raise StepRefused(f"The university is closed on {day(planned.date)}. Choose another day.")
    dates = [planned.date]
    while weekly_until and dates[-1] + WEEK <= weekly_until:
        dates.append(dates[-1] + WEEK)
    return draft_all(
        cohort,
        [SessionPlan(**planned.columns | {"date": d}) for d in dates if d not in closed],
        by=by,
        replaces=replaces,
    )


@transaction.atomic
def apply_outline(cohort: Cohort, *, by: User) -> list[TimetableSession]:
    """Draft what the standard's outline plan foresees from the cohort's first day, to be put right and published.

    Days that have a session already are left as they are.
    """
    ends_on = cohort.starts_on + datetime.timedelta(days=366 * cohort.months // 12)
    taken = set(cohort.sessions.exclude(state=State.CANCELLED).values_list("date", flat=True))
    closed = work_pattern.closed_at(cohort.university)
    outlined = planned_days(
        cohort.standard_version.standard.code, starts_on=cohort.starts_on, ends_on=ends_on, planned_hours=None
    )
    return draft_all(
        cohort,
        [
            SessionPlan(
                kind=foreseen.kind,
                title=foreseen.title,
                date=foreseen.date,
                starts_at=foreseen.starts_at,
                ends_at=foreseen.ends_at,
                off_the_job_hours=foreseen.hours,
                counts_as_skills_day=foreseen.kind == TimetableSession.Kind.SKILLS_DAY,
            )
            for foreseen in outlined
            if foreseen.date not in taken | closed
        ],
        by=by,
    )


@transaction.atomic
def copy_stretch(
    cohort: Cohort,
    *,
    first: datetime.date,
    last: datetime.date,
    to: Cohort,
    begins_on: datetime.date,
    by: User,
) -> list[TimetableSession]:
    """Draft the sessions of some weeks (a term) again from another week on, for this cohort or another.

    Weeks move as a whole, so a Wednesday stays a Wednesday. Days on which the university is closed, and sessions that
    are there already at the same time, are skipped.
    """
    moved = _monday(begins_on) - _monday(first)
    closed = work_pattern.closed_at(to.university)
    there = set(to.sessions.exclude(state=State.CANCELLED).values_list("date", "starts_at"))
    found = cohort.sessions.exclude(state=State.CANCELLED).filter(date__range=(first, last))
    plans = [SessionPlan.of(session, date=session.date + moved) for session in found]
    return draft_all(to, [p for p in plans if p.date not in closed and (p.date, p.starts_at) not in there], by=by)


def _monday(date: datetime.date) -> datetime.date:
    return date - datetime.timedelta(days=date.weekday())


def draft_all(
    cohort: Cohort, plans: Sequence[SessionPlan], *, by: User, replaces: TimetableSession | None = None
) -> list[TimetableSession]:
    """Draft these sessions, each with its event; raises ``StepRefused`` where they are too many for one step."""
    if len(plans) > MOST_AT_ONCE:
        raise StepRefused(f"That would be {len(plans)} sessions. Draft at most {MOST_AT_ONCE} at once.")
    made = TimetableSession.objects.bulk_create(
        TimetableSession(cohort=cohort, drafted_by=by, replaces=replaces, **plan.columns) for plan in plans
    )
    audit.record_all(made, "drafted a session", by=by)
    return made


@transaction.atomic
def delete_draft(session: TimetableSession, *, by: User) -> None:
    """Take a draft away; what was published is cancelled instead, so that everybody hears of it."""
    held = TimetableSession.objects.select_for_update().get(pk=session.pk)
    if held.state != State.DRAFT:
        raise StepRefused("This session is published. Cancel it, so that everybody hears of it.")
    audit.record(held, "deleted a draft", by=by)
    held.delete()


# Days on which an organisation is closed ---------------------------------------------------------------------


@transaction.atomic
def close_on(organisation: Organisation, *, date: datetime.date, name: str, by: User) -> ClosedDay:
    """An organisation is closed on a day: nothing is drafted there, and no working day falls on it."""
    closed, new = ClosedDay.objects.get_or_create(organisation=organisation, date=date, defaults={"name": name})
    if not new:
        raise StepRefused(f"{day(date)} is in the list already: {closed.name}.")
    audit.record(closed, "added a closed day", by=by, date=date, name=name)
    return closed


@transaction.atomic
def open_on(closed: ClosedDay, *, by: User) -> None:
    """The day is a usual one again."""
    audit.record(closed, "took away a closed day", by=by, date=closed.date, name=closed.name)
    closed.delete()
