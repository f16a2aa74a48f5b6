"""A slot that is given or moved by hand goes into the timetable at once, so that every page says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from core import audit
from core.workflow import StepRefused, move
from recruitment.models import DayCandidate, PanelCandidate, SelectionDay, Timetable
from recruitment.operations.timetable_rows import (
    as_slots,
    complete_panels,
    keep_ticks,
    minute_of,
    moment_on,
    now_on,
    rest_of,
    write,
)
from recruitment.timetabling.by_hand import NoRoom, fit_in
from recruitment.timetabling.problem import GRID

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.accounts.models import User
    from recruitment.models import Panel
    from recruitment.timetabling.problem import Slot

State = Timetable.State


def follow(*, slot: PanelCandidate, left: Panel | None, by: User) -> None:
    """Have the accepted timetable go by a slot that was given by hand, and the slot take its times from it.

    Nobody else moves. Refused with the reason where the candidate does not fit in. ``left``: the panel from which they
    were moved; where it is of another day, they leave the timetable of that day.
    """
    day = slot.panel.day
    if left and left.day_id != day.pk:
        _take_out(left.day, slot, by=by)
    SelectionDay.objects.select_for_update().get(pk=day.pk)
    accepted = Timetable.objects.accepted_of(day)
    if accepted is None:
        return
    candidate, _ = DayCandidate.objects.get_or_create(day=day, application=slot.application)
    found = _fitted(accepted, candidate, slot)
    _replace(accepted, found, candidate=candidate, by=by)
    own = [one for one in found if one.candidate == candidate.pk and one.panel == slot.panel_id]
    slot.starts_at = moment_on(day, min(one.start for one in own))
    slot.ends_at = moment_on(day, max(one.end for one in own))
    slot.save(update_fields=["starts_at", "ends_at"])


def _fitted(accepted: Timetable, candidate: DayCandidate, slot: PanelCandidate) -> tuple[Slot, ...]:
    panel, starts = slot.panel, minute_of(slot.starts_at)
    if starts % GRID:
        raise StepRefused("The day goes by a timetable. Choose a time on five minutes, such as 10:05.")
    if panel not in complete_panels(accepted.day)[0]:
        raise StepRefused(f"{panel.name} is not complete, so it has no place in the timetable of the day.")
    rest = rest_of(accepted, now=now_on(accepted.day, timezone.now()))
    if not any(e.with_panel for e in rest.problem.exercises_of(rest.problem.candidate[candidate.pk])):
        raise StepRefused(f"It is written down that {candidate} is not there. Take that back on the board first.")
    try:
        return fit_in(rest, candidate.pk, panel.pk, starts)
    except NoRoom as clash:
        raise StepRefused(clash.words) from clash


def _take_out(day: SelectionDay, slot: PanelCandidate, *, by: User) -> None:
    """A candidate goes to another day: what they have not begun leaves the timetable of this one."""
    SelectionDay.objects.select_for_update().get(pk=day.pk)
    accepted = Timetable.objects.accepted_of(day)
    candidate = DayCandidate.objects.filter(day=day, application=slot.application_id).first()
    if accepted is None or candidate is None:
        return
    begun = set(accepted.slots.ticked().filter(candidate=candidate).values_list("exercise_id", flat=True))
    stays = [one for one in as_slots(accepted.slots.all()) if one.candidate != candidate.pk or one.exercise in begun]
    _replace(accepted, stays, candidate=candidate, by=by)


def _replace(accepted: Timetable, slots: Iterable[Slot], *, candidate: DayCandidate, by: User) -> None:
    """Put a timetable with these slots in the place of the accepted one. What was proposed before is put aside."""
    for open_one in Timetable.objects.filter(day=accepted.day, state__in=Timetable.OPEN):
        move(open_one, to=State.DISCARDED, by=by)
    pins = list(accepted.slots.filter(pinned=True).values_list("candidate_id", "exercise_id"))
    move(accepted, to=State.REPLACED, by=by)
    changed = Timetable.objects.create(
        day=accepted.day,
        based_on=accepted,
        state=State.ACCEPTED,
        seed=accepted.seed,
        planned_from=timezone.now(),
        asked_by=by,
    )
    write(changed, slots, pinned=pins)
    keep_ticks(accepted, changed)
    audit.record(changed, "changed the timetable by hand", by=by, candidate=candidate.code)
