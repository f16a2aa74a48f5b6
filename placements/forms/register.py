"""The register of practice educators and the list of settings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from consortium.models import Organisation
from core.forms import DateField, PortalForm, PortalModelForm
from placements.models import Designation, PracticeEducator, Setting
from placements.reasons import setting_kinds

YES_NO = [("yes", "Yes"), ("no", "No")]


def _not_later_than_today(form: forms.BaseForm, *names: str) -> None:
    for name in names:
        value = form.cleaned_data.get(name)
        if value and value > timezone.localdate():
            form.add_error(name, f"{form.fields[name].label} must be today or earlier")


class EducatorForm(PortalModelForm):
    """What is known of a practice educator; ``keepers`` are the organisations for which somebody may keep it."""

    class Meta:
        model = PracticeEducator
        fields = [
            "kept_by",
            "employed_by_member",
            "base",
            "registration_number",
            "registration_checked_on",
            "last_supported_on",
            "capacity",
            "other_routes",
        ]
        labels = {
            "kept_by": "Organisation that keeps this entry",
            "employed_by_member": "Employed by this organisation",
            "base": "Where they teach",
            "registration_number": "Social Work England registration number",
            "registration_checked_on": "Day on which the register was checked",
            "last_supported_on": "Day on which they last supported an apprentice",
            "capacity": "Most apprentices at one time",
            "other_routes": "Places taken by people on other routes this term",
        }
        help_texts = {
            "employed_by_member": "Leave empty for somebody not employed by a member of the consortium.",
            "registration_number": "Seen only by those who keep this entry.",
            "last_supported_on": "Days confirmed here keep it up to date.",
        }

    def __init__(self, *args: Any, keepers: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = [organisation.pk for organisation in keepers]
        if self.instance.pk:
            ids.append(self.instance.kept_by_id)
        self.fields["kept_by"].queryset = Organisation.objects.filter(pk__in=ids)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        _not_later_than_today(self, "registration_checked_on", "last_supported_on")
        if answers.get("registration_checked_on") and not answers.get("registration_number"):
            self.add_error("registration_number", "Enter the number that was checked")
        capacity = answers.get("capacity")
        if capacity is not None and not 1 <= capacity <= 12:
            self.add_error("capacity", "Most apprentices at one time must be between 1 and 12")
        return answers


class NewEducatorForm(EducatorForm):
    """A new entry: the person, and the stage that they hold."""

    submit = "Add to the register"

    name = forms.CharField(label="Full name", max_length=150)
    email = forms.EmailField(label="Work email address")
    stage = forms.ChoiceField(label="Stage", choices=Designation.Stage.choices, widget=forms.RadioSelect)
    stage_from = DateField(label="Stage held since")

    field_order = ["name", "email", "kept_by", "employed_by_member", "base", "stage", "stage_from"]

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        _not_later_than_today(self, "stage_from")
        return answers


class DesignationForm(PortalForm):
    submit = "Record stage"

    stage = forms.ChoiceField(label="New stage", choices=Designation.Stage.choices, widget=forms.RadioSelect)
    starts_on = DateField(label="From which day", help_text="The stage before ends the day before.")


class SettingForm(PortalModelForm):
    """A team that takes apprentices on placement. The three questions decide whether it is statutory."""

    class Meta:
        model = Setting
        fields = [
            "organisation",
            "team",
            "kind",
            "service",
            "borough",
            "address",
            "legal_duties",
            "works_under_the_acts",
            "keeps_case_records",
        ]
        labels = {
            "organisation": "Organisation",
            "team": "Team",
            "kind": "Kind of team",
            "service": "Service",
            "borough": "Borough in which the team works",
            "address": "Address",
            "legal_duties": "It belongs to a council, or carries out a council's legal duties for it",
            "works_under_the_acts": "Apprentices work under sections 17 or 47 of the Children Act 1989, or under the "
            "Care Act 2014 and the Mental Capacity Act 2005",
            "keeps_case_records": "Apprentices keep case records up to date under supervision",
        }

    def __init__(self, *args: Any, keepers: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = self.style_field(
            "kind", forms.ChoiceField(label="Kind of team", choices=[("", "Select"), *setting_kinds().items()])
        )
        ids = [organisation.pk for organisation in keepers]
        if self.instance.pk:
            ids.append(self.instance.organisation_id)
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=ids)  # type: ignore[attr-defined]


class ApprovalForm(PortalForm):
    submit = "Approve setting"

    audited_on = DateField(label="Day of the audit")
    approved_from = DateField(label="Approved from")
    approved_to = DateField(label="Approved to")

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        _not_later_than_today(self, "audited_on")
        first, last = answers.get("approved_from"), answers.get("approved_to")
        if first and last and last < first:
            self.add_error("approved_to", "Approved to must be the same day as approved from, or later")
        return answers


class UniversityRuleForm(PortalForm):
    own_team_allowed = forms.ChoiceField(
        label="May one of the placements be in the apprentice's own team?",
        choices=[("yes", "Yes, at most one, with new duties and work taken off"), ("no", "No")],
        widget=forms.RadioSelect,
    )
