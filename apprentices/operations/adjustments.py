"""Adjustments: asked for on any day, helping from that day, decided by each party that must act, shared as chosen."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from apprentices.adjustment_rules import decide_within, review_after
from apprentices.models import Adjustment, AdjustmentNote, Apprentice, ResultReview, SharedAdjustment
from apprentices.models.adjustments import Audience
from apprentices.operations.adjustment_mails import tell_apprentice, tell_deciding, tell_university
from apprentices.operations.vacancies import working_days_after
from core import audit, workflow
from core.accounts.models import User
from core.workflow import AlreadyMoved, StepRefused

State = SharedAdjustment.State
How = dict[str, str] | None
"""How somebody who was not signed in decided: method, and name and role as typed with the code."""


@dataclass(frozen=True, kw_only=True)
class Help:
    """What an apprentice asks for: who must act, who else may read it, until when, and the stage that was decided
    without it ("" where there was none).
    """

    what_helps: str
    asked: Collection[str] = ()
    told: Collection[str] = ()
    until: datetime.date
    stage: str = ""


@transaction.atomic
def raise_adjustment(apprentice: Apprentice, *, wanted: Help, by: User, on: datetime.date | None = None) -> Adjustment:
    """Ask for an adjustment. Interim help starts today: whoever is asked makes it until they have decided."""
    on = on or timezone.localdate()
    if by.pk != apprentice.person_id:
        raise StepRefused(f"Only {apprentice} asks for an adjustment.")
    if wanted.stage and Audience.UNIVERSITY not in {*wanted.asked, *wanted.told}:
        raise StepRefused("Share it with the university, which looks at the result again.")
    made = _record(apprentice, wanted.what_helps, on=on)
    audit.record(made, "raised", by=by)
    for audience in Audience.values:
        if audience in wanted.asked or audience in wanted.told:
            _share(made, audience=audience, asks=audience in wanted.asked, until=wanted.until, on=on, by=by)
    if wanted.stage:
        review = ResultReview.objects.create(
            adjustment=made, stage=wanted.stage, asked_on=on, answer_by=working_days_after(on, decide_within())
        )
        audit.record(review, "asked", by=by)
        tell_university(review)
    return made


def carry_over_adjustment(apprentice: Apprentice, *, what_helps: str, by: User, on: datetime.date) -> Adjustment:
    """What helped at selection, brought along as the candidate wished: shared with nobody until they share it."""
    made = _record(apprentice, what_helps, on=on, from_application=True)
    audit.record(made, "carried over", by=by)
    return made


def _record(
    apprentice: Apprentice, what_helps: str, *, on: datetime.date, from_application: bool = False
) -> Adjustment:
    if not what_helps.strip():
        raise StepRefused("Say what helps.")
    return Adjustment.objects.create(
        apprentice=apprentice,
        what_helps=what_helps,
        raised_on=on,
        from_application=from_application,
        review_on=on + review_after(),
    )


def _locked(adjustment: Adjustment) -> Adjustment:
    """The adjustment, current, so that two steps on it come one after the other."""
    held = Adjustment.objects.select_for_update().get(pk=adjustment.pk)
    if not held.is_current:
        raise AlreadyMoved("This adjustment has ended.")
    return held


# Sharing -----------------------------------------------------------------------------------------------------


@transaction.atomic
def share_adjustment(
    adjustment: Adjustment,
    *,
    audience: str,
    asks: bool,
    until: datetime.date,
    by: User,
    on: datetime.date | None = None,
) -> SharedAdjustment:
    """Share it with one more party, or anew, from today to a day; ``asks`` = this party must act, too."""
    return _share(_locked(adjustment), audience=audience, asks=asks, until=until, on=on or timezone.localdate(), by=by)


def _share(
    adjustment: Adjustment, *, audience: str, asks: bool, until: datetime.date, on: datetime.date, by: User
) -> SharedAdjustment:
    if until < on:
        raise StepRefused("The last day must be today or later.")
    shared, _ = SharedAdjustment.objects.update_or_create(
        adjustment=adjustment,
        audience=audience,
        defaults={"starts_on": on, "ends_on": until, "stopped_at": None},
    )
    audit.record(adjustment, "shared", by=by, party=shared.get_audience_display(), ends_on=until)
    if asks and shared.state == State.TOLD:
        decide_by = working_days_after(on, decide_within())
        workflow.move(shared, to=State.ASKED, by=by, asked_on=on, decide_by=decide_by)
        tell_deciding(shared)
    return shared


@transaction.atomic
def stop_sharing(shared: SharedAdjustment, *, by: User, at: datetime.datetime | None = None) -> None:
    """Close it to a party at the next click. What this party has agreed to stays in the apprentice's record."""
    Adjustment.objects.select_for_update().get(pk=shared.adjustment_id)
    stopped = SharedAdjustment.objects.filter(pk=shared.pk, stopped_at__isnull=True).update(
        stopped_at=at or timezone.now()
    )
    if not stopped:
        raise AlreadyMoved("This is not shared any more.")
    audit.record(shared.adjustment, "stopped sharing", by=by, party=shared.get_audience_display())


def stop_sharing_with_employer(apprentice: Apprentice, *, by: User | None) -> None:
    """A new employer has been told nothing: the apprentice shares anew, if they want to."""
    open_ = SharedAdjustment.objects.filter(
        adjustment__apprentice=apprentice, audience=Audience.EMPLOYER, stopped_at__isnull=True
    )
    for shared in open_.select_related("adjustment"):
        SharedAdjustment.objects.filter(pk=shared.pk).update(stopped_at=timezone.now())
        audit.record(shared.adjustment, "stopped sharing", by=by, party=shared.get_audience_display())


# Deciding ----------------------------------------------------------------------------------------------------


@transaction.atomic
def agree_adjustment(shared: SharedAdjustment, *, by: User, on: datetime.date | None = None, how: How = None) -> None:
    """A party makes the adjustment as it was asked for."""
    _decide(shared, to=State.AGREED, by=by, on=on, how=how, instead="", because="", turn_to="")
    tell_apprentice(shared)


@transaction.atomic
def offer_instead(
    shared: SharedAdjustment, *, instead: str, by: User, on: datetime.date | None = None, how: How = None
) -> None:
    """A party offers something else in its place; it holds once the apprentice says yes."""
    if not instead.strip():
        raise StepRefused("Say what you offer in its place.")
    _decide(shared, to=State.OFFERED, by=by, on=on, how=how, instead=instead, because="", turn_to="")
    tell_apprentice(shared)


@transaction.atomic
def refuse_adjustment(
    shared: SharedAdjustment,
    *,
    because: str,
    turn_to: str,
    by: User,
    on: datetime.date | None = None,
    how: How = None,
) -> None:
    """A party does not make it, with the reason and where the apprentice can turn. Interim help ends."""
    if not because.strip() or not turn_to.strip():
        raise StepRefused("Say why, and where the apprentice can turn.")
    _decide(shared, to=State.REFUSED, by=by, on=on, how=how, instead="", because=because, turn_to=turn_to)
    tell_apprentice(shared)


def _decide(shared: SharedAdjustment, *, to: str, by: User, on: datetime.date | None, how: How, **stamps: Any) -> None:
    on = on or timezone.localdate()
    adjustment = _locked(shared.adjustment)
    if by.pk == adjustment.apprentice.person_id:
        raise StepRefused("Nobody decides on their own adjustment.")
    if not SharedAdjustment.objects.shared(on=on).filter(pk=shared.pk).exists():
        raise AlreadyMoved("This is not shared with you any more.")
    workflow.move(shared, to=to, by=by, words=how, decided_by=by, decided_on=on, **stamps)


@transaction.atomic
def answer_offer(shared: SharedAdjustment, *, yes: bool, by: User, on: datetime.date | None = None) -> None:
    """The apprentice takes what was offered, or asks for a new decision on what they had put."""
    on = on or timezone.localdate()
    adjustment = _locked(shared.adjustment)
    if by.pk != adjustment.apprentice.person_id:
        raise StepRefused(f"Only {adjustment.apprentice} says whether something else will do.")
    if yes:
        workflow.move(shared, to=State.AGREED, by=by)
        return
    decide_by = working_days_after(on, decide_within())
    workflow.move(shared, to=State.ASKED, by=by, decide_by=decide_by, decided_by=None, decided_on=None)
    tell_deciding(shared)


@transaction.atomic
def answer_result(
    review: ResultReview, *, outcome: str, answer: str, by: User, on: datetime.date | None = None
) -> None:
    """The university says what happens to a result that was decided without the adjustment."""
    if not answer.strip():
        raise StepRefused("Say what happens next.")
    workflow.move(
        review,
        to=ResultReview.State.ANSWERED,
        by=by,
        outcome=outcome,
        answer=answer,
        answered_by=by,
        answered_on=on or timezone.localdate(),
    )
    tell_apprentice(review)


# Looking again, ending, one's own note --------------------------------------------------------------------------


@transaction.atomic
def review_adjustment(
    adjustment: Adjustment, *, next_on: datetime.date, by: User, on: datetime.date | None = None
) -> None:
    """It still helps; it is looked at again on another day."""
    on = on or timezone.localdate()
    if next_on <= on:
        raise StepRefused("The next day must be after today.")
    held = _locked(adjustment)
    held.reviewed_on, held.review_on = on, next_on
    held.save(update_fields=["reviewed_on", "review_on"])
    audit.record(held, "reviewed", by=by, next_on=next_on)


def end_adjustment(adjustment: Adjustment, *, by: User, on: datetime.date | None = None) -> None:
    """It is not needed any more. Those it is shared with can read that it has ended."""
    workflow.move(adjustment, to=Adjustment.State.ENDED, by=by, ended_on=on or timezone.localdate())


def keep_own_note(adjustment: Adjustment, *, text: str, by: User) -> None:
    """The apprentice's own note; an empty one is none. That it was written leaves no trace for others."""
    if by.pk != adjustment.apprentice.person_id:
        raise StepRefused("This note is the apprentice’s own.")
    if text.strip():
        AdjustmentNote.objects.update_or_create(adjustment=adjustment, defaults={"text": text})
    else:
        AdjustmentNote.objects.of(by).filter(adjustment=adjustment).delete()
