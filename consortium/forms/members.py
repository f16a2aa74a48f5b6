"""Forms of those who keep the register of members."""

from __future__ import annotations

from typing import Any

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Div, Field, Layout
from django import forms
from django.utils import timezone
from django.utils.functional import cached_property

from consortium.models import Borough, Consortium, Membership, Organisation, OrganisationIdentifier
from core.forms import DateField, PortalForm, SeveralField

GRADES_AND_NONE = [("", "Not a member yet"), *reversed(Membership.Grade.choices)]
KINDS = [choice for choice in Organisation.Kind.choices if choice[0] != Organisation.Kind.COUNCIL]


class IdentifierForm(PortalForm):
    submit = "Add"
    kind = forms.ChoiceField(label="What is it?", choices=OrganisationIdentifier.Kind.choices, widget=forms.RadioSelect)
    value = forms.CharField(
        label="Number or name", max_length=150, help_text="As the other record has it, for example the learner record."
    )


class AddOrganisationForm(PortalForm):
    submit = "Add organisation"
    name = forms.CharField(label="Full name", max_length=150)
    short_name = forms.CharField(
        label="Short name", max_length=60, help_text="As it stands in lists and in the header."
    )
    kind = forms.ChoiceField(label="What kind of organisation is it?", choices=KINDS, widget=forms.RadioSelect)
    part_of = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Council that it is part of",
        required=False,
        help_text="Only for a council service. It covers the borough of its council.",
    )
    service = forms.ChoiceField(
        label="Services that it provides",
        choices=[("", "Neither"), *Organisation.Service.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    covers = SeveralField(
        Borough.objects.all(),
        label="Boroughs that it serves",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Leave all empty for an organisation that serves no borough of its own, such as a university.",
    )
    starts_on = DateField(
        label="Day from which it exists", help_text="As far as you know; no later than its membership."
    )
    grade = forms.ChoiceField(
        label="Grade of membership", choices=GRADES_AND_NONE, required=False, widget=forms.RadioSelect
    )
    member_from = DateField(label="First day of membership", required=False)

    @cached_property
    def helper(self) -> FormHelper:
        """The boroughs in columns, so that the page stays short."""
        helper = super().helper
        boroughs = Div(Field.checkboxes("covers", small=True), css_class="app-checkbox-columns")
        helper.layout = Layout(*(boroughs if name == "covers" else name for name in self.fields))
        return helper

    def __init__(self, *args: Any, consortium: Consortium | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        councils = Organisation.objects.filter(kind=Organisation.Kind.COUNCIL).current(timezone.localdate())
        self.fields["part_of"].queryset = councils  # type: ignore[attr-defined]
        if consortium is None:
            del self.fields["grade"], self.fields["member_from"]

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if Organisation.objects.filter(name__iexact=name, ends_on__isnull=True).exists():
            raise forms.ValidationError("An organisation with this name is in the register already")
        return name

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("kind") == Organisation.Kind.SERVICE:
            if not answers.get("part_of"):
                self.add_error("part_of", "Select the council that this service is part of")
            if answers.get("service") not in (Organisation.Service.ADULTS, Organisation.Service.CHILDREN):
                self.add_error("service", "Select adults' or children's services")
        elif answers.get("part_of"):
            self.add_error("part_of", "Only a council service is part of a council. Leave this empty")
        begins, member_from = answers.get("starts_on"), answers.get("member_from")
        if answers.get("grade") and not member_from and "member_from" not in self.errors:
            self.add_error("member_from", "Enter the first day of membership")
        if member_from and not answers.get("grade"):
            self.add_error("grade", "Select a grade of membership, or leave its first day empty")
        if begins and member_from and member_from < begins:
            self.add_error("member_from", "First day of membership must be on or after the day from which it exists")
        return answers


class AdmitForm(PortalForm):
    submit = "Admit"
    consortium = forms.ModelChoiceField(Consortium.objects.all(), label="Consortium or partnership")
    grade = forms.ChoiceField(
        label="Grade of membership", choices=[*reversed(Membership.Grade.choices)], widget=forms.RadioSelect
    )
    starts_on = DateField(label="First day of membership")
    ends_on = DateField(label="Last day, if it is agreed", required=False)

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        starts_on, ends_on = answers.get("starts_on"), answers.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "Last day must be on or after the first day of membership")
        return answers


class EndMembershipForm(PortalForm):
    submit = "End membership"
    on = DateField(label="Last day of membership", help_text="What was decided until then stays as it is.")
    reason = forms.CharField(
        label="Why does it end?", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
