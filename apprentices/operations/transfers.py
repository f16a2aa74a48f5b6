"""Another employer: agreed by four parties and carried out on its day; what the old employer keeps is frozen."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from apprentices import employment_rules, steps
from apprentices.agreement import EMPLOYER, NEW_EMPLOYER, TRANSFER_PARTIES
from apprentices.models import (
    Apprentice,
    CalendarEntry,
    Employment,
    Involvement,
    OffTheJobEntry,
    ProgressReview,
    Transfer,
    TransferStatement,
)
from apprentices.models.transfers import GAP_AT_MOST, GAP_WITHOUT_BREAK
from apprentices.operations.agreements import sign_for
from apprentices.operations.relations import CONFIRM_TIME, end_involvement, involve
from apprentices.operations.standing import lock_standing, recount
from consortium.models import Organisation
from core import audit, workflow
from core.accounts.models import User
from core.audit.models import canonical, sha256
from core.audit.signatures import sign
from core.links.models import SignedLink
from core.words import day
from core.workflow import StepRefused

DAY = datetime.timedelta(days=1)
OF_THE_EMPLOYER = (
    Involvement.Kind.LINE_MANAGER,
    Involvement.Kind.WORKPLACE_SUPERVISOR,
    Involvement.Kind.WORKPLACE_ASSESSOR,
)
"""Parts that end with the employment. A mentor may come from anywhere, and stays."""


def step_of(transfer: Transfer, *, by: User) -> steps.Transfer:
    """The transfer as other apps' consequences read it."""
    return steps.Transfer(
        apprentice=transfer.apprentice,
        before=transfer.before,
        after=transfer.after,
        on=transfer.first_day,
        by=by,
        last_day=transfer.last_day,
    )


def why_not(transfer: Transfer, *, by: User) -> list[str]:
    """Reasons why a transfer on these days cannot be."""
    found = []
    if transfer.first_day <= transfer.last_day:
        found.append("The first day with the new employer must be after the last day with the old one.")
    elif transfer.gap > GAP_AT_MOST:
        found.append(employment_rules.gap_words(transfer.gap))
    if transfer.last_day < transfer.apprentice.original_start_on:
        found.append(f"The programme started on {day(transfer.apprentice.original_start_on)}. Check the last day.")
    if transfer.before_id == transfer.after_id:
        found.append(f"{transfer.before} is the employer already.")
    elif transfer.before.legal_body == transfer.after.legal_body:
        found.append(f"Both belong to {transfer.after.legal_body}: move them as a reorganisation, without a gap.")
    if Employment.objects.filter(apprentice=transfer.apprentice, starts_on__gt=transfer.last_day).exists():
        found.append("Employment after the last day is recorded already. Correct that first.")
    return [*found, *steps.transfer.blocks(step_of(transfer, by=by))]


@transaction.atomic
def propose_transfer(
    apprentice: Apprentice, *, after: Organisation, last_day: datetime.date, first_day: datetime.date, by: User
) -> Transfer:
    """The old employer proposes a transfer and agrees to it; the other three parties are asked."""
    lock_standing([apprentice])
    apprentice.refresh_from_db()
    transfer = Transfer(
        apprentice=apprentice,
        before=apprentice.employer,
        after=after,
        last_day=last_day,
        first_day=first_day,
        proposed_by=by,
    )
    if reasons := why_not(transfer, by=by):
        raise StepRefused(" ".join(reasons))
    try:
        with transaction.atomic():
            transfer.save(force_insert=True)
    except IntegrityError as pending:
        raise StepRefused(f"A transfer of {apprentice} is under way already.") from pending
    audit.record(transfer, "transfer proposed", by=by, to_state=Transfer.State.PROPOSED)
    sign_for(transfer, party=EMPLOYER, by=by)
    return transfer


def _locked(transfer: Transfer) -> Transfer:
    """The transfer as it stands, with its apprentice's totals locked."""
    lock_standing([transfer.apprentice_id])
    related = ("apprentice__person", "apprentice__cohort__university", "before__part_of", "after__part_of", "manager")
    return Transfer.objects.select_related(*related).get(pk=transfer.pk)


def _require_open(transfer: Transfer) -> None:
    if transfer.state != Transfer.State.PROPOSED:
        raise StepRefused(f"This transfer is {transfer.get_state_display().lower()} already.")


@transaction.atomic
def accept_transfer(
    transfer: Transfer, *, weekly_hours: Decimal, job_title: str, team: str, manager: User | None, by: User
) -> Transfer:
    """The new employer accepts, and says hours, post and line manager."""
    transfer = _locked(transfer)
    _require_open(transfer)
    if manager is not None and (manager.pk == transfer.apprentice.person_id or not manager.is_active):
        raise StepRefused(f"{manager} cannot be the line manager.")
    transfer.weekly_hours, transfer.job_title, transfer.team, transfer.manager = weekly_hours, job_title, team, manager
    transfer.accepted_at = timezone.now()
    transfer.save(update_fields=["weekly_hours", "job_title", "team", "manager", "accepted_at"])
    audit.record(transfer, "transfer accepted", by=by)
    return _agree(transfer, party=NEW_EMPLOYER, by=by)


@transaction.atomic
def agree_to_transfer(transfer: Transfer, *, party: str, by: User) -> Transfer:
    """Apprentice or university agrees. When all four have, it is carried out on the morning after the last day."""
    transfer = _locked(transfer)
    _require_open(transfer)
    return _agree(transfer, party=party, by=by)


def _agree(transfer: Transfer, *, party: str, by: User) -> Transfer:
    agreed = sign_for(transfer, party=party, by=by)
    if all(name in agreed for name in TRANSFER_PARTIES):
        if reasons := why_not(transfer, by=by):
            raise StepRefused(" ".join(reasons))
        workflow.move(transfer, to=Transfer.State.AGREED, by=by)
        if transfer.last_day < timezone.localdate():
            _carry_out(transfer, by=by)
    return transfer


@transaction.atomic
def refuse_transfer(transfer: Transfer, *, reason: str, by: User) -> None:
    """A party says no; the employer stays."""
    _locked(transfer)
    workflow.move(transfer, to=Transfer.State.REFUSED, by=by, reason=reason)


@transaction.atomic
def take_back_transfer(transfer: Transfer, *, by: User) -> None:
    """The old employer takes it back, until it is carried out."""
    transfer = _locked(transfer)
    workflow.move(transfer, to=Transfer.State.WITHDRAWN, by=by)


# On the day --------------------------------------------------------------------------------------------------


def carry_out_transfers(*, on: datetime.date | None = None) -> int:
    """Every morning: agreed transfers whose last day is over, and breaks between employers that are. How many.

    Where something has come in the way since, a transfer waits until that is put right or it is taken back.
    """
    on = on or timezone.localdate()
    done = 0
    for transfer in Transfer.objects.due(on).select_related("proposed_by"):
        with transaction.atomic():
            locked = _locked(transfer)
            if locked.state == Transfer.State.AGREED and not why_not(locked, by=locked.proposed_by):
                _carry_out(locked, by=None, on=on)
                done += 1
    for transfer in Transfer.objects.to_begin(on):
        with transaction.atomic():
            _end_break(_locked(transfer), by=None)
            done += 1
    return done


def _carry_out(transfer: Transfer, *, by: User | None, on: datetime.date | None = None) -> None:
    on = on or timezone.localdate()
    apprentice = transfer.apprentice
    freeze_statement(apprentice, employer=transfer.before, last_day=transfer.last_day, by=by)
    _other_employment(transfer, by=by)
    change_employer_of_record(apprentice, after=transfer.after, last_day=transfer.last_day, by=by)
    _end_parts(apprentice, last_day=transfer.last_day, by=by)
    if transfer.manager:
        kind = Involvement.Kind.LINE_MANAGER
        involve(apprentice, kind, person=transfer.manager, starts_on=transfer.last_day + DAY, by=by)
    workflow.move(transfer, to=Transfer.State.DONE, by=by, done_at=timezone.now())
    steps.transfer.apply(step_of(transfer, by=by or transfer.proposed_by))
    if transfer.gap > GAP_WITHOUT_BREAK:
        _gap(transfer, by=by, on=on)
    recount(lock_standing([apprentice]), on=on)


def _other_employment(transfer: Transfer, *, by: User | None) -> None:
    apprentice = transfer.apprentice
    for held in Employment.objects.filter(apprentice=apprentice).overlapping(transfer.last_day + DAY, None):
        held.ends_on = transfer.last_day
        held.version += 1
        held.save(update_fields=["ends_on", "version"])
    made = Employment.objects.create(
        apprentice=apprentice,
        employer=transfer.after,
        starts_on=transfer.first_day,
        weekly_hours=transfer.weekly_hours or 0,
        job_title=transfer.job_title,
        team=transfer.team,
    )
    audit.record(made, "employed elsewhere", by=by, employer=transfer.after.name, on=transfer.first_day)


def change_employer_of_record(
    apprentice: Apprentice, *, after: Organisation, last_day: datetime.date, by: User | None
) -> None:
    """The record closes to the old employer after its last day and opens to the new one the day after."""
    kind = Involvement.Kind.EMPLOYER
    for held in Involvement.objects.overlapping(last_day + DAY, None).filter(apprentice=apprentice, kind=kind):
        end_involvement(held, on=last_day, by=by)
    involve(apprentice, kind, organisation=after, starts_on=last_day + DAY, by=by)
    apprentice.employer = after
    apprentice.version += 1
    apprentice.save(update_fields=["employer", "version"])


def _end_parts(apprentice: Apprentice, *, last_day: datetime.date, by: User | None) -> None:
    """Managers, supervisors and assessors of the old employer end, and so do the links that they hold."""
    parts = Involvement.objects.overlapping(last_day + DAY, None).filter(
        apprentice=apprentice, kind__in=OF_THE_EMPLOYER
    )
    people = []
    for part in parts.select_related("person"):
        people.append(part.person_id)
        end_involvement(part, on=last_day, by=by)
    links = SignedLink.objects.filter(person__in=people).exclude(purpose=CONFIRM_TIME)
    links.filter(subject_kind=apprentice._meta.label_lower, subject_id=apprentice.pk).revoke()


def _gap(transfer: Transfer, *, by: User | None, on: datetime.date) -> None:
    """A gap of 31 days to 12 weeks is a break in learning by the funding rules, whatever the contracts say.

    Somebody who is on a break already comes back from that one: nothing is added to it.
    """
    apprentice, first = transfer.apprentice, transfer.last_day + DAY
    if apprentice.state != Apprentice.State.ACTIVE:
        Transfer.objects.filter(pk=transfer.pk).update(break_ended_at=timezone.now())
        return
    steps.pause.apply(steps.Pause(apprentice, first, transfer.first_day - DAY, by or transfer.proposed_by))
    CalendarEntry.objects.bulk_create(
        CalendarEntry(
            apprentice=apprentice, date=first + DAY * number, kind=CalendarEntry.Kind.BREAK, title="Between employers"
        )
        for number in range(transfer.gap)
    )
    workflow.move(apprentice, to=Apprentice.State.ON_BREAK, by=by)
    if transfer.first_day <= on:
        _end_break(transfer, by=by)


def _end_break(transfer: Transfer, *, by: User | None) -> None:
    """Learning goes on with the new employer; the planned end moves by the days of the break."""
    apprentice = transfer.apprentice
    apprentice.planned_end_on += DAY * transfer.gap
    apprentice.version += 1
    apprentice.save(update_fields=["planned_end_on", "version"])
    if apprentice.state == Apprentice.State.ON_BREAK:
        workflow.move(apprentice, to=Apprentice.State.ACTIVE, by=by)
    Transfer.objects.filter(pk=transfer.pk).update(break_ended_at=timezone.now())
    back = steps.Return(apprentice, transfer.first_day, apprentice.planned_end_on, by or transfer.proposed_by)
    steps.resumption.apply(back)


# What the old employer keeps ---------------------------------------------------------------------------------


def statement_content(apprentice: Apprentice, *, employer: Organisation, last_day: datetime.date) -> dict[str, Any]:
    """Hours, days and reviews up to a day, as plain data that never changes again."""
    entries = OffTheJobEntry.objects.live().filter(apprentice=apprentice, date__lte=last_day)
    confirmed = entries.filter(state=OffTheJobEntry.State.CONFIRMED).aggregate(sum=Sum("hours"))["sum"]
    waiting = entries.filter(state=OffTheJobEntry.State.SUBMITTED).aggregate(sum=Sum("hours"))["sum"]
    held = ProgressReview.objects.filter(apprentice=apprentice, held_on__lte=last_day)
    employments = Employment.objects.filter(apprentice=apprentice, employer=employer).order_by("starts_on")
    return {
        "apprentice": apprentice.person.name,
        "employer": employer.name,
        "university": apprentice.cohort.university.name,
        "cohort": apprentice.cohort.name,
        "started": apprentice.original_start_on.isoformat(),
        "planned end": apprentice.planned_end_on.isoformat(),
        "last day": last_day.isoformat(),
        "employment": [[e.starts_on.isoformat(), f"{e.weekly_hours:.2f}", e.job_title] for e in employments],
        "hours": {
            "confirmed": f"{confirmed or 0:.2f}",
            "waiting": f"{waiting or 0:.2f}",
            "planned": f"{apprentice.planned_hours:.2f}",
            "minimum": f"{apprentice.minimum_hours:.2f}",
        },
        "placement days": f"{apprentice.standing.placement_days:.2f}",
        "reviews": [review.held_on.isoformat() for review in held.order_by("held_on") if review.held_on],
    }


def freeze_statement(
    apprentice: Apprentice, *, employer: Organisation, last_day: datetime.date, by: User | None
) -> TransferStatement:
    """Freeze what an employer keeps of an apprentice who leaves it; the database refuses later changes."""
    content = statement_content(apprentice, employer=employer, last_day=last_day)
    statement = TransferStatement.objects.create(
        apprentice=apprentice,
        employer=employer,
        last_day=last_day,
        content=content,
        content_hash=sha256(canonical(content)),
    )
    audit.record(statement, "statement frozen", by=by, last_day=last_day, fingerprint=statement.content_hash)
    return statement


RECEIVED = "transfer statement received"


@transaction.atomic
def receive_statement(statement: TransferStatement, *, by: User) -> None:
    """The old employer's lead signs that the statement is theirs to keep, under its exact content."""
    sign(statement, by=by, purpose=RECEIVED, content=statement.content)
