"""Where a concern goes in the end: elsewhere, to the next person, or closed; and what becomes of who spoke up."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from apprentices.models import Concern, ConcernNote, ConcernReader, PlacementDecision, WellbeingCheck
from apprentices.operations.concerns.choosing import (
    let_in_held,
    let_out,
    next_after_those_before,
    people_with,
    tell_people,
)
from apprentices.operations.concerns.raising import ask_safeguarding
from apprentices.operations.concerns.telling import locked
from core import audit, workflow
from core.accounts.models import User
from core.words import count
from core.workflow import AlreadyMoved, StepRefused

Part, State, Note = ConcernReader.Part, Concern.State, ConcernNote.Kind


@transaction.atomic
def refer_concern(concern: Concern, *, where: str, words: str, by: User, on: datetime.date | None = None) -> None:
    """It leaves the general view: who had a part in the plan loses it, and others read only that it is elsewhere."""
    on = on or timezone.localdate()
    now = locked(concern)
    if where not in Concern.Elsewhere.values:
        raise StepRefused("Choose where it is dealt with.")
    workflow.move(now, to=State.REFERRED, by=by, referred_to=where, review_due_on=None)
    _note(now, Note.REFERRAL, words, by)
    let_out(now, Part.IN_THE_PLAN, on=on)
    if where == Concern.Elsewhere.SAFEGUARDING:
        ask_safeguarding(now, on=on)
    concern.refresh_from_db()


@transaction.atomic
def escalate_concern(concern: Concern, *, words: str, by: User, on: datetime.date | None = None) -> None:
    """After a review: the next person in line deals with it from now on. Where there is nobody further, it stays."""
    on = on or timezone.localdate()
    now = locked(concern)
    following = next_after_those_before(now, on=on)
    workflow.move(now, to=State.ESCALATED, by=by)
    _note(now, Note.ESCALATION, words, by)
    if following:
        let_out(now, Part.LEADS, Part.NEXT, on=on)
        Concern.objects.filter(pk=now.pk).update(lead=following.person)
        let_in_held(now, following, Part.LEADS, on=on)
        audit.record(now, "given", by=None)
        tell_people(now, [following.person], what=f"escalated-{now.version}-{on}")
    tell_people(now, people_with(now, Part.APPRENTICE, on=on), what=f"escalated-{now.pk}-{on}")
    concern.refresh_from_db()


@transaction.atomic
def close_concern(concern: Concern, *, to: str, words: str, by: User, on: datetime.date | None = None) -> None:
    """Resolved, or not upheld. No action is left open; the apprentice was told, because telling is the rule."""
    on = on or timezone.localdate()
    now = locked(concern)
    if to not in Concern.CLOSED:
        raise StepRefused("Say how it ended.")
    if not words.strip():
        raise StepRefused("Say how it ended, in words that the apprentice reads too.")
    if now.told_at is None:
        raise StepRefused("Tell the apprentice first. Nothing is closed behind their back.")
    workflow.move(now, to=to, by=by, closed_at=timezone.now(), closed_by=by)
    if now.actions.filter(state="open").exists():
        raise StepRefused("Actions of the plan are open. Record each as done or as no longer needed.")
    _note(now, Note.OUTCOME, words, by)
    others = people_with(now, Part.APPRENTICE, Part.RAISED_IT, on=on)
    tell_people(now, [p for p in others if p != by], what="closed")
    let_out(now, Part.IN_THE_PLAN, on=on)
    concern.refresh_from_db()


def _note(now: Concern, kind: str, words: str, by: User) -> None:
    if words.strip():
        ConcernNote.objects.create(concern=now, kind=kind, by=by, text=words)


@transaction.atomic
def answer_check(check: WellbeingCheck, *, answer: str, words: str, by: User) -> None:
    """What the apprentice said when asked whether anything changed for the worse. Something that did is a new concern,
    which the apprentice raises, or the lead with them.
    """
    concern = locked(check.concern)
    now = WellbeingCheck.objects.get(pk=check.pk)
    if now.answer:
        raise AlreadyMoved(f"{now.asked_by} has recorded this already.")
    if answer not in WellbeingCheck.Answer.values:
        raise StepRefused("Choose what the apprentice said.")
    WellbeingCheck.objects.filter(pk=now.pk).update(answer=answer, words=words, asked_by=by, asked_at=timezone.now())
    audit.record(concern, "asked", by=by)
    check.refresh_from_db()


@transaction.atomic
def decide_on_placement(
    concern: Concern, *, change: str, until: datetime.date, words: str, by: User, on: datetime.date | None = None
) -> PlacementDecision:
    """Let one sort of change be made to the placement that this concern protects, from today to a day; the apprentice
    hears of it. Raises ``StepRefused`` where it protects none, or for longer than a decision holds.
    """
    on = on or timezone.localdate()
    now = locked(concern)
    if not Concern.objects.protecting_placement().filter(pk=now.pk).exists():
        raise StepRefused("This concern protects no placement, so there is nothing to decide.")
    if change not in PlacementDecision.Change.values or not words.strip():
        raise StepRefused("Say what may be changed, what the apprentice says to it, and why.")
    if not on <= until <= on + datetime.timedelta(days=PlacementDecision.MOST_DAYS):
        raise StepRefused(f"The last day must be within {count(PlacementDecision.MOST_DAYS, 'day')} from today.")
    decision = PlacementDecision.objects.create(
        concern=now, change=change, starts_on=on, ends_on=until, words=words, decided_by=by
    )
    audit.record(now, "decided on the placement", by=by, change=change, ends_on=until)
    tell_people(now, people_with(now, Part.APPRENTICE, on=on), what=f"placement-{decision.pk}")
    return decision
