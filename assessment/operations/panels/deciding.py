"""What a panel recommends, item by item or several together, and the actions that follow from it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from assessment.deciding import parts
from assessment.models import PanelAction, PanelItem, PanelMeeting, PanelMember, PanelRecommendation, Recommendation
from assessment.operations.panel_recommendations import record_panel_recommendation
from assessment.operations.panels.agenda import locked
from assessment.panels import permissions, telling
from assessment.panels.facts import in_the_room
from assessment.permissions import refuse_unless
from core import audit
from core.accounts.models import User
from core.workflow import StepRefused, move

Role = PanelMember.Role
Outcome = PanelRecommendation.Outcome
TOGETHER = (
    "Taken together with others: recommendation, university tutor and portfolio agree, and no member of the panel had "
    "a question."
)


@transaction.atomic
def record_outcome(
    item: PanelItem,
    *,
    outcome: str,
    reasons: str,
    by: User,
    chaired_by: PanelMember | None = None,
    repeat_allowed: bool | None = None,
    due_on: datetime.date | None = None,
    more_days: int | None = None,
    at: datetime.datetime | None = None,
) -> PanelItem:
    """Record what the panel recommends about one portfolio, with its reasons and everybody who was in the room.

    Where the chair is out of the room for it, ``chaired_by`` is the member who took the chair.
    """
    at = at or timezone.now()
    item = locked(item)
    refuse_unless(permissions.may_record(permissions.seat_of(by, item.meeting), item))
    here = in_the_room(item)
    chair = next((member for member in here if member.role == Role.CHAIR), None) or chaired_by
    if chair is None or chair not in here or chair.role == Role.SECRETARY:
        raise StepRefused("Say which member in the room chaired this.")
    made = record_panel_recommendation(
        item.submission,
        outcome=outcome,
        reasons=reasons,
        by=by,
        at=at,
        members=[member.person for member in here if member.role != Role.SECRETARY],
        chaired_by=chair.person,
        repeat_allowed=repeat_allowed,
        due_on=due_on,
        more_days=more_days,
    )
    move(item, to=PanelItem.State.DECIDED, by=by, at=at, recommendation=made, decided_at=at)
    return item


@transaction.atomic
def confirm_together(
    meeting: PanelMeeting, *, items: Sequence[PanelItem], by: User, at: datetime.datetime | None = None
) -> int:
    """Confirm in one step the passes on which nobody has a question. Each is recorded on its own; says how many."""
    for item in items:
        if item.meeting_id != meeting.pk or item.in_full:
            raise StepRefused("Only what is not read in full is taken together.")
        if parts.current_recommendation(item.submission).outcome != Recommendation.Outcome.PASS:
            raise StepRefused("Only passes are taken together.")
        record_outcome(item, outcome=Outcome.CONFIRM_PASS, reasons=TOGETHER, by=by, at=at)
    if not items:
        raise StepRefused("Choose at least one.")
    return len(items)


@transaction.atomic
def add_action(
    meeting: PanelMeeting,
    *,
    what: str,
    owner: User,
    due_on: datetime.date,
    by: User,
    item: PanelItem | None = None,
    at: datetime.datetime | None = None,
) -> PanelAction:
    """Somebody does something by a day: a member of the panel, or somebody else whom the chair names."""
    at = at or timezone.now()
    refuse_unless(permissions.may_run(permissions.seat_of(by, meeting), meeting))
    if due_on < timezone.localdate(at):
        raise StepRefused("Give a day that is still to come.")
    if item is not None and item.submission.conflicts.standing().filter(person=owner).exists():
        raise StepRefused(f"{owner} has nothing to do with this portfolio. Give it to somebody else.")
    action = PanelAction.objects.create(meeting=meeting, item=item, what=what, owner=owner, due_on=due_on)
    audit.record(action, "asked for this", by=by, at=at)
    telling.action_given(action, but=by)
    return action


@transaction.atomic
def do_action(action: PanelAction, *, outcome: str, by: User, at: datetime.datetime | None = None) -> PanelAction:
    """Its owner says what came of it."""
    action = PanelAction.objects.select_for_update(of=("self",)).select_related("owner", "meeting").get(pk=action.pk)
    refuse_unless(permissions.may_do(by, action))
    if not outcome.strip():
        raise StepRefused("Say in a sentence what came of it.")
    move(action, to=PanelAction.State.DONE, by=by, at=at, outcome=outcome, done_at=at or timezone.now())
    return action
