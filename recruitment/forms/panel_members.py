"""Forms of panel members: plain words, one question a page, nothing lost that was typed."""

from __future__ import annotations

from typing import Any

from crispy_forms_gds.choices import Choice
from crispy_forms_gds.helper import FormHelper
from django import forms
from django.utils.functional import cached_property

from consortium.models import Borough, Organisation
from core.forms import PortalForm, SeveralField
from recruitment.models import Avoidance, Criterion, PanelMember, Score


class MarkForm(PortalForm):
    """One criterion: a mark, each with what it looks like, and why. Kept as it is; completeness is asked at sending."""

    submit = "Save and go on"
    value = forms.TypedChoiceField(
        label="Your mark", required=False, coerce=int, empty_value=None, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="Why did you give this mark?",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Please always say why for a 1 or a 5. A few words are enough.",
    )

    def __init__(self, *args: Any, criterion: Criterion, keep_url: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].choices = [Choice(str(mark), str(mark), hint=text) for mark, text in criterion.anchored]
        self.keep_url = keep_url

    @cached_property
    def helper(self) -> FormHelper:
        """The form also keeps itself while it is filled in; made late, as the name of its draft is given late."""
        helper = super().helper
        if self.keep_url:
            helper.attrs |= {
                "hx-post": self.keep_url,
                "hx-trigger": "change, input changed delay:2s",
                "hx-swap": "none",
            }
        return helper

    def say_what_is_missing(self) -> None:
        """A mark at either end needs its reason."""
        value, reason = self.cleaned_data["value"], self.cleaned_data["reason"]
        if value in Score.NEEDS_REASON and not reason.strip():
            self.add_error("reason", f"Please say why you gave a {value}. A few words are enough")


class NotesForm(PortalForm):
    submit = "Save notes"
    notes = forms.CharField(
        label="Your own notes",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Your panel can read these after everybody has sent their scores.",
    )


class AvoidForm(PortalForm):
    """Whom a member would rather not meet. No reason is asked."""

    submit = "Save"
    boroughs = SeveralField(
        Borough.objects.all(), label="Boroughs", required=False, widget=forms.CheckboxSelectMultiple
    )
    organisations = SeveralField(
        Organisation.objects.none(), label="Services", required=False, widget=forms.CheckboxSelectMultiple
    )
    names = forms.CharField(
        label="Names",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="One name on each line. A first name or a last name is enough.",
    )

    def __init__(self, *args: Any, member: PanelMember, **kwargs: Any) -> None:
        kept = list(Avoidance.objects.filter(member=member)) if "data" not in kwargs else []
        kwargs["initial"] = {
            "boroughs": [a.borough_id for a in kept if a.borough_id],
            "organisations": [a.organisation_id for a in kept if a.organisation_id],
            "names": "\n".join(a.name for a in kept if a.name),
        }
        super().__init__(*args, **kwargs)
        self.fields["organisations"].queryset = Organisation.objects.employers().filter(
            campaign_places__in=member.panel.day.campaign.places.offering()
        )

    def clean_names(self) -> list[str]:
        names = [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if any(len(name) > 150 for name in names):
            raise forms.ValidationError("Please write one name on each line, each with at most 150 characters")
        return names
