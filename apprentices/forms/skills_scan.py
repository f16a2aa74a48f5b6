"""What people type about a skills scan: a page of statements, the talk, prior learning and the decision on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from apprentices.models import ScanView
from consortium.models import Statement
from core.forms import HoursField, PortalForm

MOST_HOURS = 3000


class ScanPageForm(PortalForm):
    """One page of statements: for each how far, and words where somebody wants to say more. Nothing has to be whole."""

    submit = "Keep and go on"

    def __init__(
        self, *args: Any, statements: Sequence[Statement], answers: Mapping[str, Mapping[str, str]], **kwargs: Any
    ) -> None:
        self.statements = statements
        initial = {}
        for statement in statements:
            found = answers.get(statement.code, {})
            initial |= {
                f"level_{statement.pk}": found.get("level", ""),
                f"words_{statement.pk}": found.get("words", ""),
            }
        super().__init__(*args, initial=initial, **kwargs)
        for statement in statements:
            for name, field in (
                (f"level_{statement.pk}", self._level(statement)),
                (f"words_{statement.pk}", self._words(statement)),
            ):
                self.fields[name] = self.style_field(name, field)

    @staticmethod
    def _level(statement: Statement) -> forms.Field:
        return forms.ChoiceField(
            label=str(statement),
            help_text=statement.summary,
            choices=ScanView.Level.choices,
            required=False,
            widget=forms.RadioSelect,
        )

    @staticmethod
    def _words(statement: Statement) -> forms.Field:
        return forms.CharField(
            label=f"What shows it? {statement.code} (optional)",
            required=False,
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def answers(self) -> dict[str, dict[str, str]]:
        return {
            statement.code: {
                "level": self.cleaned_data[f"level_{statement.pk}"],
                "words": self.cleaned_data[f"words_{statement.pk}"],
            }
            for statement in self.statements
        }


class DiscussScanForm(PortalForm):
    submit = "It was discussed"
    agreed = forms.CharField(
        label="What did you talk about, and what follows?",
        help_text="The three of you read this. After it, all of the scan stays as it is.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class PriorLearningForm(PortalForm):
    submit = "Put it forward"
    topic = forms.CharField(label="What was learned before?", max_length=200, help_text="One topic, such as child law.")
    hours = HoursField(label="How many hours of training would it save?", max_hours=MOST_HOURS)
    because = forms.CharField(
        label="What shows it?",
        help_text="For example a certificate with its date, or work in which it was used.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DecidePriorLearningForm(PortalForm):
    submit = "Decide"
    recognised = forms.DecimalField(
        label="How many hours are recognised?",
        help_text="0 where none are.",
        min_value=0,
        max_value=MOST_HOURS,
        max_digits=7,
        decimal_places=2,
    )
    because = forms.CharField(
        label="Why? (needed where not all are recognised)",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
