"""A safeguarding lead holds telling the apprentice: some working days at a time, longer only with a second person."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from apprentices.models import Concern, ConcernHold, ConcernReader
from apprentices.operations.concerns.choosing import days_of, let_in_held, people_with, safeguarding_of, tell_people
from apprentices.operations.concerns.telling import held_on, locked
from apprentices.operations.vacancies import working_days_after
from core import audit, workflow
from core.accounts.models import User
from core.words import day
from core.workflow import AlreadyMoved, StepRefused

Part, State = ConcernReader.Part, ConcernHold.State
ONE_DAY = datetime.timedelta(days=1)


@transaction.atomic
def hold_telling(
    concern: Concern, *, ground: str, reason: str, by: User, on: datetime.date | None = None
) -> ConcernHold:
    """Hold telling from today, for the days that the employer has set. Once for a concern; then it is prolonged."""
    on = on or timezone.localdate()
    now = locked(concern)
    if now.told_at:
        raise StepRefused("The apprentice has been told already, so there is nothing to hold.")
    if now.holds.exists():
        raise AlreadyMoved("It was held before. A hold is prolonged with a second person, it does not begin anew.")
    _require_reason(ground, reason)
    ends_on = working_days_after(on, days_of(now.employer).hold_days)
    hold = ConcernHold.objects.create(
        concern=now, starts_on=on, ends_on=ends_on, ground=ground, reason=reason, asked_by=by, state=State.IN_FORCE
    )
    Concern.objects.filter(pk=now.pk).update(hold_decided_at=timezone.now())
    audit.record(hold, "held", by=by)
    tell_people(now, [p for p in people_with(now, Part.LEADS, on=on) if p != by], what=f"held-{hold.pk}")
    concern.refresh_from_db()
    return hold


@transaction.atomic
def need_no_hold(concern: Concern, *, by: User, on: datetime.date | None = None) -> None:
    """Telling the apprentice harms no enquiry: the lead tells them."""
    on = on or timezone.localdate()
    now = locked(concern)
    if now.hold_decided_at:
        raise AlreadyMoved("This was decided already.")
    Concern.objects.filter(pk=now.pk).update(hold_decided_at=timezone.now())
    tell_people(now, people_with(now, Part.LEADS, on=on), what="need-not-hold")
    concern.refresh_from_db()


@transaction.atomic
def ask_to_prolong(hold: ConcernHold, *, reason: str, by: User, on: datetime.date | None = None) -> ConcernHold:
    """Ask for as many working days again, from the day after. A second person agrees before they begin."""
    on = on or timezone.localdate()
    now = locked(hold.concern)
    last = ConcernHold.objects.get(pk=hold.pk)
    if last.state != State.IN_FORCE or last.ends_on < on:
        raise StepRefused("This hold is over. Telling the apprentice is due.")
    if ConcernHold.objects.filter(prolongs=last).exists():
        raise AlreadyMoved("Somebody has asked for this already.")
    _require_reason(last.ground, reason)
    starts_on = last.ends_on + ONE_DAY
    asked = ConcernHold.objects.create(
        concern=now,
        starts_on=starts_on,
        ends_on=working_days_after(last.ends_on, days_of(now.employer).hold_days),
        ground=last.ground,
        reason=reason,
        asked_by=by,
        prolongs=last,
        state=State.ASKED,
    )
    audit.record(asked, "asked to prolong", by=by)
    tell_people(now, _second_people(now, besides=by, on=on), what=f"second-{asked.pk}")
    return asked


def _second_people(now: Concern, *, besides: User, on: datetime.date) -> list[int]:
    """Who may be the second person: those who deal with it; where there is nobody, another safeguarding lead."""
    there = [p.pk for p in people_with(now, Part.LEADS, Part.NEXT, Part.SAFEGUARDING, on=on) if p != besides]
    another = next((held for held in safeguarding_of(now, on=on) if held.person != besides.pk), None)
    if not there and another:
        let_in_held(now, another, Part.SAFEGUARDING, on=on)
        return [another.person]
    return there


@transaction.atomic
def review_hold(asked: ConcernHold, *, agree: bool, by: User, on: datetime.date | None = None) -> None:
    """The second person agrees, or does not; never whoever asked, and never after the hold has run out."""
    on = on or timezone.localdate()
    locked(asked.concern)
    now = ConcernHold.objects.select_related("prolongs").get(pk=asked.pk)
    if by.pk == now.asked_by_id:
        raise StepRefused("A second person looks at it: not whoever asked.")
    if now.state == State.ASKED and now.prolongs and now.prolongs.ends_on < on:
        raise StepRefused(f"The hold ran out on {day(now.prolongs.ends_on)}, so telling the apprentice is due.")
    to = State.IN_FORCE if agree else State.NOT_AGREED
    workflow.move(now, to=to, by=by, reviewed_by=by, reviewed_at=timezone.now())
    asked.refresh_from_db()


@transaction.atomic
def end_hold(concern: Concern, *, by: User | None, on: datetime.date | None = None) -> None:
    """The hold is over, by a safeguarding lead or because nobody renewed it: telling falls due today, to the lead."""
    on = on or timezone.localdate()
    now = locked(concern)
    in_force = list(now.holds.filter(state=State.IN_FORCE))
    if not in_force or (by is None and held_on(now, on)):
        raise AlreadyMoved("Nothing is held now.")
    for hold in in_force:
        workflow.move(hold, to=State.OVER, by=by)
    for asked in now.holds.filter(state=State.ASKED):
        workflow.move(asked, to=State.NOT_AGREED, by=by)
    Concern.objects.filter(pk=now.pk).update(tell_due_on=on)
    tell_people(now, people_with(now, Part.LEADS, Part.NEXT, on=on), what=f"tell-now-{in_force[-1].pk}")
    concern.refresh_from_db()


def _require_reason(ground: str, reason: str) -> None:
    if ground not in ConcernHold.Ground.values:
        raise StepRefused("Choose which enquiry would be harmed. For anything else the apprentice is told.")
    if not reason.strip():
        raise StepRefused("Say why telling the apprentice now would harm the enquiry.")
