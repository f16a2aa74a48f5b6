"""The short form about an information session."""

from __future__ import annotations

from django import forms

from core.forms import PortalForm
from recruitment.forms.questions import Choice
from recruitment.models import SessionFeedback


class SessionFeedbackForm(PortalForm):
    submit = "Send"
    useful = Choice(label="How useful was the session for you?", choices=SessionFeedback.Useful.choices)
    next_step = Choice(label="Do you know what you can do next?", choices=SessionFeedback.Clear.choices)
    could_take_part = Choice(
        label="Could you take part fully?",
        help_text="For example: hearing and seeing, getting in, the time of day.",
        choices=SessionFeedback.Clear.choices,
    )
    will_apply = Choice(label="Do you mean to apply?", choices=SessionFeedback.WillApply.choices)
    words = forms.CharField(
        label="What should we do differently?",
        help_text="Please leave out names: yours is not kept with this either.",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
