"""allauth's forms in our words and manner. What they check and do is allauth's."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn

from core.forms import PortalFormMixin


class InOurWords(PortalFormMixin):
    """Gives allauth's fields our labels and hints, before they get our messages."""

    labels: ClassVar[dict[str, str]] = {
        "login": "Email address",
        "email": "Email address",
        "password": "Password",
        "oldpassword": "Your password now",
        "password1": "New password",
        "password2": "New password again",
        "code": "Code",
        "remember": "Keep me signed in for 12 hours on this device",
        "name": "Name of the passkey",
        "passwordless": "Let it sign me in without a password",
    }
    hints: ClassVar[dict[str, str]] = {
        "password1": "At least 12 characters. Three words that do not belong together are easy to remember.",
        "name": "For example, My phone",
    }

    def style_field(self, name: str, field: Any) -> Any:
        field.label = self.labels.get(name, field.label)
        field.help_text = self.hints.get(name, "")
        if name == "code":
            field.widget.attrs["class"] = "govuk-input--width-10 govuk-input--extra-letter-spacing"
        return super().style_field(name, field)


class LoginForm(InOurWords, account.LoginForm):
    """Email address and password."""


class RequestLoginCodeForm(InOurWords, account.RequestLoginCodeForm):
    """Asks for a code by email."""


class ConfirmLoginCodeForm(InOurWords, account.ConfirmLoginCodeForm):
    """The code that came by email."""


class ResetPasswordForm(InOurWords, account.ResetPasswordForm):
    """Asks for a link to choose a new password."""


class ResetPasswordKeyForm(InOurWords, account.ResetPasswordKeyForm):
    """A new password, chosen by link."""


class ChangePasswordForm(InOurWords, account.ChangePasswordForm):
    """A new password, chosen by somebody who is signed in."""


class SetPasswordForm(InOurWords, account.SetPasswordForm):
    """A first password."""


class ReauthenticateForm(InOurWords, account.ReauthenticateForm):
    """The password again, before something that needs care."""


class AuthenticateForm(InOurWords, mfa.AuthenticateForm):
    """The second step of signing in."""


class SecondStepAgainForm(InOurWords, mfa.ReauthenticateForm):
    """The second step again, before something that needs care."""


class ActivateTOTPForm(InOurWords, totp.ActivateTOTPForm):
    """The first code of a newly set up app."""


class AddWebAuthnForm(InOurWords, webauthn.AddWebAuthnForm):
    """A new passkey."""

    def clean_credential(self) -> dict[str, Any]:
        """What a browser sends is an object; allauth stumbles over anything else."""
        said = self.cleaned_data["credential"]
        if not isinstance(said, dict):
            raise get_adapter().validation_error("incorrect_code")
        return said


class EditWebAuthnForm(InOurWords, webauthn.EditWebAuthnForm):
    """A passkey's name."""
