"""What a candidate was told before."""

from __future__ import annotations

from django import forms

from core.forms import DateField, PortalForm


class AssuranceForm(PortalForm):
    submit = "Write down"
    said = forms.CharField(
        label="What was the candidate told?",
        help_text="For example, that an interview is certain, or a post will be kept.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    said_by = forms.CharField(label="Who said it?", max_length=150, help_text="Name and role.")
    said_on = DateField(label="When? (optional)", required=False)
