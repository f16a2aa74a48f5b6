"""What people type about visits to the workplace."""

from __future__ import annotations

from typing import Any

from django import forms

from apprentices.operations import Visit
from consortium.models import Organisation
from core.forms import DateField, PortalForm, TimeField


class PlanVisitForm(PortalForm):
    submit = "Plan the visit"
    date = DateField(label="On which day?")
    starts_at = TimeField(label="At what time?")
    online = forms.TypedChoiceField(
        label="Where?",
        choices=[("no", "At the workplace"), ("yes", "Online")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    place = forms.CharField(label="Address or link", max_length=200)
    with_whom = forms.CharField(
        label="With whom?", max_length=300, help_text="For example the apprentice and the line manager."
    )

    def visit(self) -> Visit:
        return Visit(**{name: self.cleaned_data[name] for name in PlanVisitForm.base_fields})


class HoldVisitForm(PortalForm):
    submit = "Record the visit"
    notes = forms.CharField(
        label="What did you see and talk about?",
        help_text="The apprentice, the line managers and the tutor read this. Health and what was told in confidence "
        "do not belong here.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    agreed = forms.CharField(
        label="What was agreed? (optional)",
        help_text="Who does what until when, one on a line.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class MissVisitForm(PortalForm):
    submit = "It did not take place"
    because = forms.CharField(
        label="Why did it not take place?", help_text="Not about anybody’s health.", max_length=300
    )


class VisitIntervalForm(PortalForm):
    submit = "Set it"
    university = forms.ModelChoiceField(
        Organisation.objects.none(), label="For which university?", to_field_name="reference", empty_label=None
    )
    weeks = forms.IntegerField(label="How many weeks at the most between two visits?", min_value=1, max_value=52)

    fields: dict[str, Any]

    def __init__(self, *args: Any, universities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["university"].queryset = universities
