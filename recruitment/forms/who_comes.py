"""Who somebody is that sits on panels and where they come from: asked, and answered rightly, in one way everywhere."""

from __future__ import annotations

from typing import Any

from django import forms

from consortium.models import Organisation
from recruitment.models import Group


class WhoComes(forms.Form):
    """The fields that entering somebody in a register and inviting somebody to a panel share.

    Whoever brings an employer's or a university's view comes from one; lived experience needs no organisation.
    """

    name = forms.CharField(label="Full name", max_length=150)
    email = forms.EmailField(label="Email address", max_length=254)
    group = forms.ChoiceField(label="Whose view they bring", choices=Group.choices, widget=forms.RadioSelect)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Organisation",
        required=False,
        help_text="Needed for employers and universities.",
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        group, organisation = answers.get("group"), answers.get("organisation")
        is_university = organisation is not None and organisation.kind == Organisation.Kind.UNIVERSITY
        if group not in (Group.EMPLOYER, Group.UNIVERSITY) or "organisation" in self.errors:
            return answers
        if organisation is None:
            self.add_error("organisation", "Select the organisation this person comes from")
        elif group == Group.UNIVERSITY and not is_university:
            self.add_error("organisation", "Select a university")
        elif group == Group.EMPLOYER and is_university:
            self.add_error("organisation", "Select an employer")
        return answers
