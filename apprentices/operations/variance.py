"""The employer states in writing why off-the-job hours stay under the plan, and signs it."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from apprentices.models import Apprentice, VarianceStatement
from apprentices.off_the_job.comparison import statement_may_be_made
from apprentices.operations.standing import lock_standing
from apprentices.requirements import compared, rules_of
from core import audit
from core.accounts.models import User
from core.audit.signatures import Signature, sign
from core.words import hours
from core.workflow import StepRefused

OVER = (Apprentice.State.GATEWAY, Apprentice.State.COMPLETE)


def statement_open(apprentice: Apprentice, *, actual: Decimal, on: datetime.date) -> bool:
    """Whether the employer may state today why the hours are under plan (see ``off_the_job.comparison``)."""
    return apprentice.state in (Apprentice.State.ACTIVE, *OVER) and statement_may_be_made(
        compared(apprentice, actual=actual),
        rules_of(apprentice.rule_set),
        planned_end=apprentice.planned_end_on,
        at_gateway=apprentice.state in OVER,
        on=on,
    )


def statement_asked_for(
    apprentice: Apprentice, newest: VarianceStatement | None, *, actual: Decimal, on: datetime.date
) -> bool:
    """Whether a statement is still owed: none was made, or it was made before the end about other hours."""
    if not statement_open(apprentice, actual=actual, on=on):
        return False
    over = apprentice.state in OVER or on > apprentice.planned_end_on
    if newest is None:
        return True
    return over and (newest.actual_hours, newest.planned_hours) != (actual, apprentice.planned_hours)


@transaction.atomic
def state_variance(
    apprentice: Apprentice,
    *,
    why: str,
    effect: str,
    shown: Decimal,
    by: User,
    name: str = "",
    role: str = "",
    method: str = Signature.Method.ACCOUNT,
    address: str | None = None,
    at: datetime.datetime | None = None,
) -> VarianceStatement:
    """Keep and sign the employer's statement. ``shown`` are the confirmed hours as the signer saw them.

    Raises ``StepRefused`` where the hours have changed since, nothing is under plan, or words are missing. Whether
    this person signs for the employer is the caller's question.
    """
    if not why.strip() or not effect.strip():
        raise StepRefused("Say why the hours are under plan, and what it means for the apprentice.")
    at = at or timezone.now()
    standing = lock_standing([apprentice])[0]
    now = Apprentice.objects.select_related("rule_set", "person").get(pk=apprentice.pk)
    actual = standing.confirmed_hours
    _require_open(now, actual=actual, shown=shown, on=timezone.localdate(at))
    made = VarianceStatement.objects.create(
        apprentice=now,
        minimum_hours=now.minimum_hours,
        planned_hours=now.planned_hours,
        actual_hours=actual,
        why=why.strip(),
        effect=effect.strip(),
        made_by=by,
        made_at=at,
    )
    audit.record(made, "stated", by=by, at=at)
    sign(
        made,
        by=by,
        purpose="statement on hours under plan",
        content=made.content(),
        name=name,
        role=role,
        method=method,
        address=address,
        at=at,
    )
    return made


def _require_open(apprentice: Apprentice, *, actual: Decimal, shown: Decimal, on: datetime.date) -> None:
    if actual != shown:
        raise StepRefused(f"{hours(actual)} are confirmed by now. Read the figures again before you sign.")
    if not statement_open(apprentice, actual=actual, on=on):
        raise StepRefused("No statement is needed: the hours are not under plan, or the plan has not come to its end.")
