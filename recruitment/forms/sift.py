"""Forms of those who plan a sift and of those who read in it."""

from __future__ import annotations

from typing import Any

from crispy_forms_gds.choices import Choice
from crispy_forms_gds.helper import FormHelper
from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property

from core.forms import PortalForm
from recruitment.forms.public import AddressField
from recruitment.models import Panellist, SiftCriterion
from recruitment.sift_feedback import LOW, STRENGTHS, TO_STRENGTHEN, choices, lacks_a_reason


class SiftForm(PortalForm):
    submit = "Save"
    second_share = forms.IntegerField(
        label="How many of a hundred applications two people read",
        min_value=0,
        max_value=100,
        initial=20,
        help_text="They are drawn by lot. From them you learn how far sifters agree.",
    )
    apart = forms.IntegerField(label="So many marks apart, and the two talk", min_value=1, max_value=4, initial=2)
    hides_employer = forms.BooleanField(
        label="Take the names of employers out of the answers", required=False, initial=True
    )


class SiftCriterionForm(PortalForm):
    submit = "Add criterion"
    reads = forms.ChoiceField(label="What is read", choices=SiftCriterion.Reads.choices, widget=forms.RadioSelect)
    name = forms.CharField(label="What is looked for", max_length=120, help_text="For example: learns from experience.")
    anchor_1 = forms.CharField(label="What a 1 looks like", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    anchor_2 = forms.CharField(label="What a 2 looks like", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    anchor_3 = forms.CharField(label="What a 3 looks like", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    anchor_4 = forms.CharField(label="What a 4 looks like", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    anchor_5 = forms.CharField(label="What a 5 looks like", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    weight = forms.IntegerField(label="Weight", min_value=1, max_value=10, initial=1, help_text="1 for all is usual.")
    floor = forms.DecimalField(
        label="Talk about it below this mark (optional)",
        required=False,
        min_value=1,
        max_value=5,
        decimal_places=1,
        help_text="If the mark is lower, the employer is told so whatever the total.",
    )

    def anchors(self) -> list[str]:
        return [self.cleaned_data[f"anchor_{mark}"] for mark in range(1, 6)]


class SifterForm(PortalForm):
    submit = "Name as sifter"
    email = AddressField(
        label="Their work email address",
        help_text="Somebody with a role at an employer that offers places, at the university, or at your office.",
    )


class FromRegisterForm(PortalForm):
    """Somebody on the register of panel members who is asked to read a share."""

    submit = "Ask to sift"
    panellist = forms.ModelChoiceField(
        Panellist.objects.none(),
        label="Who",
        to_field_name="reference",
        help_text="People under 18, people who take a break, and those who sift already are not in the list.",
    )

    def __init__(self, *args: Any, register: QuerySet[Panellist], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["panellist"].queryset = register


class SiftMarkForm(PortalForm):
    """One answer: a mark, each with what it looks like, and the reasons that the candidate may read."""

    submit = "Save and go on"
    value = forms.TypedChoiceField(
        label="Your mark", required=False, coerce=int, empty_value=None, widget=forms.RadioSelect
    )
    strengths = forms.MultipleChoiceField(
        label="What was strong", required=False, choices=choices(STRENGTHS), widget=forms.CheckboxSelectMultiple
    )
    to_strengthen = forms.MultipleChoiceField(
        label="What would make it stronger",
        required=False,
        choices=choices(TO_STRENGTHEN),
        widget=forms.CheckboxSelectMultiple,
        help_text="The candidate may read a sentence for each that you choose. A 1, a 2 and a 5 need one.",
    )

    def __init__(self, *args: Any, criterion: SiftCriterion, keep_url: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].choices = [Choice(str(mark), str(mark), hint=text) for mark, text in criterion.anchored]
        self.keep_url = keep_url

    @cached_property
    def helper(self) -> FormHelper:
        """The form also keeps itself while it is filled in, and takes the keys 1 to 5."""
        helper = super().helper
        helper.attrs |= {"data-mark-keys": "value"}
        if self.keep_url:
            helper.attrs |= {"hx-post": self.keep_url, "hx-trigger": "change", "hx-swap": "none"}
        return helper

    def reasons(self) -> list[str]:
        return [*self.cleaned_data["strengths"], *self.cleaned_data["to_strengthen"]]

    def say_what_is_missing(self) -> None:
        """A mark, and a reason where it is low or the highest."""
        value = self.cleaned_data["value"]
        if value is None:
            self.add_error("value", "Select your mark")
        elif kind := lacks_a_reason(value, self.reasons()):
            words = "what would make the answer stronger" if value in LOW else "what is strong in the answer"
            self.add_error(kind, f"Select {words}: a {value} needs a reason")


class AgreeForm(PortalForm):
    submit = "Put this mark forward"
    value = forms.TypedChoiceField(
        label="The mark that you both can stand by",
        coerce=int,
        choices=[(str(mark), str(mark)) for mark in range(1, 6)],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label="Why", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
