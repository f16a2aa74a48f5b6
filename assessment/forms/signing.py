"""A signature by link: the code that was sent, name and role, bound to the words that were checked."""

from __future__ import annotations

from apprentices.forms import CodeForm
from core.forms import SignForm


class SignByLinkForm(CodeForm, SignForm):
    """What somebody without an account types to sign."""

    submit = "Sign"
