"""From a person and a place to an apprentice's record: everything that begins on that day, in one transaction."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from apprentices import requirements, steps
from apprentices.models import Apprentice, CalendarEntry, Employment, Involvement, ProgressReview, Standing
from apprentices.operations.publishing import join_timetable
from apprentices.operations.relations import involve
from apprentices.operations.skills_scan import begin_first_scan
from apprentices.operations.standing import lock_standing, recount
from apprentices.programme_plan import planned_days
from consortium.models import Cohort, OffTheJobRuleSet, Organisation
from core import audit, workflow
from core.accounts.models import User
from core.workflow import StepRefused


@transaction.atomic
def enrol(
    *,
    person: User,
    cohort: Cohort,
    employer: Organisation,
    starts_on: datetime.date,
    weekly_hours: Decimal,
    by: User,
    job_title: str = "",
    team: str = "",
    months: int | None = None,
    prior_learning_hours: Decimal | int = 0,
    planned_hours: Decimal | None = None,
    line_manager: User | None = None,
    tutor: User | None = None,
    on: datetime.date | None = None,
) -> Apprentice:
    """Enrol a person on a cohort's programme with an employer. Answers with the record; nothing is typed twice.

    ``starts_on`` fixes the off-the-job rule set for good. ``planned_hours`` are those agreed in the training plan with
    prior learning taken off (None: the minimum of the rules); ``months`` only where the length differs from the
    cohort's. The record opens to the apprentice, employer, university, line manager and tutor today. Raises
    ``StepRefused`` in words where the plan cannot be, and where another app's consequence blocks.
    """
    on = on or timezone.localdate()
    change = steps.Enrolment(person, cohort, employer, starts_on, Decimal(weekly_hours), by)
    if reasons := steps.enrolment.blocks(change):
        raise StepRefused(" ".join(reasons))
    apprentice = _create(
        person=person,
        cohort=cohort,
        employer=employer,
        original_start_on=starts_on,
        **_plan(change, months=months, prior_learning=Decimal(prior_learning_hours), planned_hours=planned_hours),
    )
    audit.record(apprentice, "enrolled", by=by, cohort=cohort.name, employer=employer.name, starts_on=starts_on)
    Employment.objects.create(
        apprentice=apprentice,
        employer=employer,
        job_title=job_title,
        team=team,
        weekly_hours=change.weekly_hours,
        starts_on=starts_on,
    )
    _open_record(apprentice, from_=min(on, starts_on), by=by, line_manager=line_manager, tutor=tutor)
    _begin_plan(apprentice)
    change.apprentice = apprentice
    steps.enrolment.apply(change)
    if starts_on <= on:
        workflow.move(apprentice, to=Apprentice.State.ACTIVE, by=by)
    recount(lock_standing([apprentice]), on=on)
    begin_first_scan(apprentice, by=by, on=on)
    return apprentice


def _plan(
    change: steps.Enrolment, *, months: int | None, prior_learning: Decimal, planned_hours: Decimal | None
) -> dict[str, Any]:
    """How long, and how many hours off the job, by the rules of the start date; refused where no plan can be made."""
    rule_set = _rule_set(change.starts_on)
    required = requirements.required(
        rule_set=rule_set,
        cohort=change.cohort,
        starts_on=change.starts_on,
        weekly_hours=change.weekly_hours,
        months=months,
        prior_learning_hours=prior_learning,
        planned_hours=planned_hours,
    )
    if not required.eligible:
        raise StepRefused(" ".join(required.concerns))
    if required.planned_end is None or required.months is None:
        raise StepRefused("Enter the planned length in months.")
    return {
        "rule_set": rule_set,
        "planned_end_on": required.planned_end,
        "planned_months": required.months,
        "prior_learning_hours": prior_learning,
        "minimum_hours": required.minimum_hours,
        "planned_hours": required.planned_hours,
    }


def _rule_set(starts_on: datetime.date) -> OffTheJobRuleSet:
    try:
        return OffTheJobRuleSet.objects.for_start(starts_on)
    except OffTheJobRuleSet.DoesNotExist as none:
        raise StepRefused("No off-the-job rules are held for this start. Check the date.") from none


def _create(**values: object) -> Apprentice:
    try:
        with transaction.atomic():
            return Apprentice.objects.create(**values)
    except IntegrityError as twice:
        raise StepRefused(f"{values['person']} is on a programme already, and can be on one at a time.") from twice


def _open_record(
    apprentice: Apprentice, *, from_: datetime.date, by: User, line_manager: User | None, tutor: User | None
) -> None:
    involve(apprentice, Involvement.Kind.SELF, person=apprentice.person, starts_on=from_, by=by)
    involve(apprentice, Involvement.Kind.EMPLOYER, organisation=apprentice.employer, starts_on=from_, by=by)
    involve(apprentice, Involvement.Kind.UNIVERSITY, organisation=apprentice.cohort.university, starts_on=from_, by=by)
    if line_manager:
        involve(apprentice, Involvement.Kind.LINE_MANAGER, person=line_manager, starts_on=from_, by=by)
    if tutor:
        involve(apprentice, Involvement.Kind.TUTOR, person=tutor, starts_on=from_, by=by)


def _begin_plan(apprentice: Apprentice) -> None:
    """The cohort's timetable in the apprentice's calendar, the first review by the rules, the totals.

    After the last day that the university has published, the standard's outline plan stands in.
    """
    published_to = join_timetable(apprentice)
    CalendarEntry.objects.bulk_create(
        CalendarEntry(
            apprentice=apprentice,
            date=day.date,
            kind=day.kind,
            title=day.title,
            starts_at=day.starts_at,
            ends_at=day.ends_at,
            off_the_job_hours=day.hours,
            source_kind=CalendarEntry.OUTLINE,
        )
        for day in planned_days(
            apprentice.cohort.standard_version.standard.code,
            starts_on=apprentice.original_start_on,
            ends_on=apprentice.planned_end_on,
            planned_hours=apprentice.planned_hours,
        )
        if published_to is None or day.date > published_to
    )
    due_on = requirements.rules_of(apprentice.rule_set).next_review_due(apprentice.original_start_on)
    ProgressReview.objects.create(apprentice=apprentice, number=1, due_on=due_on)
    Standing.objects.create(apprentice=apprentice, next_review_on=due_on)


def start_those_due(*, on: datetime.date | None = None) -> int:
    """Every morning: those whose first day has come are learning. Answers how many."""
    due = Apprentice.objects.filter(state=Apprentice.State.PRE_START, original_start_on__lte=on or timezone.localdate())
    with transaction.atomic():
        return len(workflow.move_all(due, to=Apprentice.State.ACTIVE, by=None).moved)
