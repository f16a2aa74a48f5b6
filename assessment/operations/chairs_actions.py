"""Chair's action: days that were lost are added without a meeting, where every party agreed in writing."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from assessment.deciding import board_permissions as permissions
from assessment.deciding import telling
from assessment.models import ChairsAction, ChairsActionAgreement, PortfolioSubmission
from assessment.operations.submissions import locked, step
from assessment.permissions import refuse_unless
from core import audit
from core.accounts.models import User
from core.workflow import StepRefused, move
from placements.operations import change_dates

State = ChairsAction.State


@transaction.atomic
def propose_action(
    submission: PortfolioSubmission,
    *,
    more_days: int,
    due_on: datetime.date,
    reasons: str,
    by: User,
    at: datetime.datetime | None = None,
) -> ChairsAction:
    """Propose that the chair adds days for days that were lost, to be made up by a day. Tells every party."""
    at = at or timezone.now()
    now = locked(submission)
    refuse_unless(permissions.may_propose_action(by, now))
    if more_days < 1 or due_on <= timezone.localdate(at) or not reasons.strip():
        raise StepRefused("Say how many days are added, by which day still to come, and why.")
    action = ChairsAction.objects.create(
        submission=now, more_days=more_days, due_on=due_on, reasons=reasons, proposed_by=by, proposed_at=at
    )
    audit.record(action, "proposed", by=by, at=at)
    telling.action_proposed(action)
    return action


@transaction.atomic
def agree_to_action(
    action: ChairsAction, *, said: str, by: User, at: datetime.datetime | None = None
) -> ChairsActionAgreement:
    """One party agrees in writing. With the last of the four, the chair can act."""
    at = at or timezone.now()
    now = _locked(action)
    refuse_unless(permissions.may_agree_to_action(by, now))
    if not said.strip():
        raise StepRefused("Write that you agree, in your own words.")
    party = permissions.action_party_of(by, now)
    given = ChairsActionAgreement.objects.create(action=now, party=party, words=said, agreed_by=by, agreed_at=at)
    audit.record(given, "agreed in writing", by=by, at=at)
    if now.agreements.count() == len(ChairsActionAgreement.Party):
        move(now, to=State.AGREED, by=by, at=at)
        telling.action_agreed(now)
    return given


@transaction.atomic
def refuse_action(action: ChairsAction, *, by: User, at: datetime.datetime | None = None) -> ChairsAction:
    """A party does not agree, and says no more: then the panel decides."""
    now = _locked(action)
    refuse_unless(permissions.may_agree_to_action(by, now))
    move(now, to=State.REFUSED, by=by, at=at or timezone.now())
    return now


@transaction.atomic
def take_action(action: ChairsAction, *, by: User, at: datetime.datetime | None = None) -> ChairsAction:
    """The chair acts: days are added, never taken away, and the portfolio goes back until they are made up."""
    at = at or timezone.now()
    now = _locked(action)
    refuse_unless(permissions.may_take_action(by, now))
    move(now, to=State.TAKEN, by=by, at=at, taken_by=by, taken_at=at)
    submission = now.submission
    step(submission, to=PortfolioSubmission.State.RETURNED, by=by, at=at)
    placement = submission.placement
    ends_on = max(placement.ends_on, now.due_on)
    change_dates(placement, starts_on=placement.starts_on, ends_on=ends_on, more_days=now.more_days, by=by)
    telling.more_is_asked(submission, now.due_on)
    return now


@transaction.atomic
def report_action(action: ChairsAction, *, on: datetime.date, by: User) -> ChairsAction:
    """The next panel was told of it."""
    now = _locked(action)
    refuse_unless(permissions.may_report_action(by, now))
    move(now, to=State.REPORTED, by=by, reported_on=on)
    return now


def _locked(action: ChairsAction) -> ChairsAction:
    submission = locked(action.submission)
    now = ChairsAction.objects.select_for_update(of=("self",)).get(pk=action.pk)
    now.submission = submission
    return now
