"""What people type about mentors: an entry of the register, and who is proposed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from apprentices.mentor_matching import Fit
from consortium.models import Organisation
from core.forms import PortalForm


class ChangeMentorForm(PortalForm):
    submit = "Save the entry"
    offers = forms.CharField(
        label="What do they offer?",
        help_text="For example: work with children, returning to study, being the only one of a group in a team.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    capacity = forms.IntegerField(label="How many apprentices at once?", min_value=1, max_value=10)
    across = forms.BooleanField(label="Mentors in other boroughs too", required=False)
    available = forms.BooleanField(label="Takes somebody on at present", required=False, initial=True)


class ListMentorForm(PortalForm):
    submit = "Put on the register"
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="For which employer?", to_field_name="reference", empty_label="Select"
    )
    name = forms.CharField(label="Full name", max_length=150)
    email = forms.EmailField(label="Work email address")
    offers = ChangeMentorForm.base_fields["offers"]
    capacity = ChangeMentorForm.base_fields["capacity"]
    across = ChangeMentorForm.base_fields["across"]

    fields: dict[str, Any]

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations


class ProposeMentorForm(PortalForm):
    submit = "Propose this mentor"
    mentor = forms.ChoiceField(label="Who fits", widget=forms.RadioSelect)

    def __init__(self, *args: Any, fits: Sequence[Fit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mentor"].choices = [  # type: ignore[attr-defined]
            (str(fit.mentor.key), f"{fit.mentor.name}: {fit.why}") for fit in fits
        ]
