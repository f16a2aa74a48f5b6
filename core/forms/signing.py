"""The last press before a signature: nothing to fill in, but bound to exactly what was on the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.audit.models import canonical, sha256
from core.forms.base import PortalForm


class SignForm(PortalForm):
    """Nothing to fill in: everything was checked on the page above, and ``checked`` is its fingerprint.

    What was begun may have been rewritten in another tab since; then the page is shown again before anybody signs.
    """

    submit = "Sign"
    CHANGED = "What you wrote has changed since you opened this page. Check it again, then sign."

    checked = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, begun: Mapping[str, Any], **kwargs: Any) -> None:
        self.fingerprint = sha256(canonical(begun))
        super().__init__(*args, initial={"checked": self.fingerprint}, **kwargs)

    def clean_checked(self) -> str:
        checked = str(self.cleaned_data["checked"])
        if checked != self.fingerprint:
            raise ValidationError(self.CHANGED)
        return checked
