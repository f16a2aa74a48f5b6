"""Leave and study days as they are typed, and why a study day was cancelled."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from apprentices.models import PersonalDay
from apprentices.timetable_reasons import STUDY_DAY_CANCELLED, choices
from core.forms import DateField, HoursField, PortalForm


class PlanDaysForm(PortalForm):
    """A stretch of days; what it clashes with is shown before it is saved."""

    submit = "Plan these days"
    kind = forms.ChoiceField(label="What do you plan?", choices=PersonalDay.Kind.choices, widget=forms.RadioSelect)
    first = DateField(label="First day")
    last = DateField(label="Last day", required=False, help_text="Leave empty for one day.")
    hours = HoursField(
        label="Hours of each study day",
        max_hours=12,
        required=False,
        help_text="Only for study days. 7 unless you say.",
    )
    in_spite = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        answers["last"] = answers.get("last") or answers.get("first")
        answers["hours"] = answers.get("hours") or Decimal(7)
        if answers.get("first") and answers["last"] < answers["first"]:
            self.add_error("last", "The last day must be on or after the first day")
        return answers


class CancelDayForm(PortalForm):
    submit = "Cancel this day"
    reason = forms.ChoiceField(label="Why does it not take place?", widget=forms.RadioSelect)

    fields: dict[str, Any]

    def __init__(self, *args: Any, study: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if study:
            self.fields["reason"].choices = choices(STUDY_DAY_CANCELLED)
        else:
            del self.fields["reason"]
