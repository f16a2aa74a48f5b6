"""Plans: informal or formal, with actions that can be seen to be done, and the day on which they are reviewed."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from apprentices.models import Concern, ConcernAction, ConcernNote, ConcernReader
from apprentices.operations.concerns.choosing import let_in, people_with, tell_people
from apprentices.operations.concerns.telling import locked
from core import audit, workflow
from core.accounts.models import User
from core.workflow import StepRefused

Part, State = ConcernReader.Part, Concern.State


@dataclass(frozen=True, kw_only=True)
class PlannedAction:
    """One action as it is typed: in a formal plan all of it is asked for."""

    what: str
    owner: User
    due_on: datetime.date
    measure: str = ""
    support: str = ""


@transaction.atomic
def start_plan(
    concern: Concern,
    *,
    to: str,
    action: PlannedAction,
    review_on: datetime.date,
    people: Sequence[User] = (),
    by: User,
    on: datetime.date | None = None,
) -> None:
    """Begin an informal plan or a formal action plan with its first action. The apprentice knows of it before.

    ``people`` get a part in the plan: they read its actions, not what was said.
    """
    on = on or timezone.localdate()
    now = locked(concern)
    if now.told_at is None:
        raise StepRefused("Tell the apprentice first. A plan is made with them.")
    if review_on <= on:
        raise StepRefused("The review is on a day to come.")
    named = set(now.named.values_list("pk", flat=True))
    if named & {person.pk for person in (*people, action.owner)}:
        raise StepRefused("Whoever a concern is about has no part in its plan.")
    workflow.move(now, to=to, by=by, review_due_on=review_on, referred_to="")
    for person in people:
        let_in(now, person, Part.IN_THE_PLAN, on=on)
    _put(now, action, by=by, on=on, formal=to == State.FORMAL)
    everybody = people_with(now, Part.APPRENTICE, Part.IN_THE_PLAN, on=on)
    tell_people(now, [p for p in everybody if p != by], what=f"plan-{now.version}-{to}")
    concern.refresh_from_db()


@transaction.atomic
def add_concern_action(
    concern: Concern, *, action: PlannedAction, by: User, on: datetime.date | None = None
) -> ConcernAction:
    """One more action for a plan that runs."""
    on = on or timezone.localdate()
    now = locked(concern)
    if not now.is_planned:
        raise StepRefused("There is no plan running to which an action could be added.")
    if now.named.filter(pk=action.owner.pk).exists():
        raise StepRefused("Whoever a concern is about has no part in its plan.")
    made = _put(now, action, by=by, on=on, formal=now.state == State.FORMAL)
    tell_people(now, [p for p in (action.owner,) if p != by], what=f"action-{made.pk}")
    return made


def _put(now: Concern, action: PlannedAction, *, by: User, on: datetime.date, formal: bool) -> ConcernAction:
    if formal and not (action.measure.strip() and action.support.strip()):
        raise StepRefused("In a formal plan say how everybody sees that it is done, and what support there is.")
    if action.due_on < on:
        raise StepRefused("An action is due on a day to come.")
    made = ConcernAction.objects.create(
        concern=now,
        what=action.what,
        measure=action.measure,
        owner=action.owner,
        due_on=action.due_on,
        support=action.support,
    )
    knows = Concern.objects.filter(pk=now.pk).visible_to(action.owner, on=on).exists()
    if not knows:
        let_in(now, action.owner, Part.IN_THE_PLAN, on=on)
    audit.record(made, "agreed", by=by)
    return made


@transaction.atomic
def settle_concern_action(action: ConcernAction, *, to: str, by: User) -> None:
    """Whoever has the action, or the lead, records that it is done; the lead also that it is no longer needed."""
    now = ConcernAction.objects.select_related("concern").get(pk=action.pk)
    workflow.move(now, to=to, by=by, settled_at=timezone.now(), settled_by=by)
    action.refresh_from_db()


@transaction.atomic
def review_concern(concern: Concern, *, words: str, by: User, on: datetime.date | None = None) -> None:
    """The review was held with the apprentice: what it found. What follows is a step of its own."""
    on = on or timezone.localdate()
    now = locked(concern)
    if not words.strip():
        raise StepRefused("Say what the review found.")
    workflow.move(now, to=State.REVIEWED, by=by)
    ConcernNote.objects.create(concern=now, kind=ConcernNote.Kind.REVIEW, by=by, text=words)
    tell_people(now, [p for p in people_with(now, Part.APPRENTICE, on=on) if p != by], what=f"reviewed-{now.pk}-{on}")
    concern.refresh_from_db()
