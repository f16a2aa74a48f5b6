"""How allauth behaves here: nobody signs up by themselves, and its mails go through our outbox."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from core.accounts.models import User
from core.notifications import outbox
from core.records import new_reference


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, str]] = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is closed.",
        "email_password_mismatch": "The email address or the password is not right. Check both.",
        "enter_current_password": "That is not your password now. Type it again.",
        "incorrect_code": "That is not the code that we sent. Check the newest mail.",
        "incorrect_password": "That is not your password. Type it again.",
        "invalid_login": "We could not sign you in. Try again.",
        "invalid_or_expired_key": "This link has ended. Ask for a new one.",
        "invalid_password_reset": "This link has ended. Ask for a new one.",
        "rate_limited": "There were too many tries. Wait a few minutes, then try again.",
        "same_as_current": "The new one must differ from the one you have now.",
        "too_many_login_attempts": "There were too many tries. Wait a few minutes, then try again.",
        "unknown_email": "There is no account with this address.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come from invitations and applications only."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put allauth's mail (reset, sign-in code, notices) into the outbox, where every mail stands."""
        message = self.render_mail(template_prefix, email, context)
        outbox.owe_text(
            to=User.objects.filter(email__iexact=email).first(),
            to_email=email,
            subject=str(message.subject),
            body=str(message.body),
            kind=template_prefix.rsplit("/", 1)[-1],
            key=f"account-{new_reference()}",
            secret=True,
        )

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """There are no user names, only addresses."""


class MFAAdapter(DefaultMFAAdapter):
    error_messages: ClassVar[dict[str, str]] = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "You cannot remove your last second step.",
        "cannot_generate_recovery_codes": "Set up an app with codes or a passkey first.",
        "incorrect_code": "That code is not right. Enter the one that the app shows now.",
        "unverified_email": "Confirm your email address first.",
    }

    def get_totp_label(self, user: Any) -> str:
        return str(user.email)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last second step of somebody whose role needs one stays: it can be replaced, not taken away."""
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        has_another = others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
        return has_another or not authenticator.user.needs_second_factor
