"""What an assessor fills in: a judgement of each claim and a statement, or what more is needed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from assessment.models import Claim
from core.forms import DateField, PortalForm


class JudgeForm(PortalForm):
    """A judgement of every claim that is judged, and one statement for the whole. Made by ``judge_form``."""

    submit = "Check before you sign"
    claims: Sequence[Claim] = ()

    number = forms.IntegerField(widget=forms.HiddenInput)
    statement = forms.CharField(
        label="Your statement",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="One statement for the whole piece: what it shows, and what you saw yourself.",
    )

    def judgements(self) -> dict[int, str]:
        """Claim id → judgement."""
        return {claim.pk: self.cleaned_data[f"judgement_{claim.pk}"] for claim in self.claims}

    def judged(self) -> Iterator[tuple[Claim, BoundField]]:
        for claim in self.claims:
            yield claim, self[f"judgement_{claim.pk}"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        given = [cleaned.get(f"judgement_{claim.pk}") for claim in self.claims]
        if given and all(given) and Claim.Judgement.SUFFICIENT not in given:
            raise ValidationError("Where nothing is sufficient yet, return it for more work instead.")
        return cleaned


def judge_form(claims: Iterable[Claim]) -> type[JudgeForm]:
    """The form for these claims; those that are only linked are left out."""
    judged = [claim for claim in claims if claim.statement.framework.judged]
    fields: dict[str, Any] = {"claims": judged}
    for claim in judged:
        fields[f"judgement_{claim.pk}"] = forms.ChoiceField(
            label=f"Is it enough for {claim.statement.code}?",
            choices=Claim.Judgement.choices,
            widget=forms.RadioSelect,
            error_messages={"required": f"Say whether it is enough for {claim.statement.code}"},
        )
    return type("JudgeForm", (JudgeForm,), fields)


class ReturnForm(PortalForm):
    """What is missing, what would be enough, by when."""

    submit = "Return for more work"

    number = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="What is missing, and why",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    enough = forms.CharField(
        label="What would be enough",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Say it so that it can be done: “a paragraph on how you checked what she wanted”.",
    )
    again_by = DateField(label="By when", help_text="For example 27 3 2027")

    def __init__(self, *args: Any, on: datetime.date, **kwargs: Any) -> None:
        self.on = on
        super().__init__(*args, **kwargs)

    def clean_again_by(self) -> datetime.date:
        again_by = self.cleaned_data["again_by"]
        if again_by < self.on:
            raise ValidationError("The day by which it should come back must be today or later")
        return again_by
