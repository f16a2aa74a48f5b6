"""Every hour, with work only in the first of a day: holds that ran out, telling that is due, what is overdue."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import suppress

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from apprentices.models import Concern, ConcernAction, ConcernEscalation, ConcernHold, ConcernReader
from apprentices.operations.concerns.choosing import (
    let_in_held,
    let_out,
    next_after_those_before,
    people_with,
    tell_people,
)
from apprentices.operations.concerns.holding import end_hold
from apprentices.operations.concerns.raising import give
from apprentices.operations.concerns.telling import locked, tell_apprentice
from apprentices.operations.vacancies import working_days_after
from core import audit
from core.workflow import AlreadyMoved

Cause, State, Part = ConcernEscalation.Cause, Concern.State, ConcernReader.Part
GRACE = 1
"""Working days after a hold has ended in which the lead tells the apprentice in person; then the portal does."""


def run_concerns(*, on: datetime.date | None = None) -> None:
    on = on or timezone.localdate()
    _end_holds(on)
    _tell_those_due(on)
    _give_anew(on)
    for concern, cause, was_due_on in list(_overdue(on)):
        pass_on(concern, cause=cause, was_due_on=was_due_on, on=on)


def _end_holds(on: datetime.date) -> None:
    held = ConcernHold.objects.filter(state=ConcernHold.State.IN_FORCE)
    gone = held.filter(ends_on__lt=on).exclude(concern__in=held.filter(ends_on__gte=on).values("concern"))
    for concern in Concern.objects.filter(pk__in=gone.values("concern")):
        with suppress(AlreadyMoved):  # a safeguarding lead, or another worker, was faster
            end_hold(concern, by=None, on=on)


def _tell_those_due(on: datetime.date) -> None:
    """Concerns that were held and are held no more, and whose lead did not tell the apprentice in time."""
    untold = Concern.objects.open().filter(told_at=None, holds__state=ConcernHold.State.OVER, tell_due_on__lt=on)
    in_force = ConcernHold.objects.filter(state=ConcernHold.State.IN_FORCE)
    for concern in untold.exclude(pk__in=in_force.values("concern")).distinct():
        if on > working_days_after(concern.tell_due_on, GRACE):
            with suppress(AlreadyMoved):  # the lead told them meanwhile
                tell_apprentice(concern, words="", by=None, on=on)


def _give_anew(on: datetime.date) -> None:
    """Open concerns whose lead no longer holds the role, or that had none, go to whom the rule says today."""
    led = ConcernReader.objects.holding(on).filter(part=Part.LEADS, person__is_active=True)
    for concern in Concern.objects.open().exclude(pk__in=led.values("concern")):
        with transaction.atomic():
            now = locked(concern)
            if not led.filter(concern=now).exists():  # unless another worker was faster
                let_out(now, Part.LEADS, on=on)
                give(now, on=on)


def _overdue(on: datetime.date) -> Iterator[tuple[Concern, str, datetime.date]]:
    """What has missed its day and was not passed on for that day yet."""
    passed_on = ConcernEscalation.objects.filter(concern__in=Concern.objects.open())
    told = set(passed_on.values_list("concern", "cause", "was_due_on"))
    found: list[tuple[Concern, str, datetime.date]] = [
        (concern, Cause.TRIAGE, concern.triage_due_on)
        for concern in Concern.objects.filter(state=State.RAISED, triage_due_on__lt=on)
    ]
    planned = Q(state__in=Concern.PLANNED)
    found += [
        (concern, Cause.REVIEW, concern.review_due_on)
        for concern in Concern.objects.filter(planned, review_due_on__lt=on)
        if concern.review_due_on
    ]
    late = ConcernAction.objects.filter(state=ConcernAction.State.OPEN, due_on__lt=on)
    found += [
        (action.concern, Cause.ACTION, action.due_on)
        for action in late.filter(concern__state__in=Concern.PLANNED).select_related("concern")
    ]
    yield from (one for one in dict.fromkeys(found) if (one[0].pk, one[1], one[2]) not in told)


@transaction.atomic
def pass_on(concern: Concern, *, cause: str, was_due_on: datetime.date, on: datetime.date) -> None:
    """The next person in line can act from now on beside the lead; both are told. Once for each day that was missed."""
    now = locked(concern)
    if now.escalations.filter(cause=cause, was_due_on=was_due_on).exists():
        return
    there = ConcernReader.objects.on(on).filter(concern=now, part=Part.NEXT).first()
    following = None if there else next_after_those_before(now, on=on)
    if following:
        there = let_in_held(now, following, Part.NEXT, on=on)
    ConcernEscalation.objects.create(
        concern=now, cause=cause, was_due_on=was_due_on, to_id=there.person_id if there else None
    )
    audit.record(now, "escalated in time", by=None)
    tell_people(now, people_with(now, Part.LEADS, Part.NEXT, on=on), what=f"late-{cause}-{was_due_on}")
