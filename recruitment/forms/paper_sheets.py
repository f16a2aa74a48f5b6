"""Forms of scores given on paper: everything on one page for whoever writes them in, and what is wrong with it."""

from __future__ import annotations

from typing import Any

from crispy_forms_gds.choices import Choice
from django import forms

from core.forms import FileField, PortalForm
from recruitment.models import Criterion, Score
from recruitment.operations.paper_sheets import KINDS, Marks
from recruitment.scoring import HIGHEST, LOWEST


class PaperSheetForm(PortalForm):
    """Every mark and reason as they stand on the paper, and its photo."""

    submit = "Enter these scores and ask the member to confirm"

    def __init__(self, *args: Any, criteria: list[Criterion], **kwargs: Any) -> None:
        self.criteria = criteria
        super().__init__(*args, **kwargs)
        for criterion in criteria:
            for name, field in self._fields_of(criterion):
                self.fields[name] = self.style_field(name, field)
        self.fields["notes"] = self.style_field(
            "notes",
            forms.CharField(
                label="Notes on the sheet", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
            ),
        )
        photo = FileField(
            label="Photo of the sheet",
            kinds=KINDS,
            help_text="A clear photo of the whole sheet as JPG or PNG, or a scan as PDF, up to 20 MB.",
        )
        self.fields["photo"] = self.style_field("photo", photo)

    def _fields_of(self, criterion: Criterion) -> list[tuple[str, forms.Field]]:
        mark = forms.TypedChoiceField(
            label=f"{criterion.name}: mark",
            coerce=int,
            widget=forms.RadioSelect,
            choices=[Choice(str(number), str(number)) for number in range(LOWEST, HIGHEST + 1)],
            error_messages={"required": f"Choose the mark for “{criterion.name}”"},
        )
        reason = forms.CharField(
            label=f"{criterion.name}: why",
            required=False,
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text="As it is written on the sheet. A 1 and a 5 need a reason.",
        )
        return [(f"mark_{criterion.pk}", mark), (f"reason_{criterion.pk}", reason)]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        for criterion in self.criteria:
            value, reason = answers.get(f"mark_{criterion.pk}"), answers.get(f"reason_{criterion.pk}", "")
            if value in Score.NEEDS_REASON and not reason.strip():
                message = f"Enter why “{criterion.name}” has a {value}. Ask the member if the sheet does not say"
                self.add_error(f"reason_{criterion.pk}", message)
        return answers

    def marks(self) -> Marks:
        answers = self.cleaned_data
        return {c.pk: (answers[f"mark_{c.pk}"], answers[f"reason_{c.pk}"]) for c in self.criteria}


class QueryPaperForm(PortalForm):
    submit = "Tell the people who run the day"
    query = forms.CharField(
        label="What is wrong?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="A few words are enough, for example: the second mark is a 4.",
        error_messages={"required": "Please say what is wrong. A few words are enough"},
    )
