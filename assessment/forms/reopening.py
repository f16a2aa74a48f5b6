"""What is filled in to open an accepted piece again, to ask for it, and to send a sign-off back."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from assessment.operations.reopening import LONGEST
from core import words
from core.forms import DateField, PortalForm


class ReopenForm(PortalForm):
    """Why, and until when. ``number`` is the version that was read."""

    submit = "Open it again"

    number = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why is it opened again?",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Everybody who reads this piece of evidence reads the reason.",
    )
    until = DateField(label="By when should the next version come?", help_text="For example 27 3 2027")

    def __init__(self, *args: Any, on: datetime.date, **kwargs: Any) -> None:
        self.on = on
        super().__init__(*args, **kwargs)

    def clean_until(self) -> datetime.date:
        until: datetime.date = self.cleaned_data["until"]
        if not self.on <= until <= self.on + LONGEST:
            raise ValidationError(f"The day must be from today to {words.day(self.on + LONGEST)}")
        return until


class AskToReopenForm(PortalForm):
    """Why it should be opened again."""

    submit = "Ask"

    why = forms.CharField(
        label="Why should it be opened again?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Everybody who reads this piece of evidence reads what you write.",
    )


class NotCountersignedForm(PortalForm):
    """What the practice educator should look at again. ``proposed`` is what was read."""

    submit = "Send it back"

    proposed = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="What should be looked at again, and why?",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="The practice educator reads this. The apprentice does not.",
    )
