"""What is written about a review: preparation in private, the write-up and its actions, and the moment they freeze."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from apprentices.models import ProgressReview, ReviewAction, ReviewPreparation, ReviewWriteUp
from apprentices.operations.standing import lock_standing
from apprentices.review_facts import facts_of
from core import audit, workflow
from core.accounts.models import User
from core.notifications import outbox
from core.workflow import AlreadyMoved, StepRefused

State = ProgressReview.State


@transaction.atomic
def prepare_review(
    review: ProgressReview, *, party: str, texts: Mapping[str, str], by: User, send: bool = False
) -> ReviewPreparation:
    """Keep somebody's own preparation, or send it to the other two; what was sent does not change any more."""
    lock_standing([review.apprentice_id])
    review.refresh_from_db(fields=["state"])
    if review.state not in (State.SCHEDULED, State.HELD):
        raise StepRefused("The time to prepare is over: this review was written up.")
    box, _ = ReviewPreparation.objects.get_or_create(review=review, author=by, defaults={"party": party})
    if box.sent_at is not None:
        raise StepRefused("You have sent your preparation. Say the rest in the review.")
    for name in ReviewPreparation.TEXTS:
        setattr(box, name, texts.get(name, ""))
    if send:
        if not any(getattr(box, name).strip() for name in ReviewPreparation.TEXTS):
            raise StepRefused("Write something before you send it.")
        box.sent_at = timezone.now()
        audit.record(review, "prepared", by=by)
    box.save()
    return box


@transaction.atomic
def write_review(review: ProgressReview, *, texts: Mapping[str, str], by: User) -> ReviewWriteUp:
    """Keep the draft of the write-up: summary, goals, concerns to discuss, next steps."""
    draft = draft_of(review, by=by)
    for name in ReviewWriteUp.TEXTS:
        setattr(draft, name, texts.get(name, ""))
    draft.written_by, draft.version = by, draft.version + 1
    draft.save()
    return draft


def draft_of(review: ProgressReview, *, by: User) -> ReviewWriteUp:
    """The text that is open now, begun where there is none; call inside a transaction."""
    lock_standing([review.apprentice_id])
    review.refresh_from_db(fields=["state", "write_up"])
    if review.state not in ProgressReview.BEING_WRITTEN:
        raise AlreadyMoved("The text of this review was sent for signature, so it cannot be changed now.")
    if review.write_up is None:
        review.write_up = ReviewWriteUp.objects.create(review=review, written_by=by)
        review.save(update_fields=["write_up"])
    return review.write_up


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """One action as it is agreed: what, how one knows that it is done, whose (a ``Party``), by when."""

    what: str
    owner: str
    due_on: datetime.date
    measure: str = ""


@transaction.atomic
def add_review_action(review: ProgressReview, *, agreed: Agreed, by: User) -> ReviewAction:
    """Write an action into the draft. Raises ``StepRefused`` where it is due before the review was held."""
    draft = draft_of(review, by=by)
    if review.held_on and agreed.due_on < review.held_on:
        raise StepRefused("The day by which it is due lies before the review. Check the date.")
    return ReviewAction.objects.create(
        write_up=draft, what=agreed.what, measure=agreed.measure, owner=agreed.owner, due_on=agreed.due_on
    )


@transaction.atomic
def remove_review_action(review: ProgressReview, *, action: ReviewAction, by: User) -> None:
    """Take an action out of the draft."""
    draft = draft_of(review, by=by)
    ReviewAction.objects.filter(pk=action.pk, write_up=draft).delete()


@transaction.atomic
def send_for_signature(review: ProgressReview, *, by: User, at: datetime.datetime | None = None) -> ReviewWriteUp:
    """Freeze the text with the facts as they stand now, and ask all three to sign exactly that.

    Raises ``StepRefused`` where the summary or the next steps are missing.
    """
    at = at or timezone.now()
    draft = draft_of(review, by=by)
    if not draft.summary.strip() or not draft.next_steps.strip():
        raise StepRefused("Write the summary and the next steps first: they are what the three of you sign.")
    draft.facts = facts_of(review, on=timezone.localdate(at))
    draft.written_by, draft.version = by, draft.version + 1
    draft.review = review
    draft.content_hash = draft.fingerprint()
    draft.written_at = at
    draft.save()
    workflow.move(review, to=State.SIGNING, by=by, at=at, reopened_until=None, reason_given="")
    outbox.owe(
        to=review.apprentice.person,
        template="review_to_sign",
        context={"review": review, "again": draft.number > 1},
        key=f"review-to-sign-{draft.pk}",
    )
    return draft


@transaction.atomic
def settle_action(action: ReviewAction, *, to: str, by: User, on: datetime.date) -> None:
    """Tick an action off, say that it is no longer needed, or open it again. Words that were signed stay."""
    lock_standing([action.write_up.review.apprentice_id])
    if action.write_up.void_at or not action.write_up.written_at:
        raise StepRefused("This action is not part of a text that counts.")
    workflow.move(action, to=to, by=by, settled_on=None if to == ReviewAction.State.OPEN else on)
