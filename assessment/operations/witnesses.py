"""Witness statements: asked for by the apprentice, given or declined by the one who was asked, under their own name."""

from __future__ import annotations

import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from assessment import content, permissions
from assessment.models import Evidence, WitnessStatement
from assessment.operations import telling
from assessment.operations.screening import screen
from core import audit
from core.accounts.models import User
from core.audit.signatures import Signature, sign
from core.workflow import StepRefused, move

State = WitnessStatement.State


@transaction.atomic
def ask_for_witness(
    evidence: Evidence, *, witness: User, request: str, by: User, at: datetime.datetime | None = None
) -> WitnessStatement:
    """Ask a line manager or workplace supervisor to say what they saw. They read the request, not the evidence."""
    at = at or timezone.now()
    permissions.refuse_unless(permissions.may_ask_for_witness(by, evidence))
    relations = permissions.witnesses(permissions.relations_of(evidence.apprentice, on=timezone.localdate(at)))
    asked = next((relation for relation in relations if relation.person_id == witness.pk), None)
    if asked is None:
        raise StepRefused(f"{witness} is not your line manager or workplace supervisor today, or assesses you.")
    if not request.strip():
        raise StepRefused("Say what you ask them to write about.")
    about = what_it_is_about(evidence)
    try:
        with transaction.atomic():
            statement = WitnessStatement.objects.create(
                evidence=evidence,
                asked_by=by,
                witness=witness,
                witness_as=str(asked.get_kind_display()),
                request=request,
                about=about,
                asked_at=at,
            )
    except IntegrityError as already:
        raise StepRefused(f"You have asked {witness} already.") from already
    audit.record(statement, "asked", by=by, at=at)
    telling.ask_witness(statement)
    return statement


def what_it_is_about(evidence: Evidence) -> dict[str, object]:
    """The day, and the capabilities by name: all that a witness reads beside the request."""
    version = evidence.draft or evidence.shown
    if version is None or version.happened_on is None:
        raise StepRefused("Say when it happened before you ask somebody.")
    return {
        "happened_on": version.happened_on.isoformat(),
        "capabilities": [f"{c.statement.code} {c.statement.title}" for c in content.claims_in_order(version)],
    }


@transaction.atomic
def give_witness_statement(
    statement: WitnessStatement,
    *,
    text: str,
    kept_reason: str = "",
    by: User,
    method: str = Signature.Method.ACCOUNT,
    name: str = "",
    role: str = "",
    address: str | None = None,
    at: datetime.datetime | None = None,
) -> WitnessStatement:
    """Sign what one saw. It stands beside the evidence for good, and accepts nothing."""
    at = at or timezone.now()
    permissions.refuse_unless(permissions.may_witness(by, statement))
    if not text.strip():
        raise StepRefused("Write what you saw.")
    flagged = screen([text], of=statement.evidence.apprentice)
    if flagged and not kept_reason.strip():
        raise StepRefused("Take out what looks like personal details, or say why it stays.")
    statement.statement, statement.kept_reason = text, kept_reason.strip() if flagged else ""
    said = content.witnessed(statement)
    move(
        statement,
        to=State.GIVEN,
        by=by,
        at=at,
        statement=text,
        kept_reason=statement.kept_reason,
        answered_at=at,
        content_hash=content.hash_of(said),
    )
    sign(
        statement,
        by=by,
        purpose=content.WITNESS,
        content=said,
        name=name,
        role=role or statement.witness_as,
        method=method,
        address=address,
        at=at,
    )
    telling.witness_answered(statement)
    return statement


@transaction.atomic
def decline_to_witness(statement: WitnessStatement, *, by: User, at: datetime.datetime | None = None) -> None:
    """Say no: no reason is asked, because not having seen it is reason enough."""
    permissions.refuse_unless(permissions.may_witness(by, statement))
    move(statement, to=State.DECLINED, by=by, at=at, answered_at=at or timezone.now())
    telling.witness_answered(statement)


@transaction.atomic
def take_back_request(statement: WitnessStatement, *, by: User) -> None:
    """Ask no longer; what was signed stays."""
    if statement.asked_by_id != by.pk:
        raise StepRefused("Only the person who asked takes it back.")
    move(statement, to=State.TAKEN_BACK, by=by)
