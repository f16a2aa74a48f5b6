"""Transfers, moves of many at once, and parts passed on, as people type them in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from apprentices.models import Apprentice, Involvement
from consortium.models import Organisation
from core.forms import DateField, HoursField, PortalForm


class TransferForm(PortalForm):
    """Where somebody goes and when; the new employer says the rest."""

    submit = "See what it means"
    after = forms.ModelChoiceField(
        label="New employer", queryset=Organisation.objects.none(), to_field_name="reference", empty_label="Select"
    )
    last_day = DateField(label="Last day with you")
    first_day = DateField(label="First day with the new employer")

    def __init__(self, *args: Any, employers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["after"].queryset = employers  # type: ignore[attr-defined]


class AcceptTransferForm(PortalForm):
    submit = "Accept the transfer"
    weekly_hours = HoursField(label="Contract hours a week with you", max_hours=60)
    job_title = forms.CharField(label="Job title", max_length=120)
    team = forms.CharField(label="Team", max_length=120, required=False)
    manager_name = forms.CharField(label="Full name of the line manager", max_length=150)
    manager_email = forms.EmailField(label="Work email address of the line manager")


class ReorganisationForm(PortalForm):
    """From which employer to which, on which day."""

    submit = "Choose the apprentices"
    before = forms.ModelChoiceField(
        label="Employer now", queryset=Organisation.objects.none(), to_field_name="reference", empty_label="Select"
    )
    after = forms.ModelChoiceField(
        label="Employer then",
        queryset=Organisation.objects.none(),
        to_field_name="reference",
        empty_label="Select",
        help_text="The service that they belong to afterwards. It may stay the same.",
    )
    legal_employer = forms.ModelChoiceField(
        label="Legal employer, where it is another than the body of that service",
        queryset=Organisation.objects.none(),
        to_field_name="reference",
        required=False,
        empty_label="The body of that service",
    )
    on = DateField(label="First day with the new employer")

    def __init__(self, *args: Any, own: Any, employers: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("before", own), ("after", employers), ("legal_employer", bodies)):
            self.fields[name].queryset = choices  # type: ignore[attr-defined]


class PassPartForm(PortalForm):
    """One person's part to another, from a day."""

    submit = "Choose the apprentices"
    part = forms.ChoiceField(label="Whose part passes on?")
    name = forms.CharField(label="Full name of the new person", max_length=150)
    email = forms.EmailField(label="Work email address of the new person")
    starts_on = DateField(label="From which day?")

    def __init__(self, *args: Any, parts: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["part"].choices = [("", "Select"), *parts]  # type: ignore[attr-defined]

    @property
    def kind_and_person(self) -> tuple[str, int]:
        kind, person = self.cleaned_data["part"].split(":")
        return Involvement.Kind(kind), int(person)


class ChooseApprenticesForm(PortalForm):
    """For whom it holds: everybody unless somebody is left out."""

    chosen = forms.MultipleChoiceField(
        label="For whom does this hold?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one apprentice"},
    )

    def __init__(self, *args: Any, apprentices: Sequence[Apprentice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.apprentices = {apprentice.reference: apprentice for apprentice in apprentices}
        choices = [(a.reference, f"{a.person.name}, {a.cohort.name}") for a in apprentices]
        self.fields["chosen"].choices = choices  # type: ignore[attr-defined]
        self.initial.setdefault("chosen", list(self.apprentices))

    def picked(self) -> list[Apprentice]:
        return [self.apprentices[reference] for reference in self.cleaned_data["chosen"]]
