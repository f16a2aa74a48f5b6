"""What several parties agree to: one signature for each, in any order, under the same exact content."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from apprentices.agreement import PURPOSE
from core.accounts.models import User
from core.audit.signatures import Signature, sign
from core.workflow import StepRefused


def signatures_of(record: Any) -> dict[str, Signature]:
    """Party → its signature, for those that have agreed."""
    return {
        signature.purpose.removeprefix(PURPOSE): signature
        for signature in Signature.objects.under(record)
        if signature.purpose.startswith(PURPOSE)
    }


@transaction.atomic
def sign_for(record: Any, *, party: str, by: User) -> dict[str, Signature]:
    """Put a party's name under a record that the caller has locked; answers with all who have agreed by now.

    Raises ``StepRefused`` where the party has agreed already, or this person has agreed for another party.
    """
    there = signatures_of(record)
    if party in there:
        held = there[party]
        raise StepRefused(f"{held.shown_name} has agreed for the {party} already.")
    if any(signature.signer_id == by.pk for signature in there.values()):
        raise StepRefused("You have agreed for another party. A second person agrees for this one.")
    there[party] = sign(record, by=by, purpose=PURPOSE + party, content=record.content())
    return there
