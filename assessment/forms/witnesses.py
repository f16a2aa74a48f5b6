"""What an apprentice fills in to ask for a witness statement, and what the witness fills in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from apprentices.models import Involvement
from assessment.forms.people import PeopleField
from assessment.forms.screened import ScreenedForm
from core.forms import PortalForm


class AskWitnessForm(PortalForm):
    """Whom, and about what."""

    submit = "Ask for a statement"

    witness = PeopleField(label="Who saw it?")
    request = forms.CharField(
        label="What do you ask them to write about?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="They read this and the capabilities that you linked, and not what you have written. Give no names.",
    )

    def __init__(self, *args: Any, people: Sequence[Involvement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["witness"].offer(people)  # type: ignore[attr-defined]


class WitnessForm(ScreenedForm):
    """What somebody saw."""

    submit = "Check before you sign"
    screened = ("text",)
    field_order = ("text", "kept_reason")

    text = forms.CharField(
        label="What you saw",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="What was done, when, and how you know. Leave out names and anything that tells who somebody is.",
    )
