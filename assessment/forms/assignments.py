"""One mark, entered by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from apprentices.models import Apprentice
from assessment.models import AssignmentResult
from assessment.operations.assignments import Marked
from core.forms import DateField, PortalForm


class MarkForm(PortalForm):
    """Who, which assignment, which attempt, and what became of it."""

    submit = "Record it"

    apprentice = forms.ChoiceField(label="Apprentice")
    module = forms.CharField(label="Module", max_length=80)
    title = forms.CharField(label="Assignment", max_length=150)
    due_on = DateField(label="When is it due?", help_text="For example 27 3 2027")
    attempt = forms.IntegerField(
        label="Attempt", min_value=1, max_value=9, initial=1, help_text="2 for the first resubmission."
    )
    outcome = forms.ChoiceField(
        label="What became of it?", choices=AssignmentResult.Outcome.choices, widget=forms.RadioSelect
    )
    mark = forms.DecimalField(
        label="Mark", min_value=Decimal(0), max_value=Decimal(100), max_digits=5, decimal_places=2, required=False
    )
    handed_in_on = DateField(label="Handed in on", required=False)
    again_by = DateField(label="Again, or extended, until", required=False)
    confirmed_on = DateField(
        label="Confirmed by the board on",
        required=False,
        help_text="From then on it is final, and the apprentice is told.",
    )

    def __init__(self, *args: Any, people: QuerySet[Apprentice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {one.reference: one for one in people.select_related("person").order_by("person__name")}
        choices = [(reference, str(one)) for reference, one in self.people.items()]
        self.fields["apprentice"].choices = choices  # type: ignore[attr-defined]

    @property
    def who(self) -> Apprentice:
        return self.people[self.cleaned_data["apprentice"]]

    @property
    def marked(self) -> Marked:
        names = ("outcome", "mark", "handed_in_on", "again_by", "confirmed_on")
        return Marked(**{name: self.cleaned_data[name] for name in names})
