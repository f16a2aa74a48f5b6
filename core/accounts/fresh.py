"""A fresh factor before what would hurt most in a stranger's hands: withdrawing somebody, a role, a long list."""

from __future__ import annotations

import time

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.accounts.models import User

MANY_PEOPLE = 50
"""A list of more people than this is taken out of the portal with a fresh factor only."""


def asked_for_a_factor(request: HttpRequest) -> HttpResponse | None:
    """Where to send somebody who has not shown who they are for ten minutes; None for somebody who has.

    Somebody with a second factor shows that one, anybody else the password. What they posted is kept and goes on by
    itself afterwards. In the demo, where everybody is invented and may sign in as anybody, nobody is asked.
    """
    user: User = request.user  # type: ignore[assignment]
    method = "mfa" if is_mfa_enabled(user) else "password"
    if settings.DEMO_MODE or _shown(request, user, method):
        return None
    return suspend_request(request, reverse("mfa_reauthenticate" if method == "mfa" else "account_reauthenticate"))


def asked_before_many(request: HttpRequest, people: int) -> HttpResponse | None:
    """The same, before the data of this many people leave the portal."""
    return asked_for_a_factor(request) if people > MANY_PEOPLE else None


def _shown(request: HttpRequest, user: User, method: str) -> bool:
    since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return any(
        record["method"] == method and record["at"] > since for record in get_authentication_records(request, user)
    )
