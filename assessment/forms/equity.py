"""Switch a practice educator's own profile on or off, and choose to whom one shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from core.forms import PortalForm


class SwitchProfileForm(PortalForm):
    submit = "Save"

    is_on = forms.ChoiceField(
        label="Do practice educators see how their own judgements went?",
        choices=[
            ("no", "No"),
            ("yes", "Yes: each sees their own, after eight judgements, and nobody else does unless they show it"),
        ],
        widget=forms.RadioSelect,
    )


class ShareProfileForm(PortalForm):
    submit = "Show it to them"

    shown_to = forms.ChoiceField(label="To whom do you want to show it?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["shown_to"]
        field.choices = people
