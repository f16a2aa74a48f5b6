"""Handing a portfolio in at the end of a placement, taking it back, and a later day for it."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from apprentices.operations import lock_standing
from assessment.content import hash_of
from assessment.deciding import content, dates, permissions, telling
from assessment.models import HandInExtension, PortfolioSubmission
from assessment.permissions import refuse_unless
from core import audit, words
from core.accounts.models import User
from core.audit.models import Event
from core.audit.signatures import sign
from core.workflow import StepRefused, move
from placements.models import Placement

State = PortfolioSubmission.State


def step(
    submission: PortfolioSubmission,
    *,
    to: str,
    by: User | None,
    at: datetime.datetime,
    reason: str = "",
) -> Event:
    """Take a submission to its next state; whoever is next has it from this moment."""
    return move(submission, to=to, by=by, at=at, reason=reason, waiting_since=at)


def locked(submission: PortfolioSubmission) -> PortfolioSubmission:
    """The row as it is now, held until the step is done: whoever comes second asks permission of what the first did."""
    return (
        PortfolioSubmission.objects.select_for_update(of=("self",))
        .select_related(
            "placement__apprentice__person",
            "placement__apprentice__cohort",
            "placement__practice_educator__person",
            "placement__overseen_by__person",
        )
        .get(pk=submission.pk)
    )


@transaction.atomic
def hand_in(
    placement: Placement, *, read: str, by: User, at: datetime.datetime | None = None, address: str | None = None
) -> PortfolioSubmission:
    """The apprentice hands the portfolio of a placement in. What is handed in is frozen by reference and hash.

    ``read`` is the fingerprint of what stood on the page; another set is refused. After its day nothing is accepted
    without a recorded extension or mitigating circumstances. Where more was asked for, this takes the place of the
    earlier one.
    """
    at = at or timezone.now()
    lock_standing([placement.apprentice])
    placement = Placement.objects.select_related("apprentice__person", "apprentice__cohort").get(pk=placement.pk)
    refuse_unless(permissions.may_hand_in(by, placement, on=timezone.localdate(at)))
    snapshot = content.snapshot_of(placement)
    if read != hash_of(snapshot):
        raise StepRefused("Your portfolio has changed since you opened this page. Look at it again before you go on.")
    due_on = dates.hand_in_by(placement)
    for earlier in placement.submissions.filter(state=State.RETURNED):
        move(earlier, to=State.REPLACED, by=by, at=at)
    last = placement.submissions.aggregate(last=Max("number"))["last"] or 0
    submission = PortfolioSubmission(
        placement=placement,
        number=last + 1,
        snapshot=snapshot,
        handed_in_by=by,
        handed_in_at=at,
        due_on=due_on,
        waiting_since=at,
    )
    signed = content.handed_in(submission)
    submission.content_hash = hash_of(signed)
    submission.save(force_insert=True)
    audit.record(submission, "handed this in", by=by, at=at)
    sign(submission, by=by, purpose=content.SUBMISSION, content=signed, role="Apprentice", at=at, address=address)
    telling.handed_in(submission)
    return submission


@transaction.atomic
def take_back(submission: PortfolioSubmission, *, by: User, at: datetime.datetime | None = None) -> PortfolioSubmission:
    """The apprentice takes it back, until the practice educator has begun to write about it."""
    now = locked(submission)
    refuse_unless(permissions.may_take_back(by, now))
    step(now, to=State.TAKEN_BACK, by=by, at=at or timezone.now())
    return now


@transaction.atomic
def extend_hand_in(
    placement: Placement, *, until: datetime.date, ground: str, by: User, at: datetime.datetime | None = None
) -> HandInExtension:
    """The tutor records a later day, and whether it is an extension or mitigating circumstances; the story is not here.

    It may be recorded after the day has passed: that is how a late portfolio comes in, and never silently.
    """
    at = at or timezone.now()
    refuse_unless(permissions.may_extend_hand_in(by, placement))
    if until < timezone.localdate(at) or until <= dates.hand_in_by(placement):
        day = words.day(dates.hand_in_by(placement))
        raise StepRefused(f"The last day is {day} already. Choose a later one, today or after.")
    given = HandInExtension.objects.create(placement=placement, until=until, ground=ground, given_by=by, given_at=at)
    audit.record(given, "gave a later day for handing in", by=by, at=at, until=until)
    telling.hand_in_extended(given)
    return given
