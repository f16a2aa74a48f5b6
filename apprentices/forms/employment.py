"""Employment as people type it in: post and contract, working pattern, other contract hours, temporary roles."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from apprentices.models import Employment, HoursChange, TemporaryRole
from apprentices.models.involvement import WEEKDAYS
from consortium.models import Organisation
from core.forms import DateField, HoursField, PortalForm

YES_NO = [("yes", "Yes"), ("no", "No")]


class WeekWidget(forms.MultiWidget):
    """Seven small boxes, Monday to Sunday; what was typed stays in them."""

    template_name = "django/forms/widgets/date_parts.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        box = {"class": "govuk-input govuk-date-input__input govuk-input--width-3", "inputmode": "decimal"}
        super().__init__({day.lower(): forms.TextInput(attrs=dict(box)) for day in WEEKDAYS}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        return list(value) if value else [None] * 7

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for part, day in zip(context["widget"]["subwidgets"], WEEKDAYS, strict=True):
            part["label"] = day[:3]
            part["attrs"].pop("aria-describedby", None)
            if part["attrs"].get("aria-invalid"):
                part["attrs"]["class"] += " govuk-input--error"
        return context


class WeekField(forms.MultiValueField):
    """Hours of each day of a week; an empty box is a day off. The answer is seven texts, or none at all."""

    widget = WeekWidget

    def __init__(self, **kwargs: Any) -> None:
        parts = tuple(forms.CharField(required=False, max_length=10) for _ in WEEKDAYS)
        super().__init__(parts, require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> list[str]:
        typed = [str(part or "").strip() for part in (value or [""] * 7)]
        if not any(typed):
            return []
        day, hours = HoursField(required=False, max_hours=24), []
        for name, text in zip(WEEKDAYS, typed, strict=True):
            try:
                worked = Decimal(0) if text in ("", "0", "-") else day.clean(text)
            except ValidationError:
                raise ValidationError(f"{name} must be hours, like 7.2 or 7:12") from None
            hours.append(f"{worked:f}")
        return hours

    def compress(self, data_list: Any) -> Any:
        raise NotImplementedError("clean() answers with the hours themselves")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != list(data or [])


class PatternForm(PortalForm):
    """The working pattern in one week, or in two that take turns."""

    week_1 = WeekField(label="Working pattern: hours on each day", required=False, help_text="Leave a day off empty.")
    week_2 = WeekField(
        label="Second week, where two weeks take turns",
        required=False,
        help_text="Leave empty where every week is alike.",
    )

    def pattern(self) -> list[str]:
        return [*self.cleaned_data["week_1"], *self.cleaned_data["week_2"]]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("week_2") and not answers.get("week_1"):
            self.add_error("week_1", "Enter the first week too")
        return answers


def weeks_of(employment: Employment) -> dict[str, list[str]]:
    """The pattern of a row as the two boxes of weeks."""
    return {"week_1": employment.pattern[:7], "week_2": employment.pattern[7:]}


class ContractForm(PatternForm):
    """Post, contract and agreement, as they are from a day or should have stood."""

    job_title = forms.CharField(label="Job title", max_length=120, required=False)
    team = forms.CharField(label="Team", max_length=120, required=False)
    contract = forms.ChoiceField(
        label="Kind of contract", choices=Employment.Contract.choices, widget=forms.RadioSelect
    )
    contract_ends_on = DateField(
        label="When does the contract end?", required=False, help_text="Empty where permanent."
    )
    probation_ends_on = DateField(label="When does probation end?", required=False)
    substantive_post = forms.CharField(
        label="Substantive post to return to", max_length=150, required=False, help_text="Where there is one."
    )
    pay_point = forms.CharField(
        label="Pay point", max_length=40, required=False, help_text="Shown to the apprentice and the employer only."
    )
    agreement_signed_on = DateField(label="When was the apprenticeship agreement signed?", required=False)
    agreement_starts_on = DateField(label="From which day does the agreement hold?", required=False)
    agreement_ends_on = DateField(label="Until which day does the agreement hold?", required=False)

    FIELDS = tuple(
        name for name in Employment.CARRIED if name not in ("employer", "legal_employer", "weekly_hours", "pattern")
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("contract") == Employment.Contract.PERMANENT and answers.get("contract_ends_on"):
            self.add_error("contract_ends_on", "A permanent contract has no end. Leave this empty")
        starts, ends = answers.get("agreement_starts_on"), answers.get("agreement_ends_on")
        if starts and ends and ends <= starts:
            self.add_error("agreement_ends_on", "The agreement must end after it starts")
        return answers

    def fields_typed(self) -> dict[str, Any]:
        """Fields of the employment as typed."""
        return {name: self.cleaned_data[name] for name in self.FIELDS} | {"pattern": self.pattern()}


class ChangeEmploymentForm(ContractForm):
    submit = "Save the change"
    starts_on = DateField(label="From which day does this hold?")
    field_order = ["starts_on"]


class CorrectEmploymentForm(ContractForm):
    submit = "Save the correction"
    starts_on = DateField(label="First day")
    ends_on = DateField(label="Last day", required=False, help_text="Empty where it goes on.")
    reason = forms.CharField(label="Why is it corrected?", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)
    field_order = ["reason", "starts_on", "ends_on"]

    def fields_typed(self) -> dict[str, Any]:
        return super().fields_typed() | {name: self.cleaned_data[name] for name in ("starts_on", "ends_on")}


class HoursForm(PatternForm):
    """Other contract hours, with what the three parties found when they discussed it."""

    submit = "See what it means"
    starts_on = DateField(label="From which day?")
    weekly_hours = HoursField(label="Contract hours a week", max_hours=60)
    same_training = forms.ChoiceField(label=HoursChange.QUESTIONS[0][1], choices=YES_NO, widget=forms.RadioSelect)
    deliverable = forms.ChoiceField(label=HoursChange.QUESTIONS[1][1], choices=YES_NO, widget=forms.RadioSelect)
    assessment_unaffected = forms.ChoiceField(
        label=HoursChange.QUESTIONS[2][1], choices=YES_NO, widget=forms.RadioSelect
    )
    programme_unaffected = forms.ChoiceField(
        label=HoursChange.QUESTIONS[3][1], choices=YES_NO, widget=forms.RadioSelect
    )
    discussed = forms.CharField(
        label="Who discussed it, when, and what was said?", widget=forms.Textarea(attrs={"rows": 4}), max_length=4000
    )
    planned_end_on = DateField(
        label="New planned end, where you agreed another than the rules give",
        required=False,
        help_text="Leave empty to take the date of the rules; the next page shows it.",
    )
    field_order = ["starts_on", "weekly_hours", "week_1", "week_2"]

    def answers(self) -> dict[str, bool]:
        return {name: self.cleaned_data[name] == "yes" for name, _ in HoursChange.QUESTIONS}


class TemporaryRoleForm(PortalForm):
    submit = "Record the role"
    kind = forms.ChoiceField(label="What is it?", choices=TemporaryRole.Kind.choices, widget=forms.RadioSelect)
    job_title = forms.CharField(label="Job title", max_length=120)
    team = forms.CharField(label="Team", max_length=120, required=False)
    organisation = forms.ModelChoiceField(
        label="Organisation, where it is another one", queryset=Organisation.objects.none(), required=False
    )
    starts_on = DateField(label="First day")
    ends_on = DateField(label="Last day", required=False, help_text="Empty where it is not known yet.")
    gives_opportunities = forms.ChoiceField(
        label="Does the role still give the opportunities that the standard needs?",
        choices=YES_NO,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        starts, ends = answers.get("starts_on"), answers.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "The last day must be on or after the first day")
        answers["gives_opportunities"] = answers.get("gives_opportunities") == "yes"
        return answers


class WhyNotForm(PortalForm):
    submit = "Say no"
    reason = forms.CharField(label="Why not?", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
