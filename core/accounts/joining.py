"""The first sign-in of somebody who joins by invitation: name, password, a verified address."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest

from core.accounts.models import User


def has_joined(user: User) -> bool:
    """Whether this person signs in by themselves already; until then they come by signed link only."""
    return user.has_usable_password() or is_mfa_enabled(user)


@transaction.atomic
def join(user: User, *, name: str, password: str) -> None:
    """Give an account its owner's name and password; the address is verified, as the link was sent to it."""
    user.name = name
    user.set_password(password)
    user.save(update_fields=["name", "password"])
    verify_address(user)


def verify_address(user: User) -> None:
    """Mark the address of an account as verified and as the one for mail."""
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})


def sign_in_after_joining(request: HttpRequest, user: User) -> None:
    """Begin the session of somebody who has this moment chosen a password."""
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    record_authentication(request, user, method="password", reauthenticated=True)
