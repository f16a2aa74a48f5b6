"""What somebody was told before the campaign: written down for whoever decides for the employer, not for panels."""

from __future__ import annotations

import datetime

from django.db import transaction

from core import audit
from core.accounts.models import User
from recruitment.models import Application, EarlierAssurance


@transaction.atomic
def record_assurance(
    *, application: Application, by: User, said: str, said_by: str, said_on: datetime.date | None = None
) -> EarlierAssurance:
    """Write down what somebody of the employer told the candidate. It changes nothing for them."""
    assurance = EarlierAssurance.objects.create(
        application=application, said=said, said_by=said_by, said_on=said_on, recorded_by=by
    )
    audit.record(assurance, "wrote down an earlier assurance", by=by)
    return assurance


@transaction.atomic
def remove_assurance(*, assurance: EarlierAssurance, by: User) -> None:
    """Take away what was written down in error; that it was there stays in the events."""
    audit.record(assurance, "took an earlier assurance away", by=by)
    assurance.delete()
