"""What an assessor answers: returned for more work, or signed off. Whoever acts first wins; the other is told who.

What a practice educator in training signs is accepted only once it is countersigned (``countersigning``).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from apprentices.operations import lock_standing
from assessment import content, permissions
from assessment.models import (
    Claim,
    Evidence,
    EvidenceVersion,
    ProposedSignOff,
    Reopening,
    ReturnForMore,
    SignOff,
    oversight,
)
from assessment.operations import reopening, telling
from assessment.operations.drafts import next_version
from assessment.operations.sending import open_shown
from assessment.operations.totals import recount
from core import words
from core.accounts.models import User
from core.audit.signatures import sign
from core.workflow import StepRefused, move


@transaction.atomic
def return_for_more(
    evidence: Evidence,
    *,
    number: int,
    reason: str,
    enough: str,
    again_by: datetime.date,
    by: User,
    at: datetime.datetime | None = None,
) -> ReturnForMore:
    """Return version ``number`` with what is missing, what would be enough and by when.

    The next version begins as a copy of it, private to the apprentice until they send it.
    """
    at = at or timezone.now()
    version, role = _taken(evidence, number=number, by=by, at=at)
    if again_by < timezone.localdate(at):
        raise StepRefused("The day by which it should come back has passed. Choose a later one.")
    _answer(evidence, Evidence.State.RETURNED, number=number, by=by, at=at)
    returned = ReturnForMore.objects.create(
        version=version,
        reason=reason,
        enough=enough,
        again_by=again_by,
        returned_by=by,
        returned_as=role,
        returned_at=at,
        written_by=evidence.apprentice.person,
    )
    next_version(version, at=at)
    evidence.__dict__.pop("draft", None)
    reopening.wait_until(evidence, again_by)
    recount(evidence.apprentice)
    telling.tell_the_writer(evidence, number)
    return returned


@transaction.atomic
def sign_off(
    evidence: Evidence,
    *,
    number: int,
    judgements: Mapping[int, str],
    statement: str,
    by: User,
    at: datetime.datetime | None = None,
    address: str | None = None,
) -> SignOff | ProposedSignOff:
    """Judge every claim of version ``number`` that is judged, make one statement for the whole, and sign.

    ``judgements``: claim id → ``Claim.Judgement``. What was signed is hashed; the database refuses changes to it. The
    version is accepted, or waits for a countersignature where the signer is overseen. Raises ``StepRefused`` with the
    reason, ``AlreadyMoved`` where somebody else was faster.
    """
    at = at or timezone.now()
    version, role = _taken(evidence, number=number, by=by, at=at)
    _check(list(version.claims.select_related("statement__framework")), judgements)
    said = {
        "statement": statement,
        "signed_by": by,
        "signed_as": role,
        "signed_at": at,
        "written_by": evidence.apprentice.person,
    }
    signing = Signing(content.SIGN_OFF, by, role, at, address)
    if oversight.is_overseen(by, evidence.apprentice, on=timezone.localdate(at)):
        return _propose(evidence, version, judgements=judgements, said=said, signing=signing)
    _answer(evidence, Evidence.State.ACCEPTED, number=number, by=by, at=at)
    return accept(version, judgements=judgements, said=said, signing=signing)


@dataclass(frozen=True)
class Signing:
    """Whose name goes under it, what for, in which role, when, and from where."""

    purpose: str
    by: User
    role: str
    at: datetime.datetime
    address: str | None


def accept(
    version: EvidenceVersion, *, judgements: Mapping[int, str], said: dict[str, Any], signing: Signing
) -> SignOff:
    """The judgements count from now on; the sign-off with its signature, frozen from the moment it is there."""
    evidence = version.evidence
    _keep(judgements, at=signing.at)
    signed = SignOff(version=version, **said)
    signed.content_hash = _sign(version, content.signed(version), signing)
    signed.save(force_insert=True)
    reopening.end(evidence, Reopening.Outcome.REPLACED, at=signing.at)
    recount(evidence.apprentice)
    telling.tell_the_writer(evidence, version.number)
    return signed


def _propose(
    evidence: Evidence,
    version: EvidenceVersion,
    *,
    judgements: Mapping[int, str],
    said: dict[str, Any],
    signing: Signing,
) -> ProposedSignOff:
    """Signed and not yet accepted: it waits for whoever oversees the signer. The apprentice is told when it counts."""
    move(
        evidence,
        to=Evidence.State.COUNTERSIGN,
        by=signing.by,
        at=signing.at,
        waiting_since=signing.at,
        answered_by=signing.by,
        answered_at=signing.at,
        words={"version": version.number},
    )
    proposed = ProposedSignOff(version=version, judgements={str(pk): j for pk, j in judgements.items()}, **said)
    proposed.content_hash = content.hash_of(content.proposed(proposed))
    proposed.save(force_insert=True)
    _sign(proposed, content.proposed(proposed), signing)
    recount(evidence.apprentice)
    telling.ask_to_countersign(evidence, proposed, on=timezone.localdate(signing.at))
    return proposed


def _sign(record: EvidenceVersion | ProposedSignOff, signed: dict[str, Any], signing: Signing) -> str:
    signature = sign(
        record,
        by=signing.by,
        purpose=signing.purpose,
        content=signed,
        role=signing.role,
        at=signing.at,
        address=signing.address,
    )
    return signature.content_hash


def _taken(evidence: Evidence, *, number: int, by: User, at: datetime.datetime) -> tuple[EvidenceVersion, str]:
    """Lock the totals, ask whether this person may answer this version now; answers with it and their role in words."""
    lock_standing([evidence.apprentice])
    relations = permissions.relations_of(evidence.apprentice, on=timezone.localdate(at))
    permissions.refuse_unless(permissions.may_answer(by, evidence, relations))
    now = Evidence.objects.select_related("shown", "apprentice__person").get(pk=evidence.pk)
    if now.state == Evidence.State.SUBMITTED and now.shown is not None and now.shown.number != number:
        raise StepRefused(f"Version {now.shown.number} was sent since you opened this. Read that one first.")
    version = evidence.shown
    assert version is not None
    open_shown(evidence, by=by, at=at)
    return version, permissions.answers_as(by, relations)


def _answer(evidence: Evidence, to: Evidence.State, *, number: int, by: User, at: datetime.datetime) -> None:
    """Move the evidence: it waits for nobody any more, and says who answered which version when."""
    move(
        evidence,
        to=to,
        by=by,
        at=at,
        waiting_since=None,
        answered_by=by,
        answered_at=at,
        words={"version": number},
    )


def _keep(judgements: Mapping[int, str], *, at: datetime.datetime) -> None:
    for judgement in Claim.Judgement:
        judged = [pk for pk, said in judgements.items() if said == judgement]
        Claim.objects.filter(pk__in=judged).update(judgement=judgement, judged_at=at)


def _check(claims: list[Claim], judgements: Mapping[int, str]) -> None:
    judged = {claim.pk: claim for claim in claims if claim.statement.framework.judged}
    if set(judgements) - set(judged):
        raise StepRefused("Some of these are linked and not judged before qualifying.")
    unanswered = [
        claim.statement.code for pk, claim in judged.items() if judgements.get(pk) not in Claim.Judgement.values
    ]
    if unanswered:
        raise StepRefused(f"Judge {words.listed(unanswered)} too.")
    if judged and Claim.Judgement.SUFFICIENT not in judgements.values():
        raise StepRefused("Where nothing is sufficient yet, return it for more work instead.")
