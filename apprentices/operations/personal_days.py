"""Leave and study days: planned against teaching and placement, cancelled with the reason where work takes them."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from apprentices.models import Apprentice, Employment, PersonalDay
from apprentices.off_the_job.periods import days_of
from apprentices.operations.calendar import cancel_in_calendar, put_in_calendar
from apprentices.operations.standing import lock_standing, recount
from apprentices.plans import plans_of
from apprentices.timetable_reasons import STUDY_DAY_CANCELLED, reasons
from core import audit, workflow
from core.accounts.models import User
from core.words import day
from core.workflow import StepRefused

MOST_DAYS = 70
"""The longest stretch that is planned at once, in days of the calendar: ten weeks."""


def clashes(apprentice: Apprentice, *, first: datetime.date, last: datetime.date) -> list[str]:
    """What is planned on these days already, each in words: teaching, study days, placement days."""
    entries = apprentice.calendar.going_ahead().training().filter(date__range=(first, last))
    found = [f"{day(entry.date)}: {entry.title or entry.get_kind_display()}" for entry in entries]
    dated = {entry.date for entry in entries}
    placed = plans_of([apprentice])[apprentice.pk].sessions
    found += [
        f"{day(session.on)}: about a placement day"
        for session in sorted(placed, key=lambda session: session.on)
        if first <= session.on <= last and session.on not in dated
    ]
    return found


@transaction.atomic
def plan_days(
    apprentice: Apprentice,
    *,
    kind: str,
    first: datetime.date,
    last: datetime.date,
    by: User,
    hours: Decimal = Decimal(0),
) -> list[PersonalDay]:
    """Plan leave or study on the working days of a stretch; days that have a plan of this sort are left as they are.

    ``hours`` are those of each study day. Raises ``StepRefused`` where no working day is left in the stretch.
    """
    if (last - first).days >= MOST_DAYS:
        raise StepRefused(f"Plan at most {MOST_DAYS // 7} weeks at once.")
    standings = lock_standing([apprentice])
    dates = _free_working_days(apprentice, first, last)
    if not dates:
        raise StepRefused("None of these days is a working day that is still free of leave and study.")
    team = _team_of(apprentice)
    made = [
        PersonalDay.objects.create(
            apprentice=apprentice,
            date=date,
            kind=kind,
            hours=hours if kind == PersonalDay.Kind.STUDY else Decimal(0),
            team=team,
            planned_by=by,
        )
        for date in dates
    ]
    for planned in made:
        put_in_calendar(
            apprentice,
            date=planned.date,
            kind=planned.calendar_kind,
            title=planned.get_kind_display(),
            off_the_job_hours=planned.hours,
            source=planned,
        )
    audit.record_all(made, "planned a day", by=by)
    _expect_anew(standings)
    return made


def _free_working_days(apprentice: Apprentice, first: datetime.date, last: datetime.date) -> list[datetime.date]:
    """The working days of the programme in a stretch on which neither leave nor study is planned."""
    plan = plans_of([apprentice])[apprentice.pk]
    taken = set(apprentice.personal_days.planned().values_list("date", flat=True))
    return [
        date
        for date in days_of(first, last)
        if date not in taken and plan.is_working_day(date) and plan.start <= date <= plan.end
    ]


def _team_of(apprentice: Apprentice) -> str:
    """Service and team of the job as it is now, in words that are kept."""
    job = Employment.objects.filter(apprentice=apprentice).select_related("employer").order_by("starts_on").last()
    return ", ".join(part for part in (job.employer.short_name, job.team) if part) if job else ""


@transaction.atomic
def cancel_day(planned: PersonalDay, *, by: User, reason: str = "") -> None:
    """A planned day does not take place; of a study day the reason is kept, and counted for the team."""
    if planned.kind == PersonalDay.Kind.STUDY and reason not in reasons(STUDY_DAY_CANCELLED):
        raise StepRefused("Choose why the study day was cancelled.")
    standings = lock_standing([planned.apprentice_id])
    workflow.move(
        planned,
        to=PersonalDay.State.CANCELLED,
        by=by,
        reason=reasons(STUDY_DAY_CANCELLED)[reason].label if reason else "",
        cancelled_because=reason,
        cancelled_by=by,
        cancelled_at=timezone.now(),
    )
    cancel_in_calendar(planned, by=by)
    _expect_anew(standings)


def _expect_anew(standings: list) -> None:
    for standing in standings:
        standing.forecast_on = None
    recount(standings)
