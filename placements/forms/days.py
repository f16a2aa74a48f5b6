"""Logging a week, asking about a day, correcting one."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms

from core.forms import PortalForm
from core.words import day
from placements.models import PlacementDay
from placements.operations.days import Entry
from placements.reasons import ABSENCE, choices

WEEK = 7
NOTHING = [("", "Nothing")]


class WeekForm(PortalForm):
    """A week at a time: what each day was. Days that are confirmed already are shown, not asked."""

    submit = "Save the week"

    def __init__(
        self,
        *args: Any,
        monday: datetime.date,
        dates: list[datetime.date],
        logged: dict[datetime.date, PlacementDay],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.dates = dates
        for date in dates:
            row = logged.get(date)
            self._add(
                f"kind_{date:%Y%m%d}",
                forms.ChoiceField(
                    label=f"{date:%A} {day(date)}",
                    choices=[*NOTHING, *PlacementDay.Kind.choices],
                    required=False,
                    initial=row.kind if row else "",
                ),
            )
        self._add(
            "absence",
            forms.ChoiceField(
                label="If you were away, why?", choices=[("", "Not away"), *choices(ABSENCE)], required=False
            ),
        )
        self._add(
            "note",
            forms.CharField(
                label="A note",
                required=False,
                max_length=500,
                help_text="Needed for a weekend. Do not name people who use services.",
            ),
        )

    def _add(self, name: str, field: forms.Field) -> None:
        self.fields[name] = self.style_field(name, field)

    def entries(self) -> list[Entry]:
        """The days that were chosen."""
        typed = self.cleaned_data
        return [
            Entry(
                date=date,
                kind=kind,
                note=typed["note"],
                absence=typed["absence"] if kind == PlacementDay.Kind.ABSENT else "",
            )
            for date in self.dates
            if (kind := typed.get(f"kind_{date:%Y%m%d}"))
        ]


class QuestionForm(PortalForm):
    submit = "Ask"
    question = forms.CharField(label="What do you want to ask about this day?", max_length=500)


class CorrectionForm(PortalForm):
    submit = "Correct the day"

    kind = forms.ChoiceField(label="What was the day really?", widget=forms.RadioSelect)
    absence = forms.ChoiceField(label="If away, why?", required=False)
    reason = forms.CharField(
        label="Why is it corrected?",
        max_length=500,
        help_text="Read by the apprentice, by those who confirm days, and by those who plan placements.",
    )

    def __init__(self, *args: Any, row: PlacementDay, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(k, w) for k, w in PlacementDay.Kind.choices if k != row.kind]  # type: ignore[attr-defined]
        self.fields["absence"].choices = [("", "Not away"), *choices(ABSENCE)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if answers.get("kind") == PlacementDay.Kind.ABSENT and not answers.get("absence"):
            self.add_error("absence", "Choose why they were away")
        return answers
