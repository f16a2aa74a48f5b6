"""What a practice educator in training signed: countersigned by whoever oversees them, or sent back with words."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from apprentices.operations import lock_standing
from assessment import content, permissions
from assessment.models import CountersignatureRefused, Evidence, ProposedSignOff, SignOff
from assessment.operations import telling
from assessment.operations.answers import Signing, accept
from assessment.operations.totals import recount
from core.accounts.models import User
from core.workflow import AlreadyMoved, StepRefused, move


@transaction.atomic
def countersign(
    evidence: Evidence,
    *,
    proposed: int,
    by: User,
    at: datetime.datetime | None = None,
    address: str | None = None,
) -> SignOff:
    """Put one's own name under exactly what was signed; only now is the version accepted and do its judgements count.

    ``proposed`` is the id of what was read.
    """
    at = at or timezone.now()
    signed = _taken(evidence, proposed=proposed, by=by, at=at)
    move(
        evidence,
        to=Evidence.State.ACCEPTED,
        by=by,
        at=at,
        waiting_since=None,
        answered_at=at,
        words={"version": signed.version.number},
    )
    said = {name: getattr(signed, name) for name in ("statement", "signed_by", "signed_as", "signed_at", "written_by")}
    made = accept(
        signed.version,
        judgements={int(pk): judgement for pk, judgement in signed.judgements.items()},
        said=said | {"countersigned_by": by, "countersigned_at": at},
        signing=Signing(content.COUNTERSIGNATURE, by, "Practice educator, countersigning", at, address),
    )
    if made.content_hash != signed.content_hash:
        raise StepRefused("What was signed is not what stands here now. Tell the consortium’s office.")
    return made


@transaction.atomic
def refuse_countersignature(
    evidence: Evidence, *, proposed: int, reason: str, by: User, at: datetime.datetime | None = None
) -> CountersignatureRefused:
    """Send it back to the practice educator who signed, with words for them alone; they answer the version anew."""
    at = at or timezone.now()
    signed = _taken(evidence, proposed=proposed, by=by, at=at)
    if not reason.strip():
        raise StepRefused("Say what the practice educator should look at again.")
    move(
        evidence,
        to=Evidence.State.SUBMITTED,
        by=by,
        at=at,
        waiting_since=at,
        answered_by=None,
        answered_at=None,
        words={"version": signed.version.number},
    )
    refused = CountersignatureRefused.objects.create(
        proposed=signed, reason=reason, refused_by=by, refused_at=at, signed_by=signed.signed_by
    )
    recount(evidence.apprentice)
    telling.not_countersigned(evidence, refused)
    return refused


def _taken(evidence: Evidence, *, proposed: int, by: User, at: datetime.datetime) -> ProposedSignOff:
    """Lock the totals, ask whether this person may answer now, and whether it is still what they read."""
    lock_standing([evidence.apprentice])
    on = timezone.localdate(at)
    relations = permissions.relations_of(evidence.apprentice, on=on)
    permissions.refuse_unless(permissions.may_countersign(by, evidence, relations, on=on))
    newest = (
        ProposedSignOff.objects.filter(version__evidence=evidence)
        .select_related("version__evidence__apprentice__person", "signed_by", "written_by")
        .last()
    )
    if newest is None or newest.pk != proposed:
        raise AlreadyMoved("This was signed anew since you opened it. Read it again first.")
    return newest
