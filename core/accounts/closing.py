"""Whose account is not needed any more is told so, and thirty days later it is closed (``core.retention``).

A former candidate, most of all: the application goes a year after its campaign has closed, and the name, the address
and the phone number go after it. Whoever has a role, or any row anywhere, keeps the account.
"""

from __future__ import annotations

import datetime

from django.db import transaction

from core.accounts.models import User
from core.notifications import outbox
from core.privacy import ACCOUNT


@transaction.atomic
def tell_owners(on: datetime.date) -> None:
    """Tell everybody whose account is to be closed, once; forget that it was told where it is needed again."""
    unneeded = User.objects.without_a_record(on=on)
    User.objects.filter(closing_told_on__isnull=False).exclude(pk__in=unneeded.values("pk")).update(
        closing_told_on=None
    )
    closes_on = on + datetime.timedelta(days=ACCOUNT.days)
    for person in unneeded.filter(closing_told_on=None).select_for_update(of=("self",)):
        person.closing_told_on = on
        person.save(update_fields=["closing_told_on"])
        outbox.owe(
            to=person,
            template="account_closing",
            context={"closes_on": closes_on},
            key=f"account-closing-{person.reference}-{on.isoformat()}",
        )
