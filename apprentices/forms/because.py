"""The one form for a reason in words."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import PortalForm


class BecauseForm(PortalForm):
    """A reason, and nothing else; the page says what for, and ``hint`` who reads it."""

    def __init__(
        self,
        *args: Any,
        submit: str,
        label: str = "Why?",
        hint: str = "All three read this. Leave out health and anything else that is not for all of them.",
        longest: int = 2000,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.submit = submit
        text = forms.Textarea(attrs={"rows": 3})
        because = forms.CharField(label=label, help_text=hint, max_length=longest, widget=text)
        self.fields["because"] = self.style_field("because", because)
