"""Signing a review: three names in any order under one frozen text; reopening, settling, closing it unsigned."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from apprentices import permissions
from apprentices.models import SIGNS_AS, Apprentice, Party, ProgressReview, ReviewAction, ReviewSignature, ReviewWriteUp
from apprentices.models.review_papers import ABOUT, what_is_signed
from apprentices.operations.quarters import close_log
from apprentices.operations.standing import lock_standing
from core import audit, workflow
from core.accounts.models import User
from core.audit.signatures import Signature, sign
from core.notifications import outbox
from core.words import moment
from core.workflow import AlreadyMoved, StepRefused

State = ProgressReview.State


@transaction.atomic
def sign_review(
    review: ProgressReview,
    *,
    read: str,
    by: User,
    dissent: str = "",
    method: str = Signature.Method.ACCOUNT,
    name: str = "",
    role: str = "",
    address: str | None = None,
    at: datetime.datetime | None = None,
) -> ReviewSignature:
    """Put one's own name under a review, for the party that one belongs to or stands in for.

    ``read`` is the fingerprint of the text that was shown: another text is refused. ``dissent`` says with what the
    signer does not agree; it goes under the signature. The third signature closes the review, or leaves it disputed
    where anybody wrote a note. Raises ``AlreadyMoved`` where a colleague has signed for the same party.
    """
    at = at or timezone.now()
    lock_standing([review.apprentice_id])
    review = ProgressReview.objects.select_related("apprentice__person", "write_up__review__apprentice").get(
        pk=review.pk
    )
    write_up = _text_to_sign(review, read=read)
    party, in_place_of = permissions.signs_for(by, review)
    _refuse_twins(write_up, party)
    if not (answer := permissions.may_sign(by, review)):
        raise StepRefused(answer.reason)
    role = role or (by.capacity.role if in_place_of else SIGNS_AS[party])
    made = sign(
        write_up,
        by=by,
        purpose=f"{ABOUT}{party}",
        content=what_is_signed(write_up, party=party, dissent=dissent.strip(), acting_for=in_place_of),
        name=name,
        role=role,
        method=method,
        address=address,
        at=at,
    )
    signed = ReviewSignature.objects.create(
        write_up=write_up,
        party=party,
        signer=by,
        signature=made,
        dissent=dissent.strip(),
        acting_for=in_place_of,
        signed_at=at,
    )
    audit.record(review, f"signed for the {party}", by=by, at=at)
    _close_if_all_signed(review, by=by, at=at)
    return signed


def _text_to_sign(review: ProgressReview, *, read: str) -> ReviewWriteUp:
    """The text that waits for signatures, where it is the one that was read."""
    write_up = review.write_up
    if review.state != State.SIGNING or write_up is None:
        raise AlreadyMoved("This review is not waiting for signatures any more. Look at it again.")
    if read != write_up.content_hash:
        raise StepRefused("The text was changed since you opened it. Read it again before you sign.")
    return write_up


def _refuse_twins(write_up: ReviewWriteUp, party: str) -> None:
    """Where a colleague was faster, say who and when."""
    faster = write_up.signatures.filter(party=party).select_related("signer").first()
    if faster is not None:
        raise AlreadyMoved(
            f"{faster.signer} signed for the {Party(party).label.lower()} on {moment(faster.signed_at)}, so one "
            "signature less is needed."
        )


def _close_if_all_signed(review: ProgressReview, *, by: User, at: datetime.datetime) -> None:
    assert review.write_up is not None
    signed = list(review.write_up.signatures.all())
    if {signature.party for signature in signed} != set(Party):
        return
    if any(signature.dissent for signature in signed):
        workflow.move(review, to=State.DISPUTED, by=by, at=at)
    else:
        _close(review, by=by, at=at)


def _close(review: ProgressReview, *, by: User, at: datetime.datetime, reason: str = "") -> None:
    """What all have signed stands, and the time that it speaks of is corrected by a reversing entry alone."""
    workflow.move(review, to=State.CLOSED, by=by, at=at, reason=reason, reason_given=reason, closed_at=at)
    assert review.held_on is not None
    close_log(Apprentice.objects.filter(pk=review.apprentice_id), to=review.held_on)


@transaction.atomic
def reopen_review(
    review: ProgressReview, *, reason: str, by: User, at: datetime.datetime | None = None
) -> ReviewWriteUp:
    """Open the text again for ten days. Every signature under it is void and is asked for anew; whoever had signed is
    told. The text and its actions are copied into a further version; the void one stays readable.
    """
    at = at or timezone.now()
    lock_standing([review.apprentice_id])
    review.refresh_from_db()
    if not reason.strip():
        raise StepRefused("Say why the review is reopened. Everybody who signed it reads this.")
    before = review.write_up
    if before is None:
        raise StepRefused("There is no text to open again.")
    until = timezone.localdate(at) + datetime.timedelta(days=ProgressReview.REOPENED_FOR_DAYS)
    fresh = _copied(before, by=by)
    workflow.move(
        review,
        to=State.REOPENED,
        by=by,
        at=at,
        reason=reason,
        write_up=fresh,
        reopened_until=until,
        closed_at=None,
        reason_given=reason,
    )
    before.void_at, before.void_by, before.void_reason = at, by, reason
    before.save(update_fields=["void_at", "void_by", "void_reason"])
    for signature in before.signatures.select_related("signer"):
        outbox.owe(
            to=signature.signer,
            template="review_reopened",
            context={"review": review, "signed_at": signature.signed_at, "by": by},
            key=f"review-reopened-{signature.pk}",
        )
    return fresh


def _copied(before: ReviewWriteUp, *, by: User) -> ReviewWriteUp:
    texts = {name: getattr(before, name) for name in ReviewWriteUp.TEXTS}
    fresh = ReviewWriteUp.objects.create(
        review_id=before.review_id, number=before.number + 1, written_by=before.written_by, **texts
    )
    ReviewAction.objects.bulk_create(
        ReviewAction(
            write_up=fresh,
            what=action.what,
            measure=action.measure,
            owner=action.owner,
            due_on=action.due_on,
            state=action.state,
            settled_on=action.settled_on,
        )
        for action in before.actions.order_by("pk")
    )
    return fresh


@transaction.atomic
def settle_dispute(review: ProgressReview, *, how: str, by: User, at: datetime.datetime | None = None) -> None:
    """Say how a dispute was settled. The signatures and the notes under them stay as they are."""
    lock_standing([review.apprentice_id])
    if not how.strip():
        raise StepRefused("Say how it was settled.")
    at = at or timezone.now()
    _close(review, by=by, at=at, reason=how)


@transaction.atomic
def close_unsigned(review: ProgressReview, *, reason: str, by: User, at: datetime.datetime | None = None) -> None:
    """Close a review that somebody is not able to sign, and say why. Nobody signs it afterwards, or in their name."""
    lock_standing([review.apprentice_id])
    if not reason.strip():
        raise StepRefused("Say why it is closed unsigned.")
    workflow.move(review, to=State.CLOSED_UNSIGNED, by=by, at=at, reason=reason, reason_given=reason)
