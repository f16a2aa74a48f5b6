"""Naming people around an apprentice, and asking for a fresh link."""

from __future__ import annotations

from typing import Any

from django import forms

from apprentices.models import Involvement
from apprentices.models.involvement import WEEKDAYS
from core.accounts.models import User
from core.forms import DateField, PortalForm


class NameForm(PortalForm):
    """Somebody's part in an apprenticeship from a day on; they need no account before."""

    submit = "Name this person"
    kind = forms.ChoiceField(label="As what?", widget=forms.RadioSelect)
    name = forms.CharField(label="Full name", max_length=150)
    email = forms.EmailField(label="Work email address")
    starts_on = DateField(label="From which day?")
    weekdays = forms.TypedMultipleChoiceField(
        label="Line managers only: on which days, where several share the part?",
        help_text="Select none for any day.",
        choices=list(enumerate(WEEKDAYS[:5])),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    next_name = forms.CharField(
        label="Line managers only: full name of their own manager",
        help_text="If nobody is line manager for five working days, the part passes to this person.",
        max_length=150,
        required=False,
    )
    next_email = forms.EmailField(label="Line managers only: work email address of their own manager", required=False)

    OF_LINE_MANAGERS = ("weekdays", "next_name", "next_email")

    fields: dict[str, Any]

    def __init__(self, *args: Any, kinds: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, Involvement.Kind(kind).label) for kind in kinds]
        if Involvement.Kind.LINE_MANAGER not in kinds:
            for name in self.OF_LINE_MANAGERS:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        for one, other in (("next_name", "next_email"), ("next_email", "next_name")):
            if answers.get(one) and other in self.fields and not answers.get(other) and other not in self.errors:
                self.add_error(other, "Enter both the name and the address of their own manager")
        if answers.get("kind") != Involvement.Kind.LINE_MANAGER:
            answers.update(weekdays=[], next_name="", next_email="")
        return answers

    @property
    def passes_to(self) -> User | None:
        """To whom a vacancy passes, where somebody is named."""
        if not self.cleaned_data["next_email"]:
            return None
        return User.objects.for_email(self.cleaned_data["next_email"], name=self.cleaned_data["next_name"])


class EndForm(PortalForm):
    submit = "End it"
    ends_on = DateField(label="What is the last day?")


class FreshLinkForm(PortalForm):
    submit = "Send me a fresh link"
    email = forms.EmailField(label="Your work email address", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
