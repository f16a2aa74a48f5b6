"""TUPE and reorganisation: many apprentices on one day under a new employer, each in a transaction of its own."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from apprentices import steps
from apprentices.models import Apprentice, Employment, Reorganisation, Transfer
from apprentices.operations.employment import split_employment
from apprentices.operations.standing import lock_standing
from apprentices.operations.transfers import DAY, change_employer_of_record, freeze_statement
from consortium.models import Organisation
from core import audit, jobs, workflow
from core.accounts.models import User
from core.jobs.models import Job
from core.words import count, day
from core.workflow import StepRefused

KIND = "reorganise"


def employed_at(employer: Organisation) -> list[Apprentice]:
    """Apprentices on the programme who may be moved away from an employer."""
    there = Apprentice.objects.filter(employer=employer, state__in=Apprentice.ON_PROGRAMME)
    return list(there.select_related("person", "cohort").order_by("person__name"))


def reorganisation_step(
    apprentice: Apprentice, *, before: Organisation, after: Organisation, on: datetime.date, by: User
) -> steps.Transfer:
    """The move of one of them as other apps' consequences read it."""
    return steps.Transfer(apprentice, before, after, on, by, continuous=True, last_day=on - DAY)


@transaction.atomic
def plan_reorganisation(
    *,
    before: Organisation,
    after: Organisation,
    legal_employer: Organisation | None,
    on: datetime.date,
    apprentices: Sequence[Apprentice],
    by: User,
) -> tuple[Reorganisation, Job | None]:
    """Move many apprentices on a day: at once by a job, or by the clock on the morning of a later day.

    ``legal_employer`` None takes the body that the new service belongs to. Raises ``StepRefused`` in words.
    """
    if before == after and legal_employer in (None, before.legal_body):
        raise StepRefused("Nothing would change: choose another service or another legal employer.")
    if not apprentices:
        raise StepRefused("Choose at least one apprentice.")
    planned = Reorganisation.objects.create(
        before=before, after=after, legal_employer=legal_employer, on=on, asked_by=by
    )
    planned.apprentices.set(apprentices)
    audit.record(planned, "reorganisation planned", by=by, apprentices=len(apprentices), on=on)
    return planned, _owe(planned) if on <= timezone.localdate() else None


def _owe(planned: Reorganisation) -> Job:
    return jobs.owe(
        KIND,
        title=f"Moving apprentices: {planned}",
        by=planned.asked_by,
        payload={"reorganisation": planned.pk},
        dedupe_key=f"reorganise-{planned.pk}",
    )


def reorganise_those_due(*, on: datetime.date | None = None) -> int:
    """Every morning: those whose day has come become jobs. Answers how many."""
    due = list(Reorganisation.objects.due(on or timezone.localdate()).select_related("asked_by", "before", "after"))
    for planned in due:
        _owe(planned)
    return len(due)


@transaction.atomic
def take_back_reorganisation(planned: Reorganisation, *, by: User) -> None:
    """Until it has begun, a planned move can be taken back."""
    workflow.move(planned, to=Reorganisation.State.WITHDRAWN, by=by)


def reorganise_job(job: Job) -> str:
    """Carry out a reorganisation; run again after a crash it goes on with those who are not moved yet."""
    related = ("before__part_of", "after__part_of", "legal_employer", "asked_by")
    planned = Reorganisation.objects.select_related(*related).get(pk=job.payload["reorganisation"])
    url = reverse("apprentices:reorganisation", args=[planned.reference])
    if planned.state == Reorganisation.State.WITHDRAWN:
        raise jobs.CannotBeDone("This was taken back before it began.")
    if planned.state == Reorganisation.State.DONE:
        return url
    if planned.state == Reorganisation.State.PLANNED:
        workflow.move(planned, to=Reorganisation.State.RUNNING, by=planned.asked_by)
    chosen = list(planned.apprentices.select_related("person", "cohort__university", "standing", "employer"))
    refused: list[list[str]] = []
    for done, apprentice in enumerate(chosen, 1):
        try:
            _move(planned, apprentice)
        except StepRefused as why:
            refused.append([apprentice.person.name, str(why)])
        if done % 10 == 0 or done == len(chosen):
            job.progress(done, len(chosen), f"{count(done, 'apprentice')} of {len(chosen)}")
    workflow.move(
        planned,
        to=Reorganisation.State.DONE,
        by=planned.asked_by,
        moved=len(chosen) - len(refused),
        refused=refused,
        done_at=timezone.now(),
    )
    return url


@transaction.atomic
def _move(planned: Reorganisation, apprentice: Apprentice) -> None:
    """One apprentice: no gap, no new start date; managers stay, the record opens to the new employer."""
    lock_standing([apprentice])
    apprentice.refresh_from_db(fields=["employer", "state", "version", "planned_end_on"])
    on, by, after = planned.on, planned.asked_by, planned.after
    legal = planned.legal_employer if planned.legal_employer != after.legal_body else None
    held = Employment.objects.filter(apprentice=apprentice).on(on).first()
    if held and (held.employer_id, held.legal_employer_id) == (after.pk, legal.pk if legal else None):
        return
    if apprentice.employer_id != planned.before_id or apprentice.state not in Apprentice.ON_PROGRAMME:
        raise StepRefused(f"No longer an apprentice of {planned.before.short_name}.")
    if pending := Transfer.objects.pending().filter(apprentice=apprentice).first():
        raise StepRefused(f"A transfer is under way: {pending}. Take it back first.")
    step = reorganisation_step(apprentice, before=planned.before, after=after, on=on, by=by)
    if reasons := steps.transfer.blocks(step):
        raise StepRefused(" ".join(reasons))
    if planned.before_id != after.pk:
        freeze_statement(apprentice, employer=planned.before, last_day=on - DAY, by=by)
    made = split_employment(apprentice, on=on, changes={"employer": after, "legal_employer": legal})
    audit.record(made, "employed elsewhere", by=by, employer=after.name, on=on)
    if planned.before_id != after.pk:
        change_employer_of_record(apprentice, after=after, last_day=on - DAY, by=by)
    steps.transfer.apply(step)


def reorganisation_words(planned: Reorganisation) -> str:
    """The move in one sentence."""
    law = f", employed in law by {planned.legal_employer}" if planned.legal_employer else ""
    return f"From {planned.before} to {planned.after}{law}, on {day(planned.on)}."
