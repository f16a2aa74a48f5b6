"""Forms of those who keep the bank, and of panel members who practise before the day."""

from __future__ import annotations

import datetime
from typing import Any

from crispy_forms_gds.choices import Choice
from django import forms
from django.utils import timezone

from consortium.models import Organisation, Statement
from core.forms import PortalForm, SeveralField
from recruitment.models import BankItem, BankVersion, CalibrationCase, CalibrationMark
from recruitment.models.bank import MAPPED_TO


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ItemForm(PortalForm):
    submit = "Save"
    kept_by = forms.ModelChoiceField(Organisation.objects.none(), label="Bank of")
    kind = forms.ChoiceField(label="What it is", choices=BankItem.Kind.choices, widget=forms.RadioSelect)
    title = forms.CharField(
        label="Title", max_length=120, help_text="For those who keep the bank. Candidates and panels never see it."
    )
    retire_after = forms.IntegerField(
        label="Retire after so many candidates have seen it", min_value=1, max_value=10_000, initial=60
    )

    def __init__(self, *args: Any, offices: Any, item: BankItem | None = None, **kwargs: Any) -> None:
        super().__init__(*args, record=item, **kwargs)
        self.fields["kept_by"].queryset = offices
        if item is not None:
            del self.fields["kept_by"], self.fields["kind"]


class VersionForm(PortalForm):
    submit = "Save this version"
    text = forms.CharField(label="What candidates are asked", max_length=6000, widget=_lines(6))
    follow_ups = forms.CharField(
        label="What may be asked further (optional)",
        required=False,
        max_length=3000,
        widget=_lines(4),
        help_text="The same for every candidate, and only where the answer leaves it open.",
    )
    minutes = forms.IntegerField(label="Minutes", min_value=1, max_value=480)
    statements = SeveralField(
        Statement.objects.none(),
        label="What it is mapped to",
        widget=forms.CheckboxSelectMultiple,
        help_text="The PCF at the point of entry to training, and the knowledge and skills statements.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["statements"].queryset = statements_in_force(timezone.localdate())
        self.fields["statements"].label_from_instance = str


def statements_in_force(on: datetime.date) -> Any:
    """The statements that an item can be mapped to: of the PCF and of both KSS, as they are in force on a date."""
    mapped = Statement.objects.filter(framework__code__in=MAPPED_TO, framework__valid_from__lte=on)
    ended = mapped.filter(framework__valid_to__lt=on)
    return mapped.exclude(pk__in=ended.values("pk")).order_by("framework__code", "number")


class RetireForm(PortalForm):
    submit = "Retire this item"
    reason = forms.CharField(label="Why", max_length=1000, widget=_lines(3))


class CaseForm(PortalForm):
    submit = "Save this case"
    title = forms.CharField(label="Title", max_length=120, help_text="For example: a thin answer with a good example.")
    text = forms.CharField(
        label="The answer",
        max_length=8000,
        widget=_lines(10),
        help_text="Made up, of nobody. Panel members read it as they would hear it.",
    )


class UseForm(PortalForm):
    submit = "Take it into the day"
    version = forms.ModelChoiceField(BankVersion.objects.none(), label="From the bank")
    name = forms.CharField(
        label="Name of the exercise",
        max_length=120,
        help_text="Candidates and panels read it before the day, so it must not give the question away.",
    )

    def __init__(self, *args: Any, versions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = versions.select_related("item")
        self.fields["version"].label_from_instance = lambda version: (
            f"{version.item.title} ({version.item.get_kind_display().lower()}, version {version.number})"
        )


class SetCaseForm(PortalForm):
    submit = "Ask the panels to practise with it"
    case = forms.ModelChoiceField(CalibrationCase.objects.none(), label="Case")

    def __init__(self, *args: Any, cases: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case"].queryset = cases.select_related("asked__item")
        self.fields["case"].label_from_instance = lambda case: f"{case.asked.item.title}: {case.title}"


class PractiseForm(PortalForm):
    """A mark and a reason for each criterion of a case; kept as it is, complete only when it is sent."""

    submit = "Send my marks"
    other_buttons = {"later": "Keep and finish later"}

    def __init__(self, *args: Any, criteria: list[Any], given: dict[int, CalibrationMark], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for criterion in criteria:
            mark = given.get(criterion.pk)
            value = forms.TypedChoiceField(
                label=criterion.name,
                choices=[Choice(str(number), str(number), hint=text) for number, text in criterion.anchored],
                coerce=int,
                empty_value=None,
                required=False,
                initial=mark.value if mark else None,
                widget=forms.RadioSelect,
            )
            reason = forms.CharField(
                label=f"Why? ({criterion.name})",
                required=False,
                max_length=2000,
                initial=mark.reason if mark else "",
                widget=_lines(2),
            )
            self.fields[f"value_{criterion.position}"] = self.style_field(f"value_{criterion.position}", value)
            self.fields[f"reason_{criterion.position}"] = self.style_field(f"reason_{criterion.position}", reason)

    def marks(self) -> dict[Any, tuple[int | None, str]]:
        return {
            criterion: (
                self.cleaned_data[f"value_{criterion.position}"],
                self.cleaned_data[f"reason_{criterion.position}"],
            )
            for criterion in self.criteria
        }

    def say_what_is_missing(self) -> None:
        for criterion in self.criteria:
            if self.cleaned_data[f"value_{criterion.position}"] is None:
                self.add_error(f"value_{criterion.position}", f"Please give a mark for “{criterion.name}”")
