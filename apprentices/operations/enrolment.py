"""From a person and a place to an apprentice's record: everything that begins on that day, in one transaction."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import transaction
from django.utils import timezone

from apprentices import requirements, steps
from apprentices.models import Apprentice, CalendarEntry, Employment, Involvement, ProgressReview, Standing
from apprentices.operations.publishing import join_timetables
from apprentices.operations.relations import require_two_people, write_involvements
from apprentices.operations.skills_scan import begin_first_scans
from apprentices.operations.standing import lock_standing, recount
from apprentices.programme_plan import planned_days
from consortium.models import Cohort, Organisation
from core import audit, workflow
from core.accounts.models import User
from core.workflow import StepRefused

BATCH = 1000
"""Rows of a calendar that are written with one statement."""


@dataclass(frozen=True, kw_only=True)
class Start:
    """One person's start. ``starts_on`` fixes the off-the-job rule set for good.

    ``planned_hours`` are those agreed in the training plan with prior learning taken off (None: the minimum of the
    rules); ``months`` only where the length differs from the cohort's.
    """

    person: User
    cohort: Cohort
    employer: Organisation
    starts_on: datetime.date
    weekly_hours: Decimal
    job_title: str = ""
    team: str = ""
    months: int | None = None
    prior_learning_hours: Decimal = Decimal(0)
    planned_hours: Decimal | None = None
    line_manager: User | None = None
    tutor: User | None = None


def enrol(*, by: User, on: datetime.date | None = None, **start: Any) -> Apprentice:
    """Enrol a person on a cohort's programme with an employer. Answers with the record; nothing is typed twice.

    ``start`` are the fields of ``Start``. The record opens to the apprentice, employer, university, line manager and
    tutor today. Raises ``StepRefused`` in words where the plan cannot be, and where another app's consequence blocks.
    """
    [answer] = enrol_all([Start(**start)], by=by, on=on)
    if isinstance(answer, StepRefused):
        raise answer
    return answer


@transaction.atomic
def enrol_all(starts: Sequence[Start], *, by: User, on: datetime.date | None = None) -> list[Apprentice | StepRefused]:
    """Enrol many at once, in a number of queries that does not grow with them. Answers for each start, in their order:
    the record, or why it cannot be; who is refused holds up nobody else.
    """
    on = on or timezone.localdate()
    answers: dict[int, Apprentice | StepRefused] = {}
    new: dict[int, Apprentice] = {}
    held = requirements.Held()
    for place, start in enumerate(starts):
        try:
            new[place] = _record(start, by=by, held=held)
        except StepRefused as refused:
            answers[place] = refused
    _create(new.values())
    begun = {record: starts[place] for place, record in new.items() if record.pk}
    enrolled = _begin(begun, by=by, on=on) if begun else {}
    for place, record in new.items():
        answers[place] = enrolled[record.pk] if record.pk else _already(starts[place].person)
    return [answers[place] for place in range(len(starts))]


def _begin(begun: Mapping[Apprentice, Start], *, by: User, on: datetime.date) -> dict[int, Apprentice]:
    """Everything that a record begins with; answers with the records as they then stand, by their ids."""
    _open_records(begun, by=by, on=on)
    _begin_plans(list(begun))
    steps.enrolment.apply(steps.Enrolled(list(begun), by))
    started = [record.pk for record in begun if record.original_start_on <= on]
    workflow.move_all(Apprentice.objects.filter(pk__in=started), to=Apprentice.State.ACTIVE, by=by)
    standings = lock_standing(begun)
    recount(standings, on=on)
    begin_first_scans(begun, by=by, on=on)
    return {standing.pk: standing.apprentice for standing in standings}


def _record(start: Start, *, by: User, held: requirements.Held) -> Apprentice:
    """The record as it is to be; refused in words where it cannot."""
    change = steps.Enrolment(start.person, start.cohort, start.employer, start.starts_on, start.weekly_hours, by)
    if reasons := steps.enrolment.blocks(change):
        raise StepRefused(" ".join(reasons))
    require_two_people(Involvement.Kind.LINE_MANAGER, person=start.line_manager, apprentice=start.person.pk)
    require_two_people(Involvement.Kind.TUTOR, person=start.tutor, apprentice=start.person.pk)
    fixed = requirements.fixed_at_start(
        cohort=start.cohort,
        starts_on=start.starts_on,
        weekly_hours=start.weekly_hours,
        months=start.months,
        prior_learning_hours=start.prior_learning_hours,
        planned_hours=start.planned_hours,
        held=held,
    )
    return Apprentice(
        person=start.person,
        cohort=start.cohort,
        employer=start.employer,
        original_start_on=start.starts_on,
        **fixed,
    )


def _create(records: Iterable[Apprentice]) -> None:
    """Write new records. One whose person is on a programme already, also since a moment ago, stays unnumbered."""
    in_order = sorted(records, key=lambda record: record.person_id)
    Apprentice.objects.bulk_create(in_order, ignore_conflicts=True)
    references = [record.reference for record in in_order]
    numbers = dict(Apprentice.objects.filter(reference__in=references).values_list("reference", "pk"))
    for record in in_order:
        record.pk = numbers.get(record.reference)


def _already(person: User) -> StepRefused:
    return StepRefused(f"{person} is on a programme already, and can be on one at a time.")


def _open_records(begun: Mapping[Apprentice, Start], *, by: User, on: datetime.date) -> None:
    """The job, and the record open to those whom it concerns."""
    audit.record_each(
        (
            (
                record,
                "enrolled",
                {"cohort": start.cohort.name, "employer": start.employer.name, "starts_on": start.starts_on},
            )
            for record, start in begun.items()
        ),
        by=by,
    )
    Employment.objects.bulk_create(
        Employment(
            apprentice=record,
            employer=start.employer,
            job_title=start.job_title,
            team=start.team,
            weekly_hours=start.weekly_hours,
            starts_on=start.starts_on,
        )
        for record, start in begun.items()
    )
    Kind = Involvement.Kind
    parts: list[Involvement] = []
    for record, start in begun.items():
        whom: list[dict[str, Any]] = [
            {"kind": Kind.SELF, "person": start.person},
            {"kind": Kind.EMPLOYER, "organisation": start.employer},
            {"kind": Kind.UNIVERSITY, "organisation": start.cohort.university},
            *({"kind": Kind.LINE_MANAGER, "person": person} for person in [start.line_manager] if person),
            *({"kind": Kind.TUTOR, "person": person} for person in [start.tutor] if person),
        ]
        parts += (Involvement(apprentice=record, starts_on=min(on, start.starts_on), **one) for one in whom)
    write_involvements(parts, by=by)


def _begin_plans(records: Sequence[Apprentice]) -> None:
    """The cohort's timetable in each calendar, the first review by the rules, the totals.

    After the last day that the university has published, the standard's outline plan stands in.
    """
    published_to = join_timetables(records)
    days_of = cache(planned_days)
    CalendarEntry.objects.bulk_create(
        (
            CalendarEntry(
                apprentice=record,
                date=day.date,
                kind=day.kind,
                title=day.title,
                starts_at=day.starts_at,
                ends_at=day.ends_at,
                off_the_job_hours=day.hours,
                source_kind=CalendarEntry.OUTLINE,
            )
            for record in records
            for day in days_of(
                record.cohort.standard_version.standard.code,
                starts_on=record.original_start_on,
                ends_on=record.planned_end_on,
                planned_hours=record.planned_hours,
            )
            if day.date > published_to.get(record.cohort_id, datetime.date.min)
        ),
        batch_size=BATCH,
    )
    rules_of = cache(requirements.rules_of)
    due_on = {record: rules_of(record.rule_set).next_review_due(record.original_start_on) for record in records}
    ProgressReview.objects.bulk_create(ProgressReview(apprentice=a, number=1, due_on=due) for a, due in due_on.items())
    Standing.objects.bulk_create(Standing(apprentice=a, next_review_on=due) for a, due in due_on.items())


def start_those_due(*, on: datetime.date | None = None) -> int:
    """Every morning: those whose first day has come are learning. Answers how many."""
    due = Apprentice.objects.filter(state=Apprentice.State.PRE_START, original_start_on__lte=on or timezone.localdate())
    with transaction.atomic():
        return len(workflow.move_all(due, to=Apprentice.State.ACTIVE, by=None).moved)
