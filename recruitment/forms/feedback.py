"""Feedback in words that a candidate can use."""

from __future__ import annotations

from django import forms

from core.forms import PortalForm


def _words(label: str, hint: str, *, most: int) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, max_length=most, widget=forms.Textarea(attrs={"rows": 4}))


class FeedbackForm(PortalForm):
    submit = "Send feedback"
    did_well = _words("What went well", "Something that the candidate did, not what they are like.", most=2000)
    would_help = _words(
        "What would make it stronger next time",
        "Say what the panel looked for and did not hear, and how it could be shown. No marks and no names.",
        most=2000,
    )
    next_step = _words("A next step", "One thing to do before the next campaign, and who can help with it.", most=1000)
