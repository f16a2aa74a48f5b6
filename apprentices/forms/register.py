"""The register of a session: one line for each apprentice, posted at once."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from apprentices.models import Apprentice, Attendance
from apprentices.operations import Line
from apprentices.timetable_reasons import ABSENCE, choices
from core.forms import PortalForm
from core.forms.messages import give_messages
from core.imports.kinds import DAYS

Mark = Attendance.Mark


@dataclass(frozen=True)
class Shown:
    """One line of the page: who it is about, and its fields."""

    apprentice: Apprentice
    elsewhere: str
    mark: BoundField
    reason: BoundField
    made_up_on: BoundField


class RegisterForm(PortalForm):
    """Everybody is present until somebody says otherwise; who is on leave or on a break is away."""

    submit = "Save the register"
    fields: dict[str, Any]

    def __init__(
        self,
        *args: Any,
        apprentices: Sequence[Apprentice],
        marks: Mapping[int, Attendance],
        elsewhere: Mapping[int, str],
        **kwargs: Any,
    ) -> None:
        self.apprentices, self.elsewhere = apprentices, elsewhere
        super().__init__(*args, **kwargs)
        for apprentice in apprentices:
            self._add(apprentice, marks.get(apprentice.pk))

    def _add(self, apprentice: Apprentice, mark: Attendance | None) -> None:
        away = apprentice.pk in self.elsewhere
        name = f"a{apprentice.pk}"
        added = {
            f"{name}_mark": forms.ChoiceField(
                label=apprentice.person.name,
                choices=Mark.choices,
                widget=forms.RadioSelect,
                initial=mark.mark if mark else Mark.ABSENT if away else Mark.PRESENT,
            ),
            f"{name}_reason": forms.ChoiceField(
                label="Why away?",
                choices=[("", "Choose"), *choices(ABSENCE)],
                required=False,
                initial=mark.reason if mark else "leave" if away else "",
            ),
            f"{name}_made_up_on": forms.DateField(
                label="On which day?",
                required=False,
                input_formats=DAYS,
                initial=mark.made_up_on if mark else None,
                widget=forms.DateInput(format="%d/%m/%Y"),
                help_text="For example, 27/3/2027",
            ),
        }
        for field in added.values():
            give_messages(field)
        self.fields |= added

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        for apprentice in self.apprentices:
            name = f"a{apprentice.pk}"
            if answers.get(f"{name}_mark") == Mark.ABSENT and not answers.get(f"{name}_reason"):
                self.add_error(f"{name}_reason", f"Choose why {apprentice} was away")
            unreadable = f"{name}_made_up_on" in self.errors
            if (answers.get(f"{name}_mark") == Mark.MADE_UP) and not (answers.get(f"{name}_made_up_on") or unreadable):
                self.add_error(f"{name}_made_up_on", f"Enter the day on which {apprentice} made it up")
        return answers

    def lines(self) -> dict[int, Line]:
        """What was said, by apprentice."""
        return {apprentice.pk: self._line(apprentice) for apprentice in self.apprentices}

    def _line(self, apprentice: Apprentice) -> Line:
        name = f"a{apprentice.pk}"
        made_up_on: datetime.date | None = self.cleaned_data.get(f"{name}_made_up_on")
        return Line(
            mark=self.cleaned_data[f"{name}_mark"],
            reason=self.cleaned_data.get(f"{name}_reason", ""),
            made_up_on=made_up_on,
        )

    def shown(self) -> list[Shown]:
        return [
            Shown(
                a,
                self.elsewhere.get(a.pk, ""),
                self[f"a{a.pk}_mark"],
                self[f"a{a.pk}_reason"],
                self[f"a{a.pk}_made_up_on"],
            )
            for a in self.apprentices
        ]
