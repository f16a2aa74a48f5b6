"""Employment: changes from a day, corrections with a reason, temporary roles, other contract hours by agreement."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from apprentices import steps
from apprentices.agreement import EMPLOYER, HOURS_PARTIES
from apprentices.models import Apprentice, Employment, HoursChange, TemporaryRole, Transfer
from apprentices.off_the_job.change_of_hours import NewLength, new_length
from apprentices.operations.agreements import sign_for
from apprentices.operations.standing import lock_standing, recount
from apprentices.requirements import rules_of
from core import audit, workflow
from core.accounts.models import User
from core.periods import require_no_overlap
from core.words import day, hours
from core.workflow import StepRefused

CHANGEABLE = tuple(name for name in Employment.CARRIED if name not in ("employer", "legal_employer", "weekly_hours"))
"""What changes with two parties' knowledge: contact and contract details. Hours and employer go their own ways."""


def split_employment(apprentice: Apprentice, *, on: datetime.date, changes: dict[str, Any]) -> Employment:
    """End the stretch that holds on a day the day before, and let another go on with ``changes``.

    Call under ``lock_standing``. Raises ``StepRefused`` where nothing is held on that day, or a later change is
    recorded already.
    """
    held = Employment.objects.filter(apprentice=apprentice).overlapping(on, None).order_by("starts_on").first()
    if held is None or held.starts_on > on:
        raise StepRefused(f"No employment is recorded on {day(on)}. Check the day.")
    leaving = Transfer.objects.pending().filter(apprentice=apprentice, last_day__lt=on).first()
    if leaving:
        raise StepRefused(f"A transfer is under way: {leaving}. What holds after it is the new employer's to record.")
    if later := Employment.objects.filter(apprentice=apprentice, starts_on__gt=on).first():
        raise StepRefused(f"A change from {day(later.starts_on)} is recorded already. Correct that one.")
    values = {name: getattr(held, name) for name in Employment.CARRIED} | changes
    if held.starts_on == on:
        for name, value in values.items():
            setattr(held, name, value)
        held.version += 1
        held.save()
        return held
    ends_on = held.ends_on
    held.ends_on = on - datetime.timedelta(days=1)
    held.version += 1
    held.save(update_fields=["ends_on", "version"])
    return Employment.objects.create(apprentice=apprentice, starts_on=on, ends_on=ends_on, **values)


@transaction.atomic
def change_employment(apprentice: Apprentice, *, on: datetime.date, by: User, changes: dict[str, Any]) -> Employment:
    """Another post, team, contract or working pattern from a day; the stretch before stays as history."""
    standings = lock_standing([apprentice])
    _only(changes)
    made = split_employment(apprentice, on=on, changes=changes)
    audit.record(made, "employment changed", by=by, on=on, changed=sorted(changes))
    recount(standings)
    return made


@transaction.atomic
def correct_employment(employment: Employment, *, by: User, reason: str, changes: dict[str, Any]) -> Employment:
    """Put right what was recorded wrongly, in place. The event keeps what stood there before, and the reason.

    ``changes`` may hold the dates of the stretch. Raises ``StepRefused`` without a reason, or where it would share a
    day with another stretch.
    """
    standings = lock_standing([employment.apprentice_id])
    held = Employment.objects.select_for_update().get(pk=employment.pk)
    _only(changes, also=("starts_on", "ends_on"))
    if not reason.strip():
        raise StepRefused("Say why it is corrected.")
    different = {name: value for name, value in changes.items() if getattr(held, name) != value}
    if not different:
        raise StepRefused("Nothing differs from what is recorded.")
    starts_on, ends_on = different.get("starts_on", held.starts_on), different.get("ends_on", held.ends_on)
    if ends_on and ends_on < starts_on:
        raise StepRefused("The last day must be on or after the first day.")
    others = Employment.objects.filter(apprentice=held.apprentice_id).exclude(pk=held.pk)
    words = "Another employment is recorded for some of these days. Correct that one first."
    require_no_overlap(others, starts_on=starts_on, ends_on=ends_on, words=words)
    before = {name: str(getattr(held, name)) for name in different}
    for name, value in different.items():
        setattr(held, name, value)
    held.version += 1
    held.save()
    after = {name: str(value) for name, value in different.items()}
    audit.record(held, "employment corrected", by=by, reason=reason, before=before, after=after)
    recount(standings)
    return held


def _only(changes: dict[str, Any], also: tuple[str, ...] = ()) -> None:
    if wrong := set(changes) - {*CHANGEABLE, *also}:
        raise ValueError(f"Not changed here: {sorted(wrong)}")


# Temporary roles ---------------------------------------------------------------------------------------------


@transaction.atomic
def add_temporary_role(apprentice: Apprentice, *, by: User, **fields: Any) -> TemporaryRole:
    """A secondment or acting-up, dated; one at a time."""
    lock_standing([apprentice])
    require_no_overlap(
        TemporaryRole.objects.filter(apprentice=apprentice),
        starts_on=fields["starts_on"],
        ends_on=fields["ends_on"],
        words="Another temporary role is recorded for some of these days. End that one first.",
    )
    made = TemporaryRole.objects.create(apprentice=apprentice, recorded_by=by, **fields)
    audit.record(made, "temporary role", by=by, kind=made.kind, starts_on=made.starts_on, ends_on=made.ends_on)
    return made


@transaction.atomic
def end_temporary_role(role: TemporaryRole, *, on: datetime.date, by: User) -> None:
    """Back in the post the day after."""
    held = TemporaryRole.objects.select_for_update().get(pk=role.pk)
    if on < held.starts_on:
        raise StepRefused(f"It begins on {day(held.starts_on)}. The last day cannot be before.")
    held.ends_on = on
    held.save(update_fields=["ends_on"])
    audit.record(held, "temporary role ended", by=by, on=on)


# Contract hours ----------------------------------------------------------------------------------------------


def length_with(apprentice: Apprentice, *, on: datetime.date, weekly_hours: Decimal) -> NewLength:
    """What the rules say about the length of the plan with other hours from a day."""
    return new_length(
        rules_of(apprentice.rule_set),
        on=on,
        planned_end=apprentice.planned_end_on,
        before=_held_on(apprentice, on).weekly_hours,
        after=weekly_hours,
    )


def _held_on(apprentice: Apprentice, on: datetime.date) -> Employment:
    held: Employment | None = Employment.objects.filter(apprentice=apprentice).on(on).first()
    if held is None:
        raise StepRefused(f"No employment is recorded on {day(on)}. Check the day.")
    return held


def step_of(change: HoursChange, *, by: User) -> steps.HoursChange:
    """The change as other apps' consequences read it."""
    return steps.HoursChange(
        apprentice=change.apprentice,
        before=change.hours_before,
        after=change.hours_after,
        on=change.starts_on,
        planned_end_on=change.end_after,
        by=by,
    )


def _end_with(change: HoursChange, asked: datetime.date | None) -> datetime.date:
    """The planned end with the other hours: as asked for, else by the rules; it moves only where the programme does."""
    apprentice, on = change.apprentice, change.starts_on
    by_rule = length_with(apprentice, on=on, weekly_hours=change.hours_after).planned_end
    end = (asked or by_rule) if change.material else apprentice.planned_end_on
    if end <= max(on, apprentice.original_start_on):
        raise StepRefused("The planned end must be after the day of the change.")
    if not change.material and asked and asked != apprentice.planned_end_on:
        raise StepRefused("All four answers are yes, so the planned end stays. Answer no where the programme changes.")
    return end


@transaction.atomic
def propose_hours(
    apprentice: Apprentice,
    *,
    on: datetime.date,
    weekly_hours: Decimal,
    pattern: Sequence[str],
    answers: dict[str, bool],
    discussed: str,
    planned_end_on: datetime.date | None,
    by: User,
) -> HoursChange:
    """The employer proposes other contract hours from a day and agrees to them; apprentice and university are asked.

    ``answers`` to the four questions (``HoursChange.QUESTIONS``); ``planned_end_on`` None takes the end that the rules
    lead to where one of the answers is no. Raises ``StepRefused`` in words.
    """
    lock_standing([apprentice])
    apprentice.refresh_from_db()
    before = _held_on(apprentice, on).weekly_hours
    if weekly_hours == before:
        raise StepRefused(f"The contract has {hours(before)} a week already.")
    change = HoursChange(
        apprentice=apprentice,
        starts_on=on,
        hours_before=before,
        hours_after=weekly_hours,
        pattern=list(pattern),
        end_before=apprentice.planned_end_on,
        discussed=discussed,
        proposed_by=by,
        **answers,
    )
    change.end_after = _end_with(change, planned_end_on)
    if reasons := steps.hours_change.blocks(step_of(change, by=by)):
        raise StepRefused(" ".join(reasons))
    try:
        with transaction.atomic():
            change.save(force_insert=True)
    except IntegrityError as pending:
        raise StepRefused("Other contract hours are proposed already. That proposal is decided first.") from pending
    audit.record(change, "hours proposed", by=by, to_state=HoursChange.State.PROPOSED)
    sign_for(change, party=EMPLOYER, by=by)
    return change


@transaction.atomic
def agree_to_hours(change: HoursChange, *, party: str, by: User) -> HoursChange:
    """A party agrees; the last one makes the hours hold from their day, and moves the planned end where agreed."""
    standings = lock_standing([change.apprentice_id])
    change = HoursChange.objects.select_related("apprentice__rule_set", "apprentice__person").get(pk=change.pk)
    if change.state != HoursChange.State.PROPOSED:
        raise StepRefused(f"This proposal is {change.get_state_display().lower()} already.")
    agreed = sign_for(change, party=party, by=by)
    if all(name in agreed for name in HOURS_PARTIES):
        _carry_out(change, by=by)
        recount(_anew(standings))
    return change


def _anew(standings: Sequence[Any]) -> Sequence[Any]:
    """Locked totals whose apprentices were changed since: the plan is read again."""
    for standing in standings:
        standing.apprentice.refresh_from_db()
        standing.forecast_on = None
    return standings


def _carry_out(change: HoursChange, *, by: User) -> None:
    apprentice = change.apprentice
    if apprentice.planned_end_on != change.end_before:
        raise StepRefused(
            f"The planned end has moved to {day(apprentice.planned_end_on)} since this was proposed. "
            "Take the proposal back and make it anew."
        )
    step = step_of(change, by=by)
    if reasons := steps.hours_change.blocks(step):
        raise StepRefused(" ".join(reasons))
    changes = {"weekly_hours": change.hours_after, "pattern": list(change.pattern)}
    split_employment(apprentice, on=change.starts_on, changes=changes)
    if change.end_after != change.end_before:
        apprentice.planned_end_on = change.end_after
        apprentice.version += 1
        apprentice.save(update_fields=["planned_end_on", "version"])
    workflow.move(change, to=HoursChange.State.AGREED, by=by, decided_at=timezone.now())
    steps.hours_change.apply(step)


@transaction.atomic
def refuse_hours(change: HoursChange, *, reason: str, by: User) -> None:
    """A party does not agree; the contract stays as it is recorded."""
    lock_standing([change.apprentice_id])
    workflow.move(change, to=HoursChange.State.REFUSED, by=by, reason=reason, decided_at=timezone.now())


def close_proposals(apprentice: Apprentice, *, by: User | None) -> None:
    """Somebody leaves the programme: other hours and transfers that are not carried out yet fall away."""
    at = timezone.now()
    hours_open = HoursChange.objects.filter(apprentice=apprentice, state=HoursChange.State.PROPOSED)
    workflow.move_all(hours_open, to=HoursChange.State.WITHDRAWN, by=by, decided_at=at)
    pending = Transfer.objects.pending().filter(apprentice=apprentice)
    workflow.move_all(pending, to=Transfer.State.WITHDRAWN, by=by)


@transaction.atomic
def take_back_hours(change: HoursChange, *, by: User) -> None:
    """The employer takes the proposal back before everybody has agreed."""
    lock_standing([change.apprentice_id])
    workflow.move(change, to=HoursChange.State.WITHDRAWN, by=by, decided_at=timezone.now())
