"""Forms of inviting, joining and ending a role."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.utils import timezone

from consortium.models import Role
from core.accounts.models import User
from core.forms import DateField, PortalForm

FURTHEST = datetime.timedelta(days=366)


class InviteForm(PortalForm):
    submit = "Send invitation"
    name = forms.CharField(label="Their name", max_length=150, help_text="As they write it. They can change it.")
    email = forms.EmailField(label="Their work email address", max_length=254)
    role = forms.ModelChoiceField(Role.objects.none(), label="Role")
    starts_on = DateField(label="First day in this role")
    ends_on = DateField(label="Last day, if it is agreed", required=False)

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = Role.objects.filter(pk__in=[role.pk for role in roles])  # type: ignore[attr-defined]

    def clean_starts_on(self) -> datetime.date:
        starts_on = self.cleaned_data["starts_on"]
        if starts_on > timezone.localdate() + FURTHEST:
            raise forms.ValidationError("First day in this role must be within the next year")
        return starts_on

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        starts_on, ends_on = answers.get("starts_on"), answers.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "Last day must be on or after the first day in this role")
        return answers


class JoinForm(PortalForm):
    """Somebody new: their name and a password of their own."""

    submit = "Join"
    name = forms.CharField(label="Your name", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label="Your new password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="12 characters or more. Three words that nobody would put together are good.",
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        password_validation.validate_password(password, self.person)
        return password


class AcceptForm(PortalForm):
    """Somebody who signs in already: one press."""

    submit = "Accept"


class EndAppointmentForm(PortalForm):
    submit = "End role"
    when = forms.ChoiceField(
        label="When does it end?",
        choices=[("now", "Now: at their next click nothing opens"), ("later", "At the end of a day")],
        widget=forms.RadioSelect,
    )
    on = DateField(label="Last day", required=False, help_text="Only if it ends at the end of a day.")

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("when") == "later" and not answers.get("on") and "on" not in self.errors:
            self.add_error("on", "Enter the last day")
        return answers
