"""Which cohort is taken out, and as what."""

from __future__ import annotations

from typing import Any

from django import forms

from consortium.models import Cohort
from core.forms import PortalForm


class TakeOutForm(PortalForm):
    submit = "Download"
    cohort = forms.ModelChoiceField(
        label="Cohort", queryset=Cohort.objects.none(), to_field_name="reference", empty_label="Select"
    )
    format = forms.ChoiceField(
        label="As what?", choices=[("xlsx", "Excel"), ("csv", "CSV")], widget=forms.RadioSelect, initial="xlsx"
    )

    def __init__(self, *args: Any, cohorts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].queryset = cohorts  # type: ignore[attr-defined]
