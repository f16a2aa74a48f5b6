"""What is filled in when somebody's details stand in a piece of evidence."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from assessment.breaches.rules import Rule
from assessment.models import Breach
from core.forms import DateField, PortalForm


class FlagForm(PortalForm):
    """Where somebody's details stand."""

    submit = "Hide it and tell them"

    where = forms.CharField(
        label="What kind of details stand there, and where?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example: a first name and a street, in the second paragraph. Do not repeat them here.",
    )


class DecideForm(PortalForm):
    """Confirmed as minor or major, or lifted; and why."""

    submit = "Decide"

    LIFT = "lift"

    outcome = forms.ChoiceField(label="Do somebody’s details stand in it?", widget=forms.RadioSelect)
    words = forms.CharField(
        label="Why",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Do not repeat the details here.",
    )
    fix_on = DateField(
        label="By when is a copy without them sent? (if it is major)",
        required=False,
        help_text="Agree the day with the apprentice. For example 27 3 2027",
    )

    def __init__(self, *args: Any, rules: Mapping[str, Rule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        confirmed = [(code, f"Yes, {rule.name.lower()}: {rule.words}") for code, rule in rules.items()]
        self.fields["outcome"].choices = [*confirmed, (self.LIFT, "No: show it again as it was")]  # type: ignore[attr-defined]

    def clean_fix_on(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["fix_on"]
        if day is not None and day < timezone.localdate():
            raise ValidationError("The day must not have passed")
        return day

    @property
    def fix_by(self) -> datetime.datetime | None:
        """The end of the day that was agreed, where one was."""
        day = self.cleaned_data["fix_on"]
        if day is None or self.cleaned_data["outcome"] != Breach.Severity.MAJOR:
            return None
        return timezone.make_aware(datetime.datetime.combine(day, datetime.time(23, 59)))


class AssessForm(PortalForm):
    """Whether the Information Commissioner is told, and why."""

    submit = "Record this"

    reported = forms.ChoiceField(
        label="Is the Information Commissioner told?", choices=Breach.Reported.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label="Why, and whether the people concerned are told",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Do not repeat the details here.",
    )


class InsteadForm(PortalForm):
    """What can be said without the details."""

    submit = "Put it in its place"

    words = forms.CharField(
        label="What can be said without the details?",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="It is read where the text was, under your name and today’s date. What is hidden stays hidden.",
    )


class DestroyForm(PortalForm):
    """Why an original is destroyed."""

    submit = "Destroy it for good"

    reason = forms.CharField(
        label="Why is it destroyed?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The reason stays, with your name and the fingerprints of what was destroyed.",
    )
