"""Appeals against a released result: lodged, admitted, heard; upheld, it goes to a panel of which nobody sat before."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from assessment.deciding import board_permissions as permissions
from assessment.deciding import telling
from assessment.models import Appeal, AppealConsequence, BoardDecision, PortfolioSubmission
from assessment.operations.submissions import locked, step
from assessment.permissions import refuse_unless
from core import audit
from core.accounts.models import User
from core.workflow import StepRefused, move
from placements.operations.not_passed import POSSIBLE, end_not_passed

State = Appeal.State


@transaction.atomic
def lodge_appeal(
    decision: BoardDecision, *, ground: str, statement: str, by: User, at: datetime.datetime | None = None
) -> Appeal:
    """Lodge an appeal, within the window, on one of three grounds; what the judgement should have been is none."""
    at = at or timezone.now()
    locked(decision.submission)
    now = BoardDecision.objects.get(pk=decision.pk)
    refuse_unless(permissions.may_appeal(by, now, on=timezone.localdate(at)))
    if not statement.strip():
        raise StepRefused("Say what happened.")
    appeal = Appeal.objects.create(decision=now, ground=ground, statement=statement, lodged_by=by, lodged_at=at)
    audit.record(appeal, "lodged", by=by, at=at)
    telling.appeal_lodged(appeal)
    return appeal


@transaction.atomic
def withdraw_appeal(appeal: Appeal, *, by: User, at: datetime.datetime | None = None) -> Appeal:
    """Whoever lodged it withdraws it. The result stands; within the window it can be appealed anew."""
    refuse_unless(permissions.may_withdraw_appeal(by, appeal))
    move(appeal, to=State.WITHDRAWN, by=by, at=at or timezone.now())
    return appeal


@transaction.atomic
def answer_admission(
    appeal: Appeal, *, admissible: bool, reasons: str, by: User, at: datetime.datetime | None = None
) -> Appeal:
    """Decide whether it is heard: it names one of the grounds and something that could bear on the result."""
    at = at or timezone.now()
    refuse_unless(permissions.may_decide_appeal(by, appeal))
    if not reasons.strip():
        raise StepRefused("Write your reasons.")
    to = State.ADMITTED if admissible else State.INADMISSIBLE
    move(appeal, to=to, by=by, at=at, admission_reasons=reasons, admitted_by=by, admitted_at=at)
    telling.appeal_answered(appeal)
    return appeal


@transaction.atomic
def record_hearing(
    appeal: Appeal,
    *,
    heard_on: datetime.date,
    upheld: bool,
    reasons: str,
    by: User,
    at: datetime.datetime | None = None,
) -> Appeal:
    """Record how it was heard. Upheld, the result is set aside and never deleted, and a new panel begins.

    The apprentice, those who taught and the employer are told in the same transaction.
    """
    at = at or timezone.now()
    submission = locked(appeal.decision.submission)
    refuse_unless(permissions.may_decide_appeal(by, appeal))
    on = timezone.localdate(at)
    if not timezone.localdate(appeal.lodged_at) <= heard_on <= on:
        raise StepRefused("It was heard after it was lodged, and not in the future.")
    if not reasons.strip():
        raise StepRefused("Write the reasons.")
    to = State.UPHELD if upheld else State.DISMISSED
    move(appeal, to=to, by=by, at=at, heard_on=heard_on, reasons=reasons, decided_by=by, decided_at=at)
    if upheld:
        decision = BoardDecision.objects.get(pk=appeal.decision_id)
        move(decision, to=BoardDecision.State.SET_ASIDE, by=by, at=at, set_aside_on=on)
        step(submission, to=PortfolioSubmission.State.READY, by=by, at=at)
        telling.set_aside(submission)
        telling.ready_for_panel(submission)
    else:
        telling.appeal_answered(appeal)
    return appeal


@transaction.atomic
def tick_consequence(appeal: Appeal, *, kind: str, by: User) -> AppealConsequence:
    """A named person says that one thing that follows from an upheld appeal is done."""
    refuse_unless(permissions.may_decide_appeal(by, appeal))
    if appeal.state != State.UPHELD:
        raise StepRefused("Only an upheld appeal has consequences to follow.")
    ticked, now = AppealConsequence.objects.get_or_create(appeal=appeal, kind=kind, defaults={"done_by": by})
    if now:
        audit.record(ticked, f"done: {ticked.get_kind_display()}"[:80], by=by)
    return ticked


def settle_results(on: datetime.date | None = None) -> int:
    """What was not passed and can no longer change ends its placement; answers how many. Run every night.

    Until then the place is held: the appeal window is open, or an appeal is.
    """
    on = on or timezone.localdate()
    released = BoardDecision.objects.filter(
        state=BoardDecision.State.RELEASED,
        outcome__in=[BoardDecision.Outcome.REPEAT, BoardDecision.Outcome.NOT_PASSED],
        appeal_until__lt=on,
        submission__placement__state__in=POSSIBLE,
    )
    settled = 0
    for decision in released.exclude(appeals__state__in=Appeal.OPEN).select_related("submission__placement"):
        end_not_passed(decision.submission.placement, by=None)
        settled += 1
    return settled
