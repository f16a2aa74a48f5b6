"""Closing a quarter of the log, and letting in late time."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms

from apprentices.models.quarters import quarter_ends
from consortium.models import Cohort
from core import words
from core.forms import DateField, PortalForm


class QuarterCloseForm(PortalForm):
    submit = "Announce it"

    cohort = forms.ModelChoiceField(
        Cohort.objects.none(), label="Whose log?", to_field_name="reference", empty_label="Select"
    )
    closed_to = forms.TypedChoiceField(label="Up to which day?", coerce=datetime.date.fromisoformat)
    closes_on = DateField(label="On which day does it close?", help_text="A week from today or later")

    fields: dict[str, Any]

    def __init__(self, *args: Any, cohorts: Any, on: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].queryset = cohorts.order_by("-starts_on", "name")
        ends = quarter_ends(before=on)
        self.fields["closed_to"].choices = [(end.isoformat(), words.day(end)) for end in ends]


class CallOffForm(PortalForm):
    submit = "Do not close it"
    reason = forms.CharField(label="Why is it not closed?", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


class LateTimeForm(PortalForm):
    submit = "Let it in"
    until = DateField(label="Until which day may it be logged?", help_text="At most a month ahead")
    reason = forms.CharField(label="Why is time missing?", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)
