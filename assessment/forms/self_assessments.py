"""What each side of a self-assessment fills in: a step and words for each capability, and the whole in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import HTML, Field, Layout, Size
from django import forms
from django.utils.functional import cached_property

from assessment.models import CapabilityView
from assessment.models.self_assessments import WORDS_LENGTH
from assessment.operations import Rating
from assessment.self_assessment_points import steps
from consortium.models import Statement
from core.forms import PortalForm

BIG = Size.for_label(Size.MEDIUM)
LINKED = """<h2 class="govuk-heading-m">Only if you want to</h2>
<p class="govuk-body">These describe practice after qualifying. Nobody judges them, and you may leave them out.</p>"""


class ViewForm(PortalForm):
    """A side's view. Saved as far as it is; what must be there is asked for before it is locked."""

    submit = "Check before you lock"
    other_buttons = {"later": "Save and go on later"}
    statements: Sequence[Statement] = ()

    overall = forms.CharField(
        label="In your own words",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="As a whole: what goes well, what is hard, what should come next.",
    )

    @cached_property
    def helper(self) -> FormHelper:
        """First what must be said, then the whole, then what is only linked: nobody has to say anything to that."""
        helper = super().helper
        must, may = ([s for s in self.statements if s.framework.judged is judged] for judged in (True, False))
        linked = [HTML(LINKED), *self._asked(may)] if may else []
        helper.layout = Layout(*self._asked(must), Field("overall", context={"label_size": BIG}), *linked)
        return helper

    def _asked(self, statements: Sequence[Statement]) -> Iterator[Field]:
        for statement in statements:
            yield Field(f"step_{statement.pk}", context={"legend_size": Size.for_legend(Size.SMALL)})
            yield Field(f"words_{statement.pk}")

    def ratings(self) -> dict[int, Rating]:
        """Statement id → what was said."""
        said = self.cleaned_data
        return {
            statement.pk: Rating(
                step=int(said[f"step_{statement.pk}"]) if said.get(f"step_{statement.pk}") else None,
                words=said.get(f"words_{statement.pk}", ""),
            )
            for statement in self.statements
        }


def view_form(statements: Iterable[Statement], *, level: str) -> type[ViewForm]:
    """The form for these capabilities, each with what it means at a level of its framework."""
    asked = list(statements)
    fields: dict[str, Any] = {"statements": asked}
    for statement in asked:
        fields[f"step_{statement.pk}"] = forms.ChoiceField(
            label=f"{statement.code} {statement.title}",
            help_text=statement.descriptors.get(level, "") or statement.summary,
            choices=[(step.value, step.name) for step in steps()],
            widget=forms.RadioSelect,
            required=False,
        )
        fields[f"words_{statement.pk}"] = forms.CharField(
            label=f"What makes you say so ({statement.code})",
            max_length=WORDS_LENGTH,
            widget=forms.Textarea(attrs={"rows": 2}),
            required=False,
        )
    return type("ViewForm", (ViewForm,), fields)


def as_saved(view: CapabilityView) -> dict[str, Any]:
    """The form's initial values from what is saved."""
    saved: dict[str, Any] = {"overall": view.overall}
    for rating in view.ratings.all():
        saved |= {f"step_{rating.statement_id}": rating.step, f"words_{rating.statement_id}": rating.words}
    return saved


class AgreedForm(PortalForm):
    """What was agreed in supervision when both views lay on the table."""

    submit = "Record what was agreed"

    agreed = forms.CharField(
        label="What you agreed",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Above all where the two views are far apart: what each of you will do, and by when.",
    )
