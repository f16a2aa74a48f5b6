"""What an assessor answers: returned for more work, or signed off. Whoever acts first wins; the other is told who."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from apprentices.operations import lock_standing
from assessment import content, permissions
from assessment.models import Claim, Evidence, EvidenceVersion, ReturnForMore, SignOff
from assessment.operations.drafts import next_version
from assessment.operations.sending import open_shown
from assessment.operations.totals import recount
from core import words
from core.accounts.models import User
from core.audit.signatures import sign
from core.notifications import outbox
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
    recount(evidence.apprentice)
    _tell_the_writer(evidence, number)
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
) -> SignOff:
    """Accept version ``number``: a judgement of every claim that is judged, one statement for the whole, a signature.

    ``judgements``: claim id → ``Claim.Judgement``. What was signed is hashed; the database refuses changes to it.
    Raises ``StepRefused`` with the reason, ``AlreadyMoved`` where somebody else was faster.
    """
    at = at or timezone.now()
    version, role = _taken(evidence, number=number, by=by, at=at)
    claims = list(version.claims.select_related("statement__framework"))
    _check(claims, judgements)
    _answer(evidence, Evidence.State.ACCEPTED, number=number, by=by, at=at)
    _keep(judgements, claims, at=at)
    signed = _signed(version, statement=statement, role=role, by=by, at=at, address=address)
    recount(evidence.apprentice)
    _tell_the_writer(evidence, number)
    return signed


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


def _keep(judgements: Mapping[int, str], claims: list[Claim], *, at: datetime.datetime) -> None:
    for judgement in Claim.Judgement:
        judged = [claim.pk for claim in claims if judgements.get(claim.pk) == judgement]
        Claim.objects.filter(pk__in=judged).update(judgement=judgement, judged_at=at)


def _signed(
    version: EvidenceVersion, *, statement: str, role: str, by: User, at: datetime.datetime, address: str | None
) -> SignOff:
    """The sign-off with its signature; the database refuses changes to it from the moment it is there."""
    signed = SignOff(
        version=version,
        statement=statement,
        signed_by=by,
        signed_as=role,
        signed_at=at,
        written_by=version.evidence.apprentice.person,
    )
    signature = sign(
        version,
        by=by,
        purpose=content.SIGN_OFF,
        content=content.signed(version),
        role=role,
        at=at,
        address=address,
    )
    signed.content_hash = signature.content_hash
    signed.save(force_insert=True)
    return signed


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


def _tell_the_writer(evidence: Evidence, number: int) -> None:
    outbox.owe(
        to=evidence.apprentice.person,
        template="evidence_answered",
        context={"evidence": evidence},
        key=f"evidence-answered-{evidence.reference}-{number}",
    )
