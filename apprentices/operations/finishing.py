"""After the gateway: sittings and results, the steps to the register, and when the programme is complete."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from apprentices import finish
from apprentices.finish import Way
from apprentices.finish_rules import BOOKED, PASSED, REGISTERED, SAT, FinishStep
from apprentices.models import Apprentice, Destination, FinishFact, Sitting
from apprentices.operations import gateway_telling as telling
from apprentices.operations.standing import lock_standing
from core import audit, workflow
from core.accounts.models import User
from core.words import day
from core.workflow import StepRefused

MONTHS_AFTER = (6, 12)
State = Apprentice.State


def at_the_end(apprentice: Apprentice | int) -> Apprentice:
    """The record as it is now, with all that its end needs, under the lock of its totals."""
    pk = apprentice if isinstance(apprentice, int) else apprentice.pk
    lock_standing([pk])
    return Apprentice.objects.select_related(*finish.NEEDED).get(pk=pk)


def _past(on: datetime.date, *, not_before: datetime.date | None = None, what: str = "") -> None:
    if on > timezone.localdate():
        raise StepRefused("The day cannot be in the future.")
    if not_before is not None and on < not_before:
        raise StepRefused(f"The day cannot be before {what}, {day(not_before)}.")


# The assessment ----------------------------------------------------------------------------------------------


def may_be_assessed(apprentice: Apprentice, way: Way) -> str:
    """Why no sitting can be booked now; "" where one can."""
    inside = way.finish.inside_programme and apprentice.state == State.ACTIVE
    if apprentice.state != State.GATEWAY and not inside:
        return f"The {way.finish.assessment_name.lower()} is booked once {apprentice} is through the gateway."
    if way.passed:
        return f"The {way.finish.assessment_name.lower()} is passed already."
    last = way.sitting
    if last is not None and last.state in Sitting.OPEN:
        return f"A sitting is open: {str(last).lower()}."
    if last is not None and last.again == Sitting.Again.NONE:
        return "No further sitting is possible, as was recorded with the result. Correct the result if that is wrong."
    return ""


@transaction.atomic
def book_sitting(
    apprentice: Apprentice, *, booked_for: datetime.date, by: User, components: Iterable[str] | None = None
) -> Sitting:
    """Book the assessment: for all components that are still to be passed, or for some of them."""
    now = at_the_end(apprentice)
    way = finish.way_of(now)
    if why_not := may_be_assessed(now, way):
        raise StepRefused(why_not)
    left = [code for code, _ in way.left_to_pass]
    chosen = left if components is None else [code for code in left if code in set(components)]
    if left and not chosen:
        raise StepRefused("Choose at least one component that is still to be passed.")
    if booked_for < now.original_start_on:
        raise StepRefused(f"The programme started on {day(now.original_start_on)}. Check the day.")
    last = way.sitting
    kind = last.again if last is not None and last.again else Sitting.Kind.FIRST
    made = Sitting.objects.create(
        apprentice=now,
        number=len(way.sittings) + 1,
        kind=kind,
        components=chosen,
        booked_for=booked_for,
        booked_by=by,
    )
    audit.record(made, "booked", by=by, booked_for=booked_for)
    telling.booked(made)
    return made


def _sitting(given: Sitting) -> Sitting:
    lock_standing([given.apprentice_id])
    return Sitting.objects.select_related("apprentice__person", "apprentice__cohort__standard_version").get(pk=given.pk)


@transaction.atomic
def record_sat(sitting: Sitting, *, on: datetime.date, by: User) -> None:
    """The assessment was taken on this day."""
    now = _sitting(sitting)
    _past(on, not_before=now.apprentice.original_start_on, what="the start of the programme")
    workflow.move(now, to=Sitting.State.SAT, by=by, sat_on=on)
    sitting.refresh_from_db()


@transaction.atomic
def cancel_sitting(sitting: Sitting, *, because: str, by: User) -> None:
    """What was booked does not take place."""
    if not because.strip():
        raise StepRefused("Say why it does not take place.")
    now = _sitting(sitting)
    workflow.move(now, to=Sitting.State.CANCELLED, by=by, reason=because)
    telling.cancelled(now)
    sitting.refresh_from_db()


@transaction.atomic
def record_passed(sitting: Sitting, *, on: datetime.date, grade: str, by: User) -> None:
    """Everything that was sat is passed, with its grade."""
    now = _sitting(sitting)
    _past(on, not_before=now.sat_on, what="the assessment was taken")
    if grade not in finish.finish_of(now.apprentice).grades:
        raise StepRefused("Choose one of the grades of this standard.")
    workflow.move(now, to=Sitting.State.PASSED, by=by, result_on=on, grade=grade, passed_components=now.components)
    apprentice = at_the_end(now.apprentice_id)
    settle(apprentice, by=by, on=on)
    telling.result(now)
    sitting.refresh_from_db()


@transaction.atomic
def record_not_passed(
    sitting: Sitting,
    *,
    on: datetime.date,
    again: str,
    still_employed: bool,
    by: User,
    again_by: datetime.date | None = None,
    paid_by: str = "",
    passed_components: Iterable[str] = (),
) -> None:
    """Not passed: whether there is a resit or a retake, by when, who pays, and whether the employment goes on."""
    now = _sitting(sitting)
    _past(on, not_before=now.sat_on, what="the assessment was taken")
    if again not in Sitting.Again.values:
        raise StepRefused("Say whether it is sat again.")
    if again != Sitting.Again.NONE and (again_by is None or paid_by not in Sitting.Payer.values):
        raise StepRefused("Say by when it is sat again, and who pays.")
    if again_by is not None and again_by < on:
        raise StepRefused("The day by which it is sat again cannot be before the result.")
    passed = [code for code in now.components if code in set(passed_components)]
    if now.components and len(passed) == len(now.components):
        raise StepRefused("Every component is marked as passed. Record that the assessment is passed instead.")
    once_more = again != Sitting.Again.NONE
    workflow.move(
        now,
        to=Sitting.State.NOT_PASSED,
        by=by,
        result_on=on,
        passed_components=passed,
        again=again,
        again_by=again_by if once_more else None,
        paid_by=paid_by if once_more else "",
        still_employed=still_employed,
    )
    telling.result(now)
    sitting.refresh_from_db()


@transaction.atomic
def take_back_sitting(sitting: Sitting, *, because: str, by: User) -> None:
    """One step back, because what was recorded was wrong: a result, or that it was taken at all. Both stay in the
    history.
    """
    if not because.strip():
        raise StepRefused("Say what was wrong.")
    now = _sitting(sitting)
    later = now.apprentice.sittings.filter(number__gt=now.number).exclude(state=Sitting.State.CANCELLED)
    if later.exists():
        raise StepRefused("There is a later sitting. Take that back first.")
    ending = finish.finish_of(now.apprentice)
    passed = ending.step_of_kind(PASSED)
    after = [step.code for step in ending.after(passed.code)] if passed else []
    if now.apprentice.finish_facts.filter(state__in=FinishFact.LIVE, code__in=after).exists():
        raise StepRefused("A later step rests on this result. Take that back first.")
    if now.state == Sitting.State.SAT:
        workflow.move(now, to=Sitting.State.BOOKED, by=by, reason=because, sat_on=None)
    else:
        nothing: dict[str, Any] = {"result_on": None, "grade": "", "passed_components": [], "again": ""}
        workflow.move(
            now, to=Sitting.State.SAT, by=by, reason=because, paid_by="", again_by=None, still_employed=None, **nothing
        )
    settle(at_the_end(now.apprentice_id), by=by, on=timezone.localdate())
    sitting.refresh_from_db()


# Steps after it ----------------------------------------------------------------------------------------------


def step_refusal(apprentice: Apprentice, way: Way, step: FinishStep) -> str:
    """Why this step cannot be recorded now; "" where it can."""
    if apprentice.state not in (State.GATEWAY, State.COMPLETE):
        return f"This is recorded once {apprentice} is through the gateway."
    if step.kind in (BOOKED, SAT, PASSED):
        return "Steps of the assessment are recorded with its sitting."
    if any(one.step == step and (one.done or one.record) for one in way.steps):
        return "This is recorded already. Take that back first if it is wrong."
    for earlier in way.finish.before(step.code):
        if not way.is_done(earlier.code):
            return f"One step after the other: “{earlier.name}” comes first."
    return ""


@transaction.atomic
def record_step(
    apprentice: Apprentice,
    *,
    code: str,
    on: datetime.date,
    party: str,
    by: User,
    note: str = "",
    number: str = "",
) -> FinishFact:
    """Record one of the steps after the assessment, in the order of the version of the standard.

    A registration is given with its number; it counts once somebody else has found it on the register.
    """
    now = at_the_end(apprentice)
    way = finish.way_of(now)
    step = way.finish.step(code)
    if step is None or party not in step.by:
        raise StepRefused("Somebody else records this step.")
    if why_not := step_refusal(now, way, step):
        raise StepRefused(why_not)
    before = next((one for one in reversed(way.steps) if one.done), None)
    _past(on, not_before=before.on if before else None, what=f"“{before.step.name}”" if before else "")
    registers = step.kind == REGISTERED
    if registers and not number.strip():
        raise StepRefused("Give the number on the register.")
    made = FinishFact.objects.create(
        apprentice=now,
        code=code,
        on=on,
        note=note.strip(),
        number=number.strip() if registers else "",
        recorded_by=by,
        recorded_as=party,
        recorded_at=timezone.now(),
        state=FinishFact.State.TO_CHECK if registers else FinishFact.State.RECORDED,
    )
    audit.record(made, f"recorded: {step.name}"[:80], by=by, on=on)
    settle(now, by=by, on=on)
    telling.recorded(made, step)
    apprentice.refresh_from_db()
    return made


@transaction.atomic
def check_registration(fact: FinishFact, *, by: User, checked_on: datetime.date | None = None) -> None:
    """Somebody other than the apprentice found this number and name on the public register: from now on, registered."""
    checked_on = checked_on or timezone.localdate()
    now = at_the_end(fact.apprentice_id)
    if by.pk == now.person_id:
        raise StepRefused("Somebody else finds the registration on the register.")
    _past(checked_on, not_before=fact.on, what="the registration")
    workflow.move(fact, to=FinishFact.State.RECORDED, by=by, checked_on=checked_on, checked_by=by)
    now.registered_on = fact.on
    now.save(update_fields=["registered_on"])
    telling.registered(fact)


@transaction.atomic
def take_back_step(fact: FinishFact, *, because: str, by: User) -> None:
    """What was recorded was wrong: it no longer counts, and stays in the history with the reason."""
    if not because.strip():
        raise StepRefused("Say what was wrong.")
    now = at_the_end(fact.apprentice_id)
    way = finish.way_of(now)
    step = way.finish.step(fact.code)
    later = way.finish.after(fact.code) if step else ()
    for one in way.steps:
        if one.step in later and one.record is not None and isinstance(one.record, FinishFact):
            raise StepRefused(f"“{one.step.name}” rests on it. Take that back first.")
    workflow.move(fact, to=FinishFact.State.TAKEN_BACK, by=by, reason=because, taken_back_because=because.strip())
    if step is not None and step.kind == REGISTERED and now.registered_on is not None:
        now.registered_on = None
        now.save(update_fields=["registered_on"])
    settle(now, by=by, on=timezone.localdate())


def settle(apprentice: Apprentice, *, by: User, on: datetime.date) -> None:
    """Complete the programme once the step that the version names is done, and take it back where it no longer is.

    Neither the gateway nor a sitting that was not passed completes anything.
    """
    way = finish.way_of(apprentice)
    last = way.finish.complete_after
    done = bool(last) and all(way.is_done(code) for code in [*(s.code for s in way.finish.before(last)), last])
    if done and apprentice.state == State.GATEWAY:
        completed_on = way.done_on(way.finish.complete_after) or on
        workflow.move(apprentice, to=State.COMPLETE, by=by, completed_on=completed_on)
        live = apprentice.destinations.exclude(state=Destination.State.OVERTAKEN).values_list("months", flat=True)
        for months in set(MONTHS_AFTER) - set(live):
            Destination.objects.create(apprentice=apprentice, months=months, due_on=months_later(completed_on, months))
    elif not done and apprentice.state == State.COMPLETE:
        workflow.move(apprentice, to=State.GATEWAY, by=by, completed_on=None)
        asked = Destination.objects.filter(apprentice=apprentice, state=Destination.State.DUE)
        workflow.move_all(asked, to=Destination.State.OVERTAKEN, by=by)


def months_later(start: datetime.date, months: int) -> datetime.date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(start.month - 1 + months, 12)
    first = datetime.date(start.year + year, month + 1, 1)
    last = (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
    return first.replace(day=min(start.day, last.day))


# For many ----------------------------------------------------------------------------------------------------


def for_each(apprentices: Iterable[Apprentice], act: Callable[[Apprentice], object]) -> tuple[int, list[str]]:
    """Take a step for each of many, each by itself: how many it was taken for, and why not for the others."""
    done, refused = 0, []
    for apprentice in apprentices:
        try:
            act(apprentice)
        except StepRefused as why:
            refused.append(f"{apprentice}: {why}")
        else:
            done += 1
    return done, refused
