"""From the first day to the last: conditions, start, the figure of hours, dates, pauses, an early end, closing."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from apprentices import operations as apprentices
from apprentices.models import Adjustment, Apprentice, Audience, Involvement, Milestone, SharedAdjustment
from core import audit, workflow
from core.accounts.models import User
from core.periods import require_no_overlap
from core.words import count, day, hours, listed, lowered, number
from core.workflow import StepRefused
from placements import facts, rules
from placements.models import Condition, EarlyEnd, Placement
from placements.operations.days import credit_days, recount
from placements.operations.matching import close_record, move_record, put_in_calendar, require_allowed, tell
from placements.reasons import ENDED_EARLY, reasons

State = Placement.State


def met(placement: Placement) -> dict[str, datetime.date]:
    """The conditions that are met, and since when. Readiness comes from the apprentice's own milestones."""
    found = dict(placement.conditions.values_list("kind", "met_on"))
    passed = Milestone.objects.filter(
        apprentice=placement.apprentice_id, kind=Milestone.Kind.READINESS_PASSED
    ).values_list("reached_on", flat=True)
    if reached_on := passed.first():
        found[rules.READINESS] = reached_on
    kept = adjustments_of(placement)
    if kept:
        found.pop(rules.ADJUSTMENTS, None)
        if all(shared.decided_on and shared.state not in SharedAdjustment.UNDECIDED for shared in kept):
            found[rules.ADJUSTMENTS] = max(shared.decided_on for shared in kept if shared.decided_on)
    return found


def adjustments_of(placement: Placement) -> list[SharedAdjustment]:
    """What the apprentice asks of their placement. Where there is any, the condition follows from it alone."""
    asked = SharedAdjustment.objects.shared(on=timezone.localdate()).filter(
        adjustment__apprentice=placement.apprentice_id,
        adjustment__state=Adjustment.State.CURRENT,
        audience=Audience.PLACEMENT,
    )
    return list(asked.exclude(state=SharedAdjustment.State.TOLD).select_related("adjustment"))


@transaction.atomic
def tick(placement: Placement, *, kind: str, met_on: datetime.date, by: User) -> Condition:
    """Record that one condition is met; said again, it stays as it was."""
    if placement.state not in (State.PROPOSED, State.CONFIRMED):
        raise StepRefused("Conditions are ticked before the placement starts.")
    if kind not in dict(Condition._meta.get_field("kind").flatchoices):
        raise StepRefused("Readiness for direct practice is recorded by the university, not here.")
    if met_on > timezone.localdate():
        raise StepRefused("The date must be today or earlier.")
    if kind == rules.ADJUSTMENTS and adjustments_of(placement):
        raise StepRefused("This follows from what the apprentice and those who decide have written in the record.")
    condition, ticked_now = Condition.objects.get_or_create(
        placement=placement, kind=kind, defaults={"met_on": met_on, "ticked_by": by}
    )
    if ticked_now:
        audit.record(condition, f"ticked: {lowered(rules.CONDITIONS[kind])}"[:80], by=by)
    return condition


@transaction.atomic
def untick(placement: Placement, *, kind: str, by: User) -> None:
    """Take back a tick that was wrong, before the placement has started."""
    if placement.state not in (State.PROPOSED, State.CONFIRMED):
        raise StepRefused("This placement has started, so its conditions stay as they were.")
    for condition in placement.conditions.filter(kind=kind):
        audit.record(condition, f"took back: {lowered(rules.CONDITIONS[kind])}"[:80], by=by)
        condition.delete()


@transaction.atomic
def start(placement: Placement, *, by: User, on: datetime.date | None = None) -> None:
    """Set a placement under way. Refused with everything that is missing; the rules are asked once more."""
    on = on or timezone.localdate()
    if placement.state != State.CONFIRMED:
        raise StepRefused(f"This placement is {placement.get_state_display().lower()}, so it cannot start now.")
    missing = rules.missing_before_start(met(placement), hosted=placement.is_hosted)
    if missing:
        names = [lowered(rules.CONDITIONS[code]) for code in missing]
        raise StepRefused(f"Before the first day these are missing: {listed(names)}.")
    if on < placement.starts_on:
        raise StepRefused(
            f"The first day is {day(placement.starts_on)}. Start the placement on that day, or change it."
        )
    require_allowed(facts.wanted(placement))
    workflow.move(placement, to=State.LIVE, by=by, started_by=by, started_at=timezone.now())
    if placement.off_the_job_hours_a_day is None:
        tutors = Involvement.objects.on(on).filter(apprentice=placement.apprentice, kind=Involvement.Kind.TUTOR)
        tell(placement, "placement_hours_needed", [i.person for i in tutors.select_related("person") if i.person])


@transaction.atomic
def set_hours(placement: Placement, *, hours_a_day: Decimal, by: User) -> None:
    """Say how many hours of a day are off-the-job learning. Every confirmed day is credited with it, once."""
    if by.pk == placement.apprentice.person_id:
        raise StepRefused("The university tutor says how many hours of a day are off-the-job.")
    if not 0 <= hours_a_day <= 12:
        raise StepRefused("Give between 0 and 12 hours a day.")
    apprentices.lock_standing([placement.apprentice])
    held = Placement.objects.select_for_update().get(pk=placement.pk)
    held.off_the_job_hours_a_day = hours_a_day
    held.version += 1
    held.save(update_fields=["off_the_job_hours_a_day", "version"])
    audit.record(placement, f"set {hours(hours_a_day)} of a day as off-the-job", by=by)
    credit_days(held, held.days.confirmed().select_related("confirmed_by").order_by("date"))
    placement.refresh_from_db()


@transaction.atomic
def change_dates(
    placement: Placement, *, starts_on: datetime.date, ends_on: datetime.date, more_days: int = 0, by: User
) -> None:
    """Move the dates of a placement, or extend it; an extension may add days and never takes any away."""
    if placement.state not in Placement.OPEN:
        raise StepRefused("This placement is over, so its dates stay as they are.")
    if placement.started_at and starts_on != placement.starts_on:
        raise StepRefused("This placement has started, so its first day stays.")
    if not starts_on < ends_on:
        raise StepRefused("The placement must end after it starts.")
    if more_days < 0:
        raise StepRefused("Days can be added, never taken away.")
    _require_days_inside(placement, ends_on)
    Apprentice.objects.select_for_update().get(pk=placement.apprentice_id)
    require_no_overlap(
        Placement.objects.open().filter(apprentice=placement.apprentice_id).exclude(pk=placement.pk),
        starts_on=starts_on,
        ends_on=ends_on,
        words=f"{placement.apprentice} is on another placement on some of these dates.",
    )
    require_allowed(replace(facts.wanted(placement), starts_on=starts_on, ends_on=ends_on))
    if placement.state in Placement.AGREED:
        move_record(placement, starts_on=starts_on, ends_on=ends_on)
    Placement.objects.filter(pk=placement.pk).update(starts_on=starts_on, ends_on=ends_on, version=F("version") + 1)
    if more_days:
        _add_days(placement, more_days, by=by)
    audit.record(placement, "changed the dates", by=by, starts_on=starts_on, ends_on=ends_on, more_days=more_days)
    placement.refresh_from_db()
    if placement.state in Placement.AGREED:
        put_in_calendar(placement)


def _require_days_inside(placement: Placement, ends_on: datetime.date) -> None:
    last = placement.days.standing().order_by("-date").values_list("date", flat=True).first()
    if last and last > ends_on:
        raise StepRefused(f"{day(last)} is logged already, so the placement cannot end before it.")


def _add_days(placement: Placement, more: int, *, by: User) -> None:
    if placement.state == State.DAYS_COMPLETE:
        workflow.move(placement, to=State.LIVE, by=by)
    Placement.objects.filter(pk=placement.pk).update(days_required=F("days_required") + more)


@transaction.atomic
def pause(placement: Placement, *, reason: str, by: User) -> None:
    """Pause a placement; the days so far stay, and none can be logged until it goes on."""
    if not reason.strip():
        raise StepRefused("Say why the placement is paused.")
    workflow.move(placement, to=State.SUSPENDED, by=by, reason=reason)


@transaction.atomic
def resume(placement: Placement, *, by: User) -> None:
    """A paused placement goes on; the rules are asked again."""
    require_allowed(facts.wanted(placement))
    apprentices.lock_standing([placement.apprentice])
    workflow.move(placement, to=State.LIVE, by=by, paused_with_learning=False)
    recount(placement, by=by)


@transaction.atomic
def end_early(
    placement: Placement, *, cause: str, no_fault: bool, by: User, note: str = "", on: datetime.date | None = None
) -> None:
    """End a placement before its days are done. Days stay banked; access of host and practice educator ends at once.

    ``no_fault``: nothing that the apprentice did. A restricted cause is kept apart and read by few.
    """
    on = on or timezone.localdate()
    if cause not in reasons(ENDED_EARLY):
        raise StepRefused("Choose why the placement ends.")
    last_logged = placement.days.standing().order_by("-date").values_list("date", flat=True).first()
    ends_on = max(placement.starts_on, min(on, placement.ends_on), last_logged or placement.starts_on)
    close_record(placement, by=by)
    workflow.move(placement, to=State.ENDED_EARLY, by=by, ends_on=ends_on)
    put_in_calendar(placement)
    EarlyEnd.objects.create(placement=placement, cause=cause, no_fault=no_fault, note=note)
    banked = "1 day" if placement.days_counted == 1 else f"{number(placement.days_counted)} days"
    tell(placement, "placement_ended", [placement.apprentice.person, *placement.confirmers], banked=banked)


@transaction.atomic
def close(placement: Placement, *, by: User) -> None:
    """Close a placement whose days are done; access of host and practice educator ends with it."""
    waiting = placement.days.awaiting_confirmation().count()
    if waiting:
        raise StepRefused(f"{count(waiting, 'day')} still waiting to be confirmed. Confirm them first.")
    close_record(placement, by=by)
    workflow.move(placement, to=State.CLOSED, by=by)
