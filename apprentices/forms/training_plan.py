"""Other words or figures for one section of a training plan, and the answers to them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from apprentices.off_the_job.facts import MOST_HOURS
from apprentices.plan_content import FIELDS, PlanField, amount
from core.forms import DateField, HoursField, PortalForm

LONG = {"how", "what", "apprentice", "employer", "university"}
"""Lines that hold several sentences."""


class ProposeForm(PortalForm):
    """Every line of the section that the parties write, as it is agreed now, and the reason. By ``propose_form``."""

    submit = "Check before you sign"
    reason = forms.CharField(
        label="Why should this change?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The other parties read this with your proposal.",
    )

    def values(self) -> dict[str, str]:
        """What was typed, as a section keeps it."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != "reason"}
        return {name: _kept(value) for name, value in typed.items()}


def propose_form(kind: str, content: Mapping[str, str]) -> type[ProposeForm]:
    """The form for one section, filled with what it says now."""
    fields = {field.name: _field(field, content.get(field.name, "")) for field in FIELDS[kind] if field.agreed}
    made = type("ProposeForm", (ProposeForm,), dict(fields))
    made.base_fields = {**fields, "reason": made.base_fields["reason"]}  # type: ignore[attr-defined]
    return made


def _field(field: PlanField, value: str) -> forms.Field:
    match field.shows:
        case "day":
            return DateField(label=field.label, initial=datetime.date.fromisoformat(value))
        case "hours":
            initial = Decimal(value) if value and Decimal(value) else None
            return HoursField(label=field.label, required=False, max_hours=MOST_HOURS, initial=initial)
        case "money":
            return forms.DecimalField(
                label=f"{field.label}, in pounds",
                required=False,
                min_value=0,
                max_value=100_000,
                decimal_places=2,
                initial=value or None,
            )
    if field.name == "contact_email":
        return forms.EmailField(label=field.label, required=False, initial=value)
    if field.name in LONG:
        rows = 2 + sum(1 + len(line) // 60 for line in value.split("\n"))
        return forms.CharField(
            label=field.label,
            required=False,
            max_length=4000,
            initial=value,
            widget=forms.Textarea(attrs={"rows": rows}),
        )
    return forms.CharField(label=field.label, required=False, max_length=200, initial=value)


def _kept(value: Any) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return amount(value)
    return "" if value is None else str(value).strip()


class RefuseChangeForm(PortalForm):
    submit = "Send this answer"
    reason = forms.CharField(
        label="Why do you not agree?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Say what would be right instead. The plan stays as it is.",
    )


class StatementForm(PortalForm):
    """The employer's words on hours under plan."""

    submit = "Check before you sign"
    why = forms.CharField(
        label="Why are the hours under the plan?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Do not name health or other private reasons. “Time away that was agreed” is enough.",
    )
    effect = forms.CharField(
        label="What does it mean for the apprentice, and what was learned otherwise?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
