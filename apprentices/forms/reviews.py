"""Progress reviews: the day, what was said and agreed, a name under it, and why something was done otherwise."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from django import forms

from apprentices.models import Party, ProgressReview
from core.forms import DateField, PortalForm, TimeField

LONG = 6000


def _words(label: str, *, rows: int = 5, help_text: str = "", required: bool = False) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=LONG, widget=area)


class ReviewPlanForm(PortalForm):
    submit = "Set the day"
    planned_on = DateField(label="On which day will you meet?")
    planned_time = TimeField(label="At what time?", required=False, help_text="For example, 10:30")
    place = forms.CharField(
        label="Where?", required=False, max_length=200, help_text="For example, a room, or a video meeting"
    )


class ManyReviewsForm(PortalForm):
    """One day for several reviews, one after the other."""

    submit = "Set these reviews"
    reviews = forms.ModelMultipleChoiceField(
        label="Which reviews?",
        queryset=ProgressReview.objects.none(),
        to_field_name="reference",
        widget=forms.CheckboxSelectMultiple,
        help_text="They follow each other in this order.",
    )
    planned_on = DateField(label="On which day will you meet?")
    first_at = TimeField(label="When does the first one begin?", help_text="For example, 9:30")
    minutes = forms.IntegerField(label="How many minutes for each?", min_value=10, max_value=240, initial=60)
    place = forms.CharField(label="Where?", required=False, max_length=200)


class ReviewHeldForm(PortalForm):
    submit = "Record that it was held"
    held_on = DateField(label="On which day was it held?")
    without_employer = forms.BooleanField(
        label="Nobody of the employer was there", required=False, help_text="Allowed once. They catch up in 10 days."
    )
    why_without = _words("If so, why was nobody there?", rows=2)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("without_employer") and not cleaned.get("why_without", "").strip():
            self.add_error("why_without", "Enter why nobody of the employer was there")
        return cleaned


class CatchUpForm(PortalForm):
    submit = "Record that they caught up"
    on = DateField(label="On which day did the employer go through it with you?")


class ReviewReasonForm(PortalForm):
    """Why: a page gives it its own label and button."""

    reason = _words("Why?", rows=4, required=True)


class PreparationForm(PortalForm):
    """One's own box, in three questions that all three parties are asked alike."""

    submit = "Keep for myself"
    other_buttons = MappingProxyType({"send": "Send to the other two"})
    went_well = _words("What has gone well since the last review?", rows=4)
    hard = _words("What has been hard, or got in the way?", rows=4)
    to_agree = _words("What do you want to talk about or agree?", rows=4)


class WriteUpForm(PortalForm):
    submit = "Save and go on to actions"
    summary = _words("What did you talk about?", rows=8, required=True)
    goals = _words("Goals until the next review", rows=4)
    concerns = _words(
        "Concerns that you talked about",
        rows=4,
        help_text="All three read this and sign it. Write nothing here that one of them may not know.",
    )
    next_steps = _words("Next steps", rows=4, required=True)


class ReviewActionForm(PortalForm):
    submit = "Add this action"
    what = forms.CharField(label="What exactly is to be done?", max_length=300)
    measure = forms.CharField(label="How will you know that it is done?", max_length=300, required=False)
    owner = forms.ChoiceField(label="Who does it?", choices=Party.choices, widget=forms.RadioSelect)
    due_on = DateField(label="By when?")


class SignReviewForm(PortalForm):
    """A name under the text that was shown; a note where somebody does not agree with all of it."""

    submit = "Sign this review"
    read = forms.CharField(widget=forms.HiddenInput, max_length=64)
    dissent = _words(
        "Is there anything in it that you do not agree with?",
        rows=3,
        help_text="Leave this empty if you agree. A note goes under your signature, and the other two read it.",
    )
