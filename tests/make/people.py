import time
from itertools import count

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from allauth.mfa import app_settings as second_factor
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from core.accounts.middleware import SATISFIED
from core.accounts.models import User

numbers = count(1)
PASSWORD = "a long enough password"


def person(name: str = "", *, email: str = "", password: str | None = None, **fields) -> User:
    """Somebody with a verified address; without a password unless one is given."""
    number = next(numbers)
    user = User.objects.create_user(
        email or f"person{number}@example.org", name or f"Person {number}", password, **fields
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def code_of(secret: str) -> str:
    """The code that an app with this secret shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // second_factor.TOTP_PERIOD))


def again(user: User) -> User:
    """The same person as their next request knows them: nothing that was found about them before is kept."""
    return User.objects.get(pk=user.pk)


def signed_in(user: User, *, shown: bool = True) -> Client:
    """A browser in which this person is signed in, with their second factor; just now, or (not ``shown``) long ago."""
    client = Client()
    client.force_login(user)
    session = client.session
    session[SATISFIED] = True
    if shown:
        shown_at = [{"method": method, "at": time.time()} for method in ("password", "mfa")]
        session.update(
            {AUTHENTICATION_METHODS_SESSION_KEY: shown_at, "account_authentication_methods_user": str(user.pk)}
        )
    session.save()
    return client
